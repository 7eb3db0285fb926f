"""Saving: nothing typed is lost, nobody's version is overwritten."""

import threading

import pytest
from sqlmodel import col, select

from survey_service.database import Database
from survey_service.domain.providers import (
    pages,
    responses,
    saving,
    versions,
)
from survey_service.domain.providers.revisions import PageContent, Place
from survey_service.domain.providers.saving import Saved, Sent
from survey_service.errors import Refused
from survey_service.tables.responses import Response, Revision
from tests.survey_service.domain.providers.own_return import ALL, LAGE, count, load, save, two_tabs
from tests.survey_service.wave import NOON, SLUG, Made

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
