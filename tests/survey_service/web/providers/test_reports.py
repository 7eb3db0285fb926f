"""An organisation reports changes; the desk decides; each sees what is theirs."""

import re
from typing import Any

import pytest
from litestar.testing import TestClient

from survey_service.database import Database
from survey_service.domain.fieldwork import surveys
from survey_service.domain.providers import standing
from tests.survey_service import waves
from tests.survey_service.conftest import SECRET, Browser
from tests.survey_service.domain.register.registered import Registered, make
from tests.survey_service.web.register.test_organisations import cells

DESK = "/traegerregister/meldungen"


@pytest.fixture
def made(site_database: Database) -> Registered:
    with site_database.write() as session:
        return make(session)


def visitor(client: TestClient[Any], database: Database, organisation: Any) -> Browser:
    """A browser of its own that came by the organisation's link."""
    with database.write() as session:
        key = standing.ensure_invitation(session, secret=SECRET, organisation_id=organisation)
        address = standing.link(session, secret=SECRET, base_url="", invitation_id=key)
    browser = Browser(TestClient(client.app, base_url="http://testserver.local"))
    browser.get(address)
    browser.post(address)
    return browser


@pytest.fixture
def provider(client: TestClient[Any], site_database: Database, made: Registered) -> Browser:
    return visitor(client, site_database, made.north)


def test_way_in_and_what_can_be_reported(provider: Browser) -> None:
    assert 'href="/traeger/meldungen"' in provider.get("/traeger").text
    page = provider.get("/traeger/meldungen").text
    assert re.findall(r'href="/traeger/meldungen/([a-z-]+)"', page) == [
        "neues-angebot",
        "umzug",
        "schliessung",
        "kontakt",
        "anderes",
    ]
    assert provider.get("/traeger/meldungen/erfunden").status_code == 404


def test_bad_report_keeps_what_was_typed(provider: Browser, made: Registered) -> None:
    page = provider.get("/traeger/meldungen/umzug").text
    assert "Beratung, Parkweg 1" in page
    # Another organisation's facility is not to choose from, and not to be sent either.
    assert "Treff" not in page
    typed = {"facility": str(made.meeting), "address": "Neu 1", "area": "11", "author": "Ada"}
    answer = provider.post("/traeger/meldungen/umzug", typed)
    assert answer.status_code == 422
    assert answer.text.count("Wählen Sie eine Ihrer Einrichtungen.") == 2
    assert 'name="address" value="Neu 1"' in answer.text
    assert '<option value="11" selected>' in answer.text
    assert "Ihre Meldungen" not in provider.get("/traeger/meldungen").text


def test_contact_needs_the_persons_consent(provider: Browser) -> None:
    provider.get("/traeger/meldungen/kontakt")
    typed = {"name": "Cem Neu", "email": "cem@nord.example"}
    answer = provider.post("/traeger/meldungen/kontakt", typed)
    assert answer.status_code == 422
    assert answer.text.count("Ohne das Einverständnis der Person") == 2
    answer = provider.post("/traeger/meldungen/kontakt", {**typed, "consented": "OK"})
    assert "Danke, Ihre Meldung ist angekommen." in answer.text
    assert "Neue Kontaktperson: Cem Neu" in answer.text


def test_reported_accepted_and_read(
    provider: Browser, browser: Browser, made: Registered, site_database: Database
) -> None:
    provider.get("/traeger/meldungen/umzug")
    provider.post(
        "/traeger/meldungen/umzug",
        {"facility": str(made.advice), "address": "Neuweg 4", "area": "2", "author": "Ada"},
    )
    browser.sign_in("planner")
    for page in ("/arbeitsplatz", "/traegerregister"):
        assert "Eine gemeldete Änderung wartet auf Ihre Entscheidung." in browser.get(page).text
    page = browser.get(DESK).text
    assert cells(page, "meldungen")[0][:3] == [
        "Haus Nord e. V.",
        "Umzug von Haus Nord e. V.",
        "Beratung",
    ]
    url = re.findall(rf'href="({DESK}/[0-9a-f-]{{36}})"', page)[0]
    page = browser.get(url).text
    assert cells(page, "vergleich") == [
        ["Adresse", "Parkweg 1", "Neuweg 4"],
        ["Gebiet", "Park (11)", "Süd (2)"],
    ]
    assert 'name="address" value="Neuweg 4"' in page
    # Declining needs a sentence; what the planner typed stays.
    state = re.findall(r'name="stand" value="([0-9a-f]+)"', page)[0]
    typed = {"address": "Neuweg 4 b", "area": "2", "stand": state, "answer": ""}
    answer = browser.post(url, {**typed, "ablehnen": "ja"})
    assert answer.status_code == 422
    assert answer.text.count("Schreiben Sie in einem Satz, warum") == 2
    assert 'name="address" value="Neuweg 4 b"' in answer.text
    answer = browser.post(url, {**typed, "answer": "Danke, ist eingetragen."})
    assert "Die Meldung ist erledigt." in answer.text
    page = browser.get(f"/traegerregister/{made.north}").text
    assert cells(page, "einrichtungen")[0][3:5] == ["Neuweg 4 b", "Süd"]
    assert cells(page, "verlauf")[0][1:] == [
        "planner Meldung des Trägers",
        "Beratung: geändert",
        "Adresse: Parkweg 1 → künftig Neuweg 4 b Gebiet: Park (11) → künftig Süd (2)",
    ]
    answer = browser.post(url, typed)
    assert answer.status_code == 409
    page = provider.get("/traeger/meldungen").text
    assert "übernommen" in page
    assert "Danke, ist eingetragen." in page
    other = visitor(browser.client, site_database, made.south)
    assert "Ihre Meldungen" not in other.get("/traeger/meldungen").text


