"""The sheets of the Excel return about facilities: one row each, questions as columns."""

from collections.abc import Sequence
from typing import Any

import msgspec
from openpyxl.utils import get_column_letter

from exports.workbook_inputs import HOW, restrict
from exports.workbook_sheets import (
    ABOUT_WIDTH,
    ANSWER_WIDTH,
    LATEST,
    QUESTION_WIDTH,
    REQUIRED,
    TOO_LONG,
    Part,
    Setting,
    Sheet,
    cells_of,
    explained,
    is_too_long,
    last_answer,
    said_above,
    style_of,
)
from questionnaires import return_cells
from questionnaires.questionnaire import Item, Page, text

WIDTHS = {"text": 30, "long_text": 46, "integer": 14, "decimal": 14, "date": 14, "multiple": 13}
OTHER_WIDTH = 26
"""Of a column of choices."""
NAME_WIDTH = 32


class _Column(msgspec.Struct, frozen=True, kw_only=True):
    """A column of a roster's sheet: an answer (``key``), or last wave's answers (``key`` "")."""

    item: Item
    key: str
    position: int = 0
    choice: str = ""
    width: float

    @property
    def above(self) -> str:
        """What stands right above the answers."""
        return self.choice or (HOW[self.item.kind] if self.key else LATEST)


def roster_sheet(
    book: Any, name: str, page: Page, facilities: Sequence[Part], setting: Setting
) -> None:
    """One row per facility; a multiple choice has one column per choice."""
    columns = _columns(page, facilities, setting)
    widths = [10, NAME_WIDTH, *(column.width for column in columns)]
    sheet = Sheet(book, name, widths=widths, footer=setting.title)
    intro = text(page.intro, setting.language)
    notes = [text(item.label, setting.language) for item in page.items if item.kind == "note"]
    lines = [one for one in (intro, *notes) if one]
    top = 3 + len(lines)
    sheet.sheet.freeze_panes = f"C{top + 4}"
    sheet.sheet.print_title_rows = f"{top + 1}:{top + 3}"
    sheet.sheet.print_title_cols = "B:B"
    sheet.add(
        [
            (f"{return_cells.SHEET_KEY}{page.code}", "key"),
            None,
            *((column.key, "key") for column in columns),
        ],
        hidden=True,
    )
    across = _across(widths)
    empty: list[tuple[Any, str] | None] = [None] * (across - 2)
    sheet.add([None, (text(page.title, setting.language), "title"), *empty], merged=[(2, across)])
    sheet.add([None, (said_above(page, setting), "note"), *empty], merged=[(2, across)])
    for line in lines:
        sheet.add([None, (line, "line"), *empty], merged=[(2, across)])
    _heads(sheet, columns, setting)
    first = sheet.row + 1
    for part in facilities:
        _facility(sheet, columns, part, setting)
    _restrict_columns(sheet, columns, first, facilities, setting)


def _across(widths: Sequence[float]) -> int:
    """The last column of a line that is as wide as a screen."""
    width = 0.0
    for position, one in enumerate(widths[1:], 2):
        width += one
        if width > QUESTION_WIDTH + ANSWER_WIDTH + ABOUT_WIDTH:
            return position
    return max(len(widths), 3)


def _columns(page: Page, facilities: Sequence[Part], setting: Setting) -> list[_Column]:
    found: list[_Column] = []
    for item in page.items:
        width = WIDTHS.get(item.kind, OTHER_WIDTH)
        names = [text(choice.label, setting.language) for choice in item.choices]
        for position, key in enumerate(return_cells.keys(item)):
            choice = names[position] if item.kind == "multiple" else ""
            found.append(_Column(item=item, key=key, position=position, choice=choice, width=width))
        if any(item.code in part.previous for part in facilities):
            found.append(_Column(item=item, key="", width=OTHER_WIDTH))
    return found


def _heads(sheet: Sheet, columns: Sequence[_Column], setting: Setting) -> None:
    """Three rows: the question and what it means across its columns, and what each column takes."""
    spans: list[tuple[int, int]] = []
    labels: list[tuple[Any, str]] = []
    abouts: list[tuple[Any, str]] = []
    for position, column in enumerate(columns, 3):
        begins = not spans or columns[spans[-1][0] - 3].item.code != column.item.code
        if begins:
            spans.append((position, position))
        else:
            spans[-1] = (spans[-1][0], position)
        item = column.item
        label = text(item.label, setting.language) + (REQUIRED if item.required else "")
        labels.append((label if begins else "", "header"))
        abouts.append((_hints(item, setting) if begins else "", "subheader"))
    sheet.add([None, ("Einrichtung", "header"), *labels], least=1.5, merged=spans)
    sheet.add([None, ("", "subheader"), *abouts], merged=spans)
    sheet.add([None, ("", "subheader"), *((column.above, "subheader") for column in columns)])


def _hints(item: Item, setting: Setting) -> str:
    """As `about`; how to fill in stands below."""
    return explained(item, setting).rpartition("\n")[0]


def _facility(sheet: Sheet, columns: Sequence[_Column], part: Part, setting: Setting) -> None:
    cells: list[tuple[Any, str] | None] = []
    written: dict[str, tuple[return_cells.Cell, ...]] = {}
    least = 1.0
    for column in columns:
        item = column.item
        if not column.key:
            cells.append((last_answer(item, part, setting), "past"))
        elif is_too_long(part.raw.get(item.code, ())):
            cells.append((TOO_LONG, "closed"))
        else:
            if item.code not in written:
                written[item.code] = cells_of(item, part, setting)
            cells.append((written[item.code][column.position], style_of(item)))
            least = max(least, 3.0 if item.kind == "long_text" else 1.0)
    name = f"{part.name}\n{part.hint}" if part.hint else part.name
    sheet.add([(part.facility, "key"), (name, "name"), *cells], least=least)


def _restrict_columns(
    sheet: Sheet,
    columns: Sequence[_Column],
    first: int,
    facilities: Sequence[Part],
    setting: Setting,
) -> None:
    found: dict[str, tuple[Item, list[str]]] = {}
    for position, column in enumerate(columns, 3):
        if column.key and facilities:
            letter = get_column_letter(position)
            cells = found.setdefault(column.item.code, (column.item, []))[1]
            cells.append(f"{letter}{first}:{letter}{sheet.row}")
    for item, cells in found.values():
        restrict(
            sheet.sheet,
            cells,
            item,
            lists=setting.lists,
            language=setting.language,
            areas=setting.areas,
        )
