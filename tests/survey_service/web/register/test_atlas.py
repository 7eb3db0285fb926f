"""The Sozialatlas at the desk: list, map and workbook agree, and never show a protected place."""

import io
from typing import Any

import openpyxl
import pytest

from survey_service.database import Database
from survey_service.domain.administration import audit
from survey_service.tables.areas import Area
from survey_service.web.register import atlas
from tests.survey_service import register
from tests.survey_service.conftest import Browser
from tests.survey_service.register import SHELTER
from tests.survey_service.web.register.test_organisations import cells

HIDDEN = (SHELTER, "Geschlossen", "Verwaist", "Schutz<", "Geheim")


@pytest.fixture
def ids(site_database: Database) -> dict[str, Any]:
    with site_database.write() as session:
        return dict(register.fill(session))


@pytest.fixture
def reader(browser: Browser, ids: dict[str, Any]) -> Browser:
    browser.sign_in("reader")
    return browser


def sheet(content: bytes) -> list[tuple[object, ...]]:
    """The filled rows of a workbook's first sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [
        row for row in book.worksheets[0].iter_rows(values_only=True) if any(cell for cell in row)
    ]


def test_an_empty_register_says_what_belongs_here(browser: Browser) -> None:
    browser.sign_in("planner")
    page = browser.get("/sozialatlas").text
    assert "Noch gibt es keine." in page
    assert "<svg xmlns" not in page


def test_list_and_map_show_the_same_and_nothing_hidden(
    reader: Browser, ids: dict[str, Any]
) -> None:
    page = reader.get("/sozialatlas").text
    assert [row[0] for row in cells(page, "einrichtungen")] == [
        "Beratung",
        "Beratung Süd",
        "Kita",
        "Mobil ohne Koordinaten",
    ]
    assert "<strong>4</strong> von 4 Einrichtungen, davon 1 ohne Koordinaten" in page
    for name in ("Beratung", "Kita", "Beratung Süd"):
        assert f'<a href="/sozialatlas/{ids[name]}" aria-label="{name}">' in page
    assert [name for name in HIDDEN if name in page] == []
    assert [name for name in HIDDEN if str(ids.get(name)) in page] == []
    assert "Fläche einzeichnen" not in page
    assert "Blitzabfrage" not in page


def test_filters_and_what_is_no_filter(reader: Browser) -> None:
    page = reader.get("/sozialatlas?gebiet=1&art=Beratung").text
    assert [row[0] for row in cells(page, "einrichtungen")] == ["Beratung", "Beratung Süd"]
    assert '<option value="1" selected>Nord</option>' in page
    page = reader.get("/sozialatlas?ausschnitt=6.6,51.1,6.66,51.2").text
    assert [row[0] for row in cells(page, "einrichtungen")] == ["Beratung"]
    assert 'name="ausschnitt" value="6.60000,51.10000,6.66000,51.20000"' in page
    for odd in ("ausschnitt=a,b", "ausschnitt=1,2,3", "ausschnitt=9,9,8,8", "ausschnitt=nan,1,2,3"):
        assert len(cells(reader.get(f"/sozialatlas?{odd}").text, "einrichtungen")) == 4
    assert "Keine Einrichtung passt" in reader.get("/sozialatlas?art=Nichts").text


def test_pages_of_the_list(reader: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atlas, "PAGE_SIZE", 3)
    page = reader.get("/sozialatlas?stadtweit=1").text
    assert len(cells(page, "einrichtungen")) == 3
    assert 'href="/sozialatlas?stadtweit=1&amp;seite=2"' in page
    page = reader.get("/sozialatlas?seite=99").text
    assert [row[0] for row in cells(page, "einrichtungen")] == ["Mobil ohne Koordinaten"]


def test_areas_with_a_shape_are_on_the_map(reader: Browser, site_database: Database) -> None:
    ring = [[6.5, 51.0], [6.9, 51.0], [6.9, 51.4], [6.5, 51.0]]
    with site_database.write() as session:
        area = session.get(Area, "2")
        assert area is not None
        area.geometry = {"type": "Polygon", "coordinates": [ring]}
    assert "<title>Süd</title>" in reader.get("/sozialatlas").text


def test_the_workbook_has_the_filtered_list_and_no_contacts(
    reader: Browser, site_database: Database
) -> None:
    answer = reader.client.get("/sozialatlas/excel?gebiet=2")
    rows = sheet(answer.content)
    assert rows[2][0] == "Auswahl: Gebiet: Süd"
    assert [row[:5] for row in rows[4:6]] == [
        ("Beratung Süd", "Beratung", None, "Süd", "Nord"),
        ("Kita", "Kita", "Kinder", "Süd", None),
    ]
    assert rows[4][9:] == (51.3, 6.8)
    written = str(rows)
    assert [word for word in (*HIDDEN, "0170", "Kim", "Tel.", "@") if word in written] == []
    with site_database.read() as session:
        entry = audit.entries(session)[0][0]
    assert (entry.actor, entry.detail) == ("reader", "2 Einrichtungen, ohne Ansprechpersonen")


def test_a_facility_has_a_page_and_a_hidden_one_has_none(
    reader: Browser, ids: dict[str, Any]
) -> None:
    page = reader.get(f"/sozialatlas/{ids['Beratung Süd']}").text
    assert "51,30000; 6,80000" in page
    assert "Im Trägerregister ansehen" not in page
    for name in (SHELTER, "Geschlossen", "Verwaist"):
        assert reader.get(f"/sozialatlas/{ids[name]}").status_code == 404
