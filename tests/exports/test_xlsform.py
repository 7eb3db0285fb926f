"""What is written as XLSForm is read back as the same questionnaire."""

from exports import xlsform
from questionnaires import short_query
from questionnaires.questionnaire import Item, Page, Questionnaire
from questionnaires.readers import xlsform as reader
from tests.questionnaires.test_short_query import QUESTIONS


def test_a_short_query_comes_back_the_same() -> None:
    made = short_query.questionnaire("Hochwasser: =wo?", QUESTIONS, key="blitz-1")
    reading = reader.read(xlsform.workbook(made), name="blitz.xlsx")
    assert (reading.questionnaire, reading.problems) == (made, ())


def test_a_page_of_the_organisation_stands_in_no_repeat() -> None:
    made = Questionnaire(
        key="kurz",
        version=2,
        title={"de": "Kurz"},
        languages=("de",),
        default_language="de",
        pages=(
            Page(
                code="lage",
                title={"de": "Lage"},
                items=(Item(code="wann", kind="date", label={"de": "Wann?"}),),
                minutes=0.5,
            ),
        ),
    )
    reading = reader.read(xlsform.workbook(made), name="kurz.xlsx")
    assert (reading.questionnaire, reading.problems) == (made, ())
