"""The standing link: opened by a button, renewed, closed."""

from typing import Any

import pytest
from litestar.testing import TestClient
from sqlmodel import select

from survey_service.database import Database
from survey_service.domain.providers import standing
from survey_service.tables.accounts import BrowserSession
from survey_service.tables.surveys import Invitation
from tests.survey_service import wave
from tests.survey_service.conftest import Browser
from tests.survey_service.wave import Made
from tests.survey_service.web.providers.provider_pages import (
    HUB,
    OPEN_AGAIN,
    heading,
    link,
    open_link,
    path,
)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("token", ["x", "A" * 43])
def test_unknown_link_always_answers_the_same(
    browser: Browser, made: Made, method: str, token: str
) -> None:
    browser.get("/anmelden")
    answer = browser.get(f"/t/{token}") if method == "GET" else browser.post(f"/t/{token}")
    assert (answer.status_code, heading(answer.text)) == (404, "Dieser Link gilt nicht mehr")
    assert standing.LINK_UNKNOWN in answer.text
    assert "zugang" not in browser.client.cookies


def test_looking_does_not_use_a_link_up(
    browser: Browser, site_database: Database, made: Made
) -> None:
    address = link(site_database, made)
    assert browser.client.head(address).status_code == 200
    answer = browser.get(address)
    assert heading(answer.text) == "Sie öffnen den Zugang von Haus Muster e. V."
    with site_database.read() as session:
        assert session.exec(select(BrowserSession)).all() == []
        assert session.exec(select(Invitation.first_opened_on)).all() == [None, None]


def test_the_button_exchanges_the_link_for_a_clean_address(
    browser: Browser, site_database: Database, made: Made
) -> None:
    answer = open_link(browser, site_database, made)
    assert (path(answer), heading(answer.text)) == ("/traeger", "Haus Muster e. V.")
    assert "Trägerabfrage 2026" in answer.text
    assert "Andere Abfrage" not in answer.text
    assert browser.client.cookies["zugang"] not in link(site_database, made)


def test_a_link_without_form_token_opens_nothing(
    client: TestClient[Any], site_database: Database, made: Made
) -> None:
    assert client.post(link(site_database, made)).status_code == 403
    assert "zugang" not in client.cookies


def test_renewed_link_puts_old_browsers_out(
    provider: Browser, site_database: Database, made: Made
) -> None:
    assert provider.get(HUB).status_code == 200
    assert made.actor.invitation_id is not None
    with site_database.write() as session:
        standing.renew(session, secret=wave.SECRET, invitation_id=made.actor.invitation_id)
    answer = provider.get(HUB)
    assert (answer.status_code, heading(answer.text)) == (401, OPEN_AGAIN)


def test_closing_the_access_ends_the_session(provider: Browser) -> None:
    provider.get("/traeger")
    stolen = provider.client.cookies["zugang"]
    assert heading(provider.post("/traeger/beenden").text) == "Zugang geschlossen"
    provider.client.cookies.set("zugang", stolen)
    assert provider.get("/traeger").status_code == 401
