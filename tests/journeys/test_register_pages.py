"""Planner: areas, indicators and the register from files, in every state the pages have."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import sign_in
from tests.questionnaires.readers.workbooks import workbook

DATA = Path(__file__).parents[1] / "data"
HEADERS = ["Träger-Nr.", "Name", "Verband", "Ansprechperson", "E-Mail"]
FACILITY_HEADERS = ["Träger-Nr.", "Einrichtungs-Nr.", "Name", "Art des Angebots", "Gebiet"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIST: dict[str, list[list[object]]] = {
    "Verbände": [["Verband"], ["Caritas"], ["Diakonie"]],
    "Träger": [
        HEADERS,
        ["T1", "Caritasverband Neuss e. V.", "Caritas", "Ada Beispiel", "ada@caritas.example"],
        ["T2", "Diakonisches Werk", "Diakonie", "Bert Muster", "bert@diakonie.example"],
        ["T3", "Ohne Adresse gGmbH", None, None, None],
        ["T4", "Tippfehler e. V.", None, None, "post(at)verein.example"],
    ],
    "Einrichtungen": [
        FACILITY_HEADERS,
        ["T1", "E1", "Schuldnerberatung Furth", "Beratung", "Furth-Nord"],
        ["T1", "E2", "Kita Sonnenschein", "Kita", 101],
        ["T2", "E1", "Treff am Markt", "Begegnung", "City"],
        ["T4", "E1", "Verwaist", "Beratung", "Norf"],
        ["T2", "E2", "Unbekannter Ort", "Beratung", "Atlantis"],
    ],
    "Kontakte": [
        ["Träger-Nr.", "Einrichtungs-Nr.", "Name", "Einwilligung am"],
        ["T1", "E1", "Dora Beispiel", "31.01.2026"],
    ],
}
CHANGED: dict[str, list[list[object]]] = {
    "Träger": [HEADERS, ["T1", "Caritas Rhein-Kreis", "Caritas", None, "neu@caritas.example"]],
    "Einrichtungen": [FACILITY_HEADERS, ["T1", "E1", "Schuldnerberatung", "Beratung", "Norf"]],
    "Kontakte": [
        ["Träger-Nr.", "Einrichtungs-Nr.", "Name", "Einwilligung am"],
        ["T1", "E1", "Dora Beispiel", "01.02.2026"],
    ],
}


def file(content: bytes, name: str, kind: str = XLSX) -> Any:
    return {"name": name, "mimeType": kind, "buffer": content}


def kept(page: Page, name: str) -> None:
    """A picture for people, where the environment names a folder."""
    folder = os.environ.get("SURVEY_SERVICE_TEST_PICTURES")
    if folder:
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


@pytest.mark.browser
def test_planner_imports_the_register(desk: Page, axe: Callable[[Page], list[Any]]) -> None:
    def looks(name: str) -> None:
        assert axe(desk) == []
        kept(desk, name)

    def upload(content: bytes, name: str = "liste.xlsx") -> None:
        desk.goto("/traegerregister")
        desk.get_by_label("Arbeitsmappe").set_input_files(file(content, name))
        desk.get_by_role("button", name="Vorschau erstellen").click()

    sign_in(desk, "planner")
    desk.goto("/traegerregister")
    looks("traeger-leer")
    upload(b"Name;Ort", "liste.csv")
    expect(desk.get_by_role("alert")).to_contain_text("keine Excel-Arbeitsmappe")
    looks("traeger-fehler")
    upload(workbook(LIST))
    expect(desk.get_by_text("Dies ist eine Vorschau.")).to_be_visible()
    expect(desk.get_by_role("cell", name="„post(at)verein.example“")).to_be_visible()
    looks("vorschau-neu")
    desk.goto("/traegerregister")
    looks("traeger-wartet")
    desk.get_by_role("link", name="Vorschau von „liste.xlsx“ ansehen").click()
    desk.get_by_role("button", name="Übernehmen").click()
    expect(desk.get_by_text("Übernommen. Träger: 3 neu")).to_be_visible()
    looks("traeger-liste")
    desk.get_by_role("link", name="Caritasverband Neuss e. V.").click()
    expect(desk.get_by_role("link", name="Furth-Nord")).to_be_visible()
    looks("traeger-einer")
    upload(workbook(LIST))
    expect(desk.get_by_text("Diese Datei ändert nichts.")).to_be_visible()
    looks("vorschau-nichts")
    upload(workbook(CHANGED))
    expect(desk.get_by_role("cell", name="Furth-Nord (403)")).to_be_visible()
    looks("vorschau-geaendert")
    desk.get_by_role("button", name="Verwerfen").click()
    expect(desk.get_by_text("Die Vorschau ist verworfen.")).to_be_visible()


@pytest.mark.browser
def test_planner_imports_areas_and_indicators(desk: Page, axe: Callable[[Page], list[Any]]) -> None:
    def looks(name: str) -> None:
        assert axe(desk) == []
        kept(desk, name)

    sign_in(desk, "planner")
    desk.goto("/gebiete")
    expect(desk.get_by_role("heading", name="Karte: Einwohnerzahl")).to_be_visible()
    looks("gebiete-kacheln")
    desk.get_by_label("Gebietsdatei").set_input_files(
        file(b"code;name;parent\n9;;8\n", "fehler.csv", "text/csv")
    )
    desk.get_by_role("button", name="Gebiete einlesen").click()
    expect(desk.get_by_role("alert")).to_contain_text("Die Datei hat Fehler.")
    looks("gebiete-fehler")
    indicators = "code;indicator;unit;year;value;source\n" + "".join(
        f"{number};SGB II-Quote;%;2025;{number % 7 * 4.5};Stadt Neuss\n"
        for number in [*range(101, 108), *range(401, 409)]
    )
    desk.get_by_label("Datei mit Kennzahlen").set_input_files(
        file(indicators.encode(), "kennzahlen.csv", "text/csv")
    )
    desk.get_by_role("button", name="Kennzahlen einlesen").click()
    expect(desk.get_by_text("Kennzahlen: 15 Werte neu")).to_be_visible()
    desk.get_by_label("Kennzahl auf der Karte").select_option("SGB II-Quote")
    desk.get_by_role("button", name="Anzeigen").click()
    expect(desk.get_by_role("heading", name="Karte: SGB II-Quote")).to_be_visible()
    looks("gebiete-kennzahl")
    desk.get_by_role("link", name="Furth-Nord", exact=True).click()
    expect(desk.get_by_role("cell", name="Stadt Neuss")).to_be_visible()
    looks("gebiet-eines")
