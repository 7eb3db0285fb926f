"""Semicolon, comma or tab separated text with one line of headers."""

import csv
import io
from collections.abc import Iterator

import msgspec

from questionnaires.readers.text_file import UploadRefused, decode

MAXIMUM_FIELD = 100_000


class CsvLine(msgspec.Struct, frozen=True, kw_only=True):
    """`row` is the line in the file where the record ends; cells by lower-case header."""

    row: int
    cells: dict[str, str]


class CsvFile(msgspec.Struct, frozen=True, kw_only=True):
    headers: tuple[str, ...]
    lines: Iterator[CsvLine]


def open_csv(content: bytes) -> CsvFile:
    """Streams the records; empty lines are left out, missing cells are empty."""
    text = decode(content)
    records = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        headers = tuple(header.strip().casefold() for header in next(records))
    except (csv.Error, StopIteration):
        raise UploadRefused(
            "Die erste Zeile der Datei enthält keine Spaltenüberschriften. Bitte ergänzen Sie sie."
        ) from None
    return CsvFile(headers=headers, lines=_lines(records, headers))


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max(";,\t", key=first.count)


def _lines(records: Iterator[list[str]], headers: tuple[str, ...]) -> Iterator[CsvLine]:
    while True:
        try:
            cells = next(records)
        except StopIteration:
            return
        except csv.Error:
            raise UploadRefused(
                "In einer Zelle stehen mehr als 100.000 Zeichen. Wahrscheinlich fehlt ein "
                "schließendes Anführungszeichen. Bitte prüfen Sie die Datei."
            ) from None
        if any(cell.strip() for cell in cells):
            row: int = records.line_num  # type: ignore[attr-defined]
            filled = [*cells, *[""] * (len(headers) - len(cells))]
            pairs = zip(headers, filled, strict=False)
            yield CsvLine(row=row, cells={header: cell.strip() for header, cell in pairs})
