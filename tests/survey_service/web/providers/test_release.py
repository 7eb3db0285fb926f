"""Release by the management, entries on behalf, quotes: in browsers without script."""

import re
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient
from sqlmodel import select

from survey_service import clock
from survey_service.database import Database
from survey_service.domain.coding import free_texts
from survey_service.domain.providers import receipts
from survey_service.tables.responses import Response, Revision, SubmittedVersion
from tests.survey_service import wave
from tests.survey_service.conftest import Browser
from tests.survey_service.wave import SLUG, Made
from tests.survey_service.web.providers.provider_pages import (
    flash,
    form,
    heading,
    hidden,
    open_link,
    path,
)
from tests.survey_service.web.test_routes import DESK

HUB = f"/traeger/{SLUG}"
LAGE = f"{HUB}/lage"
RETURNS = f"/erhebungen/{SLUG}/ruecklauf"


# Release


def test_the_management_gives_back_and_releases(provider: Browser, made: Made) -> None:
    form(provider, LAGE, {"neu": "Viele Alleinerziehende."})
    provider.get(f"{HUB}/freigabe")
    provider.post(f"{HUB}/freigabe", {"ein": "1"})
    answer = provider.post(f"{HUB}/freigabe", {"kollegin": ""})
    assert (answer.status_code, "an wen Sie weitergeben" in answer.text) == (400, True)
    answer = provider.post(f"{HUB}/freigabe", {"kollegin": "Frau Yılmaz"})
    link = re.search(r"<textarea[^>]*>\s*([^<\s]+)", answer.text)
    assert link is not None
    provider.get(f"{HUB}/absenden")
    answer = provider.post(f"{HUB}/absenden", {"grund": "Zeit"})
    assert (answer.status_code, "Leitung freigibt" in answer.text) == (409, True)

    team = provider.client.cookies["zugang"]
    provider.client.cookies.clear()
    provider.get(link.group(1))
    answer = provider.post(link.group(1))
    assert path(answer) == f"{HUB}/freigeben"
    assert "Viele Alleinerziehende." in answer.text
    assert provider.get(LAGE).status_code == 404
    assert path(provider.get(HUB)) == f"{HUB}/freigeben"
    answer = provider.post(f"{HUB}/freigeben", {"zurueck": "1", "anmerkung": " "})
    assert (answer.status_code, "Anmerkung ist leer" in answer.text) == (400, True)
    answer = provider.post(f"{HUB}/freigeben", {"zurueck": "1", "anmerkung": "Zahl prüfen"})
    assert "Zurückgegeben" in flash(answer.text)
    manager = provider.client.cookies["zugang"]

    provider.client.cookies.set("zugang", team)
    assert "Die Leitung hat den Rücklauf zurückgegeben" in provider.get(HUB).text
    assert "Zahl prüfen" in provider.get(f"{HUB}/freigabe").text
    form(provider, LAGE, {"neu": "Viele."})

    provider.client.cookies.set("zugang", manager)
    answer = provider.get(f"{HUB}/freigeben")
    stale = {**hidden(answer.text), "_stand": "1"}
    assert "Inzwischen wurde etwas geändert" in flash(provider.post(f"{HUB}/freigeben", stale).text)
    answer = provider.post(f"{HUB}/freigeben", hidden(provider.page))
    assert "Ihr Team kann jetzt absenden" in flash(answer.text)

    provider.client.cookies.set("zugang", team)
    assert "zurückgegeben" not in provider.get(HUB).text
    provider.get(f"{HUB}/absenden")
    assert heading(provider.post(f"{HUB}/absenden", {"grund": "Zeit"}).text) == "Rücklauf abgesandt"


# Quotes


def test_quotes_are_asked_on_the_last_page_where_no_question_does(
    client: TestClient[Any], site_database: Database
) -> None:
    today = clock.today()
    pages = wave.QUESTIONNAIRE.pages[:-1]
    with site_database.write() as session:
        made = wave.make(
            session,
            opens=today - timedelta(days=10),
            closes=today + timedelta(days=10),
            questionnaire=msgspec.structs.replace(wave.QUESTIONNAIRE, pages=pages),
        )
    browser = Browser(client)
    open_link(browser, site_database, made)
    assert 'name="zitate"' in browser.get(f"{HUB}/absenden").text
    answer = browser.post(f"{HUB}/absenden", {"zitate": "without_name"})
    assert re.search(r'value="without_name" checked', answer.text)
    browser.post(f"{HUB}/absenden", {"grund": "Zeit", "zitate": "without_name"})
    with site_database.read() as session:
        assert session.exec(select(Response.quoting)).one() == "without_name"


