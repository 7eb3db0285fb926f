"""A consultation of one page: answered and handed in at once."""

import asyncio
import re
from datetime import timedelta
from typing import Any

import httpx
import pytest
from litestar.testing import TestClient
from sqlmodel import select

from survey_service import app, clock
from survey_service.database import Database
from survey_service.domain.fieldwork import surveys
from survey_service.settings import Settings
from survey_service.tables.responses import Response, Statement
from survey_service.tables.surveys import Survey
from tests.survey_service import consultation as given
from tests.survey_service.conftest import Browser
from tests.survey_service.waves import PLANNER
from tests.survey_service.web.residents.consultation_pages import (
    START,
    begin,
    code,
    counts,
    in_a_loop_of_its_own,
    move,
    opened,
    send,
    title,
)


@pytest.fixture
def single(site_database: Database) -> Database:
    """A database with an open consultation of one page."""
    return opened(site_database, given.ONE_PAGE)


ANSWERS = {"gebiet": "101", "gut": "Park", "jahre": "3", "gruppe": "alt"}


def errand(page: str) -> str:
    return page.split('name="_vorgang" value="')[1].split('"', maxsplit=1)[0]


def send_all(browser: Browser, fields: dict[str, str], **extra: Any) -> Any:
    """The only page, sent from the first page as the browser shows it."""
    shown = {"_vorgang": errand(browser.page)} if "_vorgang" in browser.page else {}
    fields = {**shown, "_absenden": "1", **fields}
    return browser.post(f"{START}/antworten?sprache=de", fields, **extra)


def test_one_page_without_its_token_hands_the_text_back(browser: Browser, single: Database) -> None:
    answer = browser.client.post(f"{START}/antworten", data={**ANSWERS, "_absenden": "1"})
    assert (answer.status_code, "Park" in answer.text) == (403, True)
    assert counts(single) == (0, 0, 0, 0)


def test_one_page_beyond_the_limit_hands_the_text_back(
    settings: Settings, single: Database
) -> None:
    few = Settings(
        home=settings.home,
        secret=settings.secret,
        base_url=settings.base_url,
        answers_per_hour=60,
    )
    with TestClient(app.create(few, single), base_url=settings.base_url) as client:
        browser = Browser(client)
        for _ in range(60):
            browser.get(START)
            send_all(browser, ANSWERS)
        browser.get(START)
        answer = send_all(browser, {"gut": "Der einundsechzigste Text"})
    assert (answer.status_code, "Der einundsechzigste Text" in answer.text) == (429, True)
    assert counts(single)[0] == 60


def test_one_page_is_handed_in_at_once(browser: Browser, single: Database) -> None:
    page = browser.get(START)
    assert title(page.text) == "Mein Quartier – Musterstadt"
    assert len(re.findall("<h1", page.text)) == 1
    assert "Wofür ist der Quittungscode?" in page.text
    receipt = send_all(browser, ANSWERS)
    assert str(receipt.url).endswith("/quittung")
    assert counts(single) == (1, 0, 0, 0)
    with single.read() as session:
        row = session.exec(select(Response)).one()
        assert (row.submitted_on, row.submitted_at) == (clock.today(), None)
        assert session.exec(select(Statement.text, Statement.area_code)).all() == [("Park", "101")]
    assert code(browser.get(f"{START}/quittung").text) == code(receipt.text)


def test_one_page_sent_twice_is_one_answer_with_one_receipt(
    browser: Browser, single: Database
) -> None:
    page = browser.get(START).text
    first = code(send_all(browser, ANSWERS).text)
    browser.page = page
    assert code(send_all(browser, ANSWERS).text) == first
    browser.page = page
    changed = send_all(browser, {**ANSWERS, "gut": "Noch ein Gedanke"})
    assert (changed.status_code, "Noch ein Gedanke" in changed.text) == (409, True)
    assert counts(single) == (1, 0, 0, 0)
    browser.get(START)
    assert code(send_all(browser, ANSWERS).text) != first
    assert counts(single) == (2, 0, 0, 0)


