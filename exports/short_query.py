"""The answers to a short query as a table: a row per facility, columns from the questionnaire."""

import datetime as dt
from collections.abc import Iterable

import msgspec

from exports.table import COUNT, DATE, TEXT, Column, Row, Table
from questionnaires import items
from questionnaires.answers import Answers
from questionnaires.questionnaire import Questionnaire
from questionnaires.questionnaire import items as items_of

MARK = "intern – nicht weitergeben"
KINDS = {"number": COUNT, "flag": COUNT, "date": DATE, "text": TEXT}


class AnswerRow(msgspec.Struct, frozen=True, kw_only=True):
    """One facility. ``state``: in words."""

    facility: str
    organisation: str
    phone: str
    state: str
    answers: Answers


def answers(
    rows: Iterable[AnswerRow],
    questionnaire: Questionnaire,
    *,
    title: str,
    answered: int,
    number: int,
    date: dt.date,
) -> Table:
    """answered: how many of the facilities have been answered for."""
    language = questionnaire.default_language
    asked = [one for item in items_of(questionnaire) for one in items.columns(item, language)]
    return Table(
        name="Blitzabfrage",
        title=title,
        columns=(
            Column(name="Einrichtung", width=36),
            Column(name="Träger", width=30),
            Column(name="Telefon", width=20),
            Column(name="Stand", width=18),
            *(Column(name=one.label, kind=KINDS[one.kind], width=24) for one in asked),
        ),
        rows=(_row(row, questionnaire, language) for row in rows),
        source_lines=(
            f"n = {answered} von {number} Einrichtungen · Stand: {date:%d.%m.%Y}",
            "Quelle: Angaben der Träger in der Blitzabfrage",
        ),
        mark=MARK,
    )


def _row(row: AnswerRow, questionnaire: Questionnaire, language: str) -> Row:
    cells = [
        cell
        for item in items_of(questionnaire)
        for cell in items.cells(item, row.answers.get(item.code), language)
    ]
    return (row.facility, row.organisation, row.phone or None, row.state, *cells)
