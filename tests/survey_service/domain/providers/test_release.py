"""The management's release, quotes without a question, one's own last day, entries on behalf."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest
from sqlmodel import select

from survey_service.database import Database
from survey_service.domain.administration import accounts, audit, signing_in
from survey_service.domain.fieldwork.deadlines import Phase
from survey_service.domain.providers import (
    access,
    behalf,
    comments,
    delegations,
    hub,
    receipts,
    release,
    responses,
    saving,
    submission,
)
from survey_service.domain.providers.revisions import Place
from survey_service.domain.providers.saving import Sent
from survey_service.errors import Conflict, NotFound, NotReady, Refused, WaveClosed
from survey_service.permissions import NOBODY, Actor
from survey_service.tables.accounts import BrowserSession
from survey_service.tables.responses import Response, Revision, Statement, SubmittedVersion
from survey_service.tables.surveys import Participation
from tests.survey_service import wave
from tests.survey_service.wave import CLOSES, NOON, SECRET, SLUG, Made

LAGE = Place("lage")
AFTER = NOON.replace(month=6, day=1, hour=9)


@pytest.fixture
def made(database: Database) -> Made:
    with database.write() as session:
        return wave.make(session)


def save(database: Database, who: Actor, text: str, *, base: int = 0, now: object = NOON) -> None:
    with database.write() as session:
        sent = {LAGE: Sent(fields={"neu": [text]}, base=base, form="a", sequence=base)}
        saving.save(session, who, SLUG, sent, areas=(), now=now)  # type: ignore[arg-type]


def submit(database: Database, who: Actor, *, quoting: str = "", now: object = NOON) -> None:
    with database.write() as session:
        submission.submit(session, who, SLUG, reason="Zeit", quoting=quoting, now=now)  # type: ignore[arg-type]


def enter(database: Database, made: Made, *, kind: str) -> Actor:
    scope = () if kind == delegations.RELEASE else (("lage", ""),)
    with database.write() as session:
        one = delegations.hand_on(
            session,
            made.actor,
            SLUG,
            colleague="Leitung",
            scope=scope,
            kind=kind,
            secret=SECRET,
            now=NOON,
        )
        link = access.delegation_link(session, secret=SECRET, base_url="", delegation_id=one)
        token = access.open_delegation(
            session, link.removeprefix("/weitergabe/"), hours=1, now=NOON
        )
    with database.read() as session:
        return access.actor_of(session, token, now=NOON)


def switch(database: Database, made: Made, *, on: bool) -> None:
    with database.write() as session:
        release.switch(session, made.actor, SLUG, on=on, now=NOON)


def decide(
    database: Database, who: Actor, state: int, *, released: bool, comment: str = ""
) -> bool:
    with database.write() as session:
        return release.decide(
            session, who, SLUG, state=state, released=released, comment=comment, now=NOON
        )


# Release


def test_only_the_management_releases(database: Database, made: Made) -> None:
    save(database, made.actor, "Text")
    for who in (made.actor, enter(database, made, kind=delegations.PART), made.stranger):
        with pytest.raises(NotFound):
            decide(database, who, 1, released=True)
        with database.read() as session, pytest.raises(NotFound):
            release.to_read(session, who, SLUG, now=NOON)


def test_the_management_reads_all_and_changes_nothing(database: Database, made: Made) -> None:
    save(database, made.actor, "Text")
    manager = enter(database, made, kind=delegations.RELEASE)
    with database.read() as session:
        opened, state = release.to_read(session, manager, SLUG, now=NOON)
        assert (submission.document(opened).answers, state) == ({"neu": "Text"}, 1)
        assert hub.hub(responses.load(session, manager, SLUG, now=NOON)).total == 0
    with pytest.raises(NotFound):
        save(database, manager, "Anders", base=1)
    with database.write() as session, pytest.raises(Conflict):
        delegations.finish(session, manager, done=True, now=NOON)


def test_without_a_release_nothing_is_handed_in(database: Database, made: Made) -> None:
    save(database, made.actor, "Text")
    switch(database, made, on=True)
    with pytest.raises(NotReady, match="Leitung freigibt"):
        submit(database, made.actor)
    switch(database, made, on=False)
    submit(database, made.actor)


def test_off_by_default(database: Database, made: Made) -> None:
    """Negative control of the test above."""
    save(database, made.actor, "Text")
    submit(database, made.actor)


def test_a_release_ends_with_the_next_change(database: Database, made: Made) -> None:
    save(database, made.actor, "Text")
    switch(database, made, on=True)
    manager = enter(database, made, kind=delegations.RELEASE)
    assert decide(database, manager, 1, released=True)
    save(database, made.actor, "Noch etwas", base=1)
    with pytest.raises(NotReady):
        submit(database, made.actor)
    # What was read has changed since: it is read again first.
    assert not decide(database, manager, 1, released=True)
    assert decide(database, manager, 2, released=True)
    with database.read() as session:
        opened = responses.load(session, made.actor, SLUG, now=NOON)
        assert release.of_response(session, opened) == release.Release(
            needed=True, released_at=NOON, released_by="Haus Muster e. V. – Leitung"
        )
    submit(database, made.actor)


def test_given_back_with_a_comment(database: Database, made: Made) -> None:
    save(database, made.actor, "Text")
    switch(database, made, on=True)
    manager = enter(database, made, kind=delegations.RELEASE)
    with pytest.raises(Refused, match="leer"):
        decide(database, manager, 1, released=False)
    assert decide(database, manager, 1, released=False, comment="Bitte die Zahl prüfen.")
    with database.read() as session:
        opened = responses.load(session, made.actor, SLUG, now=NOON)
        found = comments.of_place(session, made.actor, opened, comments.WHOLE)
        assert [(one.text, one.author) for one in found] == [("Bitte die Zahl prüfen.", "Leitung")]
    assert decide(database, manager, 1, released=True)
    with database.read() as session:
        assert comments.unsettled(session, made.actor, opened) == {}


def test_nothing_is_released_before_it_is_begun_or_after_it_is_handed_in(
    database: Database, made: Made
) -> None:
    manager = enter(database, made, kind=delegations.RELEASE)
    with pytest.raises(Conflict, match="noch nichts"):
        decide(database, manager, 0, released=True)
    save(database, made.actor, "Text")
    submit(database, made.actor)
    with pytest.raises(Conflict, match="schon abgesandt"):
        decide(database, manager, 1, released=True)


# Quotes


def test_quotes_are_asked_where_the_questionnaire_does_not(database: Database) -> None:
    pages = wave.QUESTIONNAIRE.pages[:-1]
    questionnaire = msgspec.structs.replace(wave.QUESTIONNAIRE, pages=pages)
    with database.write() as session:
        made = wave.make(session, questionnaire=questionnaire)
    found = []
    for number, (quoting, base) in enumerate((("with_name", 0), ("alles", 1), ("none", 2))):
        save(database, made.actor, f"Text {number}", base=base)
        submit(database, made.actor, quoting=quoting)
        with database.write() as session:
            found.append(session.exec(select(Response.quoting)).one())
            found += session.exec(
                select(Statement.quoting).where(Statement.text == f"Text {number}")
            ).all()
            submission.reopen(session, made.actor, SLUG, now=NOON)
    assert found == ["with_name", "with_name", "", "", "none", "none"]


def test_the_questionnaires_own_question_holds(database: Database, made: Made) -> None:
    save(database, made.actor, "Text")
    submit(database, made.actor, quoting="with_name")
    with database.read() as session:
        assert session.exec(select(Response.quoting)).one() == ""


# The organisation's own last day


def extend(database: Database, made: Made, until: date | None) -> None:
    with database.write() as session:
        row = session.exec(
            select(Participation).where(Participation.survey_id == made.survey_id)
        ).one()
        row.extended_until = until


@pytest.mark.parametrize("until", [None, CLOSES - timedelta(days=9)])
def test_without_an_extension_it_ends_with_the_wave(
    database: Database, made: Made, until: date | None
) -> None:
    extend(database, made, until)
    with pytest.raises(WaveClosed):
        save(database, made.actor, "Text", now=AFTER)


def test_an_extension_counts_everywhere(database: Database, made: Made) -> None:
    until = CLOSES + timedelta(days=7)
    extend(database, made, until)
    save(database, made.actor, "Text", now=AFTER)
    with database.read() as session:
        opened = responses.load(session, made.actor, SLUG, now=AFTER)
        assert (opened.phase, opened.survey.closes_on) == (Phase.OPEN, until)
        seen = hub.standing(session, made.actor, now=AFTER)[0]
        assert (seen.phase, seen.survey.closes_on) == (Phase.OPEN, until)
    submit(database, made.actor, now=AFTER)
    with database.write() as session:
        submission.reopen(session, made.actor, SLUG, now=AFTER)
    grace = AFTER + timedelta(days=7)
    save(database, made.actor, "Mehr", base=1, now=grace)
    with pytest.raises(WaveClosed):
        save(database, made.actor, "Zu spät", base=2, now=grace + timedelta(days=2))


# On behalf


@pytest.fixture
def planner(database: Database) -> Actor:
    with database.write() as session:
        made = Actor(login="test", name="Test")
        facts = accounts.add(
            session,
            made,
            login="planerin",
            name="Pia Planerin",
            password="vier sichere Wörter hier",
            role="planner",
        )
    with database.read() as session:
        return signing_in.actor_by_id(session, facts.id)


def begin(database: Database, planner: Actor, organisation: UUID | None, slug: str = SLUG) -> str:
    assert organisation is not None
    with database.write() as session:
        return behalf.begin(session, planner, slug, organisation, secret=SECRET, hours=1, now=NOON)


def who(database: Database, token: str) -> Actor:
    with database.read() as session:
        return access.actor_of(session, token, now=NOON)


def test_only_organisations_of_the_wave_are_opened(
    database: Database, made: Made, planner: Actor
) -> None:
    for organisation, slug in (
        (made.stranger.organisation_id, SLUG),
        (uuid4(), SLUG),
        (made.actor.organisation_id, "andere"),
        (made.actor.organisation_id, "gibt-es-nicht"),
    ):
        with pytest.raises(NotFound):
            begin(database, planner, organisation, slug)
    with database.read() as session:
        assert session.exec(select(BrowserSession.token_hash)).all() == []


@pytest.mark.parametrize("end", ["locked", "role"])
def test_who_may_no_longer_run_surveys_is_out(
    database: Database, made: Made, planner: Actor, end: str
) -> None:
    token = begin(database, planner, made.actor.organisation_id)
    assert who(database, token).behalf
    with database.write() as session:
        if end == "locked":
            accounts.set_active(session, planner, login="planerin", active=False)
        else:
            accounts.withdraw_role(session, planner, login="planerin", role="planner")
    assert who(database, token) == NOBODY


def test_what_is_entered_on_behalf_is_marked_everywhere(
    database: Database, made: Made, planner: Actor
) -> None:
    city = who(database, begin(database, planner, made.actor.organisation_id))
    save(database, city, "Am Telefon gesagt")
    submit(database, city)
    mark = "Sozialplanung (Pia Planerin) im Auftrag"
    with database.read() as session:
        assert session.exec(select(Revision.author)).all() == [mark]
        assert session.exec(select(Response.on_behalf)).all() == [True]
        version = session.exec(select(SubmittedVersion)).one()
        assert (version.on_behalf, version.author) == (True, mark)
        printed = receipts.content(session, version.id)
        assert printed is not None
        assert printed.note.endswith(behalf.MARK)
        entries, _ = audit.entries(session)
    assert {entry.action for entry in entries if entry.actor == "planerin"} == {
        "Rücklauf abgesandt",
        "Im Auftrag geöffnet",
    }


def test_what_the_organisation_enters_is_not_marked(database: Database, made: Made) -> None:
    """Negative control of the test above."""
    save(database, made.actor, "Selbst")
    submit(database, made.actor)
    with database.read() as session:
        version = session.exec(select(SubmittedVersion)).one()
        printed = receipts.content(session, version.id)
    assert printed is not None
    assert (version.on_behalf, behalf.MARK in printed.note) == (False, False)


def test_the_city_hands_nothing_on(database: Database, made: Made, planner: Actor) -> None:
    city = who(database, begin(database, planner, made.actor.organisation_id))
    with database.write() as session, pytest.raises(NotFound):
        delegations.hand_on(
            session,
            city,
            SLUG,
            colleague="X",
            scope=[("lage", "")],
            secret=SECRET,
            now=NOON,
        )
