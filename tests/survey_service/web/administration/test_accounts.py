"""Accounts and the log in the browser."""

import pytest

from tests.survey_service.conftest import ASSOCIATION, PASSWORD, Browser


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
    refused = browser.post("/konten/vera/rolle", {"role": "planner", "area": "204"})
    assert (refused.status_code, "entweder zur Kommune" in refused.text) == (409, True)
    assert 'value="204"' in refused.text
    assert browser.post("/konten/niemand/rolle", {"role": "planner"}).status_code == 404