def test_quotes_are_not_asked_twice(provider: Browser) -> None:
    """Negative control: the questionnaire asks itself."""
    assert 'name="zitate"' not in provider.get(f"{HUB}/absenden").text


# On behalf


def on_behalf(browser: Browser, made: Made) -> Any:
    browser.sign_in("planner")
    browser.get(RETURNS)
    return browser.post(f"{RETURNS}/{made.actor.organisation_id}/eintragen")


def test_the_planner_enters_for_an_organisation_and_everybody_sees_it(
    browser: Browser, site_database: Database, made: Made
) -> None:
    browser.sign_in("planner")
    assert "für Haus Muster e. V." in browser.get(RETURNS).text
    answer = on_behalf(browser, made)
    assert path(answer) == HUB
    banner = "Sie tragen im Auftrag von <strong>Haus Muster e. V.</strong> ein."
    for url in (HUB, LAGE, "/traeger", f"{HUB}/absenden", f"{HUB}/antworten", f"{LAGE}/verlauf"):
        assert (url, banner in browser.get(url).text) == (url, True)
    form(browser, LAGE, {"neu": "Am Telefon gesagt."})
    browser.get(f"{HUB}/absenden")
    answer = browser.post(f"{HUB}/absenden", {"grund": "Telefon"})
    assert "im Auftrag des Trägers eingetragen" in answer.text
    with site_database.read() as session:
        assert session.exec(select(Revision.author)).all() == [
            "Sozialplanung (Person planner) im Auftrag"
        ]
    assert path(browser.post("/traeger/beenden")) == "/arbeitsplatz"
    assert browser.get(HUB).status_code == 401


@pytest.mark.parametrize("role", ["reader", "coder", "administrator"])
def test_nobody_else_enters_for_an_organisation(browser: Browser, made: Made, role: str) -> None:
    browser.sign_in(role)
    assert "für Haus Muster e. V." not in browser.get(RETURNS).text
    answer = browser.post(f"{RETURNS}/{made.actor.organisation_id}/eintragen")
    assert answer.status_code == 403
    assert "zugang" not in browser.client.cookies


def test_the_organisation_itself_sees_no_banner(provider: Browser) -> None:
    """Negative control."""
    assert "im Auftrag von" not in provider.get(HUB).text


def test_the_city_never_sees_what_an_organisation_remarks(
    provider: Browser, site_database: Database, made: Made
) -> None:
    """On behalf, at the desk, in the copy and in the exports."""
    secret = "Streng unter uns"
    provider.get(LAGE)
    provider.post(f"{LAGE}/anmerkungen", {"anmerkung": secret})
    assert secret in provider.get(LAGE).text
    form(provider, LAGE, {"neu": "Öffentlich genug"})
    provider.get(f"{HUB}/absenden")
    provider.post(f"{HUB}/absenden", {"grund": "Zeit"})
    provider.get(HUB)
    provider.post(f"{HUB}/aendern")
    with site_database.read() as session:
        version = session.exec(select(SubmittedVersion)).one()
        printed = receipts.content(session, version.id)
        assert printed is not None
        assert secret.encode() not in msgspec.json.encode(printed)
        volume = free_texts.volume(session, made.survey_id, today=clock.today())
        assert secret not in repr(volume)
        assert secret.encode() not in version.document

    provider.client.cookies.clear()
    assert path(on_behalf(provider, made)) == HUB
    for url in (HUB, LAGE, f"{LAGE}/verlauf", f"{HUB}/antworten", f"{HUB}/absenden"):
        assert (url, secret in provider.get(url).text) == (url, False)
    provider.get(LAGE)
    assert "anmerkungen" not in provider.page
    for row in DESK:
        method, _, url = row.partition(" ")
        url = url.replace("{slug:str}", SLUG).replace(
            "{organisation:uuid}", str(made.actor.organisation_id)
        )
        if method == "GET" and "{" not in url:
            assert (url, secret in provider.get(url).text) == (url, False)
