"""A day. Stored as ISO text, typed as 31.12.2026 or 2026-12-31."""

import re
from collections.abc import Sequence
from datetime import date

from questionnaires.items import plain
from questionnaires.items.kind import ItemColumn, Kind, Parsed, Value
from questionnaires.items.messages import sentence
from questionnaires.questionnaire import Choice, Item, text

FIRST_YEAR, LAST_YEAR = 1900, 2100
SPELLINGS = (
    re.compile(r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\. ?(?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
)


def parse(_item: Item, raw: Sequence[str], language: str, _areas: Sequence[Choice]) -> Parsed:
    """No two-digit years and no slashes: 03/04/26 means three different days."""
    if len(raw) > 1:
        return Parsed(problem=sentence("one_answer", language))
    day = _day(raw[0])
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        return Parsed(problem=sentence("not_date", language))
    return Parsed(day.isoformat())


def _day(typed: str) -> date | None:
    for spelling in SPELLINGS:
        if match := spelling.fullmatch(typed):
            try:
                return date(int(match["year"]), int(match["month"]), int(match["day"]))
            except ValueError:
                return None
    return None


def show(_item: Item, value: Value, _language: str) -> tuple[str, ...]:
    """31.12.2026; what is no date is shown as it stands."""
    day = _day(str(value))
    return (f"{day:%d.%m.%Y}" if day else str(value),)


def read(item: Item, value: Value, language: str, _areas: Sequence[Choice]) -> str:
    """As on the page."""
    return show(item, value, language)[0]


def columns(item: Item, language: str) -> tuple[ItemColumn, ...]:
    """One column of dates (ISO text)."""
    label = text(item.label, language)
    return (ItemColumn(code=item.code, label=label, kind="date", item=item.code),)


KIND = Kind(
    parse=parse,
    show=show,
    read=read,
    columns=columns,
    cells=plain.cells,
    offered=plain.nothing_offered,
    inputmode="numeric",
)
