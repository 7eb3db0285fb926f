"""Uploaded workbooks, the bad ones first."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questionnaires.readers import upload
from questionnaires.readers.archive import DAMAGED, ENCRYPTED_FILE, SUSPICIOUS
from questionnaires.readers.problems import CellProblem
from questionnaires.readers.upload import (
    Limits,
    Sheet,
    SheetRow,
    UploadRefused,
    column_letter,
    open_workbook,
)
from tests.questionnaires.readers.workbooks import archive, part, with_entry, workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500
SIMPLE = workbook({"Blatt": [["a", "b"], [1, 2]]})
SHEET = "xl/worksheets/sheet1.xml"


def refusal(content: bytes, **limits: float) -> str:
    with pytest.raises(UploadRefused) as caught:
        open_workbook(content, limits=Limits(**limits) if limits else None)  # type: ignore[arg-type]
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Die Datei ist leer."),
        (b"Name;Ort\n", "keine Excel-Arbeitsmappe (.xlsx). Bitte öffnen Sie sie in Excel"),
        (b"%PDF-1.7", "keine Excel-Arbeitsmappe"),
        (OLE, "altes Excel-Format (.xls)".replace("altes", "das alte")),
        (OLE + "EncryptedPackage".encode("utf-16-le"), ENCRYPTED_FILE),
        (b"PK\x03\x04 broken", DAMAGED),
        (SIMPLE[: len(SIMPLE) // 2], DAMAGED),
        (archive({"xl/workbook.bin": b"1"}), "das binäre Excel-Format (.xlsb)"),
        (archive({"mimetype": b"1", "content.xml": b"1"}), "OpenDocument-Dokument (.ods)"),
        (archive({"word/document.xml": b"1"}), "keine Excel-Arbeitsmappe"),
        (archive({"xl/workbook.xml": b"1"}), DAMAGED),
        (archive({"xl/workbook.xml": b"0" * 3_000_000}), SUSPICIOUS),
        (with_entry(SIMPLE, SHEET, b"<worksheet><sheetData><row>"), DAMAGED),
    ],
)
def test_what_is_no_workbook_is_refused_with_a_way_out(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content)


def test_entities_are_never_expanded() -> None:
    sheet = part(SIMPLE, SHEET).decode()
    for declared in ('<!ENTITY x "boom">', '<!ENTITY x SYSTEM "file:///etc/hostname">'):
        doctype = f"<!DOCTYPE worksheet [{declared}]>"
        bomb = doctype + sheet.replace("<v>1</v>", "<v>&x;</v>")
        assert refusal(with_entry(SIMPLE, SHEET, bomb.encode())) == DAMAGED


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        ({"upload": 100}, "größer als 0 MB"),
        ({"sheets": 0}, "mehr als 0 Blätter"),
        ({"rows": 1}, "Das Blatt „Blatt“ hat mehr als 1 ausgefüllte Zeilen"),
        ({"columns": 1}, "Das Blatt „Blatt“ hat mehr als 1 Spalten"),
        ({"cells": 3}, "mehr Angaben, als auf einmal"),
        ({"text": 3}, "mehr Angaben, als auf einmal"),
    ],
)
def test_limits_are_said_and_just_large_enough_ones_hold(
    limits: dict[str, int], sentence: str
) -> None:
    assert sentence in refusal(SIMPLE, **limits)
    enough = {"upload": len(SIMPLE), "sheets": 1, "rows": 2, "columns": 2, "cells": 4, "text": 4}
    assert len(open_workbook(SIMPLE, limits=Limits(**enough)).sheets[0].rows) == 2


def test_reading_stops_when_it_takes_too_long() -> None:
    long = workbook({"Lang": [[number] for number in range(upload.STEP + 1)]})
    assert "Das Lesen des Blattes „Lang“ dauert zu lange" in refusal(long, seconds=-1)
    assert len(open_workbook(long).sheets[0].rows) == upload.STEP + 1


def test_a_row_at_the_end_of_the_sheet_costs_no_memory() -> None:
    sheet = part(SIMPLE, SHEET).replace(b'r="2"', b'r="1048576"')
    sheet = sheet.replace(b'"A2"', b'"A1048576"').replace(b'"B2"', b'"B1048576"')
    rows = open_workbook(with_entry(SIMPLE, SHEET, sheet), limits=Limits(seconds=60)).sheets[0].rows
    assert [row.number for row in rows] == [1, 1048576]


def test_cells_become_the_text_a_person_would_type() -> None:
    content = workbook(
        {
            "Werte": [
                ["Träger", 7, 7.0, 7.5, True, None, "  Rand\u00a0 ", "a\u0308", None],
                [dt.date(2026, 3, 31), dt.datetime(2026, 3, 31, 8, 30)],  # noqa: DTZ001
                [dt.time(8, 30), "0123", "Zeile\r\nzwei", "=1+1"[1:]],
            ],
            "Leer": [],
        }
    )
    assert open_workbook(content).sheets == (
        Sheet(
            name="Werte",
            rows=(
                SheetRow(number=1, cells=("Träger", "7", "7", "7.5", "TRUE", "", "Rand", "ä")),
                SheetRow(number=2, cells=("2026-03-31", "2026-03-31T08:30:00")),
                SheetRow(number=3, cells=("08:30:00", "0123", "Zeile\nzwei", "1+1")),
            ),
        ),
        Sheet(name="Leer", rows=()),
    )


def test_control_characters_are_dropped() -> None:
    assert upload.cell_text("a\x00b\x1fc\u200bd_x000B_e\tf\n") == "abcde\tf"


def test_formula_gives_its_saved_result_or_a_problem() -> None:
    content = workbook({"Blatt": [["a", "b", "c"], [1, "=A2*2", "=A2*3"]]})
    sheet = part(content, SHEET)
    assert b"<f>A2*2</f><v />" in sheet or b"<f>A2*2</f><v></v>" in sheet
    for empty in (b"<f>A2*2</f><v />", b"<f>A2*2</f><v></v>"):
        sheet = sheet.replace(empty, b"<f>A2*2</f><v>2</v>")
    assert open_workbook(with_entry(content, SHEET, sheet)).sheets[0] == Sheet(
        name="Blatt",
        rows=(
            SheetRow(number=1, cells=("a", "b", "c")),
            SheetRow(number=2, cells=("1", "2")),
        ),
        problems=(
            CellProblem(
                sheet="Blatt",
                row=2,
                column="C",
                message="Die Zelle enthält eine Formel ohne gespeichertes Ergebnis. Bitte fügen "
                "Sie den Wert statt der Formel ein oder speichern Sie die Datei in Excel noch "
                "einmal.",
            ),
        ),
    )


def test_excel_error_is_a_problem() -> None:
    sheet = part(SIMPLE, SHEET).replace(b't="n"><v>1</v>', b't="e"><v>#REF!</v>')
    assert open_workbook(with_entry(SIMPLE, SHEET, sheet)).sheets[0].problems == (
        CellProblem(
            sheet="Blatt",
            row=2,
            column="A",
            message="Die Zelle enthält den Excel-Fehler #REF!.",
        ),
    )


def test_column_letters_as_excel_counts() -> None:
    assert [column_letter(index) for index in (0, 25, 26, 51, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "ZZ",
        "AAA",
    ]


def outcome(content: bytes) -> str:
    """The refusal; any other error fails the test."""
    try:
        open_workbook(content)
    except UploadRefused as refused:
        return str(refused)
    return "Bitte sehr: gelesen"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(min_value=0, max_value=len(SIMPLE) - 1),
    st.binary(min_size=1, max_size=40),
)
def test_damaged_bytes_are_read_or_refused_but_never_break(place: int, noise: bytes) -> None:
    content = SIMPLE[:place] + noise + SIMPLE[place + len(noise) :]
    assert "Bitte" in outcome(content)


@settings(max_examples=100, deadline=None)
@given(st.binary(min_size=1, max_size=30), st.data())
def test_damaged_sheets_are_read_or_refused_but_never_break(
    noise: bytes, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from([SHEET, "xl/workbook.xml", "xl/styles.xml"]))
    original = part(SIMPLE, name)
    place = data.draw(st.integers(min_value=0, max_value=len(original)))
    damaged = original[:place] + noise + original[place + len(noise) :]
    assert "Bitte" in outcome(with_entry(SIMPLE, name, damaged))
