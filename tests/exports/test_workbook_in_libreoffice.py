"""A real LibreOffice opens the Excel return, fills it in and saves it; our reader reads it."""

import io
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.exports import returns
from tests.exports.test_workbook import HAUS, LAGE, column_of, row_of, rules

pytestmark = pytest.mark.slow

# A Basic macro in a profile of the test's own: it types into cells as the keyboard does.
MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"
 script:language="StarBasic">
Sub Fill(source As String, target As String, orders As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  document = StarDesktop.loadComponentFromURL(ConvertToURL(source), "_blank", 0, hidden())
  handle = FreeFile
  Open orders For Input As handle
  Do While Not EOF(handle)
    Line Input #handle, order
    parts = Split(order, Chr(9))
    cell = document.Sheets.getByName(parts(0)).getCellRangeByName(parts(1))
    Select Case parts(2)
      Case "formula"
        cell.setFormula(parts(3))
      Case "number"
        cell.setValue(CDbl(Val(parts(3))))
      Case "text"
        cell.setString(parts(3))
    End Select
  Loop
  Close handle
  Dim filter(0) As New com.sun.star.beans.PropertyValue
  filter(0).Name = "FilterName"
  filter(0).Value = "Calc MS Excel 2007 XML"
  document.storeToURL(ConvertToURL(target), filter())
  document.close(True)
End Sub
</script:module>
"""
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Module1"/>
</library:library>
"""


def office(profile: Path, *arguments: str) -> None:
    """Run LibreOffice with a profile of the test's own."""
    program = shutil.which("soffice")
    if program is None:
        message = "LibreOffice is missing: install the package libreoffice-calc-nogui"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    command = [program, f"-env:UserInstallation=file://{profile}", "--headless", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr


def filled(folder: Path, content: bytes, orders: list[tuple[str, str, str, str]]) -> bytes:
    """The workbook as LibreOffice saves it. orders: sheet, cell, formula | number | text, what."""
    profile = folder / "profile"
    basic = profile / "user/basic/Standard"
    # The first start makes the profile.
    office(profile, "--terminate_after_init")
    basic.mkdir(parents=True, exist_ok=True)
    (basic / "Module1.xba").write_text(MACRO, encoding="utf-8")
    (basic / "script.xlb").write_text(LIBRARY, encoding="utf-8")
    source, target, plan = folder / "in.xlsx", folder / "out.xlsx", folder / "plan.txt"
    source.write_bytes(content)
    plan.write_text("\n".join("\t".join(order) for order in orders), encoding="utf-8")
    call = f'macro:///Standard.Module1.Fill("{source}","{target}","{plan}")'
    office(profile, call)
    assert target.exists(), "LibreOffice did not save the workbook"
    return target.read_bytes()


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """The workbook before and after LibreOffice had it."""
    before = returns.made(
        organisation={"o_text": ("=1+1",), "o_decimal": ("2,50",), "o_date": ("31.12.2026",)},
        facility={"f_multiple": ("mehr",), "f_long_text": ("eins\n- zwei",)},
        previous={"o_text": "damals"},
    )
    book = returns.opened(before)
    lage, haus = book[LAGE], book[HAUS]

    def own(key: str) -> tuple[str, str]:
        return LAGE, f"C{row_of(lage, key)}"

    def house(key: str, facility: str) -> tuple[str, str]:
        return HAUS, f"{column_of(haus, key)}{row_of(haus, facility)}"

    orders = [
        (*own("o_long_text"), "text", "Größe „XL“ & mehr"),
        (*own("o_integer"), "formula", "=10+2"),
        (*own("o_single"), "text", "=weniger"),
        (*own("o_multiple/gleich"), "text", "X"),
        (*own("o_acknowledge"), "text", "ja"),
        (*house("f_decimal", "f1"), "number", "12.5"),
        (*house("f_date", "f1"), "formula", "2026-03-31"),
        (*house("f_integer", "f1"), "number", "7"),
        (*house("f_area", "f1"), "text", "Süd"),
        (*house("f_scale", "f2"), "text", "etwas anderes"),
        (*house("f_multiple/mehr", "f2"), "text", ""),
        (*house("f_multiple/gleich", "f2"), "text", "x"),
    ]
    return before, filled(tmp_path_factory.mktemp("office"), before, orders)


def test_everything_typed_there_is_read(saved: tuple[bytes, bytes]) -> None:
    reading = returns.read(saved[1])
    found = returns.answers(reading)
    assert reading.problems == ()
    assert found == {
        ("lage", ""): {
            "o_text": ("=1+1",),
            "o_long_text": ("Größe „XL“ & mehr",),
            "o_integer": ("12",),
            "o_decimal": ("2,5",),
            "o_date": ("2026-12-31",),
            "o_single": ("weniger",),
            "o_multiple": ("gleich",),
            "o_acknowledge": ("OK",),
        },
        ("haus", "f1"): {
            "f_decimal": ("12,5",),
            "f_date": ("2026-03-31",),
            "f_integer": ("7",),
            "f_area": ("02",),
        },
        ("haus", "f2"): {
            "f_long_text": ("eins\n- zwei",),
            "f_multiple": ("gleich",),
            "f_scale": ("etwas anderes",),
        },
        ("haus2", "f1"): {},
        ("haus2", "f2"): {},
    }


def test_marks_protection_and_drop_downs_survive(saved: tuple[bytes, bytes]) -> None:
    from questionnaires.readers import return_workbook

    before, after = (load_workbook(io.BytesIO(content)) for content in saved)
    opened = return_workbook.open_return(saved[1], language="de")
    assert return_workbook.marks_of(opened) == (returns.MARKS, "signatur")
    assert [sheet.protection.sheet for sheet in after] == [True] * 6
    assert [sheet.sheet_state for sheet in after][-2:] == ["hidden", "hidden"]
    assert after[LAGE].column_dimensions["A"].hidden
    assert after[LAGE].row_dimensions[1].hidden
    for name in (LAGE, HAUS):
        assert checks(after, name) == checks(before, name)
    unlocked = [
        {cell.coordinate for row in book[LAGE] for cell in row if not cell.protection.locked}
        for book in (before, after)
    ]
    assert unlocked[0] == unlocked[1]


def checks(book: Any, name: str) -> dict[str, tuple[str, Any]]:
    """Each checked cell with its type and, for lists, the entries."""
    found = {}
    for cells, (kind, allowed) in rules(book[name], book).items():
        for part in cells.split():
            for row in book[name][part] if ":" in part else ((book[name][part],),):
                for cell in row:
                    found[cell.coordinate] = (kind, allowed if kind == "list" else None)
    return found


def test_it_prints_a_page_per_sheet_at_least(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(returns.made(previous={"o_text": "damals"}))
    office(
        tmp_path / "profile",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "a.xlsx"),
    )
    from pypdf import PdfReader

    pages = [page.extract_text() for page in PdfReader(tmp_path / "a.pdf").pages]
    assert "Bitte hochladen bis einschließlich" in pages[0]
    assert any("damals" in page for page in pages)
    # Hidden sheets, rows and columns are not printed.
    assert not any("seite:" in page or "Signatur" in page for page in pages)
