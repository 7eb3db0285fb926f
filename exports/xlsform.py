"""A questionnaire as an XLSForm workbook, as far as short queries need it; the reader reads it."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from exports.table import safe_text
from questionnaires.questionnaire import Item, Page, Questionnaire, text

TYPES = {"integer": "integer", "decimal": "decimal", "date": "date", "text": "text"}
Rows = list[Sequence[str | int | float | None]]


def workbook(questionnaire: Questionnaire) -> bytes:
    """Sheets survey, choices and settings, in the questionnaire's own language."""
    language = questionnaire.default_language
    survey: Rows = [
        (
            "type",
            "name",
            "label",
            "appearance",
            "service::roster",
            "service::table",
            "service::minutes",
        ),
    ]
    choices: Rows = [("list_name", "name", "label")]
    for page in questionnaire.pages:
        survey += _page(page, language)
        for item in page.items:
            choices += [
                (item.code, choice.value, text(choice.label, language)) for choice in item.choices
            ]
    settings: Rows = [
        ("form_title", "form_id", "version", "default_language"),
        (text(questionnaire.title, language), questionnaire.key, questionnaire.version, language),
    ]
    return _written({"survey": survey, "choices": choices, "settings": settings})


def _page(page: Page, language: str) -> Rows:
    """A roster page stands in a repeat of its own."""
    title = text(page.title, language)
    table = "yes" if page.table else None
    rows: Rows = [
        ("begin_group", page.code, title, "field-list", None, table, page.minutes or None),
        *(_item(item, language) for item in page.items),
        ("end_group", page.code),
    ]
    if not page.roster:
        return rows
    roster = f"{page.code}_je_einrichtung"
    return [
        ("begin_repeat", roster, title, None, page.roster),
        *rows,
        ("end_repeat", roster),
    ]


def _item(item: Item, language: str) -> Sequence[str]:
    kind = f"select_one {item.code}" if item.kind == "single" else TYPES[item.kind]
    return kind, item.code, text(item.label, language)


def _written(sheets: dict[str, Rows]) -> bytes:
    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cell(sheet: Any, value: str | float | None) -> Any:
    """A text stays a text, also when it begins as a formula does."""
    if not isinstance(value, str):
        return value
    cell: Any = WriteOnlyCell(sheet, value=safe_text(value))
    cell.data_type = "s"
    return cell
