"""Answering for an organisation: whose return it is, what stood there last time, big returns."""

from datetime import date

import msgspec
import pytest
from sqlmodel import select

from survey_service.database import Database
from survey_service.domain.fieldwork import surveys
from survey_service.domain.providers import (
    pages,
    responses,
    revisions,
)
from survey_service.domain.providers.revisions import PageContent, Place
from survey_service.errors import NotFound
from survey_service.permissions import NOBODY
from survey_service.tables.responses import Response
from survey_service.tables.surveys import Survey
from tests.survey_service.domain.providers.own_return import LAGE, count, fill, load, save, submit
from tests.survey_service.wave import NOON, SLUG, Made

# Refusals first


@pytest.mark.parametrize("slug", ["andere", "gibt-es-nicht"])
def test_another_organisations_wave_is_not_found(database: Database, made: Made, slug: str) -> None:
    with database.read() as session, pytest.raises(NotFound):
        responses.load(session, made.actor, slug, now=NOON)


def test_own_wave_is_found(database: Database, made: Made) -> None:
    """Negative control of the test above."""
    assert load(database, made).survey.slug == SLUG
    with database.read() as session:
        assert responses.wave(session, made.stranger, "andere").title == "Andere Abfrage"


def test_nobody_has_no_wave(database: Database, made: Made) -> None:
    with database.read() as session, pytest.raises(NotFound):
        responses.wave(session, NOBODY, SLUG)


def test_a_draft_is_not_shown(database: Database, made: Made) -> None:
    with database.write() as session:
        session.get_one(Survey, made.survey_id).state = "draft"
    with database.read() as session, pytest.raises(NotFound):
        responses.wave(session, made.actor, SLUG)


def test_another_organisations_facility_is_refused_and_nothing_is_stored(
    database: Database, made: Made
) -> None:
    foreign = Place("nachfrage", made.foreign_facility)
    with pytest.raises(NotFound):
        save(database, made, foreign, {"wartezeit": ["3"]})
    with pytest.raises(NotFound):
        save(database, made, Place("lage", made.facilities[0]), {"neu": ["x"]})
    with pytest.raises(NotFound):
        save(database, made, Place("nachfrage"), {"wartezeit": ["3"]})
    with pytest.raises(NotFound):
        save(database, made, Place("unbekannt"), {"neu": ["x"]})
    assert count(database) == 0
    with database.read() as session:
        assert session.exec(select(Response.id)).all() == []


def test_own_facility_is_taken(database: Database, made: Made) -> None:
    """Negative control of the test above."""
    own = Place("nachfrage", made.facilities[0])
    assert save(database, made, own, {"wartezeit": ["3"]}).number == 1


# Last wave


def test_last_waves_answers_stand_beside_the_field(database: Database, made: Made) -> None:
    fill(database, made)
    submit(database, made)
    with database.write() as session:
        old = session.get_one(Survey, made.survey_id)
        session.add(
            Survey(
                kind="wave",
                slug="neu",
                title="Neu",
                state="open",
                opens_on=date(2027, 5, 1),
                closes_on=date(2027, 5, 31),
                questionnaire_version_id=old.questionnaire_version_id,
                languages=["de"],
            )
        )
    with database.read() as session:
        new = surveys.by_slug(session, "neu")
        previous = responses.previous_answers(session, made.actor, new)
        assert responses.previous_answers(session, made.stranger, new) == {}
        assert responses.previous_answers(session, made.actor, surveys.by_slug(session, SLUG)) == {}
        opened = responses.load(session, made.actor, SLUG, now=NOON)
    opened = msgspec.structs.replace(opened, sheets={})
    view = pages.page_view(opened, Place("umfeld", made.facilities[0]), areas=(), previous=previous)
    assert [field.previous for field in view.fields] == ["02", "Ein Treffpunkt fehlt."]


def test_table_shows_only_what_is_asked(database: Database, made: Made) -> None:
    one, _ = made.facilities
    save(database, made, Place("nachfrage", one), {"wartezeit": ["11"]})
    opened = load(database, made)
    view = pages.table_view(opened, "nachfrage", areas=(), previous={})
    assert view.columns == ("Wartezeit in Tagen", "Warum so lange?")
    assert [[field and field.name for field in row.fields] for row in view.rows] == [
        ["wartezeit", "warum"],
        ["wartezeit", None],
    ]
    assert [row.base for row in view.rows] == [1, 0]
    with pytest.raises(NotFound):
        pages.table_view(opened, "umfeld", areas=(), previous={})


# Big returns


def test_relevance_of_one_facility_is_that_of_the_whole_return(
    database: Database, made: Made
) -> None:
    first, second = made.facilities
    save(database, made, LAGE, {"umfang": ["weniger"], "gruende": ["geld"]}, form="a")
    save(database, made, LAGE, {"umfang": ["mehr"], "gruende": ["geld"]}, base=1, form="a")
    save(database, made, Place("nachfrage", first), {"wartezeit": ["30"], "warum": ["Umbau"]})
    save(database, made, Place("nachfrage", second), {"wartezeit": ["3"], "warum": ["Umbau"]})
    opened = load(database, made)
    whole = responses.relevant_answers(opened)
    assert whole[""] == {"umfang": "mehr"}
    for facility in ("", first, second):
        found = responses.relevant_for(opened, facility)
        assert found == {part: whole[part] for part in ("", facility)}


def test_sheets_of_some_facilities_only(database: Database, made: Made) -> None:
    first, second = made.facilities
    for place in (LAGE, Place("nachfrage", first), Place("nachfrage", second)):
        save(database, made, place, {"wartezeit": ["3"], "umfang": ["mehr"]})
    with database.read() as session:
        row = session.exec(select(Response.id)).one()
        every, some = (revisions.newest(session, row, parts=p) for p in (None, {"", second}))
        contents = revisions.at(session, row, {LAGE: 1, Place("nachfrage", first): 7})
    assert set(every) == {LAGE, Place("nachfrage", first), Place("nachfrage", second)}
    assert some == {place: every[place] for place in (LAGE, Place("nachfrage", second))}
    assert contents == {
        LAGE: PageContent(answers={"umfang": "mehr"}),
        Place("nachfrage", first): PageContent(),
    }
