"""Pages of comparing waves: side by side, declared comparable, through the waves."""

import io

import openpyxl
import pytest

from survey_service.database import Database
from tests.survey_service import two_waves
from tests.survey_service.conftest import Browser
from tests.survey_service.waves import wave

PAGE = "/erhebungen/welle-2026/vergleich"
SERIES = "/erhebungen/welle-2026/zeitreihen"


@pytest.fixture
def planner(browser: Browser, site_database: Database) -> Browser:
    with site_database.write() as session:
        two_waves.make(session)
    browser.sign_in("planner")
    return browser


def test_what_changed_stands_side_by_side(planner: Browser) -> None:
    page = planner.get(PAGE).text
    assert "3 von 5 Fragen sind vergleichbar." in page
    for words in ("Der Wortlaut ist ein anderer.", "Nachfrage?", "Wie ist die Nachfrage?", "neu"):
        assert words in page


def test_a_reason_is_needed_and_what_was_typed_comes_back(planner: Browser) -> None:
    planner.get(PAGE)
    answer = planner.post(f"{PAGE}?mit=welle-2023", {"frage": "bedarf", "grund": "x" * 1_001})
    assert answer.status_code == 400
    assert "höchstens 1000 Zeichen" in answer.text
    assert "x" * 1_001 in answer.text


def test_declared_comparable_and_back(planner: Browser) -> None:
    planner.get(PAGE)
    declared = planner.post(f"{PAGE}?mit=welle-2023", {"frage": "bedarf", "grund": "Satzbau."})
    assert "4 von 5 Fragen sind vergleichbar." in declared.text
    assert "trotzdem vergleichbar" in declared.text
    series = planner.get(f"{SERIES}?frage=bedarf").text
    assert "für vergleichbar erklärt: Satzbau." in series
    planner.get(PAGE)
    taken_back = planner.post(f"{PAGE}?mit=welle-2023", {"frage": "bedarf", "zuruecknehmen": "1"})
    assert "3 von 5 Fragen sind vergleichbar." in taken_back.text


def test_readers_see_it_and_decide_nothing(planner: Browser) -> None:
    planner.post("/abmelden")
    planner.sign_in("reader")
    page = planner.get(PAGE).text
    assert "3 von 5 Fragen sind vergleichbar." in page
    assert "Für vergleichbar erklären" not in page
    assert planner.post(f"{PAGE}?mit=welle-2023", {"frage": "bedarf"}).status_code == 403


def test_without_an_earlier_wave_the_page_teaches(
    browser: Browser, site_database: Database
) -> None:
    with site_database.write() as session:
        slug = wave(session).slug
    browser.sign_in("planner")
    assert "Noch gibt es keine frühere" in browser.get(f"/erhebungen/{slug}/vergleich").text
    one = browser.get(f"/erhebungen/{slug}/zeitreihen").text
    assert "wurde erst in einer Welle gestellt" in one


def test_a_series_shows_chart_table_and_break(planner: Browser) -> None:
    page = planner.get(f"{SERIES}?frage=bedarf&ebene=stadt").text
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page
    assert "nicht vergleichbar: anders formuliert" in page
    assert "50 % (6 von 12)" in page
    assert "•" in page
    by_area = planner.get(f"{SERIES}?frage=voll&ebene=bezirk&antwort=mehr").text
    assert "Nach Gebiet: „gestiegen“" in by_area


def test_the_series_as_a_workbook(planner: Browser) -> None:
    answer = planner.get(f"{SERIES}/mappe?frage=voll&ebene=bezirk")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Gesamtstadt", "gestiegen", "gesunken", "Vergleichbarkeit"]
    cells = [str(cell.value) for row in book["Gesamtstadt"].iter_rows() for cell in row]
    assert "50 % (6 von 12)" in cells
    assert any(cell.startswith("Welle 2023: n = 12, Welle 2026: n = 12") for cell in cells)


@pytest.mark.parametrize(
    "url",
    [
        f"{SERIES}?frage=gibt-es-nicht",
        f"{SERIES}/mappe?frage=",
        "/erhebungen/gibt-es-nicht/zeitreihen",
    ],
)
def test_what_is_not_there_is_not_found(planner: Browser, url: str) -> None:
    assert planner.get(url).status_code == 404
