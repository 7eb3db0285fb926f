"""Two entries that both answered become one: what counts once, what joins, what is laid aside."""

import threading
from uuid import UUID

import msgspec
import pytest
from sqlmodel import col, select

from survey_service.database import Database
from survey_service.domain.fieldwork import returns, surveys
from survey_service.domain.providers import documents, joining, responses, saving, submission
from survey_service.domain.providers.joining import AnsweredByBoth, ReturnFacts
from survey_service.domain.providers.revisions import Place
from survey_service.domain.providers.saving import Sent
from survey_service.domain.register import merging
from survey_service.errors import Conflict, NotFound, NotReady
from survey_service.permissions import Actor, RoleGrant
from survey_service.tables.responses import Response, Revision, Statement, SubmittedVersion
from survey_service.tables.surveys import Participation
from tests.survey_service.domain.providers.own_return import LAGE, SCHLUSS, fill, reopen, save
from tests.survey_service.wave import NOON, SLUG, Made

PLANNER = Actor(login="planerin", name="Planerin", grants=(RoleGrant("planner"),))


@pytest.fixture
def other(database: Database, made: Made) -> Made:
    """The stranger as somebody who was asked for the same wave."""
    with database.write() as session:
        session.add(
            Participation(survey_id=made.survey_id, organisation_id=made.stranger.organisation_id)
        )
    return msgspec.structs.replace(
        made, actor=made.stranger, facilities=(made.foreign_facility,), stranger=made.actor
    )


def owner(made: Made) -> UUID:
    assert made.actor.organisation_id is not None
    return made.actor.organisation_id


def fill_other(database: Database, other: Made, *, lage: str = "Bei uns auch.") -> None:
    (house,) = other.facilities
    save(database, other, LAGE, {"umfang": ["mehr"], "neu": [lage]})
    save(database, other, Place("nachfrage", house), {"wartezeit": ["5"]})
    save(database, other, Place("umfeld", house), {"einzug": ["01"], "fehlt": ["Ein Arzt fehlt."]})
    save(database, other, SCHLUSS, {"zitat": ["ohne_namen"]})


def submit(database: Database, made: Made) -> None:
    with database.write() as session:
        submission.submit(session, made.actor, SLUG, now=NOON)


def merge(database: Database, made: Made, other: Made, *, counts: Made | None) -> None:
    with database.write() as session:
        merging.merge(
            session,
            PLANNER,
            kept_id=owner(made),
            duplicate_id=owner(other),
            counts={made.survey_id: owner(counts)} if counts else {},
        )


def said(database: Database, *, current: bool = True) -> set[tuple[str, str]]:
    """Text and contributor."""
    with database.read() as session:
        rows = session.exec(select(Statement).where(col(Statement.current).is_(current)))
        return {(row.text, row.contributor) for row in rows}


def opened(database: Database, made: Made) -> responses.OrganisationResponse:
    with database.read() as session:
        return responses.load(session, made.actor, SLUG, now=NOON)


def counting(database: Database) -> Response:
    with database.read() as session:
        return session.exec(select(Response).where(Response.state != "withdrawn")).one()


def aside(database: Database, made: Made) -> joining.LaidAside:
    with database.read() as session:
        survey = responses.wave(session, made.actor, SLUG)
        (found,) = joining.laid_aside(session, made.actor, survey, now=NOON)
        return found


def test_without_a_choice_nothing_moves(database: Database, made: Made, other: Made) -> None:
    fill(database, made)
    submit(database, made)
    save(database, other, LAGE, {"umfang": ["mehr"]})
    with database.read() as session:
        found = merging.preview(session, PLANNER, kept_id=owner(made), duplicate_id=owner(other))
    assert found.both == (
        AnsweredByBoth(
            survey_id=made.survey_id,
            slug=SLUG,
            title="Trägerabfrage 2026",
            kept=ReturnFacts(state="submitted", submitted_on=NOON.date(), facilities=2),
            duplicate=ReturnFacts(state="draft", submitted_on=None, facilities=0),
        ),
    )
    with pytest.raises(NotReady, match="Wählen Sie, welcher Rücklauf gilt"):
        merge(database, made, other, counts=None)
    with pytest.raises(Conflict, match="einen der beiden"), database.write() as session:
        merging.merge(
            session,
            PLANNER,
            kept_id=owner(made),
            duplicate_id=owner(other),
            counts={made.survey_id: made.survey_id},
        )
    with database.read() as session:
        owners = session.exec(select(Response.organisation_id, Response.state)).all()
    assert set(owners) == {(owner(made), "submitted"), (owner(other), "draft")}


