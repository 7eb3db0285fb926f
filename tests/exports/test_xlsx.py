"""Workbooks, read back by openpyxl and opened in LibreOffice."""

import csv
import datetime as dt
import io
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from exports import xlsx
from exports.table import (
    COUNT,
    DATE,
    LONG_TEXT,
    PERCENT,
    PROTECTED,
    Column,
    Heading,
    Row,
    Table,
)

DAY = dt.date(2026, 3, 1)
HOSTILE = (
    '=HYPERLINK("http://example.org";"x")',
    "+49 2131 90",
    "-5 Grad",
    "@SUM(A1:A9)",
    "#N/A",
    "_x0041_ bleibt",
    "Glocke\x07 und Null\x00",
    "<b>&amp;</b>",
    "Zeile 1\nZeile 2",
)


def table(**other: object) -> Table:
    given: dict[str, object] = {
        "name": "Probe",
        "title": "Probe & mehr",
        "columns": (
            Column(name="Text"),
            Column(name="Zahl", kind=COUNT),
            Column(name="Anteil", kind=PERCENT),
            Column(name="Tag", kind=DATE),
        ),
        "rows": [("eins", 1234, 0.25, DAY), ("zwei", PROTECTED, None, None)],
        "source_lines": ("n = 5 · Quelle: Träger",),
        "notes": ("• = geschützt",),
        "totals": (("Gesamt", 1240, None, None),),
        **other,
    }
    return Table(**given)  # type: ignore[arg-type]


def values(workbook: bytes, sheet: int = 0) -> list[list[object]]:
    book = load_workbook(io.BytesIO(workbook))
    rows = book.worksheets[sheet].iter_rows(values_only=True)
    return [[cell for cell in row if cell is not None] for row in rows]


def test_a_sheet_says_what_it_shows() -> None:
    workbook = xlsx.workbook([table()], title="Probe", date=DAY)

    assert values(workbook) == [
        ["Probe & mehr"],
        ["n = 5 · Quelle: Träger"],
        [],
        ["Text", "Zahl", "Anteil", "Tag"],
        ["eins", 1234, 0.25, dt.datetime(2026, 3, 1)],  # noqa: DTZ001
        ["zwei", "•"],
        ["Gesamt", 1240],
        [],
        ["• = geschützt"],
    ]


def test_a_sheet_is_ready_to_use() -> None:
    sheet = load_workbook(io.BytesIO(xlsx.workbook([table()], title="P", date=DAY))).worksheets[0]

    assert sheet.freeze_panes == "B5"
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.tables.items() == [("Tabelle1", "A4:D6")]
    assert [sheet["B5"].number_format, sheet["C5"].number_format, sheet["D5"].number_format] == [
        "#,##0",
        "0 %",
        "DD.MM.YYYY",
    ]
    assert (sheet["A4"].font.bold, sheet["A4"].fill.fgColor.rgb) == (True, "00003064")
    assert sheet.column_dimensions["A"].width == 28
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 1)
    assert sheet.oddFooter.left.text == "Probe && mehr"


def test_hostile_text_stays_text() -> None:
    hostile = table(
        columns=(Column(name="=Kopf"), Column(name="Text", kind=LONG_TEXT)),
        rows=[(text, text) for text in HOSTILE],
        totals=(),
        title="=Titel",
    )
    workbook = xlsx.workbook([hostile], title="=x", date=DAY)

    sheet = load_workbook(io.BytesIO(workbook)).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    quoted = [str(cell.value)[0] for cell in cells if cell.quotePrefix]
    assert quoted == ["=", "=", "+", "+", "-", "-", "@", "@"]
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(workbook)).read("xl/worksheets/sheet1.xml")


def test_the_guard_is_needed() -> None:
    """Negative control: the library alone would write a formula and choke on a control sign."""
    from openpyxl import Workbook
    from openpyxl.utils.exceptions import IllegalCharacterError

    sheet = Workbook().worksheets[0]
    sheet["A1"] = HOSTILE[0]

    assert sheet["A1"].data_type == "f"
    with pytest.raises(IllegalCharacterError):
        sheet["A2"] = HOSTILE[6]


