"""Excel workbooks that somebody uploaded: checked, then read as text within limits."""

import io
import re
import threading
import time
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec

from questionnaires.readers.archive import (
    DAMAGED,
    ENCRYPTED_FILE,
    ArchiveLimits,
    check_archive,
)
from questionnaires.readers.cell_text import cell_text
from questionnaires.readers.problems import CellProblem
from questionnaires.readers.text_file import MEGABYTE, UploadRefused, decode

if TYPE_CHECKING:
    from openpyxl import Workbook as OpenpyxlWorkbook

__all__ = [
    "Limits",
    "Sheet",
    "SheetRow",
    "UploadRefused",
    "Workbook",
    "column_letter",
    "decode",
    "open_workbook",
]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
STEP = 200
"""Rows between two looks at the clock."""

SAVE_AS = (
    "Bitte öffnen Sie sie in Excel oder LibreOffice, wählen Sie „Speichern unter“ und den Dateityp "
    "„Excel-Arbeitsmappe (.xlsx)“, und laden Sie diese Datei hoch."
)

_one_at_a_time = threading.Lock()


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What a workbook may need. `text`: characters of all cells; `seconds`: of processor time."""

    upload: int = 10 * MEGABYTE
    sheets: int = 50
    rows: int = 20_000
    columns: int = 400
    cells: int = 200_000
    text: int = 20_000_000
    seconds: float = 5.0
    archive: ArchiveLimits = ArchiveLimits()


class SheetRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row with at least one filled cell; `number` as Excel shows it; empty cells are ""."""

    number: int
    cells: tuple[str, ...]


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    rows: tuple[SheetRow, ...]
    problems: tuple[CellProblem, ...] = ()


class Workbook(msgspec.Struct, frozen=True, kw_only=True):
    """The sheets in their order; `problems` of cells that have no readable value."""

    sheets: tuple[Sheet, ...]


def column_letter(index: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def open_workbook(
    content: bytes, *, limits: Limits | None = None, text_of: Callable[[object], str] = cell_text
) -> Workbook:
    """All cells as text: numbers without a trailing .0, dates as 2026-03-31, formulas as result.

    text_of: another way to make a cell's value a text.
    Raises UploadRefused with a German sentence that says what to do.
    """
    limits = limits or Limits()
    _refuse_other_formats(content, limits)
    names = check_archive(content, limits.archive)
    _refuse_other_archives(names)
    with _one_at_a_time:  # One workbook may need 200 MB.
        return _read(content, limits, text_of)


def _refuse_other_formats(content: bytes, limits: Limits) -> None:
    if not content:
        raise UploadRefused(
            "Die Datei ist leer. Bitte wählen Sie die Arbeitsmappe noch einmal aus."
        )
    if len(content) > limits.upload:
        raise UploadRefused(
            f"Die Datei ist größer als {limits.upload // MEGABYTE} MB. Bitte löschen Sie Bilder "
            "daraus oder teilen Sie sie auf."
        )
    if content.startswith(OLE):
        if ENCRYPTED_PACKAGE in content:
            raise UploadRefused(ENCRYPTED_FILE)
        raise UploadRefused(f"Die Datei hat das alte Excel-Format (.xls). {SAVE_AS}")
    if not content.startswith(b"PK"):
        raise UploadRefused(f"Die Datei ist keine Excel-Arbeitsmappe (.xlsx). {SAVE_AS}")


def _refuse_other_archives(names: tuple[str, ...]) -> None:
    if "xl/workbook.bin" in names:
        raise UploadRefused(f"Die Datei hat das binäre Excel-Format (.xlsb). {SAVE_AS}")
    if "mimetype" in names and "content.xml" in names:
        raise UploadRefused(f"Die Datei ist ein OpenDocument-Dokument (.ods). {SAVE_AS}")
    if not any(name.lstrip("/").lower() == "xl/workbook.xml" for name in names):
        raise UploadRefused(f"Die Datei ist keine Excel-Arbeitsmappe (.xlsx). {SAVE_AS}")


def _read(content: bytes, limits: Limits, text_of: Callable[[object], str]) -> Workbook:
    reading = _Reading(limits=limits, ends=time.thread_time() + limits.seconds)
    try:
        with _workbook(content, data_only=True) as book:
            names = book.sheetnames
            _refuse_too_many_sheets(len(names), limits)
            sheets = [_sheet(book[name], name, reading, text_of) for name in names]
        if _has_formulas(content):
            with _workbook(content, data_only=False) as book:
                sheets = [_with_formulas(book[sheet.name], sheet, reading) for sheet in sheets]
    except UploadRefused:
        raise
    except Exception as error:
        # Hostile or broken bytes make the parsers raise nearly anything.
        raise UploadRefused(DAMAGED) from error
    return Workbook(sheets=tuple(sheets))


def _refuse_too_many_sheets(count: int, limits: Limits) -> None:
    if count > limits.sheets:
        raise UploadRefused(
            f"Die Arbeitsmappe hat mehr als {limits.sheets} Blätter. Bitte löschen Sie die "
            "überzähligen."
        )


class _Reading:
    """How much of the limits one workbook has used up."""

    def __init__(self, *, limits: Limits, ends: float) -> None:
        self.limits = limits
        self.ends = ends
        self.cells = 0
        self.text = 0

    def check_time(self, sheet: str) -> None:
        if time.thread_time() > self.ends:
            raise UploadRefused(
                f"Das Lesen des Blattes „{sheet}“ dauert zu lange. Bitte löschen Sie leere, nur "
                "formatierte Zeilen und Spalten und laden Sie die Datei noch einmal hoch."
            )

    def count(self, sheet: str, cells: tuple[str, ...]) -> None:
        self.cells += len(cells)
        self.text += sum(map(len, cells))
        if len(cells) > self.limits.columns:
            raise UploadRefused(
                f"Das Blatt „{sheet}“ hat mehr als {self.limits.columns} Spalten. "
                "Bitte löschen Sie die überzähligen."
            )
        if self.cells > self.limits.cells or self.text > self.limits.text:
            raise UploadRefused(
                f"Die Arbeitsmappe enthält bis zum Blatt „{sheet}“ mehr Angaben, als auf einmal "
                "gelesen werden können. Bitte teilen Sie sie auf."
            )


@contextmanager
def _workbook(content: bytes, *, data_only: bool) -> Iterator["OpenpyxlWorkbook"]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        # Notes on features that a reader of text does not need (drop-downs, missing style).
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)
        try:
            yield book
        finally:
            book.close()