def test_presses_at_once_on_one_page_give_one_receipt(
    browser: Browser, settings: Settings, single: Database
) -> None:
    browser.get(START)
    fields = {**ANSWERS, "_csrf": browser.token(), "_absenden": "1"}
    fields["_vorgang"] = errand(browser.page)
    cookies = dict(browser.client.cookies)

    async def press_thrice() -> list[str]:
        transport = httpx.ASGITransport(app.create(settings, single))  # type: ignore[arg-type]
        codes = []

        async def press() -> None:
            async with httpx.AsyncClient(
                transport=transport,
                base_url=settings.base_url,
                cookies=cookies,
                follow_redirects=True,
            ) as client:
                codes.append(code((await client.post(f"{START}/antworten", data=fields)).text))

        await asyncio.gather(*(press() for _ in range(3)))
        return codes

    codes = in_a_loop_of_its_own(press_thrice)
    assert (len(codes), len(set(codes)), counts(single)) == (3, 1, (1, 0, 0, 0))


@pytest.mark.parametrize("drawn", ["", "kurz", "ä" * 43, "x" * 5_000])
def test_a_forged_errand_gets_a_receipt_of_its_own(
    browser: Browser, single: Database, drawn: str
) -> None:
    codes = set()
    for _ in range(2):
        browser.get(START)
        codes.add(code(send_all(browser, {**ANSWERS, "_vorgang": drawn}).text))
    assert (len(codes), counts(single)) == (2, (2, 0, 0, 0))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "noch keine Frage beantwortet"),
        ({"gut": "Park", "jahre": "drei"}, "nur eine ganze Zahl"),
        ({"gut": "Park" * 60, "gruppe": "falsch"}, "möglich sind höchstens 200"),
        ({"gut": "Park", "gruppe": "jung"}, "Zu Ihrer Antwort gehören noch Fragen"),
    ],
)
def test_one_page_with_problems_is_kept_and_shown_again(
    browser: Browser, single: Database, fields: dict[str, str], sentence: str
) -> None:
    browser.get(START)
    answer = send_all(browser, fields)
    assert "/frage/1?" in str(answer.url)
    assert sentence in answer.text
    for typed in fields.values():
        assert typed in answer.text or f'value="{typed}"' in answer.text or typed == "falsch"
    assert counts(single) == (0, 1, 1 if fields else 0, 1)
    mended = {"gut": "Park", "gruppe": "alt", "_absenden": "1"}
    assert code(send(browser, 1, mended).text)
    assert counts(single) == (1, 0, 0, 0)


def test_one_page_in_another_language_keeps_what_was_typed(
    browser: Browser, single: Database
) -> None:
    browser.get(START)
    fields = {"gut": "Halb geschrieben", "_vorgang": errand(browser.page), "_sprache": "en"}
    answer = browser.post(f"{START}/antworten?sprache=de", fields)
    assert '<html lang="en"' in answer.text
    assert ">\nHalb geschrieben</textarea>" in answer.text
    again = browser.get(START)
    assert "An answer has already been started on this device." in again.text


def test_one_page_is_kept_where_problems_remain(browser: Browser, single: Database) -> None:
    begin(browser)
    empty = send(browser, 1, {"_absenden": "1"})
    assert (empty.status_code, "noch keine Frage beantwortet" in empty.text) == (422, True)
    wrong = send(browser, 1, {"gut": "Park", "jahre": "drei", "_absenden": "1"})
    assert (wrong.status_code, "nur eine ganze Zahl" in wrong.text) == (422, True)
    assert counts(single) == (0, 1, 1, 1)
    appears = send(browser, 1, {"gut": "Park", "gruppe": "jung", "_absenden": "1"})
    assert 'name="schule"' in appears.text


def test_one_page_may_arrive_shortly_after_the_end_but_not_later(
    browser: Browser, single: Database
) -> None:
    page = browser.get(START).text
    yesterday = clock.today() - timedelta(days=1)
    move(single, yesterday, yesterday)
    assert code(send_all(browser, ANSWERS).text)
    browser.page = page
    with single.write() as session:
        surveys.close(session, PLANNER, session.exec(select(Survey.id)).one())
    for fields in ({"gut": "Zu spät geschrieben"}, {"gut": "Zu spät geschrieben", "jahre": "x"}):
        browser.page = page
        late = send_all(browser, fields)
        assert (late.status_code, "Zu spät geschrieben" in late.text) == (409, True)
    assert counts(single) == (1, 0, 0, 0)
