"""An association's desk: its members, nobody else's, and no way to the city's pages."""

import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import update
from sqlmodel import col, select

from survey_service.database import Database
from survey_service.tables.accounts import Grant
from survey_service.tables.register import Association, Organisation
from tests.survey_service.conftest import ASSOCIATION, Browser
from tests.survey_service.domain.associations.two import SLUG, make


@pytest.fixture
def member(site_database: Database, browser: Browser) -> Browser:
    """Signed in for an association with one member, in a wave with those of others."""
    with site_database.write() as session:
        make(session)
        own = session.exec(select(Association.id).where(Association.name == ASSOCIATION)).one()
        session.execute(
            update(Organisation).where(col(Organisation.code) == "frei").values(association_id=own)
        )
    browser.sign_in("association")
    return browser


def test_start_page_teaches_while_there_is_nothing(browser: Browser) -> None:
    browser.sign_in("association")
    page = browser.get("/arbeitsplatz").text
    assert f"Sie sprechen für: {ASSOCIATION}." in page
    assert "Sobald Ihre Mitglieder zu einer Erhebungswelle eingeladen sind" in page
    assert "/erhebungen" not in page


def test_account_without_an_association_is_told_so(
    browser: Browser, site_database: Database
) -> None:
    with site_database.write() as session:
        session.execute(
            update(Grant).where(col(Grant.role) == "association").values(association_id=None)
        )
    browser.sign_in("association")
    assert "noch keinem Verband zugeordnet" in browser.get("/arbeitsplatz").text


def test_only_own_members_are_shown(member: Browser) -> None:
    start = member.get("/arbeitsplatz").text
    assert "0 von 1</span>" in start
    assert f'href="/verband/{SLUG}"' in start
    page = member.get(f"/verband/{SLUG}").text
    assert ("Träger frei" in page, "Träger awo-1" in page, "@" in page) == (True, False, False)
    assert "Kein Mitglied in diesem Zustand." in member.get(f"/verband/{SLUG}?zustand=begun").text
    book = load_workbook(io.BytesIO(member.get(f"/verband/{SLUG}/mitglieder").content))
    found = [str(cell) for row in book["Mitglieder"].values for cell in row]
    assert ("Träger frei" in found, "Träger awo-1" in found) == (True, False)


def test_unknown_wave_is_not_found(member: Browser) -> None:
    for path in ("", "/mitglieder", "/stellungnahme"):
        assert member.get(f"/verband/nirgends{path}").status_code == 404


def test_planner_has_no_way_to_the_members_page(browser: Browser, site_database: Database) -> None:
    with site_database.write() as session:
        make(session)
    browser.sign_in("planner")
    assert browser.get(f"/verband/{SLUG}").status_code == 403
