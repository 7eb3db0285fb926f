"""A consultation's pages as a browser without script walks them, and what is read from them."""

import asyncio
import re
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlmodel import select

from questionnaires.questionnaire import Questionnaire
from survey_service.database import Database
from survey_service.tables.accounts import BrowserSession
from survey_service.tables.responses import Response, Revision
from survey_service.tables.surveys import Survey
from tests.survey_service import consultation as given
from tests.survey_service.conftest import Browser

START = "/mitmachen/mein-quartier"
ONWARD = {"_weiter": "1"}


def in_a_loop_of_its_own(pressing: Callable[[], Coroutine[Any, Any, list[str]]]) -> list[str]:
    """In a thread: where a browser serves the process's tests, its loop runs in the first one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(pressing())).result()


def opened(database: Database, questionnaire: Questionnaire = given.THREE_PAGES) -> Database:
    with database.write() as session:
        given.make(session, questionnaire)
    return database


def begin(browser: Browser, language: str = "de") -> Any:
    browser.get(f"{START}?sprache={language}")
    return browser.post(f"{START}/beginnen", {"_sprache": language})


def send(browser: Browser, number: int, fields: dict[str, Any], **extra: Any) -> Any:
    base = re.search(r'name="_grundlage" value="(\d+)"', browser.page)
    shown = {"_grundlage": base.group(1) if base else "0"}
    return browser.post(f"{START}/frage/{number}", {**shown, **ONWARD, **fields}, **extra)


def to_overview(browser: Browser) -> Any:
    """All three pages answered."""
    begin(browser)
    send(browser, 1, {"gebiet": "101"})
    send(browser, 2, {"gut": "Der Park"})
    return send(browser, 3, {"gruppe": "alt"})


def title(page: str) -> str:
    return " ".join(page.split("<title>")[1].split("</title>", maxsplit=1)[0].split())


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.split("<main")[1]).split())


def code(page: str) -> str:
    return page.split('<bdi dir="ltr">')[1].split("</bdi>", maxsplit=1)[0]


def counts(database: Database) -> tuple[int, int, int, int]:
    """Submitted responses, drafts, saved pages, browser sessions."""
    with database.read() as session:
        states = session.exec(select(Response.state)).all()
        return (
            states.count("submitted"),
            states.count("draft"),
            len(session.exec(select(Revision.id)).all()),
            len(session.exec(select(BrowserSession.token_hash)).all()),
        )


def move(database: Database, opens: Any, closes: Any) -> None:
    with database.write() as session:
        row = session.exec(select(Survey)).one()
        row.opens_on, row.closes_on = opens, closes
