"""The start page with waves and consultations in every state."""

from datetime import timedelta

import pytest

from survey_service import clock
from survey_service.database import Database
from survey_service.domain.fieldwork import surveys
from tests.survey_service import coded
from tests.survey_service.conftest import Browser
from tests.survey_service.waves import PLANNER, draft, store

TODAY = clock.today()


@pytest.fixture
def filled(site_database: Database) -> None:
    """One closed and one open wave, one consultation to come, one draft."""
    with site_database.write() as session:
        version = store(session)
        old = surveys.create(session, PLANNER, kind="wave", draft=draft(version, title="Alt"))
        surveys.open_survey(session, PLANNER, old.id)
        surveys.close(session, PLANNER, old.id)
        now = surveys.create(session, PLANNER, kind="wave", draft=draft(version, title="Jetzt"))
        surveys.open_survey(session, PLANNER, now.id)
        later = draft(version, title="Bald", opens_on=TODAY + timedelta(days=2))
        soon = surveys.create(session, PLANNER, kind="consultation", draft=later)
        surveys.open_survey(session, PLANNER, soon.id)
        surveys.create(session, PLANNER, kind="wave", draft=draft(version, title="Entwurf"))


def test_parts_and_next_steps(browser: Browser, filled: None) -> None:
    browser.sign_in("planner")
    page = browser.get("/arbeitsplatz").text
    places = [page.index(f">{word}<") for word in ("Offen", "In Vorbereitung", "Beendet")]
    assert places == sorted(places)
    order = [page.index(f'/erhebungen/{slug}"') for slug in ("bald", "jetzt", "entwurf", "alt")]
    assert order == sorted(order)
    assert f"beginnt am {TODAY + timedelta(days=2):%d.%m.%Y}" in page
    assert page.count("Als Nächstes:") == 4


def test_reader_sees_numbers_but_no_buttons(browser: Browser, filled: None) -> None:
    browser.sign_in("reader")
    page = browser.get("/arbeitsplatz").text
    assert ("Noch kein Träger eingeladen" in page, "/erhebungen/neu" in page) == (True, False)
    assert "intern" in page


def test_card_of_texts_from_a_file_counts_them(browser: Browser, site_database: Database) -> None:
    with site_database.write() as session:
        survey_id = coded.add_survey(session, kind="consultation")
        coded.add_statement(session, survey_id, "Der Bus fährt selten.", contributor="c1")
    browser.sign_in("planner")
    page = " ".join(browser.get("/arbeitsplatz").text.split())
    assert '<span class="figure-large">1</span><br>Aussage aus einer Datei' in page
    assert "Antworten eingereicht</p>" not in page
