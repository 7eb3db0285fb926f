"""The organisation renews its link or names a successor; a thief gains nothing."""

import html
import re

import pytest
from sqlmodel import select

from survey_service.database import Database
from survey_service.domain.correspondence import mails
from survey_service.domain.providers import standing
from survey_service.settings import Settings
from survey_service.tables.register import ChangeReport, Organisation
from survey_service.tables.surveys import Invitation, Mail
from tests.survey_service import wave
from tests.survey_service.conftest import SECRET, Browser
from tests.survey_service.wave import Made


@pytest.fixture
def made(site_database: Database) -> Made:
    with site_database.write() as session:
        return wave.make(session)


def link_of(database: Database, settings: Settings, made: Made) -> str:
    assert made.actor.invitation_id is not None
    with database.read() as session:
        return standing.link(
            session,
            secret=SECRET,
            base_url=settings.base_url,
            invitation_id=made.actor.invitation_id,
        )


def test_renewed_link_is_mailed_to_the_registered_address_and_shown_nowhere(
    browser: Browser, site_database: Database, settings: Settings, made: Made
) -> None:
    old = link_of(site_database, settings, made)
    browser.get(old)
    browser.post(old)
    assert 'href="/traeger/link"' in browser.get("/traeger").text
    page = browser.get("/traeger/link").text
    assert ("h…@muster.example" in page, "haus@muster.example" in page) == (True, False)
    answer = browser.post("/traeger/link/erneuern")
    new = link_of(site_database, settings, made)
    assert (new != old, "Der Link ist erneuert" in answer.text) == (True, True)
    assert new.rpartition("/")[2] not in answer.text
    assert browser.get("/traeger").status_code == 401
    assert [browser.client.get(link).status_code for link in (old, new)] == [404, 200]
    with site_database.read() as session:
        [mail] = session.exec(select(Mail)).all()
        letter = mails.read(session, mail.id, settings=settings)
    assert (mail.kind, mail.recipient, new in letter.body) == ("link", "haus@muster.example", True)


def test_without_a_registered_address_the_link_stays(
    browser: Browser, site_database: Database, settings: Settings, made: Made
) -> None:
    link = link_of(site_database, settings, made)
    with site_database.write() as session:
        for row in session.exec(select(Organisation)):
            row.email = " "
    browser.get(link)
    browser.post(link)
    assert "keine E-Mail-Adresse im Register" in browser.get("/traeger/link").text
    assert browser.post("/traeger/link/erneuern").status_code == 409
    assert link_of(site_database, settings, made) == link
    assert browser.get("/traeger").status_code == 200


def test_scanners_change_nothing(
    browser: Browser, site_database: Database, settings: Settings, made: Made
) -> None:
    """GET and HEAD, as mail programs and scanners send them, on every kind of link."""
    link = link_of(site_database, settings, made)
    for address in (link, "/t/probe", "/zugang"):
        for _ in range(2):
            assert browser.client.get(address).status_code == 200
        browser.client.head(address)
    for address in ("/traeger/link/erneuern", "/traeger/link/nachfolge"):
        assert browser.client.get(address).status_code in {401, 404, 405}
    with site_database.read() as session:
        row = session.get_one(Invitation, made.actor.invitation_id)
        assert (row.first_opened_on, row.serial) == (None, 1)


def test_successor_is_proposed_to_the_planner(
    browser: Browser, site_database: Database, settings: Settings, made: Made
) -> None:
    link = link_of(site_database, settings, made)
    browser.get(link)
    browser.post(link)
    browser.get("/traeger/link")
    answer = browser.post("/traeger/link/nachfolge", {"name": "Neu Ling", "email": "neu"})
    text = html.unescape(re.sub("<[^>]+>", "", answer.text))
    assert (answer.status_code, 'value="Neu Ling"' in answer.text) == (422, True)
    assert "E-Mail: Schreiben Sie die Adresse" in text
    assert "Ohne das der Person darf niemand sie eintragen" in text
    answer = browser.post(
        "/traeger/link/nachfolge",
        {"name": "Neu Ling", "email": "neu@muster.example", "consented": "1", "remark": "ab Mai"},
    )
    assert "Die Nachfolge ist gemeldet." in answer.text
    with site_database.read() as session:
        [row] = session.exec(select(ChangeReport)).all()
    assert (row.organisation_id, row.kind, row.state, row.proposed) == (
        made.actor.organisation_id,
        "contact",
        "open",
        {"name": "Neu Ling", "email": "neu@muster.example"},
    )
    assert row.remark.endswith("\nab Mai")
    assert link_of(site_database, settings, made) == link
