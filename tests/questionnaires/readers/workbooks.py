"""Workbooks and archives made for the tests."""

import io
import zipfile
from collections.abc import Mapping, Sequence

from openpyxl import Workbook

Rows = Sequence[Sequence[object]]


def workbook(sheets: Mapping[str, Rows]) -> bytes:
    """An xlsx file with these cells."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def archive(entries: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file with these entries."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return file.getvalue()


def with_entry(content: bytes, name: str, replacement: bytes) -> bytes:
    """The workbook with one of its parts replaced."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        entries = {entry: old.read(entry) for entry in old.namelist()}
    assert name in entries
    return archive({**entries, name: replacement})


def part(content: bytes, name: str) -> bytes:
    """One part of the workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        return old.read(name)
