"""Answers of an earlier wave: placed where they belong, the rest listed with its cell."""

import io

import openpyxl
import pytest

from questionnaires.questionnaire import Choice, Item, Page, Questionnaire
from questionnaires.readers.earlier_wave import (
    KnownFacility,
    KnownOrganisation,
    SheetMapping,
    read,
)
from questionnaires.readers.upload import UploadRefused

CHOICES = (
    Choice(value="mehr", label={"de": "gestiegen"}),
    Choice(value="weniger", label={"de": "gesunken"}),
)
QUESTIONNAIRE = Questionnaire(
    key="abfrage",
    version=1,
    title={"de": "Abfrage"},
    languages=("de",),
    default_language="de",
    pages=(
        Page(
            code="a",
            items=(
                Item(code="bedarf", kind="single", label={"de": "Nachfrage?"}, choices=CHOICES),
                Item(code="gruende", kind="multiple", label={"de": "Gründe?"}, choices=CHOICES),
                Item(code="was", kind="long_text", label={"de": "Was fehlt?"}),
            ),
        ),
        Page(
            code="b",
            roster="facilities",
            items=(Item(code="wochen", kind="integer", label={"de": "Wartezeit in Wochen?"}),),
        ),
    ),
)
HOUSE = KnownFacility(id="f1", code="1", name="Haus am Park")
AWO = KnownOrganisation(id="o1", code="T-01", name="AWO", facilities=(HOUSE,))
TWINS = tuple(KnownOrganisation(id=f"o{n}", code=f"Z{n}", name="Zwilling") for n in (2, 3))


def book(*rows: tuple[object, ...], header: tuple[str, ...] = ()) -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (header or ("Träger", "Einrichtung", "Frage", "Antwort"), *rows):
        sheet.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def test_answers_are_placed_by_code_or_wording() -> None:
    found = read(
        book(
            ("AWO", None, "Nachfrage?", "gestiegen"),
            ("t 01", None, "gruende", "gestiegen; weniger"),
            ("AWO", "haus am park", "Wartezeit in Wochen?", 12),
            ("AWO", None, "Was fehlt?", "=Plätze"),
            ("AWO", None, "Was fehlt?", None),
        ),
        SheetMapping(),
        questionnaire=QUESTIONNAIRE,
        organisations=(AWO,),
    )
    (past,) = found.returns
    assert (past.organisation, past.facilities) == (AWO, {"f1": {"wochen": 12}})
    assert past.answers["bedarf"] == "mehr"
    assert past.answers["gruende"] == ["mehr", "weniger"]
    assert found.unplaced == ()
    # A formula has no readable value here; it is listed, and the empty answer is no answer.
    assert found.taken == 3 + ("was" in past.answers)


@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [
        (("Caritas", None, "bedarf", "mehr"), "A", "gibt es im Register nicht"),
        (("Zwilling", None, "bedarf", "mehr"), "A", "heißen mehrere Träger"),
        (("AWO", None, "wochen", 3), "B", "hier steht keine"),
        (("AWO", "Anderes Haus", "wochen", 3), "B", "gibt es bei diesem Träger nicht"),
        (("AWO", None, "bedarf", "vielleicht"), "D", "passt nicht zu dieser Frage"),
        (("AWO", "Haus am Park", "wochen", "viele"), "D", "passt nicht zu dieser Frage"),
    ],
)
def test_what_cannot_be_placed_is_listed_with_its_cell(
    row: tuple[object, ...], column: str, sentence: str
) -> None:
    found = read(
        book(row, ("Z2", None, "bedarf", "weniger")),
        SheetMapping(),
        questionnaire=QUESTIONNAIRE,
        organisations=(AWO, *TWINS),
    )
    (problem,) = found.problems
    assert (problem.row, problem.column) == (2, column)
    assert sentence in problem.message
    # The good row is taken all the same.
    assert [(one.organisation.id, one.answers) for one in found.returns] == [
        ("o2", {"bedarf": "weniger"})
    ]


def test_two_different_answers_to_one_question_are_no_answer_twice() -> None:
    found = read(
        book(("AWO", None, "bedarf", "mehr"), ("AWO", None, "bedarf", "weniger")),
        SheetMapping(),
        questionnaire=QUESTIONNAIRE,
        organisations=(AWO,),
    )
    assert found.returns[0].answers == {"bedarf": "mehr"}
    assert [(one.row, "weiter oben" in one.message) for one in found.problems] == [(3, True)]


def test_other_columns_and_questions_come_from_the_mapping() -> None:
    content = book(
        ("AWO", "", "Wie war es?", "gestiegen"),
        ("AWO", "", "Unsinn", "x"),
        ("AWO", "", "Weg damit", "x"),
        header=("Organisation", "Haus", "Item", "Wert"),
    )
    mapping = SheetMapping(
        organisation="Organisation",
        facility="Haus",
        question="Item",
        answer="Wert",
        items={"Wie war es?": "bedarf", "Weg damit": "-"},
    )
    found = read(content, mapping, questionnaire=QUESTIONNAIRE, organisations=(AWO,))
    assert found.returns[0].answers == {"bedarf": "mehr"}
    assert (found.unplaced, found.problems) == ((("Unsinn", 1),), ())
    # Without the mapping nothing is guessed.
    refused = read(content, SheetMapping(), questionnaire=QUESTIONNAIRE, organisations=(AWO,))
    assert refused.returns == ()
    assert any("Die Spalte „Träger“ fehlt" in one.message for one in refused.problems)


def test_what_is_no_workbook_is_refused() -> None:
    with pytest.raises(UploadRefused):
        read(b"kein Excel", SheetMapping(), questionnaire=QUESTIONNAIRE, organisations=())
