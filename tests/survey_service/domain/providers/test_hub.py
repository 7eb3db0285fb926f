"""The hub: sections with their state and minutes, in few statements of SQL."""

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
from sqlalchemy import event
from sqlmodel import select

from survey_service import migrations
from survey_service.database import Database
from survey_service.domain.fieldwork import surveys
from survey_service.domain.providers import (
    hub,
    pages,
    responses,
)
from survey_service.domain.providers.revisions import Place
from survey_service.permissions import NOBODY
from survey_service.tables.register import Facility
from tests.survey_service import wave
from tests.survey_service.domain.providers.own_return import (
    LAGE,
    SCHLUSS,
    load,
    save,
    submit,
    two_tabs,
)
from tests.survey_service.wave import NOON, SLUG, Made

# Hub


def test_minutes_of_the_hub_are_the_sum_of_what_it_shows(database: Database) -> None:
    pages = [msgspec.structs.replace(page, minutes=1.75) for page in wave.QUESTIONNAIRE.pages]
    questionnaire = msgspec.structs.replace(wave.QUESTIONNAIRE, pages=tuple(pages))
    with database.write() as session:
        odd = wave.make(session, questionnaire=questionnaire)
    shown = hub.hub(load(database, odd))
    tasks = [task for section in shown.sections for task in section.tasks]
    assert shown.minutes_left == sum(hub.whole(task.minutes) for task in tasks) == 12
    assert [hub.whole(minutes) for minutes in (0, 0.2, 1.5, 1.75)] == [0, 1, 2, 2]


def test_hub_lists_sections_and_what_is_left(database: Database, made: Made) -> None:
    save(database, made, LAGE, {"umfang": ["mehr"]})
    first = Place("nachfrage", made.facilities[0])
    save(database, made, first, {"wartezeit": ["viel"]})
    shown = hub.hub(load(database, made))
    assert [
        (section.title, [(task.label, task.state) for task in section.tasks])
        for section in shown.sections
    ] == [
        ("Organisation insgesamt", [("Lage", "done")]),
        ("Haus 01", [("Nachfrage", "begun"), ("Umfeld", "open")]),
        ("Haus 02", [("Nachfrage", "open"), ("Umfeld", "open")]),
        ("Zum Schluss: Organisation insgesamt", [("Schluss", "open")]),
    ]
    assert (shown.done, shown.total, shown.minutes_left) == (1, 6, 5)
    assert [(table.label, table.done, table.total) for table in shown.tables] == [
        ("Nachfrage", 0, 2)
    ]


def test_two_versions_are_not_done(database: Database, made: Made) -> None:
    two_tabs(database, made)
    task = hub.hub(load(database, made)).sections[0].tasks[0]
    assert (task.state, task.two_versions) == ("begun", True)


def test_onward_walks_facility_by_facility(database: Database, made: Made) -> None:
    opened = load(database, made)
    one, two = made.facilities
    walked, place = [], LAGE
    while (following := hub.next_place(opened, place)) is not None:
        walked.append(following)
        place = following
    assert walked == [
        Place("nachfrage", one),
        Place("umfeld", one),
        Place("nachfrage", two),
        Place("umfeld", two),
        SCHLUSS,
    ]


def test_a_facility_taken_off_the_register_keeps_its_answers(
    database: Database, made: Made
) -> None:
    save(database, made, Place("umfeld", made.facilities[0]), {"fehlt": ["Ein Treffpunkt"]})
    with database.write() as session:
        for facility in session.exec(select(Facility)):
            facility.active = False
    assert [known.name for known in load(database, made).facilities] == ["Haus 01"]


def test_standing_page_lists_the_organisations_waves(database: Database, made: Made) -> None:
    submit(database, made, reason="Test")
    with database.read() as session:
        waves = hub.standing(session, made.actor, now=NOON)
        assert hub.standing(session, NOBODY, now=NOON) == ()
    assert [(one.survey.slug, one.phase, one.state) for one in waves] == [
        (SLUG, "open", "submitted")
    ]
    assert waves[0].receipt_number.startswith("2026-")


@contextmanager
def statements_of(database: Database) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def measured(database: Database, facilities: int) -> tuple[int, int, int, int]:
    with database.write() as session:
        made = wave.make(session, facilities=facilities)
    for facility in made.facilities:
        save(database, made, Place("nachfrage", facility), {"wartezeit": ["3"]})
    with statements_of(database) as hub_seen:
        hub.hub(load(database, made))
    place = Place("umfeld", made.facilities[0])
    with statements_of(database) as page_seen, database.read() as session:
        opened = responses.load(session, made.actor, SLUG, now=NOON)
        pages.page_view(
            opened,
            place,
            areas=surveys.area_choices(session),
            previous=responses.previous_answers(session, made.actor, opened.survey),
        )
    with statements_of(database) as save_seen:
        save(database, made, place, {"fehlt": ["Text"]})
    with statements_of(database) as submit_seen:
        submit(database, made, reason="Test")
    return len(hub_seen), len(page_seen), len(save_seen), len(submit_seen)


# Number of statements


def test_number_of_statements_does_not_depend_on_facilities(tmp_path: object) -> None:
    """Counted on two fresh databases: with one facility and with three."""
    counts = []
    for facilities in (1, 3):
        database = Database(f"sqlite:///{tmp_path}/{facilities}.sqlite3")
        migrations.upgrade(database)
        measured_once = measured(database, facilities)
        counts.append(measured_once)
        database.close()
    assert counts[0] == counts[1]
    assert counts[0][0] <= 6
