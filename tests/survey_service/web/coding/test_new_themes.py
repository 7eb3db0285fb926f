"""New themes in a browser: asked for, waited for, read, and none found."""

from uuid import UUID

import pytest

from survey_service.database import Database
from survey_service.domain.coding import new_themes
from survey_service.domain.coding.new_themes import Found
from tests.survey_service import new_themes as texts
from tests.survey_service.conftest import Browser
from tests.survey_service.new_themes import DOGS

PLACE = "/erhebungen/welle/kodierung/neue-themen"


@pytest.fixture
def survey_id(site_database: Database) -> UUID:
    with site_database.write() as session:
        return texts.make(session)


def finish(database: Database, survey_id: UUID, *, empty: bool = False) -> None:
    with database.write() as session:
        known = {one.text: one.segment for one in new_themes.unfitting(session, survey_id)}
        inside = tuple(known[text] for text in DOGS)
        waiting = new_themes.latest(session, survey_id)
        assert waiting is not None
        group = Found(
            name="Hundewiese <b>", segments=inside, examples=inside[:3], different=5, mass=True
        )
        new_themes.finish(session, waiting.id, [] if empty else [group], looked_at=6)


def test_groups_are_asked_for_and_read(
    browser: Browser, site_database: Database, survey_id: UUID
) -> None:
    browser.sign_in("coder")
    assert f'href="{PLACE}"' in browser.get("/erhebungen/welle/kodierung").text
    assert "Noch wurde nicht gesucht." in browser.get(PLACE).text
    page = browser.post(PLACE).text
    assert "Neue Themen werden gesucht." in page
    assert f'hx-get="{PLACE}/stand"' in page
    again = browser.post(PLACE)
    assert (again.status_code, "schon gesucht" in again.text) == (409, True)
    finish(site_database, survey_id)
    page = browser.get(f"{PLACE}/stand").text
    assert "hx-get" not in page
    assert "Hundewiese &lt;b&gt;" in page
    assert "5 Sinneinheiten, 5 verschiedene" in page
    assert "vorbereiteter Text vieler" in page
    assert "2 weitere Sinneinheiten" in page
    assert all(text in page for text in DOGS)
    assert "Noch einmal suchen" in browser.get(PLACE).text


def test_none_found_and_a_failure_are_said(
    browser: Browser, site_database: Database, survey_id: UUID
) -> None:
    browser.sign_in("planner")
    browser.get(PLACE)
    browser.post(PLACE)
    finish(site_database, survey_id, empty=True)
    assert "Ohne Thema waren 6 Sinneinheiten" in browser.get(PLACE).text
    browser.post(PLACE)
    with site_database.write() as session:
        waiting = new_themes.latest(session, survey_id)
        assert waiting is not None
        new_themes.fail(session, waiting.id, "Es ging nicht.")
    assert "Es ging nicht." in browser.get(PLACE).text