def test_libreoffice_shows_the_same_texts(libreoffice: Callable[[bytes, str], Path]) -> None:
    hostile = table(
        columns=(Column(name="Text"),), rows=[(text,) for text in HOSTILE], totals=(), notes=()
    )
    folder = libreoffice(
        xlsx.workbook([hostile], title="x", date=DAY), "csv:Text - txt - csv (StarCalc):44,34,76"
    )

    content = next(folder.glob("*.csv")).read_text(encoding="utf-8")

    rows = [row[0] for row in csv.reader(io.StringIO(content)) if row and row[0]]
    assert rows[3:] == [text.replace("\x07", "").replace("\x00", "") for text in HOSTILE]


def test_libreoffice_prints_a_long_table_with_its_header_on_every_page(
    libreoffice: Callable[[bytes, str], Path],
) -> None:
    long = table(rows=[(f"Zeile {i}", i, None, None) for i in range(120)], mark="intern")
    folder = libreoffice(xlsx.workbook([long], title="x", date=DAY), "pdf")

    pages = [page.extract_text() for page in PdfReader(next(folder.glob("*.pdf"))).pages]

    assert len(pages) >= 2
    assert [page for page in pages if "Anteil" not in page or "INTERN" not in page] == []


def test_the_same_input_gives_the_same_bytes() -> None:
    first = xlsx.workbook([table(), table()], title="Probe", date=DAY)
    time.sleep(2.1)  # A zip's times have steps of two seconds.
    second = xlsx.workbook([table(), table()], title="Probe", date=DAY)

    assert first == second
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(first)).infolist()} == {
        (2026, 3, 1, 0, 0, 0)
    }
    # Negative control: another day, other bytes.
    assert xlsx.workbook([table(), table()], title="Probe", date=dt.date(2026, 3, 2)) != first


def test_sheet_names_are_valid_and_distinct() -> None:
    names = ["A/B:[x]?", "A/B:[x]?", "x" * 40, "x" * 40, "''", ""]
    workbook = xlsx.workbook([table(name=name) for name in names], title="x", date=DAY)

    assert load_workbook(io.BytesIO(workbook)).sheetnames == [
        "A-B--x--",
        "A-B--x-- (2)",
        "x" * 31,
        "x" * 27 + " (2)",
        "Tabelle",
        "Tabelle (2)",
    ]


def test_equal_headers_become_distinct_and_none_is_empty() -> None:
    same = table(
        columns=(Column(name="n"), Column(name="N"), Column(name=""), Column(name="a\nb")),
        rows=[("1", "2", "3", "4")],
        totals=(),
    )

    assert values(xlsx.workbook([same], title="x", date=DAY))[3] == ["n", "N (2)", "Spalte", "a b"]


def test_headings_between_rows_and_no_rows_at_all() -> None:
    grouped = table(rows=[Heading("Frage 1"), ("a", 1, None, None)], filters=False, totals=())
    empty = table(rows=[], totals=())
    workbook = xlsx.workbook([grouped, empty], title="x", date=DAY)

    assert values(workbook)[4:6] == [["Frage 1"], ["a", 1]]
    assert values(workbook, 1)[3:] == [["Text", "Zahl", "Anteil", "Tag"], [], ["• = geschützt"]]
    assert load_workbook(io.BytesIO(workbook)).worksheets[1].tables == {}


def test_a_text_longer_than_a_cell_is_cut_visibly() -> None:
    long = table(columns=(Column(name="Text"),), rows=[("ä" * 40_000,)], totals=())

    cell = str(values(xlsx.workbook([long], title="x", date=DAY))[4][0])

    assert (len(cell), cell[-36:]) == (32_767, " … [gekürzt: Excel fasst nicht mehr]")


def test_memory_stays_flat_for_many_rows(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        def many() -> Iterator[Row]:
            for i in range(rows):
                yield (f"Eine Aussage Nummer {i}, die ein wenig Text hat", i, None, None)

        tracemalloc.start()
        with (tmp_path / f"{rows}.xlsx").open("wb") as file:
            xlsx.write(file, [table(rows=many())], title="x", date=DAY)
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    few = peak(300)
    assert peak(3_000) < few + 1_000_000
