"""A short query is an ordinary questionnaire: one page per facility."""

from questionnaires import short_query
from questionnaires.questionnaire import Choice, Item, Page, Questionnaire
from questionnaires.short_query import ShortQuestion

QUESTIONS = (
    ShortQuestion(kind="yes_no", text="Sind Sie betroffen?"),
    ShortQuestion(kind="choice", text="Was brauchen Sie?", choices=("Strom", "=Betten")),
    ShortQuestion(kind="number", text="Wie viele Plätze?"),
    ShortQuestion(kind="text", text="Was noch?"),
)


def test_questions_become_items() -> None:
    made = short_query.questionnaire("Hochwasser", QUESTIONS, key="blitz-1")
    items = (
        Item(
            code="frage_1",
            kind="single",
            label={"de": "Sind Sie betroffen?"},
            choices=(
                Choice(value="ja", label={"de": "ja"}),
                Choice(value="nein", label={"de": "nein"}),
            ),
        ),
        Item(
            code="frage_2",
            kind="single",
            label={"de": "Was brauchen Sie?"},
            choices=(
                Choice(value="antwort_1", label={"de": "Strom"}),
                Choice(value="antwort_2", label={"de": "=Betten"}),
            ),
        ),
        Item(code="frage_3", kind="integer", label={"de": "Wie viele Plätze?"}),
        Item(code="frage_4", kind="text", label={"de": "Was noch?"}),
    )
    assert made == Questionnaire(
        key="blitz-1",
        version=1,
        title={"de": "Hochwasser"},
        languages=("de",),
        default_language="de",
        pages=(
            Page(
                code="blitzabfrage",
                title={"de": "Hochwasser"},
                items=items,
                roster="facilities",
                table=True,
                minutes=1.0,
            ),
        ),
    )
