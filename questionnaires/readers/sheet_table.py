"""A sheet with a line of headers -> rows by field, whatever the headers' exact wording."""

import re
from collections.abc import Mapping, Sequence

import msgspec

from questionnaires.readers.cell_text import plain_text
from questionnaires.readers.problems import CellProblem
from questionnaires.readers.upload import Sheet, SheetRow, column_letter

HEADER_ROWS = 15
"""How far down the line of headers may stand, below a title and instructions."""

LONGEST_QUOTE = 60


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """`headers`: the first one is what the template says; compared without case and signs."""

    field: str
    headers: tuple[str, ...]
    required: bool = False
    maximum: int = 300


class TableRow(msgspec.Struct, frozen=True, kw_only=True):
    """`cells` has every field of the table; a missing column is as empty as a missing cell."""

    number: int
    cells: dict[str, str]


class SheetTable(msgspec.Struct, frozen=True, kw_only=True):
    """`bad`: numbers of the rows in which a problem was found."""

    name: str
    rows: tuple[TableRow, ...]
    letters: dict[str, str]
    problems: tuple[CellProblem, ...]

    def problem(self, row: int, field: str, message: str) -> CellProblem:
        return CellProblem(
            sheet=self.name, row=row, column=self.letters.get(field, ""), message=message
        )


def comparable(header: str) -> str:
    """Träger-Nr. * and TRAEGERNR are the same header."""
    header = header.casefold()
    for letter, written in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        header = header.replace(letter, written)
    return re.sub(r"[^a-z0-9]", "", header)


def find_sheet(sheets: Sequence[Sheet], names: Sequence[str]) -> Sheet | None:
    wanted = {comparable(name) for name in names}
    return next((sheet for sheet in sheets if comparable(sheet.name) in wanted), None)


def read_table(sheet: Sheet, columns: Sequence[Column]) -> SheetTable:
    """All rows below the headers. Problems of headers, lengths and unreadable cells included."""
    header, places, problems = _headers(sheet, columns)
    letters = {field: column_letter(index) for field, index in places.items()}
    used = set(letters.values())
    problems += [
        problem for problem in sheet.problems if problem.row > header and problem.column in used
    ]
    rows = tuple(
        TableRow(number=row.number, cells=_cells(row, columns, places))
        for row in sheet.rows
        if row.number > header
    )
    table = SheetTable(name=sheet.name, rows=rows, letters=letters, problems=())
    if all(column.field in places for column in columns if column.required):
        problems += [problem for row in rows for problem in _row_problems(table, row, columns)]
    else:
        table = msgspec.structs.replace(table, rows=())
    return msgspec.structs.replace(table, problems=tuple(problems))


def typed_table(cells: Mapping[str, str], columns: Sequence[Column]) -> SheetTable:
    """A form's entry as a sheet of one row (number 0); a column's letter is its field's name."""
    row = TableRow(
        number=0,
        cells={column.field: plain_text(cells.get(column.field, "")) for column in columns},
    )
    letters = {column.field: column.field for column in columns}
    table = SheetTable(name="", rows=(row,), letters=letters, problems=())
    return msgspec.structs.replace(table, problems=tuple(_row_problems(table, row, columns)))


def _headers(
    sheet: Sheet, columns: Sequence[Column]
) -> tuple[int, dict[str, int], list[CellProblem]]:
    """Number of the header row, field -> column index, problems."""
    known = {comparable(header): column.field for column in columns for header in column.headers}
    candidates = [row for row in sheet.rows if row.number <= HEADER_ROWS]
    if not candidates:
        return 0, {}, [_missing(sheet, 0, column) for column in columns if column.required]
    best = max(candidates, key=lambda row: sum(comparable(cell) in known for cell in row.cells))
    places: dict[str, int] = {}
    problems = []
    for index, cell in enumerate(best.cells):
        field = known.get(comparable(cell))
        message, severity = "", "error"
        if field in places:
            message = f"Die Überschrift „{cell}“ kommt zweimal vor. Bitte löschen Sie eine Spalte."
        elif field is not None:
            places[field] = index
        elif cell:
            message = f"Die Spalte „{cell[:LONGEST_QUOTE]}“ ist nicht bekannt und wird übergangen."
            severity = "warning"
        if message:
            problems.append(
                CellProblem(
                    sheet=sheet.name,
                    row=best.number,
                    column=column_letter(index),
                    message=message,
                    severity="warning" if severity == "warning" else "error",
                )
            )
    problems += [
        _missing(sheet, best.number, column)
        for column in columns
        if column.required and column.field not in places
    ]
    return best.number, places, problems


def _missing(sheet: Sheet, row: int, column: Column) -> CellProblem:
    message = (
        f"Die Spalte „{column.headers[0]}“ fehlt. Bitte ergänzen Sie die Überschrift oder "
        "übertragen Sie die Angaben in die Vorlage. Das Blatt wurde nicht gelesen."
    )
    return CellProblem(sheet=sheet.name, row=row, column="", message=message)


def _cells(row: SheetRow, columns: Sequence[Column], places: Mapping[str, int]) -> dict[str, str]:
    cells = {}
    for column in columns:
        index = places.get(column.field, len(row.cells))
        cells[column.field] = row.cells[index] if index < len(row.cells) else ""
    return cells


def _row_problems(table: SheetTable, row: TableRow, columns: Sequence[Column]) -> list[CellProblem]:
    found = []
    for column in columns:
        text = row.cells[column.field]
        if column.required and not text:
            message = f"Die Angabe „{column.headers[0]}“ fehlt."
            found.append(table.problem(row.number, column.field, message))
        elif len(text) > column.maximum:
            message = f"Der Text ist länger als {column.maximum} Zeichen. Bitte kürzen Sie ihn."
            found.append(table.problem(row.number, column.field, message))
    return found
