"""Handing in: one receipt, whatever is pressed how often; what was begun."""

import asyncio

import httpx
from sqlmodel import select

from survey_service import app, clock
from survey_service.database import Database
from survey_service.domain.fieldwork import surveys
from survey_service.domain.fieldwork.survey_drafts import Draft
from survey_service.settings import Settings
from survey_service.tables.surveys import Survey
from tests.survey_service.conftest import Browser
from tests.survey_service.waves import PLANNER
from tests.survey_service.web.residents.consultation_pages import (
    START,
    begin,
    code,
    counts,
    in_a_loop_of_its_own,
    send,
    to_overview,
)


def test_an_empty_answer_is_refused_with_a_sentence(browser: Browser, open_now: Database) -> None:
    begin(browser)
    browser.get(f"{START}/pruefen")
    answer = browser.post(f"{START}/absenden")
    assert answer.status_code == 422
    assert "Sie haben noch keine Frage beantwortet" in answer.text
    assert counts(open_now) == (0, 1, 0, 1)


def test_an_incomplete_answer_names_the_question(browser: Browser, open_now: Database) -> None:
    begin(browser)
    send(browser, 2, {"gut": "x" * 201})
    send(browser, 3, {"gruppe": "jung"})
    browser.get(f"{START}/pruefen")
    answer = browser.post(f"{START}/absenden")
    assert answer.status_code == 422
    assert "Diese Antwort können wir nicht lesen" in answer.text
    assert "Diese Antwort fehlt noch" in answer.text
    assert counts(open_now) == (0, 1, 2, 1)


def test_sending_twice_gives_the_same_receipt(browser: Browser, open_now: Database) -> None:
    to_overview(browser)
    overview = browser.page
    first = code(browser.post(f"{START}/absenden").text)
    browser.page = overview
    assert code(browser.post(f"{START}/absenden").text) == first
    assert code(browser.get(f"{START}/pruefen").text) == first
    assert code(browser.get(f"{START}/frage/2").text) == first
    assert counts(open_now) == (1, 0, 0, 0)


def test_presses_at_once_give_one_receipt(
    browser: Browser, settings: Settings, open_now: Database
) -> None:
    to_overview(browser)
    token, cookies = browser.token(), dict(browser.client.cookies)

    async def press_thrice() -> list[str]:
        transport = httpx.ASGITransport(app.create(settings, open_now))  # type: ignore[arg-type]
        async with httpx.AsyncClient(
            transport=transport,
            base_url=settings.base_url,
            cookies=cookies,
            follow_redirects=True,
        ) as client:
            presses = (client.post(f"{START}/absenden", data={"_csrf": token}) for _ in range(3))
            return [code(answer.text) for answer in await asyncio.gather(*presses)]

    codes = in_a_loop_of_its_own(press_thrice)
    assert (len(codes), len(set(codes)), counts(open_now)) == (3, 1, (1, 0, 0, 0))


def test_writing_on_after_handing_in_hands_the_text_back(
    browser: Browser, open_now: Database
) -> None:
    to_overview(browser)
    page = browser.get(f"{START}/frage/2").text
    browser.post(f"{START}/absenden")
    browser.page = page
    answer = send(browser, 2, {"gut": "Noch ein Gedanke"})
    assert "Ihre Antwort ist schon abgesandt" in answer.text
    assert (answer.status_code, "Noch ein Gedanke" in answer.text) == (409, True)


def test_another_person_at_the_same_device_begins_anew(
    browser: Browser, open_now: Database
) -> None:
    to_overview(browser)
    first = code(browser.post(f"{START}/absenden").text)
    begin(browser)
    send(browser, 2, {"gut": "Die Schule"})
    browser.get(f"{START}/pruefen")
    assert code(browser.post(f"{START}/absenden").text) != first
    assert counts(open_now) == (2, 0, 0, 0)


def test_the_receipt_belongs_to_its_consultation(browser: Browser, open_now: Database) -> None:
    to_overview(browser)
    browser.post(f"{START}/absenden")
    with open_now.write() as session:
        given_version = session.exec(select(Survey.questionnaire_version_id)).one()
        other = surveys.create(
            session,
            PLANNER,
            kind="consultation",
            draft=Draft(
                title="Andere",
                opens_on=clock.today(),
                closes_on=clock.today(),
                questionnaire_version_id=given_version,
            ),
        )
        surveys.open_survey(session, PLANNER, other.id)
    assert browser.get("/mitmachen/andere/quittung").status_code == 401


def test_what_was_begun_can_be_continued_or_thrown_away(
    browser: Browser, open_now: Database
) -> None:
    begin(browser)
    send(browser, 2, {"gut": "Der Park"})
    page = browser.get(START)
    assert "Auf diesem Gerät ist eine Antwort schon begonnen" in page.text
    assert "Der Park" in browser.get(f"{START}/pruefen").text
    assert "Der Park" not in begin(browser).text
    assert counts(open_now) == (0, 1, 0, 1)
    browser.get(f"{START}/pruefen")
    gone = browser.post(f"{START}/abbrechen", {"_sprache": "en"})
    assert "Your answers have been deleted." in gone.text
    assert counts(open_now) == (0, 0, 0, 0)