def test_declined_report_shows_why(provider: Browser, browser: Browser) -> None:
    provider.get("/traeger/meldungen/neues-angebot")
    provider.post("/traeger/meldungen/neues-angebot", {"name": "Café", "target_groups": "Ältere"})
    browser.sign_in("planner")
    page = browser.get(DESK).text
    url = re.findall(rf'href="({DESK}/[0-9a-f-]{{36}})"', page)[0]
    page = browser.get(url).text
    assert 'name="code" value="E003"' in page
    browser.post(url, {"ablehnen": "ja", "answer": "Das ist kein soziales Angebot."})
    page = provider.get("/traeger/meldungen").text
    assert "nicht übernommen" in page
    assert "Das ist kein soziales Angebot." in page
    assert "abgelehnt" in browser.get(f"{DESK}?zustand=declined").text


def test_planner_writes_to_the_successor_from_now_on(
    provider: Browser, browser: Browser, made: Registered
) -> None:
    provider.get("/traeger/meldungen/kontakt")
    provider.post("/traeger/meldungen/kontakt", {"name": "Kim", "consented": "OK"})
    provider.get("/traeger/link")
    successor = {"name": "Eva", "email": "eva@nord.example", "consented": "OK"}
    provider.post("/traeger/link/nachfolge", successor)
    browser.sign_in("planner")
    addresses = re.findall(rf'href="({DESK}/[0-9a-f-]{{36}})"', browser.get(DESK).text)
    chosen = {
        url: bool(re.search(r'id="anschrift"[^>]*checked', browser.get(url).text))
        for url in addresses
    }
    # Somebody new is offered; only who takes over is chosen beforehand.
    assert sorted(chosen.values()) == [False, True]
    [url] = [url for url, found in chosen.items() if found]
    assert "bisher an niemanden mit Namen, a@nord.example." in browser.get(url).text
    state = re.findall(r'name="stand" value="([0-9a-f]+)"', browser.page)[0]
    cells = {"name": "Eva", "email": "", "stand": state, "anschrift": "ja"}
    answer = browser.post(url, cells)
    assert (answer.status_code, answer.text.count("nehmen Sie das Häkchen")) == (422, 2)
    assert re.search(r'id="anschrift"[^>]*checked', answer.text)
    browser.post(url, {**cells, "email": "eva@nord.example"})
    page = browser.get(f"/traegerregister/{made.north}").text
    assert "eva@nord.example" in page
    assert "Meldung des Trägers" in page


def test_report_that_changed_in_between_shows_both(
    provider: Browser, browser: Browser, made: Registered
) -> None:
    provider.get("/traeger/meldungen/umzug")
    moved = {"facility": str(made.advice), "address": "Neuweg 4", "area": "11"}
    provider.post("/traeger/meldungen/umzug", moved)
    browser.sign_in("planner")
    url = re.findall(rf'href="({DESK}/[0-9a-f-]{{36}})"', browser.get(DESK).text)[0]
    opened = re.findall(r'name="stand" value="([0-9a-f]+)"', browser.get(url).text)[0]
    page = browser.get(f"/traegerregister/einrichtungen/{made.advice}").text
    now = re.findall(r'name="stand" value="([0-9a-f]+)"', page)[0]
    edited = {"name": "Beratung", "address": "Ganz anders 1", "area": "11", "stand": now}
    browser.post(f"/traegerregister/einrichtungen/{made.advice}", edited)
    answer = browser.post(url, {"address": "Neuweg 4", "area": "11", "stand": opened})
    assert answer.status_code == 409
    assert cells(answer.text, "fassungen") == [["Adresse", "Ganz anders 1", "Neuweg 4"]]


def test_survey_never_takes_the_address_of_the_reports(site_database: Database) -> None:
    with site_database.write() as session:
        version = waves.store(session)
        made = surveys.create(
            session, waves.PLANNER, kind="wave", draft=waves.draft(version, title="Meldungen")
        )
    assert made.slug == "meldungen-2"
