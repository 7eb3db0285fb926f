"""Drop-downs of a workbook. A rule of its own holds 255 characters and no comma: their entries
stand on a hidden sheet.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from exports.cell_styles import styled_cell, styles_of
from exports.table import Column
from questionnaires.return_cells import LISTS_SHEET

SPARE_ROWS = 500
"""Below the table: what somebody adds there has the drop-downs, too."""


class Lists(msgspec.Struct, frozen=True):
    """The drop-downs' entries, each list once; they stand on a hidden sheet."""

    columns: dict[tuple[str, ...], int] = {}

    def source(self, entries: tuple[str, ...]) -> str:
        """The range of a list."""
        letter = get_column_letter(self.columns.setdefault(entries, len(self.columns) + 1))
        return f"{LISTS_SHEET}!${letter}$1:${letter}${len(entries)}"


def lists_sheet(book: Any, lists: Lists) -> Any:
    """The hidden sheet, a list per column."""
    sheet = book.create_sheet(LISTS_SHEET)
    sheet.sheet_state = "hidden"
    styles = styles_of(sheet)
    columns = list(lists.columns)
    for row in range(max(map(len, columns), default=0)):
        sheet.append(
            [
                styled_cell(sheet, entries[row], styles["text"]) if row < len(entries) else None
                for entries in columns
            ]
        )
    return sheet


def offer(sheet: Any, columns: Sequence[Column], *, first: int, last: int, lists: Lists) -> None:
    """The drop-downs of a table whose rows stand from ``first`` to ``last``."""
    for position, column in enumerate(columns, 1):
        if not column.choices:
            continue
        rule = DataValidation(
            type="list",
            formula1=lists.source(column.choices),
            allow_blank=True,
            showErrorMessage=column.only_choices,
            errorTitle="Das passt hier nicht",
            error="Bitte wählen Sie aus der Liste oder leeren Sie die Zelle.",
        )
        letter = get_column_letter(position)
        rule.sqref = f"{letter}{first}:{letter}{max(first, last) + SPARE_ROWS}"
        sheet.data_validations.append(rule)
