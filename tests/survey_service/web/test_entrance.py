"""The first page: what is open today, and nothing else."""

from datetime import timedelta

from survey_service import clock
from survey_service.database import Database
from survey_service.domain.fieldwork import surveys
from tests.survey_service.conftest import Browser
from tests.survey_service.waves import PLANNER, draft, store


def test_without_an_open_consultation_it_says_so(browser: Browser) -> None:
    page = browser.get("/").text
    assert "Zurzeit läuft keine Beteiligung." in page
    assert 'href="/anmelden"' in page


def test_only_open_consultations_are_named(browser: Browser, site_database: Database) -> None:
    later = clock.today() + timedelta(days=3)
    with site_database.write() as session:
        version = store(session)
        for kind, title, opens in (
            ("consultation", "Läuft jetzt", clock.today()),
            ("consultation", "Kommt noch", later),
            ("wave", "Nur für Träger", clock.today()),
        ):
            new = draft(version, title=title, opens_on=opens)
            made = surveys.create(session, PLANNER, kind=kind, draft=new)
            surveys.open_survey(session, PLANNER, made.id)
        surveys.create(session, PLANNER, kind="consultation", draft=draft(version, title="Entwurf"))
    page = browser.get("/").text
    titles = ("Läuft jetzt", "Kommt noch", "Nur für Träger", "Entwurf")
    assert [title in page for title in titles] == [True, False, False, False]
    assert 'href="/mitmachen/laeuft-jetzt"' in page


def test_who_is_signed_in_is_not_asked_to_sign_in(browser: Browser) -> None:
    browser.sign_in("planner")
    page = browser.get("/").text
    assert ('href="/anmelden"' in page, 'href="/arbeitsplatz"' in page) == (False, True)
    browser.client.cookies.set("konto", "abgelaufen")
    assert 'href="/anmelden"' in browser.get("/").text


def test_character_set_is_named_once(browser: Browser) -> None:
    assert browser.get("/").headers["content-type"] == "text/html; charset=utf-8"
