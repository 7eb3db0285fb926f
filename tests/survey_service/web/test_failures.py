"""Error pages: a sentence, and for everybody at work the way back to it."""

from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from survey_service import app
from survey_service.database import Database
from survey_service.settings import Settings
from tests.survey_service.conftest import Browser

NAVIGATION = 'aria-label="Hauptnavigation"'
HOME = '<a href="/arbeitsplatz">Zur Übersicht</a>'


def test_stranger_sees_no_desk(browser: Browser) -> None:
    answer = browser.get("/gibt-es-nicht")
    assert (answer.status_code, NAVIGATION in answer.text) == (404, False)
    assert '<a href="/">Zur Startseite</a>' in answer.text


def test_ended_session_sees_no_desk(browser: Browser) -> None:
    browser.sign_in("planner")
    browser.client.cookies.set("konto", "kein-schluessel")
    assert NAVIGATION not in browser.get("/gibt-es-nicht").text


@pytest.mark.parametrize(
    ("address", "status"),
    [("/gibt-es-nicht", 404), ("/erhebungen/keine", 404), ("/konten", 403), ("/abmelden", 405)],
)
def test_desk_keeps_navigation_and_a_way_back(browser: Browser, address: str, status: int) -> None:
    browser.sign_in("planner")
    answer = browser.get(address)
    assert answer.status_code == status
    assert [part in answer.text for part in (NAVIGATION, HOME, "Abmelden")] == [True] * 3
    assert "Sie sind abgemeldet." in browser.post("/abmelden").text


@pytest.mark.parametrize(
    ("referer", "link"),
    [
        ("http://testserver.local/postausgang?zustand=x", "/postausgang?zustand=x"),
        ("https://anders.example/postausgang", ""),
        ("", ""),
    ],
)
def test_refused_form_leads_back_to_its_page(browser: Browser, referer: str, link: str) -> None:
    browser.sign_in("planner")
    answer = browser.post(
        "/frageboegen/mitgeliefert", {"key": "fremd"}, headers={"referer": referer}
    )
    assert answer.status_code == 404
    assert ("Zurück zur vorigen Seite" in answer.text) == bool(link)
    assert (f'<a href="{link}">' in answer.text) == bool(link)


def test_file_that_is_too_large_names_the_limit(
    settings: Settings, site_database: Database
) -> None:
    small = msgspec.structs.replace(settings, upload_megabytes=1)
    with TestClient(app.create(small, site_database), base_url=small.base_url) as client:
        browser: Browser = Browser(client)
        browser.sign_in("planner")
        browser.get("/frageboegen")
        files: Any = {"workbook": ("gross.xlsx", b"x" * 2_500_000)}
        answer = browser.post("/frageboegen", files=files)
    assert (answer.status_code, "Die Datei ist größer als 1 MB" in answer.text) == (413, True)
    assert NAVIGATION in answer.text
