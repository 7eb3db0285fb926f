"""Waves side by side: what is comparable, a series with its break, an earlier wave from Excel."""

import io
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Inspector, sign_in
from tests.journeys.installation import Installation
from tests.questionnaires.readers.workbooks import workbook
from tests.survey_service import two_waves

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAMES = [f"T{number:02}" for number in range(12)]


@pytest.fixture(scope="module")
def held(installation: Installation) -> Installation:
    """A wave of 2023 and one of 2026 with a question that was worded anew."""
    with installation.database.write() as session:
        two_waves.hold(session)
    return installation


@pytest.mark.usefixtures("held")
def test_planner_compares_declares_and_reads_in(desk: Page, axe: Inspector, tmp_path: Path) -> None:
    sign_in(desk, "planner")
    desk.goto("/erhebungen/welle-2026")
    desk.get_by_role("link", name="Vergleich mit früheren Wellen").click()
    expect(desk.get_by_text("3 von 5 Fragen sind vergleichbar.")).to_be_visible()
    assert axe(desk) == []
    declares_comparable(desk, axe)
    looks_at_the_series(desk, axe, tmp_path)
    reads_in_an_earlier_wave(desk, axe)
    desk.goto("/erhebungen/welle-2026/zeitreihen?frage=bedarf")
    expect(desk.get_by_role("columnheader", name="Welle 2020")).to_be_visible()


def declares_comparable(desk: Page, axe: Inspector) -> None:
    desk.get_by_text("Trotzdem vergleichbar …").click()
    # Without a reason nothing is declared.
    desk.get_by_role("button", name="Für vergleichbar erklären").click()
    expect(desk.get_by_role("alert")).to_contain_text("Nichts wurde geändert.")
    assert axe(desk) == []
    desk.get_by_label("Warum die Antworten trotzdem vergleichbar sind").fill("Nur der Satzbau.")
    desk.get_by_role("button", name="Für vergleichbar erklären").click()
    expect(desk.get_by_text("4 von 5 Fragen sind vergleichbar.")).to_be_visible()
    assert axe(desk) == []


def looks_at_the_series(desk: Page, axe: Inspector, tmp_path: Path) -> None:
    desk.get_by_role("link", name="Zeitreihen").click()
    assert axe(desk) == []
    desk.get_by_label("Frage", exact=True).select_option("bedarf")
    desk.get_by_role("button", name="Anzeigen").click()
    comparison = desk.get_by_role("listitem").filter(has_text="für vergleichbar erklärt")
    expect(comparison).to_contain_text("Nur der Satzbau.")
    expect(desk.get_by_role("cell", name="50 % (6 von 12)").first).to_be_visible()
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Als Excel herunterladen").click()
    download.value.save_as(tmp_path / "reihe.xlsx")
    book = openpyxl.load_workbook(tmp_path / "reihe.xlsx")
    cells = [str(cell.value) for row in book["Gesamtstadt"].iter_rows() for cell in row]
    assert "50 % (6 von 12)" in cells


def reads_in_an_earlier_wave(desk: Page, axe: Inspector) -> None:
    rows: list[list[object]] = [["Träger", "Einrichtung", "Frage", "Antwort"]]
    rows += [[name, None, "Wie war der Bedarf?", "gestiegen"] for name in NAMES]
    rows.append(["Niemand", None, "bedarf", "gestiegen"])
    desk.goto("/erhebungen/frueher")
    assert axe(desk) == []
    desk.get_by_role("button", name="Hochladen und ansehen").click()
    expect(desk.get_by_text("Es ist keine Datei angekommen.")).to_be_visible()
    assert axe(desk) == []
    content = io.BytesIO(workbook({"Antworten": rows})).getvalue()
    desk.get_by_label("Excel-Datei").set_input_files(
        {"name": "2020.xlsx", "mimeType": XLSX, "buffer": content}
    )
    desk.get_by_role("button", name="Hochladen und ansehen").click()
    expect(desk.get_by_text("0 von 13 Antworten lassen sich zuordnen")).to_be_visible()
    assert axe(desk) == []
    desk.get_by_label("Fragebogen").select_option(label="Abfrage, Version 1")
    desk.get_by_label("Wie war der Bedarf?").select_option("bedarf")
    desk.get_by_role("button", name="Noch einmal ansehen").click()
    expect(desk.get_by_text("12 von 13 Antworten lassen sich zuordnen")).to_be_visible()
    expect(desk.get_by_text("Den Träger „Niemand“ gibt es im Register nicht.")).to_be_visible()
    desk.get_by_label("Titel").fill("Welle 2020")
    desk.get_by_label("Erster Tag").fill("2020-03-01")
    desk.get_by_label("Letzter Tag").fill("2020-04-01")
    desk.get_by_role("button", name="Als beendete Welle übernehmen").click()
    expect(desk.get_by_text("Eingelesen aus der Datei „2020.xlsx“.")).to_be_visible()
    assert axe(desk) == []
