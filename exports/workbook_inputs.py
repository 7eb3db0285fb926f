"""What a cell of the Excel return takes: drop-downs, numbers, days, lengths, and a word on each."""

from typing import Any

from openpyxl.worksheet.datavalidation import DataValidation

from exports.drop_downs import Lists
from questionnaires import return_cells
from questionnaires.items.long_text import LENGTH as LONG_TEXT
from questionnaires.items.text import LENGTH as ONE_LINE
from questionnaires.questionnaire import Choice, Item, text

LONGEST_TITLE, LONGEST_MESSAGE = 32, 225
"""What Excel shows of a cell's message; more makes it call the file broken."""
LARGEST = 999_999_999_999_999
LAST_DAY = 73_415
"""31.12.2100 in Excel's calendar."""

HOW = {
    "text": "Kurzer Text",
    "long_text": "Freier Text",
    "integer": "Ganze Zahl",
    "decimal": "Zahl, auch mit Komma",
    "date": "Datum, zum Beispiel 31.12.2026",
    "single": "Aus der Liste wählen",
    "scale": "Aus der Liste wählen",
    "area": "Aus der Liste wählen",
    "multiple": "Mit x ankreuzen",
    "acknowledge": "Zur Zustimmung „ja“ wählen",
}
"""Kind of item -> what to do in its cell."""


def restrict(
    sheet: Any,
    cells: list[str],
    item: Item,
    *,
    lists: Lists,
    language: str,
    areas: tuple[Choice, ...],
) -> None:
    """Check and explain what is typed into these cells. What is pasted passes: see the reader."""
    if not cells:
        return
    rule = _rule(item, lists, language, areas)
    rule.sqref = " ".join(cells)
    rule.allow_blank = True
    rule.showErrorMessage = rule.showInputMessage = True
    rule.promptTitle = HOW[item.kind][:LONGEST_TITLE]
    rule.prompt = _cut(_prompt(item, language))
    rule.errorTitle = "Das passt hier nicht"
    sheet.data_validations.append(rule)


def _rule(item: Item, lists: Lists, language: str, areas: tuple[Choice, ...]) -> Any:
    if item.kind in return_cells.CHOSEN:
        entries = tuple(return_cells.offered(item, areas, language).values())
        return _list(lists, entries or ("–",), "Bitte wählen Sie eine Antwort aus der Liste.")
    if item.kind == "multiple":
        return _list(lists, (return_cells.TICK,), "Bitte kreuzen Sie mit x an oder leeren Sie.")
    if item.kind == "acknowledge":
        return _list(lists, (return_cells.AGREED,), "Bitte schreiben Sie ja oder leeren Sie.")
    if item.kind in {"integer", "decimal"}:
        whole = item.kind == "integer"
        words = "ganze Zahl" if whole else "Zahl"
        return DataValidation(
            type="whole" if whole else "decimal",
            operator="between",
            formula1=str(-LARGEST),
            formula2=str(LARGEST),
            error=f"Bitte geben Sie hier eine {words} ohne Einheit ein.",
        )
    if item.kind == "date":
        return DataValidation(
            type="date",
            operator="between",
            formula1="1",
            formula2=str(LAST_DAY),
            error="Bitte geben Sie ein Datum ein, zum Beispiel 31.12.2026.",
        )
    longest = str(longest_text(item))
    return DataValidation(
        type="textLength",
        operator="lessThanOrEqual",
        formula1=longest,
        error=f"Der Text ist länger als {longest} Zeichen. Bitte kürzen Sie ihn.",
    )


def _list(lists: Lists, entries: tuple[str, ...], error: str) -> Any:
    return DataValidation(type="list", formula1=lists.source(entries), error=error)


def longest_text(item: Item) -> int:
    """Characters that a text may have."""
    usual = LONG_TEXT if item.kind == "long_text" else ONE_LINE
    return item.maximum_length or usual


def _prompt(item: Item, language: str) -> str:
    said = [text(item.hint, language), text(item.guidance, language)]
    if item.kind in {"text", "long_text"}:
        said.append(f"Höchstens {longest_text(item)} Zeichen.")
    if item.required:
        said.append("Pflichtangabe.")
    return " ".join(" ".join(one.split()) for one in said if one) or HOW[item.kind]


def _cut(message: str) -> str:
    if len(message) <= LONGEST_MESSAGE:
        return message
    return message[: LONGEST_MESSAGE - 2].rsplit(" ", 1)[0] + " …"
