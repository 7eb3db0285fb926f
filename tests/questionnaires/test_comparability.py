"""What changed between two versions, item by item."""

from typing import Any

import pytest

from questionnaires.comparability import Change, compare
from questionnaires.questionnaire import Choice, Item, Page, Questionnaire

STEPS = (("mehr", "gestiegen"), ("gleich", "gleich geblieben"), ("weniger", "gesunken"))


def choices(*pairs: tuple[str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(value=value, label={"de": label}) for value, label in pairs)


def item(**changed: Any) -> Item:
    usual: dict[str, Any] = {
        "code": "nachfrage",
        "kind": "single",
        "label": {"de": "Wie hat sich die Nachfrage entwickelt?"},
        "choices": choices(*STEPS),
    }
    return Item(**{**usual, **changed})


def questionnaire(*items: Item, version: int = 1, **page: Any) -> Questionnaire:
    return Questionnaire(
        key="probe",
        version=version,
        title={"de": "Probe"},
        languages=("de",),
        default_language="de",
        pages=(Page(code="eins", items=items, **page),),
    )


@pytest.mark.parametrize(
    ("later", "change", "details"),
    [
        ({}, Change.IDENTICAL, ()),
        (
            {"label": {"de": "Wie  hat sich die Nachfrage\nentwickelt?", "en": "How?"}},
            Change.IDENTICAL,
            (),
        ),
        ({"code": "nachfrage", "maximum_length": 5}, Change.IDENTICAL, ()),
        (
            {"label": {"de": "Wie ist die Nachfrage?"}},
            Change.REWORDED,
            ("Der Wortlaut ist ein anderer.",),
        ),
        (
            {"guidance": {"de": "Nachfrage heißt: Anfragen."}},
            Change.REWORDED,
            ("Die Begriffserklärung ist eine andere.",),
        ),
        (
            {"relevant": "${x} = 1", "required": True},
            Change.REWORDED,
            (
                "Die Bedingung, unter der gefragt wird, ist eine andere.",
                "Die Frage ist jetzt eine Pflichtfrage.",
            ),
        ),
        (
            {"choices": choices(*reversed(STEPS))},
            Change.REWORDED,
            ("Die Antworten stehen in anderer Reihenfolge.",),
        ),
        (
            {"choices": choices(*STEPS[:2], ("stark", "stark gesunken"))},
            Change.CHOICES_CHANGED,
            ("Neue Antwort: „stark gesunken“.", "Die Antwort „gesunken“ gibt es nicht mehr."),
        ),
        (
            {"choices": choices(("mehr", "stark gestiegen"), *STEPS[1:])},
            Change.CHOICES_CHANGED,
            ("Die Antwort „gestiegen“ heißt jetzt „stark gestiegen“.",),
        ),
        (
            {"kind": "integer", "choices": (), "label": {"de": "Wie viele?"}},
            Change.TYPE_CHANGED,
            (
                "Die Art der Frage ist eine andere: vorher eine Antwort, jetzt ganze Zahl.",
                "Die Antwort „gestiegen“ gibt es nicht mehr.",
                "Die Antwort „gleich geblieben“ gibt es nicht mehr.",
                "Die Antwort „gesunken“ gibt es nicht mehr.",
                "Der Wortlaut ist ein anderer.",
            ),
        ),
    ],
)
def test_the_gravest_change_is_named_and_all_are_said(
    later: dict[str, Any], change: Change, details: tuple[str, ...]
) -> None:
    (found,) = compare(questionnaire(item()), questionnaire(item(**later), version=2))
    assert (found.code, found.change, found.details) == ("nachfrage", change, details)


def test_an_item_that_is_asked_of_facilities_now_is_another_one() -> None:
    (found,) = compare(questionnaire(item()), questionnaire(item(), roster="facilities"))
    assert (found.change, found.details) == (
        Change.TYPE_CHANGED,
        ("Gefragt wird jetzt je Einrichtung, vorher für die ganze Organisation.",),
    )


def test_new_and_dropped_items_are_named_and_notes_are_none() -> None:
    note = item(code="hinweis", kind="note", choices=())
    earlier = questionnaire(item(code="alt"), item(), note)
    later = questionnaire(item(), item(code="neu"), version=2)

    found = compare(earlier, later)

    assert [(one.code, one.change) for one in found] == [
        ("nachfrage", Change.IDENTICAL),
        ("neu", Change.NEW),
        ("alt", Change.DROPPED),
    ]
    assert found[1].earlier is None
    assert found[2].later is None
