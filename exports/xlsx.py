"""Tables as an Excel workbook, written row by row; the same input gives the same bytes."""

import datetime as dt
import io
import math
import re
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableColumn, TableStyleInfo
from openpyxl.writer.excel import ExcelWriter

from exports.cell_styles import styled_cell, styles_of
from exports.drop_downs import Lists, lists_sheet, offer
from exports.table import (
    COUNT,
    DATE,
    DECIMAL,
    DEGREES,
    LONG_TEXT,
    MOMENT,
    PERCENT,
    PROTECTED,
    TEXT,
    Cell,
    Column,
    Heading,
    Row,
    Table,
    distinct,
    safe_text,
)

LONGEST_NAME = 31

WIDTHS = {
    TEXT: 28,
    LONG_TEXT: 80,
    COUNT: 11,
    DECIMAL: 11,
    DEGREES: 11,
    PERCENT: 9,
    DATE: 12,
    MOMENT: 17,
}
LINE_HEIGHT = 13.5
ONE_PAGE = 40
"""A table of at most so many rows is printed on one page."""
LINE_WIDTH = 110
"""Characters after which a line above or below the table is broken."""
OTHER_WIDTH = 13
"""Of a column that the table does not use."""
FORMULA_STARTS = ("=", "+", "-", "@")


def workbook(tables: Iterable[Table], *, title: str, date: dt.date) -> bytes:
    """One sheet per table. date: of the snapshot; it becomes the file's only time."""
    stream = io.BytesIO()
    write(stream, tables, title=title, date=date)
    return stream.getvalue()


def write(stream: IO[bytes], tables: Iterable[Table], *, title: str, date: dt.date) -> None:
    """As `workbook`, into a file: memory stays flat, rows go to temporary files."""
    book = Workbook(write_only=True)
    names: list[str] = []
    lists = Lists({})
    for number, table in enumerate(tables, 1):
        names.append(sheet_name(table.name))
        *_, name = distinct(names, longest=LONGEST_NAME)
        _sheet(book, table, name=name, number=number, lists=lists)
    if lists.columns:
        lists_sheet(book, lists)
    save(book, stream, title=title, date=date)


def save(book: Workbook, stream: IO[bytes], *, title: str, date: dt.date) -> None:
    """Write a workbook so that the same content gives the same bytes."""
    book.properties.title = safe_text(title)
    book.properties.creator = "survey-service"
    book.properties.created = dt.datetime(date.year, date.month, date.day)  # noqa: DTZ001
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        target: Any = _Archive(archive, date)
        ExcelWriter(book, target).write_data()


class _Archive:
    """What openpyxl writes to: all entries bear the snapshot's date, whatever the clock says."""

    def __init__(self, archive: zipfile.ZipFile, date: dt.date) -> None:
        self.archive = archive
        self.moment = (date.year, date.month, date.day, 0, 0, 0)

    def _entry(self, name: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name, date_time=self.moment)
        entry.compress_type = zipfile.ZIP_DEFLATED
        return entry

    def writestr(self, name: str, content: bytes | str) -> None:
        if name == "docProps/core.xml":
            stamp = "{:04}-{:02}-{:02}T00:00:00Z".format(*self.moment[:3])
            text = content.decode() if isinstance(content, bytes) else content
            content = re.sub(
                r"(<dcterms:modified[^>]*>)[^<]*", lambda found: found[1] + stamp, text
            )
        self.archive.writestr(self._entry(name), content)

    def namelist(self) -> list[str]:
        return self.archive.namelist()

    def write(self, path: str, name: str) -> None:
        with Path(path).open("rb") as part, self.archive.open(self._entry(name), "w") as entry:
            shutil.copyfileobj(part, entry, 1 << 20)


def _sheet(book: Workbook, table: Table, *, name: str, number: int, lists: Lists) -> None:
    sheet: Any = book.create_sheet(name)
    above = [table.title, *table.source_lines, ""]
    header = len(above) + 1 + bool(table.mark)
    _page(sheet, table, header=header)
    styles = styles_of(sheet)
    if table.mark:
        _line(sheet, table, table.mark.upper(), styles["mark"], row=1)
    for row, text in enumerate(above, 1 + bool(table.mark)):
        style = "title" if text is table.title else "line"
        _line(sheet, table, text, styles[style], row=row)
    columns = tuple(distinct(map(_header, table.columns)))
    _append(sheet, table, _header_cells(sheet, table, columns, styles), row=header)
    last = header
    for content in table.rows:
        last += 1
        _append(sheet, table, _cells(sheet, content, table.columns, styles), row=last)
    if table.filters and last > header:
        _excel_table(sheet, columns, first=header, last=last, number=number)
    for row, content in enumerate(table.totals, last + 1):
        cells = _cells(sheet, content, table.columns, styles, prefix="total ")
        _append(sheet, table, cells, row=row)
    for row, note in enumerate(("", *table.notes), last + 1 + len(table.totals)):
        _line(sheet, table, note, styles["line"], row=row)
    offer(sheet, table.columns, first=header + 1, last=last, lists=lists)
    if last <= ONE_PAGE:
        sheet.page_setup.fitToHeight = 1


