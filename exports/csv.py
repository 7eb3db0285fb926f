"""Tables as CSV the way German Excel opens it: UTF-8 with BOM, semicolons, decimal commas."""

import csv
import datetime as dt
import io
from collections.abc import Iterator

from exports.table import PERCENT, Cell, Heading, Table, safe_text

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n")


def lines(table: Table) -> Iterator[bytes]:
    """One chunk per row, the first with the BOM; for streaming. Only columns and rows."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    kinds = [column.kind for column in table.columns]

    def line(cells: list[str]) -> bytes:
        writer.writerow(cells)
        content = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return content.encode()

    yield "\ufeff".encode() + line([_text(column.name) for column in table.columns])
    for row in table.rows:
        if isinstance(row, Heading):
            continue
        yield line([_cell(cell, kind) for cell, kind in zip(row, kinds, strict=True)])
    for row in table.totals:
        yield line([_cell(cell, kind) for cell, kind in zip(row, kinds, strict=True)])


def file(table: Table) -> bytes:
    return b"".join(lines(table))


def _cell(cell: Cell, kind: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _text(cell)
    if isinstance(cell, dt.datetime):
        return f"{cell:%d.%m.%Y %H:%M}"
    if isinstance(cell, dt.date):
        return f"{cell:%d.%m.%Y}"
    if kind == PERCENT:
        return f"{cell * 100:.1f} %".replace(".", ",")
    return str(cell).replace(".", ",")


def _text(text: str) -> str:
    """A text that a spreadsheet would calculate gets an apostrophe in front: it stays text."""
    text = safe_text(text)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text
