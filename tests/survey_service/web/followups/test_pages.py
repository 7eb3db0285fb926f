"""Was daraus wurde in browsers: written, published, read by those who answered, taken back."""

from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from survey_service import app
from survey_service.database import Database
from survey_service.domain.providers import standing
from survey_service.settings import Settings
from tests.survey_service import consultation as residents
from tests.survey_service import wave
from tests.survey_service.conftest import SECRET, Browser
from tests.survey_service.domain.followups.test_followups import theme

HEADLINE = "Mehr Plätze in der Schuldnerberatung"
FIELDS = {
    "headline": HEADLINE,
    "text": "Viele haben lange Wartezeiten genannt.\n\nDer Rat hat zwei Stellen beschlossen.",
    "state": "decided",
    "dated_on": "2026-10-01",
    "office": "Amt für Soziales",
    "link": "https://rat.musterstadt.example/12?a=1&b=2",
}
WAVE = f"/erhebungen/{wave.SLUG}/was-daraus-wurde"
ASKED = f"/erhebungen/{residents.SLUG}/was-daraus-wurde"
PUBLIC = f"/mitmachen/{residents.SLUG}/was-daraus-wurde"


@pytest.fixture
def other(settings: Settings, site_database: Database) -> Iterator[Browser]:
    """A second browser."""
    with TestClient(app.create(settings, site_database), base_url=settings.base_url) as made:
        yield Browser(made)


def write(browser: Browser, address: str, **changes: Any) -> str:
    """A new entry; returns its address."""
    browser.get(f"{address}/neu")
    answer = browser.post(f"{address}/neu", FIELDS | changes)
    assert answer.status_code == 200, answer.text
    return str(answer.url.path)


def publish(browser: Browser, entry: str) -> Any:
    page = browser.get(entry).text
    number = page.partition('name="number" value="')[2].partition('"')[0]
    return browser.post(f"{entry}/veroeffentlichen", {"number": number})


@pytest.fixture
def asked(site_database: Database) -> None:
    with site_database.write() as session:
        residents.make(session)


@pytest.mark.usefixtures("asked")
def test_what_was_typed_stays_when_something_is_wrong(browser: Browser) -> None:
    browser.sign_in("planner")
    browser.get(f"{ASKED}/neu")
    answer = browser.post(
        f"{ASKED}/neu",
        {**FIELDS, "headline": "", "state": "not_done", "areas": ["101", "102"], "link": "x"},
    )
    assert answer.status_code == 422
    for sentence in (
        '<a href="#headline">Überschrift: Schreiben Sie in wenigen Worten',
        '<a href="#reason">Grund: Sagen Sie, warum es nicht umgesetzt wird.',
        '<a href="#link">Link: Geben Sie eine Adresse mit https://',
    ):
        assert sentence in answer.text
    assert "Der Rat hat zwei Stellen beschlossen.</textarea>" in answer.text
    assert answer.text.count(" checked>") == 3
    assert "Noch steht hier nichts." in browser.get(ASKED).text


@pytest.mark.usefixtures("asked")
def test_residents_read_it_in_their_language_once_it_is_published(
    browser: Browser, other: Browser
) -> None:
    code, label = theme()
    browser.sign_in("planner")
    assert "Noch hat die Kommune nichts veröffentlicht" in other.get(PUBLIC).text
    entry = write(browser, ASKED, theme=code, areas=["101"])
    assert HEADLINE not in other.get(f"{PUBLIC}?sprache=en").text
    answer = publish(browser, entry)
    assert "Veröffentlicht. Alle, die geantwortet haben" in answer.text
    page = fresh(other, f"{PUBLIC}?sprache=ar").text
    for part in (
        'dir="rtl"',
        f'<h2 lang="de" dir="ltr">{HEADLINE}</h2>',
        "تم اتخاذ قرار",
        f'<dd lang="de" dir="ltr">{label}</dd>',
        '<span lang="de" dir="ltr">Nordstadt</span>',
        'href="https://rat.musterstadt.example/12?a=1&amp;b=2"',
        "هذه النصوص متوفرة باللغة الألمانية فقط.",
    ):
        assert part in page, part
    assert "These texts" not in fresh(other, PUBLIC).text


