"""A short query: up to three questions to some facilities, ready in minutes."""

from collections.abc import Sequence

import msgspec

from questionnaires.questionnaire import FACILITIES, Choice, Item, Page, Questionnaire

MAXIMUM_QUESTIONS = 3
MAXIMUM_CHOICES = 12
LANGUAGE = "de"
YES_NO, CHOICE, NUMBER, TEXT = "yes_no", "choice", "number", "text"
ITEM_KINDS = {YES_NO: "single", CHOICE: "single", NUMBER: "integer", TEXT: "text"}
YES_OR_NO = (
    Choice(value="ja", label={LANGUAGE: "ja"}),
    Choice(value="nein", label={LANGUAGE: "nein"}),
)
PAGE = "blitzabfrage"


class ShortQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked. ``kind``: yes_no | choice | number | text; ``choices`` for a choice only."""

    kind: str
    text: str
    choices: tuple[str, ...] = ()


def questionnaire(title: str, questions: Sequence[ShortQuestion], *, key: str) -> Questionnaire:
    """One page, asked once per facility and also as a table. key: unique among questionnaires."""
    page = Page(
        code=PAGE,
        title={LANGUAGE: title},
        items=tuple(_item(number, one) for number, one in enumerate(questions, 1)),
        roster=FACILITIES,
        table=True,
        minutes=1.0,
    )
    return Questionnaire(
        key=key,
        version=1,
        title={LANGUAGE: title},
        languages=(LANGUAGE,),
        default_language=LANGUAGE,
        pages=(page,),
    )


def _item(number: int, question: ShortQuestion) -> Item:
    return Item(
        code=f"frage_{number}",
        kind=ITEM_KINDS[question.kind],
        label={LANGUAGE: question.text},
        choices=_choices(question),
    )


def _choices(question: ShortQuestion) -> tuple[Choice, ...]:
    if question.kind == YES_NO:
        return YES_OR_NO
    if question.kind != CHOICE:
        return ()
    return tuple(
        Choice(value=f"antwort_{number}", label={LANGUAGE: words})
        for number, words in enumerate(question.choices, 1)
    )
