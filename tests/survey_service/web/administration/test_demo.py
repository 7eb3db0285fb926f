"""The page about the demo."""

import msgspec

from survey_service.database import Database
from survey_service.domain.administration import municipality
from survey_service.domain.fieldwork import surveys
from tests.survey_service import waves
from tests.survey_service.conftest import Browser


def test_without_a_demo_there_is_no_such_page_and_no_link(browser: Browser) -> None:
    assert browser.get("/vorfuehrung").status_code == 404
    assert "/vorfuehrung" not in browser.get("/anmelden").text


def test_the_banner_leads_to_what_is_invented(browser: Browser, site_database: Database) -> None:
    with site_database.write() as session:
        made = waves.wave(session)
        surveys.set_remark(session, made.id, "Alles erfunden.")
        facts = msgspec.structs.replace(municipality.facts(session), demo=True)
        municipality.change(session, waves.PLANNER, facts)
    assert '<a href="/vorfuehrung">Über diese Vorführung</a>' in browser.get("/anmelden").text
    page = browser.get("/vorfuehrung")
    assert page.status_code == 200
    assert "Es sind nur 260 Texte." in page.text
    assert "Alles erfunden." in page.text
