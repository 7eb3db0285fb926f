"""Signing in, and what must be refused first."""

from typing import Any

from litestar.testing import TestClient
from sqlmodel import select

from survey_service.database import Database
from survey_service.domain.administration import signing_in
from survey_service.tables.accounts import BrowserSession
from tests.survey_service.conftest import PASSWORD, Browser


def heading(page: str) -> str:
    return page.split("<h1>")[1].split("</h1>", maxsplit=1)[0]


def test_desk_sends_nobody_to_the_sign_in_form(browser: Browser) -> None:
    answer = browser.get("/arbeitsplatz")
    assert str(answer.url).endswith("/anmelden")
    assert "Bitte melden Sie sich an" in answer.text


def test_form_without_token_changes_nothing(client: TestClient[Any]) -> None:
    answer = client.post("/anmelden", data={"login": "planner", "password": PASSWORD})
    assert (answer.status_code, heading(answer.text)) == (403, "Keine Berechtigung")
    assert "konto" not in client.cookies


def test_form_from_another_site_changes_nothing(browser: Browser) -> None:
    browser.get("/anmelden")
    answer = browser.post(
        "/anmelden",
        {"login": "planner", "password": PASSWORD},
        headers={"sec-fetch-site": "cross-site"},
    )
    assert answer.status_code == 403


def test_token_of_another_browser_is_refused(client: TestClient[Any], browser: Browser) -> None:
    browser.get("/anmelden")
    client.cookies.set("besuch", "somebody-else")
    assert browser.post("/anmelden", {"login": "planner"}).status_code == 403


def test_wrong_password_says_so_and_keeps_the_login(browser: Browser) -> None:
    browser.get("/anmelden")
    answer = browser.post("/anmelden", {"login": "planner", "password": "falsch"})
    assert answer.status_code == 401
    assert "Anmeldename oder Kennwort stimmen nicht" in answer.text
    assert 'value="planner"' in answer.text


def test_account_is_locked_after_failures(browser: Browser) -> None:
    browser.get("/anmelden")
    for _ in range(signing_in.FAILURES_ALLOWED):
        browser.post("/anmelden", {"login": "planner", "password": "falsch"})
    answer = browser.post("/anmelden", {"login": "planner", "password": PASSWORD})
    assert (answer.status_code, "15 Minuten gesperrt" in answer.text) == (429, True)


def test_fewer_failures_lock_nobody(browser: Browser) -> None:
    """Negative control of the lock."""
    browser.get("/anmelden")
    for _ in range(signing_in.FAILURES_ALLOWED - 1):
        browser.post("/anmelden", {"login": "planner", "password": "falsch"})
    answer = browser.post("/anmelden", {"login": "planner", "password": PASSWORD})
    assert str(answer.url).endswith("/arbeitsplatz")


def test_sign_in_mints_a_session_of_its_own(browser: Browser, site_database: Database) -> None:
    browser.client.cookies.set("konto", "planted-by-an-attacker", domain="testserver.local")
    browser.sign_in("planner")
    assert heading(browser.page) == "Übersicht"
    assert browser.client.cookies["konto"] != "planted-by-an-attacker"
    with site_database.read() as session:
        assert len(session.exec(select(BrowserSession.token_hash)).all()) == 1


def test_sign_out_ends_the_session_on_the_server(browser: Browser, site_database: Database) -> None:
    browser.sign_in("planner")
    stolen = browser.client.cookies["konto"]
    browser.post("/abmelden")
    browser.client.cookies.set("konto", stolen)
    assert str(browser.get("/arbeitsplatz").url).endswith("/anmelden")


def test_unknown_address_is_a_page(browser: Browser) -> None:
    answer = browser.get("/gibt-es-nicht")
    assert (answer.status_code, heading(answer.text)) == (404, "Nicht gefunden")


def test_broken_body_is_a_sentence(browser: Browser) -> None:
    browser.get("/anmelden")
    answer = browser.client.post(
        "/anmelden",
        content=b"--x\r\nbroken",
        headers={"content-type": "multipart/form-data; boundary=x"},
    )
    assert (answer.status_code, "Traceback" in answer.text) == (400, False)


def test_pages_carry_security_headers(browser: Browser) -> None:
    headers = browser.get("/anmelden").headers
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


def test_static_files_are_cached_for_ever_and_unknown_ones_refused(browser: Browser) -> None:
    answer = browser.get("/static/respondent.css")
    assert (answer.status_code, answer.headers["cache-control"]) == (
        200,
        "public, max-age=31536000, immutable",
    )
    assert browser.get("/static/../pyproject.toml").status_code == 404
