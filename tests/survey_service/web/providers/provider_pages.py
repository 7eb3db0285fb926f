"""A provider's pages as a browser without script fills them in, and what is read from them."""

import re
from html import unescape
from typing import Any

from sqlmodel import select

from survey_service.database import Database
from survey_service.domain.providers import standing
from survey_service.tables.responses import Revision
from survey_service.tables.surveys import Survey
from tests.survey_service import wave
from tests.survey_service.conftest import Browser
from tests.survey_service.wave import SLUG, Made

OPEN_AGAIN = "Bitte öffnen Sie Ihren Link noch einmal"
HUB = f"/traeger/{SLUG}"
LAGE = f"{HUB}/lage"


def link(database: Database, made: Made) -> str:
    assert made.actor.invitation_id is not None
    with database.read() as session:
        return standing.link(
            session, secret=wave.SECRET, base_url="", invitation_id=made.actor.invitation_id
        )


def open_link(browser: Browser, database: Database, made: Made, person: str = "") -> Any:
    """Look at the link, press its button; who it is, is said where it is known."""
    address = link(database, made)
    browser.get(address)
    return browser.post(address, {"person": person} if person else None)


def heading(page: str) -> str:
    return page.split("<h1>")[1].split("</h1>", maxsplit=1)[0]


def hidden(page: str) -> dict[str, str]:
    """The form's own fields, without the token."""
    found = re.findall(r'<input type="hidden" name="(_\w[^"]*)" value="([^"]*)"', page)
    return {name: value for name, value in found if name != "_csrf"}


def form(browser: Browser, url: str, fields: dict[str, Any], button: str = "_weiter") -> Any:
    """Open a page, fill it in, press a button."""
    browser.get(url)
    return browser.post(url, {**hidden(browser.page), **fields, button: "1"})


def path(answer: Any) -> str:
    return str(answer.url).removeprefix("http://testserver.local")


def flash(page: str) -> str:
    title = r'role="status">\s*<p class="alert__title">.*?</svg>(.*?)</p>'
    found = re.search(title, page, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", found.group(1))).split()) if found else ""


def change_survey(database: Database, made: Made, **values: Any) -> None:
    with database.write() as session:
        survey = session.get_one(Survey, made.survey_id)
        for name, value in values.items():
            setattr(survey, name, value)


def other_tab(browser: Browser, url: str, fields: dict[str, Any]) -> dict[str, str]:
    """Another tab opens the page first and is left open: what its form holds."""
    browser.get(url)
    return {**hidden(browser.page), **fields, "_weiter": "1"}


def autosave(browser: Browser, url: str, fields: dict[str, Any]) -> Any:
    return browser.client.post(
        url,
        data={"_csrf": browser.token(), **fields},
        headers={"x-requested-with": "autosave"},
    )


def stored(database: Database) -> list[bytes]:
    with database.read() as session:
        return list(session.exec(select(Revision.content)).all())
