"""Conditions in words: with the questions' and answers' own wording."""

import pytest

from questionnaires.conditions import in_words
from questionnaires.questionnaire import Choice, Item, Page, Questionnaire

CHOICES = (Choice(value="bis_5", label={"de": "bis 5"}), Choice(value="2", label={"de": "groß"}))
QUESTIONNAIRE = Questionnaire(
    key="k",
    version=1,
    title={"de": "T"},
    languages=("de",),
    default_language="de",
    pages=(
        Page(
            code="p",
            items=(
                Item(code="absagen", kind="single", label={"de": "Absagen?"}, choices=CHOICES),
                Item(code="tage", kind="integer", label={"de": "Tage"}),
            ),
        ),
    ),
)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("", ""),
        ("${absagen} = 'bis_5'", "„Absagen?“ ist „bis 5“"),
        ("${absagen} = 2", "„Absagen?“ ist „groß“"),
        ("${absagen} != ''", "„Absagen?“ ist beantwortet"),
        ("${absagen} = ''", "„Absagen?“ ist nicht beantwortet"),
        ("selected(${absagen}, 'bis_5')", "bei „Absagen?“ ist „bis 5“ angekreuzt"),
        (
            "not(${tage} > 10)  and ${absagen} = 'x' or ${weg} = \"1\"",
            "nicht („Tage“ ist größer als „10“) und „Absagen?“ ist „x“ oder „weg“ ist „1“",
        ),
        ("count-selected(${absagen}) > 1", "Zahl der Kreuze bei „Absagen?“ > 1"),
        ("${tage} > ${absagen}", "„Tage“ > „Absagen?“"),
    ],
)
def test_a_condition_in_words(expression: str, words: str) -> None:
    assert in_words(expression, QUESTIONNAIRE) == words
