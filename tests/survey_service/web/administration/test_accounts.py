"""Accounts and the log in the browser."""

import pytest

from survey_service.database import Database
from survey_service.domain.fieldwork import questionnaires
from survey_service.tables.areas import Area
from tests.survey_service.conftest import ASSOCIATION, PASSWORD, Browser
from tests.survey_service.waves import PLANNER
from tests.survey_service.workbooks import xlsform


@pytest.mark.parametrize("url", ["/konten", "/konten/planner", "/protokoll"])
@pytest.mark.parametrize("login", ["planner", "reader", "association"])
def test_only_the_administrator_sees_accounts_and_log(
    browser: Browser, login: str, url: str
) -> None:
    browser.sign_in(login)
    answer = browser.get(url)
    assert (answer.status_code, "keine Berechtigung" in answer.text) == (403, True)


def test_a_refused_account_keeps_what_was_typed(browser: Browser) -> None:
    browser.sign_in("administrator")
    browser.get("/konten")
    answer = browser.post(
        "/konten", {"login": "neu", "name": "Neue Person", "role": "coder", "password": "kurz"}
    )
    assert (answer.status_code, "zu kurz" in answer.text) == (400, True)
    assert 'value="Neue Person"' in answer.text
    assert "kurz</" not in answer.text


def test_account_is_added_given_a_role_locked_and_in_the_log(browser: Browser) -> None:
    browser.sign_in("administrator")
    browser.get("/konten")
    new = {"login": "neu", "name": "Neue Person", "role": "coder", "password": PASSWORD}
    assert "Das Konto neu ist angelegt." in browser.post("/konten", new).text
    browser.get("/konten/neu")
    answer = browser.post("/konten/neu/rolle", {"role": "reader", "area": "204"})
    assert "Lesen, nur Gebiet 204" in answer.text
    answer = browser.post("/konten/neu/rolle", {"withdraw": "coder "})
    assert "Kodierung, alle Gebiete" not in answer.text
    assert "neu gesetzt" in browser.post("/konten/neu/kennwort", {"password": PASSWORD}).text
    answer = browser.post("/konten/neu/sperre", {"active": "nein"})
    assert "Das Konto ist gesperrt." in answer.text
    log = browser.get("/protokoll").text
    for act in ("Konto angelegt", "Rolle gegeben", "Rolle entzogen", "Kennwort neu gesetzt"):
        assert act in log
    assert browser.get("/protokoll?seite=x").status_code == 200


def test_unknown_account_is_a_sentence(browser: Browser) -> None:
    browser.sign_in("administrator")
    answer = browser.get("/konten/niemand")
    assert (answer.status_code, "gibt es nicht" in answer.text) == (404, True)


def test_account_of_an_association_names_it(browser: Browser) -> None:
    browser.sign_in("administrator")
    browser.get("/konten")
    new = {"login": "vera", "name": "Vera", "role": "association", "password": PASSWORD}
    refused = browser.post("/konten", new)
    assert (refused.status_code, "für welchen Verband" in refused.text) == (400, True)
    assert "ist angelegt" in browser.post("/konten", new | {"association": ASSOCIATION}).text
    assert f"Verband ({ASSOCIATION})" in browser.get("/konten").text
    assert f"Verband: {ASSOCIATION}" in browser.get("/konten/vera").text
    refused = browser.post("/konten/vera/rolle", {"role": "planner"})
    assert (refused.status_code, "entweder zur Kommune" in refused.text) == (409, True)
    assert browser.post("/konten/niemand/rolle", {"role": "planner"}).status_code == 404


def test_nothing_is_preselected_for_a_new_role(browser: Browser) -> None:
    browser.sign_in("administrator")
    new = {"login": "neu", "name": "Neue Person", "role": "", "password": PASSWORD}
    assert '<option value="">Bitte wählen</option>' in browser.get("/konten").text
    answer = browser.post("/konten", new)
    assert (answer.status_code, "Wählen Sie eine Rolle." in answer.text) == (400, True)
    assert '<option value="">Bitte wählen</option>' in browser.get("/konten/planner").text


def test_area_of_a_role_is_chosen_from_the_tree(browser: Browser, site_database: Database) -> None:
    browser.sign_in("administrator")
    assert 'name="area"' not in browser.get("/konten/planner").text
    with site_database.write() as session:
        session.add(Area(code="204", name="Norf", level="Bezirk", position=0))
    page = browser.get("/konten/planner").text
    assert '<option value="204">Norf (204)</option>' in page
    answer = browser.post("/konten/planner/rolle", {"role": "reader", "area": "204"})
    assert "Lesen, nur Norf" in answer.text
    answer = browser.post("/konten/planner/rolle", {"role": "reader", "area": "999"})
    assert (answer.status_code, "Das Gebiet 999 gibt es nicht." in answer.text) == (400, True)


def test_log_names_questionnaire_and_language(browser: Browser, site_database: Database) -> None:
    with site_database.write() as session:
        version = questionnaires.store_version(session, PLANNER, xlsform(), name="kurz.xlsx")
        questionnaires.record_review(
            session, PLANNER, version, language="tr", reviewed_by="Frau Öz"
        )
    browser.sign_in("administrator")
    page = browser.get("/protokoll").text
    assert ("Kurz gefragt, Version 1</td>" in page, ">Türkçe</td>" in page) == (True, True)