def _rows(sheet: Any, name: str, reading: _Reading) -> Iterator[tuple[int, tuple[Any, ...]]]:
    if not hasattr(sheet, "reset_dimensions"):
        return  # A sheet that is only a chart has no cells.
    # The declared size of a sheet may be anything; rows are as long as they really are.
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(), 1):
        if number % STEP == 0:
            reading.check_time(name)
        yield number, row


def _sheet(sheet: Any, name: str, reading: _Reading, text_of: Callable[[object], str]) -> Sheet:
    rows, problems = [], []
    for number, row in _rows(sheet, name, reading):
        cells = _trimmed([text_of(cell.value) for cell in row])
        if not cells:
            continue
        problems += [
            _cell_problem(name, number, index, f"Die Zelle enthält den Excel-Fehler {cell.value}.")
            for index, cell in enumerate(row)
            if cell.data_type == "e"
        ]
        rows.append(SheetRow(number=number, cells=cells))
        reading.count(name, cells)
        if len(rows) > reading.limits.rows:
            raise UploadRefused(
                f"Das Blatt „{name}“ hat mehr als {reading.limits.rows} ausgefüllte Zeilen. "
                "Bitte teilen Sie die Datei auf."
            )
    return Sheet(name=name, rows=tuple(rows), problems=tuple(problems))


def _with_formulas(sheet: Any, read: Sheet, reading: _Reading) -> Sheet:
    """Adds a problem for each formula whose result was not saved with the file."""
    results = {row.number: row.cells for row in read.rows}
    problems = [
        _cell_problem(
            read.name,
            number,
            index,
            "Die Zelle enthält eine Formel ohne gespeichertes Ergebnis. Bitte fügen Sie den Wert "
            "statt der Formel ein oder speichern Sie die Datei in Excel noch einmal.",
        )
        for number, row in _rows(sheet, read.name, reading)
        for index, cell in enumerate(row)
        if cell.data_type == "f" and not "".join(results.get(number, ())[index : index + 1])
    ]
    return msgspec.structs.replace(read, problems=(*read.problems, *problems))


def _has_formulas(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return any(
            FORMULA.search(archive.read(name))
            for name in archive.namelist()
            if name.startswith("xl/worksheets/")
        )


def _cell_problem(sheet: str, row: int, index: int, message: str) -> CellProblem:
    return CellProblem(sheet=sheet, row=row, column=column_letter(index), message=message)


def _trimmed(cells: list[str]) -> tuple[str, ...]:
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)