@pytest.mark.parametrize("duplicate_counts", [False, True])
def test_facilities_join_and_the_organisation_speaks_once(
    database: Database, made: Made, other: Made, duplicate_counts: bool
) -> None:
    fill(database, made)
    submit(database, made)
    fill_other(database, other)
    submit(database, other)
    merge(database, made, other, counts=other if duplicate_counts else made)
    row = counting(database)
    assert (row.organisation_id, row.state) == (owner(made), "submitted")
    document = documents.decode(row.document)
    assert {part.name for part in document.facilities if part.answers} == {
        "Haus 01",
        "Haus 02",
        "Fremdes Haus",
    }
    own, foreign = "Viele Alleinerziehende kommen.", "Bei uns auch."
    counts, put_away = (foreign, own) if duplicate_counts else (own, foreign)
    assert document.answers["neu"] == counts
    of_facilities = {"Ein Treffpunkt fehlt.", "Ärzte fehlen.", "Ein Arzt fehlt."}
    assert said(database) == {(text, owner(made).hex) for text in {*of_facilities, counts}}
    assert {text for text, _ in said(database, current=False)} == {put_away}
    with database.read() as session:
        assert returns.progress(session, made.survey_id).returned == 1
        numbers = session.exec(
            select(SubmittedVersion.number)
            .where(SubmittedVersion.response_id == row.id)
            .order_by(col(SubmittedVersion.number))
        ).all()
        newest = session.exec(
            select(SubmittedVersion).where(SubmittedVersion.receipt_number == row.receipt_number)
        ).one()
    assert (numbers, newest.document, newest.on_behalf) == ([1, 2], row.document, True)
    assert newest.author == "Sozialplanung (Planerin) beim Zusammenführen"
    kept = aside(database, made)
    assert (kept.handed_in, len(kept.receipts)) == (True, 1)
    assert kept.document.answers["neu"] == put_away


def test_what_joined_is_handed_in_again_with_its_codings(
    database: Database, made: Made, other: Made
) -> None:
    fill(database, made)
    submit(database, made)
    fill_other(database, other)
    submit(database, other)
    with database.read() as session:
        before = dict(session.exec(select(Statement.text, Statement.id)).all())
    merge(database, made, other, counts=made)
    reopen(database, made)
    submit(database, made)
    with database.read() as session:
        after = dict(
            session.exec(
                select(Statement.text, Statement.id).where(col(Statement.current).is_(True))
            ).all()
        )
    assert len(after) == 4
    assert after.items() <= before.items()


def test_one_that_was_only_begun_joins_as_a_draft(
    database: Database, made: Made, other: Made
) -> None:
    fill(database, made)
    submit(database, made)
    fill_other(database, other)
    handed_in = counting_document(database, made)
    merge(database, made, other, counts=made)
    row = counting(database)
    # What was handed in counts until somebody hands in what joined.
    assert (row.state, row.document) == ("reopened", handed_in)
    sheet = opened(database, made).sheet(Place("umfeld", made.foreign_facility))
    assert sheet.content.answers["fehlt"] == "Ein Arzt fehlt."
    assert "Ein Arzt fehlt." not in {text for text, _ in said(database)}
    submit(database, made)
    assert ("Ein Arzt fehlt.", owner(made).hex) in said(database)
    kept = aside(database, made)
    assert (kept.handed_in, kept.receipts) == (False, ())
    assert kept.document.answers["neu"] == "Bei uns auch."


def counting_document(database: Database, made: Made) -> bytes:
    with database.read() as session:
        return session.exec(
            select(Response.document).where(Response.organisation_id == owner(made))
        ).one()