def fresh(browser: Browser, address: str) -> Any:
    """As it is now: public pages are rendered once in two seconds."""
    browser.client.app.state.site._known.clear()
    return browser.get(address)


@pytest.mark.usefixtures("asked")
def test_pages_of_residents_lead_to_it(browser: Browser) -> None:
    link = f'href="{PUBLIC}'
    assert link in browser.get(f"/mitmachen/{residents.SLUG}").text
    assert f'{link}?sprache=ar"' in browser.get(f"/mitmachen/{residents.SLUG}?sprache=ar").text


@pytest.mark.usefixtures("asked")
def test_of_two_who_save_at_once_the_second_sees_both(browser: Browser, other: Browser) -> None:
    browser.sign_in("planner")
    other.sign_in("planner")
    entry = write(browser, ASKED)
    browser.get(f"{entry}/bearbeiten")
    browser.post(f"{entry}/bearbeiten", {**FIELDS, "text": "Erste.", "based_on": "1"})
    other.get(f"{entry}/bearbeiten")
    answer = other.post(f"{entry}/bearbeiten", {**FIELDS, "text": "Zweite.", "based_on": "1"})
    assert answer.status_code == 409
    for part in ("Zwei Fassungen", "<p>Erste.</p>", "Zweite.</textarea>", 'value="2"'):
        assert part in answer.text, part
    same = other.post(f"{entry}/bearbeiten", {**FIELDS, "text": "Erste.", "based_on": "2"})
    assert (same.status_code, "derselbe wie in Fassung 2" in same.text) == (400, True)
    browser.get(entry)
    stale = browser.post(f"{entry}/veroeffentlichen", {"number": "1"})
    assert (stale.status_code, "Inzwischen gibt es Fassung 2" in stale.text) == (409, True)


@pytest.mark.usefixtures("asked")
def test_taking_back_leaves_a_line(browser: Browser, other: Browser) -> None:
    browser.sign_in("planner")
    entry = write(browser, ASKED)
    publish(browser, entry)
    assert HEADLINE in fresh(other, PUBLIC).text
    browser.get(entry)
    answer = browser.post(f"{entry}/zuruecknehmen")
    assert "Fassung 1 ist zurückgenommen" in answer.text
    page = fresh(other, PUBLIC).text
    assert HEADLINE not in page
    assert "Die Kommune hat ihn zurückgenommen." in page
    assert "zurückgenommen am" in browser.get(ASKED).text


@pytest.fixture
def made(site_database: Database) -> wave.Made:
    with site_database.write() as session:
        return wave.make(session)


def test_the_report_author_reads_and_changes_nothing(
    browser: Browser, other: Browser, made: wave.Made
) -> None:
    assert made.survey_id
    browser.sign_in("planner")
    entry = write(browser, WAVE)
    other.sign_in("report_author")
    for page in (other.get(WAVE).text, other.get(entry).text):
        assert HEADLINE in page
        for word in ("Neuer Eintrag", "veröffentlichen</button>", "/bearbeiten"):
            assert word not in page
    assert other.post(f"{entry}/veroeffentlichen", {"number": "1"}).status_code == 403


def test_the_standing_page_leads_to_what_became_of_it(
    browser: Browser, other: Browser, site_database: Database, made: wave.Made
) -> None:
    with site_database.read() as session:
        link = standing.link(
            session, secret=SECRET, base_url="", invitation_id=made.actor.invitation_id
        )
    other.get(link)
    other.post(link)
    assert "noch ist nichts veröffentlicht" in other.get("/traeger").text
    assert (
        "Noch hat die Kommune nichts veröffentlicht." in other.get("/traeger/was-daraus-wurde").text
    )
    browser.sign_in("planner")
    publish(browser, write(browser, WAVE))
    publish(browser, write(browser, "/erhebungen/andere/was-daraus-wurde", headline="Fremde Welle"))
    assert "; zuletzt am" in other.get("/traeger").text
    page = other.get("/traeger/was-daraus-wurde").text
    assert HEADLINE in page
    assert "Fremde Welle" not in page
