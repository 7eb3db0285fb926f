"""The return monitor in a browser without script: contacts only for those who may see them."""

import io

import pytest
from openpyxl import load_workbook

from survey_service import clock
from survey_service.database import Database
from tests.survey_service.conftest import Browser
from tests.survey_service.domain.fieldwork.returned import areas, join
from tests.survey_service.waves import association, wave

ADDRESS = "/erhebungen/traegerabfrage-2026/ruecklauf"


@pytest.fixture
def returned(site_database: Database) -> None:
    with site_database.write() as session:
        made = wave(session)
        areas(session)
        awo = association(session, "AWO")
        join(session, made, "nord", state="submitted", places=(("Kita", "01"),))
        join(session, made, "süd", association=awo, places=(("Treff", "02"),))


@pytest.mark.usefixtures("returned")
@pytest.mark.parametrize("role", ["reader", "coder", "report_author"])
def test_contacts_are_for_those_who_see_the_register(browser: Browser, role: str) -> None:
    browser.sign_in(role)
    page = browser.get(ADDRESS).text
    assert ("Träger süd" in page, "süd@traeger.example" in page) == (True, False)
    assert "02131 123" not in page
    assert "/traegerregister" not in page
    workbook = load_workbook(io.BytesIO(browser.get(f"{ADDRESS}/mappe").content))
    cells = [cell for row in workbook["Träger"].values for cell in row]
    assert ("Träger süd" in cells, "süd@traeger.example" in cells) == (True, False)


@pytest.mark.usefixtures("returned")
def test_planner_sees_who_is_missing_where_it_is_thin_and_downloads_it(browser: Browser) -> None:
    browser.sign_in("planner")
    page = browser.get(ADDRESS).text
    assert "1 von 2</span> Trägern haben eingereicht" in page
    assert "1 fehlt noch." in page
    assert "In 2 von 2 Gebieten haben weniger als 5 Träger eingereicht." in page
    assert 'href="mailto:süd@traeger.example?subject=Tr%C3%A4gerabfrage%202026"' in page
    assert 'aria-label="Rücklauf: 1 eingereicht, 0 begonnen' in page
    assert (
        f"n = 2 · Quelle: Rücklauf · Trägerabfrage 2026 · Stand: {clock.today():%d.%m.%Y}" in page
    )
    missing = browser.get(f"{ADDRESS}?zustand=fehlt&verband=AWO&gebiet=02&sortierung=erinnerung")
    assert ("Träger süd" in missing.text, "Träger nord" in missing.text) == (True, False)
    assert "Kein Träger in diesem Zustand." in browser.get(f"{ADDRESS}?gebiet=nirgends").text
    assert 'aria-current="true">Quartier' in browser.get(f"{ADDRESS}?ebene=Quartier").text
    workbook = load_workbook(io.BytesIO(browser.get(f"{ADDRESS}/mappe").content))
    assert workbook.sheetnames == ["Träger", "Verbände", "Angebotsarten", "Gebiete", "Verlauf"]
    assert "süd@traeger.example" in [cell for row in workbook["Träger"].values for cell in row]


def test_consultation_has_no_workbook(browser: Browser, site_database: Database) -> None:
    with site_database.write() as session:
        wave(session, kind="consultation")
    browser.sign_in("planner")
    assert "Wer geantwortet hat, wird nicht festgehalten." in browser.get(ADDRESS).text
    answer = browser.get(f"{ADDRESS}/mappe")
    assert (answer.status_code, "keinen Rücklauf nach Trägern" in answer.text) == (404, True)
