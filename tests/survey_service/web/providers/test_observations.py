"""Reporting an observation from the standing page, and what the desk shows of it."""

from typing import Any

import pytest

from survey_service import clock
from survey_service.database import Database
from survey_service.domain.providers import standing
from survey_service.settings import Settings
from tests.survey_service import wave
from tests.survey_service.conftest import SECRET, Browser
from tests.survey_service.wave import Made

ADDRESS = "/traeger/beobachtungen"


@pytest.fixture
def made(site_database: Database) -> Made:
    with site_database.write() as session:
        return wave.make(session)


def enter(browser: Browser, database: Database, settings: Settings, made: Any) -> None:
    with database.read() as session:
        link = standing.link(
            session, secret=SECRET, base_url=settings.base_url, invitation_id=made.invitation_id
        )
    browser.get(link)
    browser.post(link)


def sent(**changes: str) -> dict[str, str]:
    return {
        "beobachtung": "Im Park schlafen mehr Menschen.",
        "beobachtung_gebiet": "01",
        "beobachtet_am": f"{clock.today():%d.%m.%Y}",
        "zitat_erlaubnis": "mit_namen",
        **changes,
    }


def test_observation_is_reported_seen_and_withdrawn(
    browser: Browser, site_database: Database, settings: Settings, made: Made
) -> None:
    enter(browser, site_database, settings, made.actor)
    assert f'href="{ADDRESS}"' in browser.get("/traeger").text
    assert "Noch nichts." in browser.get(ADDRESS).text
    answer = browser.post(ADDRESS, sent(beobachtet_am="neulich"))
    assert (answer.status_code, "Im Park schlafen" in answer.text) == (422, True)
    answer = browser.post(ADDRESS, sent())
    assert "Danke. Ihre Beobachtung ist angekommen." in answer.text
    assert f"Beobachtet am {clock.today():%d.%m.%Y} · Nordstadt · Zitat: mit Namen" in answer.text
    answer = browser.post(ADDRESS, sent())
    assert (answer.status_code, "schon gemeldet" in answer.text) == (409, True)
    browser.sign_in("planner")
    year = f"/erhebungen/beobachtungen-{clock.today().year}"
    page = browser.get(f"{year}/beobachtungen").text
    assert [part in page for part in ("Im Park schlafen", "Haus Muster", "Nordstadt")] == [True] * 3
    overview = browser.get(year).text
    assert "Beobachtungen der Träger" in overview
    assert [part in overview for part in ("Einladen", "Angaben ändern", "/mitmachen/")] == [
        False
    ] * 3
    assert "Beobachtungen" in browser.get("/arbeitsplatz").text
    assert browser.get(f"{year}/ruecklauf").status_code == 404
    assert browser.get(f"/mitmachen/beobachtungen-{clock.today().year}").status_code == 404
    assert browser.get("/erhebungen/traegerabfrage-2026/beobachtungen").status_code == 404
    page = browser.get(ADDRESS).text
    [link] = [part.split('"')[0] for part in page.split('href="') if "zurueckziehen" in part][:1]
    assert "Im Park schlafen" in browser.get(link).text
    answer = browser.post(link)
    assert "zurückgezogen, ihr Text gelöscht" in answer.text
    assert "Im Park schlafen" not in answer.text
    assert browser.get(link).status_code == 404
    assert "Im Park schlafen" not in browser.get(f"{year}/beobachtungen").text


def test_another_organisation_neither_sees_nor_withdraws_it(
    browser: Browser, site_database: Database, settings: Settings, made: Made
) -> None:
    enter(browser, site_database, settings, made.actor)
    browser.get(ADDRESS)
    page = browser.post(ADDRESS, sent()).text
    [link] = [part.split('"')[0] for part in page.split('href="') if "zurueckziehen" in part][:1]
    enter(browser, site_database, settings, made.stranger)
    assert "Im Park schlafen" not in browser.get(ADDRESS).text
    assert browser.get(link).status_code == 404
    browser.get(ADDRESS)
    assert browser.post(link).status_code == 404
