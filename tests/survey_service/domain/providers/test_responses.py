"""Answering for an organisation: nothing typed is lost, nobody's version is overwritten."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import msgspec
import pytest
from sqlalchemy import event
from sqlmodel import col, select

from survey_service import migrations
from survey_service.database import Database
from survey_service.domain.fieldwork import surveys
from survey_service.domain.providers import (
    documents,
    gaps,
    hub,
    pages,
    responses,
    revisions,
    saving,
    submission,
    versions,
)
from survey_service.domain.providers.documents import Document, FacilityPart
from survey_service.domain.providers.responses import OrganisationResponse
from survey_service.domain.providers.revisions import PageContent, Place
from survey_service.domain.providers.saving import Saved, Sent
from survey_service.errors import Conflict, NotFound, NotReady, Refused, WaveClosed
from survey_service.permissions import NOBODY
from survey_service.tables.register import Facility
from survey_service.tables.responses import Response, Revision, Statement, SubmittedVersion
from survey_service.tables.surveys import Survey
from tests.survey_service import wave
from tests.survey_service.wave import NOON, SLUG, Made

LAGE, SCHLUSS = Place("lage"), Place("schluss")
ALL = frozenset({"umfang", "gruende", "neu"})
AFTER = NOON.replace(month=6, day=1, hour=9)
LATE = NOON.replace(month=6, day=3, hour=9)


@pytest.fixture
def made(database: Database) -> Made:
    with database.write() as session:
        return wave.make(session)


def save(
    database: Database,
    made: Made,
    place: Place,
    fields: dict[str, list[str]],
    *,
    base: int = 0,
    form: str = "a",
    sequence: int = 0,
    shown: frozenset[str] | None = None,
    now: object = NOON,
) -> Saved:
    sent = Sent(fields=fields, base=base, form=form, sequence=sequence, shown=shown)
    with database.write() as session:
        return saving.save(
            session,
            made.actor,
            SLUG,
            {place: sent},
            areas=surveys.area_choices(session),
            now=now,  # type: ignore[arg-type]
        )[place]


def load(database: Database, made: Made, now: object = NOON) -> OrganisationResponse:
    with database.read() as session:
        return responses.load(session, made.actor, SLUG, now=now)  # type: ignore[arg-type]


def submit(database: Database, made: Made, *, reason: str = "", now: object = NOON) -> object:
    with database.write() as session:
        return submission.submit(session, made.actor, SLUG, reason=reason, now=now)  # type: ignore[arg-type]


def count(database: Database) -> int:
    with database.read() as session:
        return len(session.exec(select(Revision.id)).all())


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


# Saving


def test_answers_are_there_on_another_device(database: Database, made: Made) -> None:
    saved = save(database, made, LAGE, {"umfang": ["mehr"], "neu": ["Alleinerziehende"]})
    assert saved == Saved(number=1, saved_at=NOON)
    opened = load(database, made)
    assert opened.sheet(LAGE).content == PageContent(
        answers={"umfang": "mehr", "neu": "Alleinerziehende"}
    )
    assert opened.response is not None
    assert opened.response.state == "draft"


def test_identical_content_makes_no_revision(database: Database, made: Made) -> None:
    save(database, made, LAGE, {"neu": ["Text"]})
    assert save(database, made, LAGE, {"neu": ["Text"]}, base=1).number == 1
    assert save(database, made, LAGE, {"neu": ["Text"]}, base=0, form="b").number == 1
    assert count(database) == 1


def test_an_empty_page_makes_no_revision(database: Database, made: Made) -> None:
    save(database, made, LAGE, {}, shown=ALL)
    assert count(database) == 0


def test_revisions_are_only_added(database: Database, made: Made) -> None:
    save(database, made, LAGE, {"neu": ["Eins"]})
    save(database, made, LAGE, {"neu": ["Zwei"]}, base=1, sequence=1)
    with database.read() as session:
        rows = session.exec(select(Revision).order_by(col(Revision.number))).all()
    assert [(row.number, row.content, row.author) for row in rows] == [
        (
            1,
            b'{"answers":{"neu":"Eins"},"unreadable":{},"taken_over":[],"nothing_new":false}',
            "Haus Muster e. V.",
        ),
        (
            2,
            b'{"answers":{"neu":"Zwei"},"unreadable":{},"taken_over":[],"nothing_new":false}',
            "Haus Muster e. V.",
        ),
    ]


def test_unreadable_and_too_long_input_is_kept_as_typed(database: Database, made: Made) -> None:
    long = "x" * 201
    saved = save(database, made, LAGE, {"umfang": ["falsch"], "neu": [long]})
    assert saved.problems == ("umfang", "neu")
    opened = load(database, made)
    assert opened.sheet(LAGE).content == PageContent(
        unreadable={"umfang": ["falsch"], "neu": [long]}
    )
    view = pages.page_view(opened, LAGE, areas=(), previous={})
    shown = {field.name: (field.values, bool(field.error)) for field in view.fields}
    assert shown == {"umfang": (("falsch",), True), "neu": ((long,), True)}


def test_unknown_fields_are_reported_and_not_stored(database: Database, made: Made) -> None:
    saved = save(database, made, LAGE, {"neu": ["Text"], "admin": ["1"], "_folge": ["2"]})
    assert saved.unknown == ("admin",)
    assert load(database, made).sheet(LAGE).content == PageContent(answers={"neu": "Text"})


def test_questions_that_were_not_on_the_form_keep_their_answers(
    database: Database, made: Made
) -> None:
    save(database, made, LAGE, {"umfang": ["weniger"], "gruende": ["geld"], "neu": ["Text"]})
    first = frozenset({"umfang", "neu"})
    save(database, made, LAGE, {"umfang": ["mehr"], "neu": ["Text"]}, base=1, shown=first)
    opened = load(database, made)
    assert opened.sheet(LAGE).content.answers["gruende"] == ["geld"]
    assert responses.relevant_answers(opened)[""] == {"umfang": "mehr", "neu": "Text"}


def test_unticked_boxes_on_the_form_are_empty(database: Database, made: Made) -> None:
    """Negative control of the test above."""
    save(database, made, LAGE, {"umfang": ["weniger"], "gruende": ["geld"]})
    save(database, made, LAGE, {"umfang": ["weniger"]}, base=1, shown=ALL)
    assert load(database, made).sheet(LAGE).content.answers == {"umfang": "weniger"}


def test_newly_relevant_questions_are_named(database: Database, made: Made) -> None:
    shown = frozenset({"umfang", "neu"})
    assert save(database, made, LAGE, {"umfang": ["weniger"]}, shown=shown).unseen == ("gruende",)
    assert save(database, made, LAGE, {"umfang": ["mehr"]}, base=1, shown=shown).unseen == ()


def test_rows_of_a_table_are_saved_together(database: Database, made: Made) -> None:
    sent = {
        Place("nachfrage", facility): Sent(fields={"wartezeit": [str(number)]}, base=0)
        for number, facility in enumerate(made.facilities, start=11)
    }
    with database.write() as session:
        saved = saving.save(session, made.actor, SLUG, sent, areas=(), now=NOON)
    assert [one.number for one in saved.values()] == [1, 1]
    opened = load(database, made)
    assert [opened.sheet(place).content.answers for place in sent] == [
        {"wartezeit": 11},
        {"wartezeit": 12},
    ]


# Two tabs


def two_tabs(database: Database, made: Made) -> Saved:
    save(database, made, LAGE, {"umfang": ["mehr"], "neu": ["Anfang"]})
    save(database, made, LAGE, {"umfang": ["mehr"], "neu": ["Tab b"]}, base=1, form="b")
    return save(database, made, LAGE, {"umfang": ["weniger"], "neu": ["Tab a"]}, base=1, form="c")


def test_second_save_of_another_form_overwrites_nothing(database: Database, made: Made) -> None:
    assert two_tabs(database, made) == Saved(number=1, saved_at=NOON, clash=True)
    opened = load(database, made)
    assert opened.sheet(LAGE).content.answers == {"umfang": "mehr", "neu": "Tab b"}
    assert [one.content.answers for one in opened.aside[LAGE]] == [
        {"umfang": "weniger", "neu": "Tab a"}
    ]
    comparison = versions.compare(opened, LAGE, areas=())
    assert comparison is not None
    assert [(one.item, one.saved, one.waiting, one.joinable) for one in comparison.differences] == [
        ("umfang", "mehr", "weniger", False),
        ("neu", "Tab b", "Tab a", True),
    ]


def test_a_form_never_conflicts_with_itself(database: Database, made: Made) -> None:
    """Negative control of the test above: autosave and button of one tab."""
    save(database, made, LAGE, {"neu": ["E"]}, sequence=1)
    saved = save(database, made, LAGE, {"neu": ["Eins"]}, base=0, sequence=2)
    assert saved == Saved(number=2, saved_at=NOON)


def test_a_late_autosave_changes_nothing(database: Database, made: Made) -> None:
    save(database, made, LAGE, {"neu": ["Ganzer Satz"]}, sequence=2)
    assert save(database, made, LAGE, {"neu": ["Ganz"]}, sequence=1).number == 1
    assert load(database, made).sheet(LAGE).content.answers == {"neu": "Ganzer Satz"}


def test_an_unchanged_stale_form_is_no_conflict(database: Database, made: Made) -> None:
    save(database, made, LAGE, {"neu": ["Anfang"]})
    save(database, made, LAGE, {"neu": ["Neu"]}, base=1, form="b")
    assert save(database, made, LAGE, {"neu": ["Anfang"]}, base=1, form="c") == Saved(
        number=1, saved_at=NOON
    )
    assert load(database, made).aside == {}


def test_more_typing_in_the_stale_form_replaces_its_own_waiting_version(
    database: Database, made: Made
) -> None:
    two_tabs(database, made)
    again = {"umfang": ["weniger"], "neu": ["Tab a, mehr"]}
    assert save(database, made, LAGE, again, base=1, form="c", sequence=2).clash
    assert save(database, made, LAGE, again, base=1, form="c", sequence=3).clash
    waiting = load(database, made).aside[LAGE]
    assert [one.content.answers["neu"] for one in waiting] == ["Tab a, mehr"]
    assert count(database) == 4


def test_two_people_begin_at_the_same_moment(database: Database, made: Made) -> None:
    """Both make the response's first save: one response, both texts kept."""
    start = threading.Barrier(2)
    saved: list[Saved] = []

    def begin(name: str) -> None:
        start.wait()
        saved.append(save(database, made, LAGE, {"neu": [f"Text {name}"]}, form=name))

    threads = [threading.Thread(target=begin, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    opened = load(database, made)
    kept = [opened.sheet(LAGE), *opened.aside[LAGE]]
    assert sorted(str(one.content.answers["neu"]) for one in kept) == ["Text a", "Text b"]
    assert sorted(one.clash for one in saved) == [False, True]
    with database.read() as session:
        assert len(session.exec(select(Response.id)).all()) == 1


def settle(database: Database, made: Made, choices: dict[str, str], **more: int) -> bool:
    numbers = {"number": 3, "base": 2, **more}
    with database.write() as session:
        return versions.settle(
            session, made.actor, SLUG, LAGE, choices=choices, now=NOON, **numbers
        )


def test_every_question_needs_a_decision(database: Database, made: Made) -> None:
    two_tabs(database, made)
    with pytest.raises(Refused, match="bei jeder Frage"):
        settle(database, made, {"umfang": "wartend"})
    with pytest.raises(Refused, match="bei jeder Frage"):
        settle(database, made, {"umfang": "beide", "neu": "beide"})
    assert len(load(database, made).aside[LAGE]) == 1


def test_a_decision_merges_question_by_question(database: Database, made: Made) -> None:
    two_tabs(database, made)
    assert settle(database, made, {"umfang": "wartend", "neu": "beide"})
    opened = load(database, made)
    assert (opened.sheet(LAGE).content.answers, opened.aside) == (
        {"umfang": "weniger", "neu": "Tab b\n\nTab a"},
        {},
    )
    assert versions.compare(opened, LAGE, areas=()) is None
    # The form that was decided over is sent once more as it was.
    decided = {"umfang": ["weniger"], "neu": ["Tab a"]}
    assert not save(database, made, LAGE, decided, base=1, form="c").clash
    assert load(database, made).aside == {}


def test_the_saved_version_may_stay(database: Database, made: Made) -> None:
    two_tabs(database, made)
    assert settle(database, made, {"umfang": "gespeichert", "neu": "gespeichert"})
    opened = load(database, made)
    assert (opened.sheet(LAGE).content.answers["neu"], opened.aside) == ("Tab b", {})


def test_a_decision_over_an_old_version_is_asked_again(database: Database, made: Made) -> None:
    two_tabs(database, made)
    choices = {"umfang": "wartend", "neu": "wartend"}
    assert not settle(database, made, choices, base=1)
    assert not settle(database, made, choices, number=99)
    assert load(database, made).sheet(LAGE).content.answers["neu"] == "Tab b"


def test_what_cannot_be_read_can_be_chosen_too(database: Database, made: Made) -> None:
    place = Place("nachfrage", made.facilities[0])
    save(database, made, place, {"wartezeit": ["3"]})
    save(database, made, place, {"wartezeit": ["bald"]}, form="b")
    opened = load(database, made)
    comparison = versions.compare(opened, place, areas=())
    assert comparison is not None
    assert [(one.saved, one.waiting) for one in comparison.differences] == [("3", "bald")]
    with database.write() as session:
        versions.settle(
            session,
            made.actor,
            SLUG,
            place,
            number=2,
            base=1,
            choices={"wartezeit": "wartend"},
            now=NOON,
        )
    assert load(database, made).sheet(place).content == PageContent(
        unreadable={"wartezeit": ["bald"]}
    )


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


# Number of statements


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


# Handing in


def fill(database: Database, made: Made) -> None:
    one, two = made.facilities
    save(database, made, LAGE, {"umfang": ["mehr"], "neu": ["Viele Alleinerziehende kommen."]})
    for number, facility in enumerate((one, two)):
        save(database, made, Place("nachfrage", facility), {"wartezeit": [str(number)]})
    save(
        database,
        made,
        Place("umfeld", one),
        {"einzug": ["02"], "fehlt": ["Ein Treffpunkt fehlt."]},
    )
    save(
        database, made, Place("umfeld", two), {"einzug": ["unbekannt"], "fehlt": ["Ärzte fehlen."]}
    )
    save(database, made, SCHLUSS, {"zitat": ["ohne_namen"]})


def current(database: Database) -> list[tuple[object, ...]]:
    with database.read() as session:
        rows = session.exec(select(Statement).order_by(Statement.text)).all()
    return [
        (row.text, row.item, row.area_code, row.area_reason, row.quoting)
        for row in rows
        if row.current
    ]


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


def reopen(database: Database, made: Made, now: object = NOON) -> None:
    with database.write() as session:
        submission.reopen(session, made.actor, SLUG, now=now)  # type: ignore[arg-type]


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
