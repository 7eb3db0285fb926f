"""The cells of the Excel return: which ones an item has, what stands in them, what they mean.

The writer (exports.workbook) and the reader (readers.return_workbook) agree here, so that a cell
nobody touched is never taken for an answer.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from questionnaires import items
from questionnaires.items import acknowledge
from questionnaires.items.date import FIRST_YEAR, LAST_YEAR
from questionnaires.items.free_text import clean
from questionnaires.questionnaire import Choice, Item, text

SHEET_KEY = "seite:"
"""Stands before the page's code in the corner of its sheet, in a hidden row and column."""
ANSWER_KEY = "antwort"
"""Heads the column of answers on an organisation's sheet."""
MARKS_SHEET, LISTS_SHEET, GUIDE_SHEET = "Kennung", "Listen", "Anleitung"

TICK, AGREED = "x", "ja"
TICKED = frozenset({TICK, AGREED, "j", "1", "true", "wahr", "yes", "ok", "✓", "✔", "☑", "☒", "×"})
UNTICKED = frozenset({"nein", "n", "0", "false", "falsch", "no", "-", "–", "☐"})

LONGEST_CELL = 32_767
"""Characters; a longer answer is not in the workbook and stays as it is."""
FIRST_DAY = date(1899, 12, 30)
"""Day 0 of Excel's calendar, right from March 1900 on."""
CHOSEN = frozenset({"single", "scale", "area"})
NUMBERS = frozenset({"integer", "decimal"})

Cell = str | int | float | date | None


def keys(item: Item) -> tuple[str, ...]:
    """One for each answer cell: the item's code; of a multiple choice one per choice."""
    if item.kind == "note":
        return ()
    if item.kind == "multiple":
        return tuple(f"{item.code}/{choice.value}" for choice in item.choices)
    return (item.code,)


def labels(choices: Sequence[Choice], language: str) -> dict[str, str]:
    """Value -> what stands in the list. Two choices of one name are told apart by their values."""
    names = [" ".join(text(choice.label, language).split()) for choice in choices]
    folded = [name.casefold() for name in names]
    return {
        choice.value: f"{name} ({choice.value})" if folded.count(fold) > 1 else name
        for choice, name, fold in zip(choices, names, folded, strict=True)
    }


def offered(item: Item, areas: Sequence[Choice], language: str) -> dict[str, str]:
    """Value -> label of what can be chosen in the item's cell."""
    return labels((*areas, *item.choices) if item.kind == "area" else item.choices, language)


def written(
    item: Item, raw: Sequence[str], *, language: str, areas: Sequence[Choice] = ()
) -> tuple[Cell, ...]:
    """One cell per key for an answer as it was typed (see `items.typed`); None = empty."""
    if item.kind == "multiple":
        return tuple(TICK if choice.value in raw else None for choice in item.choices)
    if not raw:
        return (None,)
    typed = "\n".join(raw)
    if item.kind in CHOSEN:
        return (offered(item, areas, language).get(typed, typed),)
    if item.kind == "acknowledge":
        return (AGREED if typed == acknowledge.AGREED else typed,)
    if item.kind in NUMBERS | {"date"}:
        value = _value(item, raw, language)
        return (typed if value is None else value,)
    return (typed,)


def _value(item: Item, raw: Sequence[str], language: str) -> Cell:
    value = items.parse(item, raw, language=language).value
    if isinstance(value, str):
        return date.fromisoformat(value)
    return None if isinstance(value, list) else value


def meant(
    item: Item, cells: Sequence[str], *, language: str, areas: Sequence[Choice] = ()
) -> list[str]:
    """What the cells of an item say, as a form's field would be sent; nothing typed is dropped.

    cells: as text, one per key.
    """
    given = [clean(cell) for cell in cells]
    if item.kind == "multiple":
        pairs = zip(item.choices, given, strict=True)
        return [said for choice, cell in pairs if (said := _ticked(cell, choice.value))]
    if not given or not given[0]:
        return []
    return [said] if (said := _one(item, given[0], language, areas)) else []


def _ticked(cell: str, value: str) -> str:
    if not cell or cell.casefold() in UNTICKED:
        return ""
    return value if cell.casefold() in TICKED else cell


def _one(item: Item, cell: str, language: str, areas: Sequence[Choice]) -> str:
    if item.kind in CHOSEN:
        return _chosen(cell, offered(item, areas, language))
    if item.kind == "acknowledge":
        return _ticked(cell, acknowledge.AGREED)
    return _READINGS.get(item.kind, str)(cell)


def _chosen(cell: str, choices: Mapping[str, str]) -> str:
    wanted = " ".join(cell.split()).casefold()
    found = [value for value, label in choices.items() if label.casefold() == wanted]
    return found[0] if found else cell


def _day(cell: str) -> str:
    """A day that lost its format is a number; a time of day is not asked for."""
    day = cell.partition("T")[0]
    if not (day.isascii() and day.isdecimal() and len(day) <= 5):
        return day
    found = FIRST_DAY + timedelta(days=int(day))
    # A year alone is no day: 2026 is the year, not the 18th of July 1905.
    plausible = FIRST_YEAR <= found.year <= LAST_YEAR and len(day) == 5
    return found.isoformat() if plausible else day


_READINGS: dict[str, Callable[[str], str]] = {"date": _day}