def test_begun_one_that_counts_says_nothing_until_it_is_handed_in(
    database: Database, made: Made, other: Made
) -> None:
    fill(database, made)
    fill_other(database, other)
    submit(database, other)
    with database.read() as session:
        known = session.exec(select(Statement.id).where(Statement.text == "Ein Arzt fehlt.")).one()
    merge(database, made, other, counts=made)
    assert (counting(database).state, said(database)) == ("draft", set())
    submit(database, made)
    with database.read() as session:
        row = session.get_one(Statement, known)
        assert (row.current, row.contributor, row.response_id) == (
            True,
            owner(made).hex,
            counting(database).id,
        )


def test_what_one_corrected_away_and_the_other_says_counts(
    database: Database, made: Made, other: Made
) -> None:
    fill(database, made)
    submit(database, made)
    reopen(database, made)
    save(database, made, LAGE, {"umfang": ["mehr"], "neu": ["Anders."]}, base=1)
    submit(database, made)
    fill_other(database, other, lage="Viele Alleinerziehende kommen.")
    submit(database, other)
    merge(database, made, other, counts=other)
    assert ("Viele Alleinerziehende kommen.", owner(made).hex) in said(database)
    assert ("Anders.", owner(made).hex) not in said(database)


def test_no_saved_version_is_lost(database: Database, made: Made, other: Made) -> None:
    fill(database, made)
    fill_other(database, other)
    with database.read() as session:
        before = {(row.id, row.content) for row in session.exec(select(Revision))}
    merge(database, made, other, counts=other)
    with database.read() as session:
        assert {(row.id, row.content) for row in session.exec(select(Revision))} == before
        row = session.exec(select(Response).where(Response.state == "withdrawn")).one()
        left = session.exec(select(Revision.part).where(Revision.response_id == row.id)).all()
    assert set(left) == {""}


def test_colleague_and_stranger_see_nothing_of_what_was_laid_aside(
    database: Database, made: Made, other: Made
) -> None:
    fill(database, made)
    fill_other(database, other)
    merge(database, made, other, counts=made)
    assert aside(database, made).organisation == "Fremder Träger"
    with database.read() as session:
        survey = surveys.by_slug(session, SLUG)
        colleague = msgspec.structs.replace(made.actor, delegation_id=made.survey_id)
        for actor in (colleague, other.actor, Actor()):
            assert joining.laid_aside(session, actor, survey, now=NOON) == ()


def test_save_that_waited_for_the_merge_is_told(
    database: Database, made: Made, other: Made
) -> None:
    """On PostgreSQL it waits for the participation, on SQLite for the file."""
    fill(database, made)
    save(database, other, LAGE, {"umfang": ["mehr"]})
    merged, errors = threading.Event(), []

    def late() -> None:
        assert merged.wait(20)
        sent = Sent(fields={"umfang": ["weniger"]}, base=1, form="b")
        try:
            with database.write() as session:
                saving.save(session, other.actor, SLUG, {LAGE: sent}, areas=(), now=NOON)
        except (Conflict, NotFound) as error:
            errors.append(error)

    thread = threading.Thread(target=late)
    thread.start()
    with database.write() as session:
        merging.merge(
            session,
            PLANNER,
            kept_id=owner(made),
            duplicate_id=owner(other),
            counts={made.survey_id: owner(made)},
        )
        session.flush()
        merged.set()
        # Long enough for the other to stand before the lock.
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(20)
    assert len(errors) == 1
    assert "zusammengeführt" in str(errors[0]) or "gibt es für Ihre Organisation" in str(errors[0])


def test_first_answer_saved_while_the_merge_waits_is_asked_about(
    database: Database, made: Made, other: Made
) -> None:
    """Negative control of the lock: without it the merge would not see this return."""
    fill(database, made)
    refused: list[NotReady] = []

    def planner() -> None:
        try:
            merge(database, made, other, counts=None)
        except NotReady as error:
            refused.append(error)

    thread = threading.Thread(target=planner)
    with database.write() as session:
        survey = responses.wave(session, other.actor, SLUG)
        saving.begin(session, other.actor, survey, now=NOON)
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(20)
    assert len(refused) == 1