def _header_cells(
    sheet: Any, table: Table, names: tuple[str, ...], styles: dict[str, Any]
) -> list[Any]:
    texts = {TEXT, LONG_TEXT}
    return [
        styled_cell(sheet, name, styles["header" if column.kind in texts else "header right"])
        for name, column in zip(names, table.columns, strict=True)
    ]


def _line(sheet: Any, table: Table, text: str, style: Any, *, row: int) -> None:
    """A text across the table, wrapped: a long one would make the printed page tiny."""
    if not text:
        sheet.append([])
        return
    across, width = 0, 0.0
    widths = [_column_width(column) for column in table.columns]
    while across < len(widths) or width < LINE_WIDTH:
        width += widths[across] if across < len(widths) else OTHER_WIDTH
        across += 1
        if across >= 3 and width >= LINE_WIDTH:
            break
    sheet.merged_cells.add(f"A{row}:{get_column_letter(across)}{row}")
    height = LINE_HEIGHT * (1.4 if text is table.title else 1) * lines_of(text, width)
    _write(sheet, [styled_cell(sheet, text, style)], row=row, height=height)


def _append(sheet: Any, table: Table, cells: list[Any], *, row: int) -> None:
    """A row as high as its longest cell needs: not every program does it by itself."""
    needed = 1.0 if len(cells) == len(table.columns) else 1.5
    if len(cells) == len(table.columns):
        for cell, column in zip(cells, table.columns, strict=True):
            if cell is not None and isinstance(cell.value, str):
                needed = max(needed, 1.0 * lines_of(cell.value, _column_width(column)))
    _write(sheet, cells, row=row, height=min(409, LINE_HEIGHT * needed + 2))


def _write(sheet: Any, cells: list[Any], *, row: int, height: float) -> None:
    sheet.row_dimensions[row].height = height
    sheet.append(cells)
    # Written already; kept, a row's dimensions would cost 1 kB each.
    del sheet.row_dimensions[row]


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes, in letters a bit wider than the average."""
    return sum(max(1, math.ceil(len(line) * 1.05 / width)) for line in text.split("\n"))


def _column_width(column: Column) -> float:
    return column.width or WIDTHS[column.kind]


def _page(sheet: Any, table: Table, *, header: int) -> None:
    """Frozen header, widths, print set-up: all of it before the first row is written."""
    sheet.freeze_panes = f"{'B' if len(table.columns) > 3 else 'A'}{header + 1}"
    sheet.print_title_rows = f"{header}:{header}"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.oddFooter.left.text = table.title.replace("&", "&&")[:120]
    sheet.oddFooter.right.text = "Seite &P von &N"
    if table.mark:
        sheet.oddHeader.center.text = table.mark.upper().replace("&", "&&")
    for position, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(position)].width = _column_width(column)


def _excel_table(
    sheet: Any, columns: tuple[str, ...], *, first: int, last: int, number: int
) -> None:
    ref = f"A{first}:{get_column_letter(len(columns))}{last}"
    table = ExcelTable(displayName=f"Tabelle{number}", ref=ref)
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    table.autoFilter = AutoFilter(ref=ref)
    table.tableColumns = [TableColumn(id=i, name=name) for i, name in enumerate(columns, 1)]
    # add_table() warns about missing columns also where they are there.
    sheet._tables.add(table)  # noqa: SLF001


def _cells(
    sheet: Any,
    row: Row | Heading,
    columns: tuple[Column, ...],
    styles: dict[str, Any],
    *,
    prefix: str = "",
) -> list[Any]:
    if isinstance(row, Heading):
        return [styled_cell(sheet, row.text, styles["heading"])]
    return [
        None if value is None else styled_cell(sheet, value, _style(styles, value, column, prefix))
        for value, column in zip(row, columns, strict=True)
    ]


def _style(styles: dict[str, Any], value: Cell, column: Column, prefix: str) -> Any:
    if isinstance(value, str):
        if value == PROTECTED and column.kind not in {TEXT, LONG_TEXT}:
            return styles[f"{prefix}protected"]
        quoted = value.startswith(FORMULA_STARTS)
        return styles[f"{prefix}quoted" if quoted else f"{prefix}text"]
    return styles[f"{prefix}{column.kind}"]


def _header(column: Column) -> str:
    return " ".join(safe_text(column.name).split()) or "Spalte"


def sheet_name(name: str) -> str:
    """Without the signs that a sheet's name cannot have; its length is not looked at."""
    cleaned = re.sub(r"[\[\]:*?/\\]", "-", safe_text(name).replace("\n", " ")).strip(" '")
    return cleaned or "Tabelle"
