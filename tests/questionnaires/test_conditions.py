"""Conditions in words."""

import pytest

from questionnaires import conditions
from questionnaires.questionnaire import Choice, Item

QUESTIONS = {
    "umfang": Item(
        code="umfang",
        kind="single",
        label={"de": "Umfang der Angebote"},
        choices=(
            Choice(value="mehr", label={"de": "mehr geworden"}),
            Choice(value="weniger", label={"de": "weniger geworden"}),
        ),
    ),
    "gruende": Item(
        code="gruende",
        kind="multiple",
        label={"de": "Gründe"},
        choices=(Choice(value="geld", label={"de": "Geld fehlt"}),),
    ),
    "tage": Item(code="tage", kind="integer", label={"de": "Wartezeit"}),
}


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("", ""),
        ("${umfang} = 'weniger'", "Nur, wenn „Umfang der Angebote“ ist „weniger geworden“"),
        (
            "${umfang} = 'mehr' or ${umfang} = 'weniger'",
            "Nur, wenn „Umfang der Angebote“ ist „mehr geworden“ oder „weniger geworden“",
        ),
        (
            "${tage} >= 10 and selected(${gruende}, 'geld')",
            "Nur, wenn „Wartezeit“ ist mindestens 10 und bei „Gründe“ ist angekreuzt: „Geld fehlt“",
        ),
        ("${tage} != ''", "Nur, wenn „Wartezeit“ beantwortet ist"),
        (
            "not(selected(${gruende}, 'geld'))",
            "Nur, wenn bei „Gründe“ ist nicht angekreuzt: „Geld fehlt“",
        ),
        ("${fremd} = 1", conditions.GENERAL),
        ("${tage} > 1 and (${tage} < 3 or ${umfang} = 'mehr')", conditions.GENERAL),
        ("count-selected(${gruende}) > 1", conditions.GENERAL),
    ],
)
def test_in_words(expression: str, words: str) -> None:
    assert conditions.in_words(expression, QUESTIONS, language="de") == words
