"""Review by what it teaches, in a browser: ask, work through, come to the end."""

import re
from uuid import UUID

import pytest

from survey_service.database import Database
from survey_service.domain.coding import teaching
from tests.survey_service import coded
from tests.survey_service.conftest import Browser

PLACE = "/erhebungen/welle/kodierung/lehrreich"
BUS = "mobilitaet.oepnv"
TEXTS = ("Der Bus kommt nie.", "Der Bus ist <voll>.")


@pytest.fixture
def survey_id(site_database: Database) -> UUID:
    with site_database.write() as session:
        survey_id = coded.add_survey(session)
        found = []
        for number, text in enumerate(TEXTS):
            statement = coded.add_statement(session, survey_id, text, contributor=f"c{number}")
            found.append(coded.coded_statement(statement, text, (coded.suggestion(BUS),)))
        coded.add_run(session, survey_id, found)
    return survey_id


def test_an_order_is_asked_for_and_waited_for(browser: Browser, survey_id: UUID) -> None:
    assert survey_id
    browser.sign_in("coder")
    assert f'href="{PLACE}"' in browser.get("/erhebungen/welle/kodierung").text
    assert "Noch wurde keine Reihenfolge bestimmt." in browser.get(PLACE).text
    page = browser.post(PLACE).text
    assert "Das dauert meist weniger als eine Minute." in page
    # Hidden by its style, so that it is there when the order has come without a new page.
    assert 'class="after-waiting"' in page
    assert f'hx-get="{PLACE}/stand"' in browser.get(f"{PLACE}/stand").text
    browser.get("/erhebungen/welle/kodierung")
    again = browser.post(PLACE, {"_csrf": browser.token() or token(browser)})
    assert (again.status_code, "wird schon bestimmt" in again.text) == (409, True)


def token(browser: Browser) -> str:
    browser.get("/arbeitsplatz")
    return browser.token()


def test_a_failure_is_shown(browser: Browser, site_database: Database, survey_id: UUID) -> None:
    browser.sign_in("planner")
    browser.get(PLACE)
    browser.post(PLACE)
    with site_database.write() as session:
        order = teaching.latest(session, survey_id)
        assert order is not None
        teaching.fail(session, order.id, "Es ging nicht.")
    page = browser.get(PLACE).text
    assert "Es ging nicht." in page
    assert "Neue Reihenfolge bestimmen" in page


def test_the_order_is_kept_while_deciding(
    browser: Browser, site_database: Database, survey_id: UUID
) -> None:
    browser.sign_in("planner")
    browser.get(PLACE)
    browser.post(PLACE)
    with site_database.write() as session:
        order = teaching.latest(session, survey_id)
        known = {one.text: one.segment for one in teaching.candidates(session, survey_id)}
        assert order is not None
        picks = [(known[text], f"Grund {number}") for number, text in enumerate(TEXTS)]
        teaching.finish(session, order.id, picks)
    first, second = (known[text] for text in TEXTS)
    page = browser.get(PLACE).text
    assert f'href="/aussagen/{first}?folge=lehrreich"' in page
    assert "Der Bus ist &lt;voll&gt;." in page
    assert "Grund 1" in page
    page = browser.get(f"/aussagen/{first}?folge=lehrreich").text
    assert f'href="/aussagen/{second}?folge=lehrreich" data-key="n"' in page
    answer = browser.post(
        f"/aussagen/{first}/entscheidung?folge=lehrreich", {"decision": f"accept theme {BUS}"}
    )
    assert str(answer.url).endswith(f"/aussagen/{first}?folge=lehrreich")
    quoted = browser.post(f"/aussagen/{first}/zitat?folge=lehrreich", {"text": TEXTS[0]})
    assert str(quoted.url).endswith(f"/aussagen/{first}?folge=lehrreich")
    page = browser.get(f"/aussagen/{second}?folge=lehrreich").text
    assert "Das war die letzte offene dieser Reihenfolge." in page
    assert re.search(rf'href="{PLACE}"', page)
    # Without the word the order is that of chance, and an unknown word is none.
    assert "?folge=" not in browser.get(f"/aussagen/{first}").text
    assert "?folge=" not in browser.get(f"/aussagen/{first}?folge=x").text
    assert "Weiter prüfen" in browser.get(PLACE).text
    browser.get(f"/aussagen/{second}")
    browser.post(f"/aussagen/{second}/entscheidung", {"decision": f"reject theme {BUS}"})
    assert "Alle dieser Reihenfolge sind geprüft." in browser.get(PLACE).text
