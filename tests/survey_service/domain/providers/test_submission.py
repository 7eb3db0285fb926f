"""Handing in until the deadline, its gaps and corrections."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from survey_service.database import Database
from survey_service.domain.providers import (
    documents,
    gaps,
    responses,
    submission,
)
from survey_service.domain.providers.documents import Document, FacilityPart
from survey_service.domain.providers.revisions import Place
from survey_service.errors import Conflict, NotReady, WaveClosed
from survey_service.tables.responses import Response, Statement, SubmittedVersion
from survey_service.tables.surveys import Survey
from tests.survey_service.domain.providers.own_return import (
    AFTER,
    LAGE,
    LATE,
    SCHLUSS,
    count,
    current,
    fill,
    load,
    reopen,
    save,
    submit,
    two_tabs,
)
from tests.survey_service.wave import NOON, SLUG, Made

# Deadline


def test_before_the_first_day_nothing_is_taken(database: Database, made: Made) -> None:
    with pytest.raises(WaveClosed, match=r"beginnt am 01\.05\.2026"):
        save(database, made, LAGE, {"neu": ["x"]}, now=NOON - timedelta(days=5))


def test_what_was_begun_is_taken_two_days_longer(database: Database, made: Made) -> None:
    save(database, made, LAGE, {"neu": ["Anfang"]})
    assert save(database, made, LAGE, {"neu": ["Ende"]}, base=1, sequence=1, now=AFTER).number == 2
    assert submit(database, made, reason="Zeit", now=AFTER)


def test_the_last_day_counts_whole(database: Database, made: Made) -> None:
    evening = NOON.replace(day=31, hour=23, minute=59)
    assert save(database, made, LAGE, {"neu": ["x"]}, now=evening).number == 1


def test_after_the_last_day_nothing_is_begun(database: Database, made: Made) -> None:
    with pytest.raises(WaveClosed, match="vorher begonnen"):
        save(database, made, LAGE, {"neu": ["x"]}, now=AFTER)
    assert count(database) == 0


def test_after_two_days_nothing_is_taken(database: Database, made: Made) -> None:
    save(database, made, LAGE, {"neu": ["Anfang"]})
    with pytest.raises(WaveClosed, match="nimmt keine Antworten mehr an"):
        save(database, made, LAGE, {"neu": ["Ende"]}, base=1, now=LATE)
    with pytest.raises(WaveClosed):
        submit(database, made, reason="x", now=LATE)


def test_a_planner_ends_it_at_once(database: Database, made: Made) -> None:
    save(database, made, LAGE, {"neu": ["Anfang"]})
    with database.write() as session:
        session.get_one(Survey, made.survey_id).state = "closed"
    with pytest.raises(WaveClosed):
        save(database, made, LAGE, {"neu": ["Ende"]}, base=1)


# Handing in


def test_gaps_name_what_is_missing(database: Database, made: Made) -> None:
    one, two = made.facilities
    save(database, made, Place("nachfrage", one), {"wartezeit": ["bald"]})
    two_tabs(database, made)
    found = [(gap.kind, gap.place, gap.item) for gap in gaps.of_response(load(database, made))]
    assert found == [
        ("versions", LAGE, ""),
        ("unreadable", Place("nachfrage", one), "wartezeit"),
        ("untouched", Place("umfeld", one), ""),
        ("untouched", Place("nachfrage", two), ""),
        ("untouched", Place("umfeld", two), ""),
        ("required", SCHLUSS, "zitat"),
    ]


def test_an_incomplete_return_needs_a_reason(database: Database, made: Made) -> None:
    save(database, made, LAGE, {"umfang": ["mehr"]})
    with pytest.raises(NotReady, match="warum"):
        submit(database, made, reason="  ")
    with database.read() as session:
        assert session.exec(select(SubmittedVersion.id)).all() == []
    submit(database, made, reason=" Haus 02 ist geschlossen. ")
    with database.read() as session:
        document = documents.decode(session.exec(select(Response.document)).one())
    assert document.incomplete_reason == "Haus 02 ist geschlossen."


def test_submitting_writes_one_document(database: Database, made: Made) -> None:
    fill(database, made)
    one, two = made.facilities
    receipt = submit(database, made)
    with database.read() as session:
        row = session.exec(select(Response)).one()
        version = session.exec(select(SubmittedVersion)).one()
    assert documents.decode(row.document) == Document(
        questionnaire="traegerabfrage",
        version=1,
        language="de",
        answers={
            "umfang": "mehr",
            "neu": "Viele Alleinerziehende kommen.",
            "zitat": "ohne_namen",
        },
        skipped=("gruende",),
        facilities=(
            FacilityPart(
                facility=one,
                code="E1",
                name="Haus 01",
                area="01",
                answers={"wartezeit": 0, "einzug": "02", "fehlt": "Ein Treffpunkt fehlt."},
                skipped=("warum",),
            ),
            FacilityPart(
                facility=two,
                code="E2",
                name="Haus 02",
                area="01",
                answers={"wartezeit": 1, "einzug": "unbekannt", "fehlt": "Ärzte fehlen."},
                skipped=("warum",),
            ),
        ),
    )
    assert (row.state, row.quoting, row.submitted_on) == (
        "submitted",
        "without_name",
        date(2026, 5, 4),
    )
    assert receipt == submission.Receipt(
        version_id=version.id,
        number=1,
        receipt_number=str(row.receipt_number),
        submitted_at=version.submitted_at,
        file_id=None,
    )
    assert len(receipt.receipt_number) == len("2026-XXXXXX")


def test_statements_know_their_area_and_why(database: Database, made: Made) -> None:
    fill(database, made)
    submit(database, made)
    assert current(database) == [
        ("Ein Treffpunkt fehlt.", "fehlt", "02", "asked", "without_name"),
        ("Viele Alleinerziehende kommen.", "neu", "", "citywide", "without_name"),
        ("Ärzte fehlen.", "fehlt", "01", "facility", "without_name"),
    ]


def test_identical_text_of_one_organisation_counts_once(database: Database, made: Made) -> None:
    one, two = made.facilities
    save(database, made, Place("umfeld", one), {"fehlt": ["Ein Treffpunkt fehlt."]})
    save(database, made, Place("umfeld", two), {"fehlt": ["ein  Treffpunkt fehlt."]})
    submit(database, made, reason="Test")
    assert [row[0] for row in current(database)] == ["Ein Treffpunkt fehlt."]


def test_submitting_twice_gives_the_same_receipt(database: Database, made: Made) -> None:
    fill(database, made)
    assert submit(database, made) == submit(database, made)


def test_a_submitted_response_takes_no_changes(database: Database, made: Made) -> None:
    fill(database, made)
    submit(database, made)
    with pytest.raises(Conflict, match="Antworten ändern"):
        save(database, made, LAGE, {"neu": ["Nachtrag"]}, base=1, sequence=1)


def test_only_a_submitted_response_can_be_reopened(database: Database, made: Made) -> None:
    with pytest.raises(Conflict, match="noch nicht abgesandt"):
        reopen(database, made)
    fill(database, made)
    submit(database, made)
    with pytest.raises(WaveClosed, match="gilt"):
        reopen(database, made, now=AFTER)


def test_correcting_replaces_statements_and_keeps_unchanged_rows(
    database: Database, made: Made
) -> None:
    fill(database, made)
    first = submit(database, made)
    with database.write() as session:
        before = {row.text: row.id for row in session.exec(select(Statement))}
        # Coding found the area in the text.
        named = session.exec(select(Statement).where(Statement.text == "Ärzte fehlen.")).one()
        named.area_code, named.area_reason = "02", "named"
    reopen(database, made)
    reopen(database, made)
    assert current(database)
    save(database, made, LAGE, {"umfang": ["mehr"], "neu": ["Neuer Text."]}, base=1, sequence=1)
    save(database, made, SCHLUSS, {"zitat": ["nicht"]}, base=1, sequence=1)
    second = submit(database, made)
    assert current(database) == [
        ("Ein Treffpunkt fehlt.", "fehlt", "02", "asked", "none"),
        ("Neuer Text.", "neu", "", "citywide", "none"),
        ("Ärzte fehlen.", "fehlt", "02", "named", "none"),
    ]
    with database.read() as session:
        after = {row.text: row.id for row in session.exec(select(Statement))}
        numbers = session.exec(select(SubmittedVersion.number)).all()
        receipts = submission.receipts(session, responses.load(session, made.actor, SLUG, now=NOON))
    assert {text: after[text] for text in before} == before
    assert sorted(numbers) == [1, 2]
    assert [one.receipt_number for one in receipts] == [
        second.receipt_number,  # type: ignore[attr-defined]
        first.receipt_number,  # type: ignore[attr-defined]
    ]


def test_a_text_that_comes_back_is_current_again(database: Database, made: Made) -> None:
    save(database, made, LAGE, {"neu": ["Alt."]})
    submit(database, made, reason="Test")
    for number, text in enumerate(("Neu.", "Alt."), start=1):
        reopen(database, made)
        save(database, made, LAGE, {"neu": [text]}, base=number, sequence=number)
        submit(database, made, reason="Test")
        assert [row[0] for row in current(database)] == [text]
