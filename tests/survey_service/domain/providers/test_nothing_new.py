""" "Nichts Neues": a page that was looked at, marked as such, with no answer on it."""

import pytest
from sqlmodel import select

from survey_service.database import Database
from survey_service.domain.fieldwork import surveys
from survey_service.domain.providers import (
    documents,
    gaps,
    history,
    hub,
    nothing_new,
    receipts,
    responses,
    saving,
    submission,
)
from survey_service.domain.providers.responses import OrganisationResponse
from survey_service.domain.providers.revisions import PageContent, Place
from survey_service.domain.providers.saving import Saved, Sent
from survey_service.errors import Conflict, NotFound
from survey_service.permissions import Actor
from survey_service.tables.responses import Revision, SubmittedVersion
from tests.survey_service import wave
from tests.survey_service.wave import NOON, SLUG, Made


@pytest.fixture
def made(database: Database) -> Made:
    with database.write() as session:
        return wave.make(session)


@pytest.fixture
def place(made: Made) -> Place:
    return Place("umfeld", made.facilities[0])


def mark(database: Database, who: Actor, *places: Place) -> int:
    with database.write() as session:
        return nothing_new.mark(session, who, SLUG, places, now=NOON)


def load(database: Database, made: Made) -> OrganisationResponse:
    with database.read() as session:
        return responses.load(session, made.actor, SLUG, now=NOON)


def save(database: Database, made: Made, place: Place, text: str, *, base: int) -> Saved:
    with database.write() as session:
        sent = {place: Sent(fields={"fehlt": [text]}, base=base, form="a", sequence=base)}
        return saving.save(session, made.actor, SLUG, sent, areas=(), now=NOON)[place]


def state(opened: OrganisationResponse, place: Place) -> str:
    tasks = [task for section in hub.hub(opened).sections for task in section.tasks]
    return next(task.state for task in tasks if task.place == place)


# Refusals first


def test_nothing_is_marked_in_what_is_handed_in(
    database: Database, made: Made, place: Place
) -> None:
    with database.write() as session:
        submission.submit(session, made.actor, SLUG, reason="Test", now=NOON)
    with pytest.raises(Conflict, match="schon abgesandt"):
        mark(database, made.actor, place)


def test_others_places_are_not_found(database: Database, made: Made, place: Place) -> None:
    with pytest.raises(NotFound):
        mark(database, made.actor, place, Place("umfeld", made.foreign_facility))
    with database.read() as session:
        assert session.exec(select(Revision)).all() == []


def test_what_is_answered_or_must_be_is_not_marked(
    database: Database, made: Made, place: Place
) -> None:
    save(database, made, place, "Ein Aufzug", base=0)
    required = Place("schluss")
    assert mark(database, made.actor, place, required) == 0
    opened = load(database, made)
    assert opened.sheet(place).content == PageContent(answers={"fehlt": "Ein Aufzug"})
    assert (opened.sheet(required).number, state(opened, required)) == (0, "open")


# The mark


def test_a_marked_page_is_done_and_holds_no_answer(
    database: Database, made: Made, place: Place
) -> None:
    assert state(load(database, made), place) == "open"
    assert mark(database, made.actor, place) == 1
    opened = load(database, made)
    assert opened.sheet(place).content == PageContent(nothing_new=True)
    assert state(opened, place) == "done"
    assert [gap for gap in gaps.of_response(opened) if gap.place == place] == []
    assert mark(database, made.actor, place) == 0
    with database.read() as session:
        entries = history.entries(session, made.actor, opened, place, areas=())
    assert [(one.nothing_new, one.changes) for one in entries] == [(True, ())]


def test_the_mark_ends_with_the_first_answer_and_never_stands_in_its_way(
    database: Database, made: Made, place: Place
) -> None:
    """A form that was opened before the mark saves as usual: no second version."""
    mark(database, made.actor, place)
    saved = save(database, made, place, "Ein Aufzug", base=0)
    assert (saved.number, saved.clash) == (2, False)
    opened = load(database, made)
    assert opened.sheet(place).content == PageContent(answers={"fehlt": "Ein Aufzug"})
    assert opened.aside == {}


def test_an_empty_save_leaves_the_mark(database: Database, made: Made, place: Place) -> None:
    mark(database, made.actor, place)
    assert save(database, made, place, "", base=1).number == 1
    assert load(database, made).sheet(place).content.nothing_new


def test_the_mark_stands_in_the_document_and_on_the_copy(
    database: Database, made: Made, place: Place
) -> None:
    mark(database, made.actor, place)
    with database.write() as session:
        submission.submit(session, made.actor, SLUG, reason="Test", now=NOON)
    with database.read() as session:
        handed_in = documents.decode(session.exec(select(SubmittedVersion.document)).one())
        areas = surveys.area_choices(session)
    assert [part.nothing_new for part in handed_in.facilities] == [("umfeld",), ()]
    assert handed_in.facilities[0].answers == {}
    printed = receipts.sections(
        wave.QUESTIONNAIRE, handed_in, organisation="Haus Muster", areas=areas
    )
    title = next(page.title["de"] for page in wave.QUESTIONNAIRE.pages if page.code == "umfeld")
    assert [(one.facility, one.note) for one in printed if one.title == title] == [
        ("Haus 01", "Nichts Neues gemeldet."),
        ("Haus 02", ""),
    ]
