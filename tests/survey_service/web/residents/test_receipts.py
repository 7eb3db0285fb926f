"""What became of an answer: title, month and state, never the text."""

import re
from typing import Any

import pytest
from babel.dates import format_date
from litestar.testing import TestClient

from survey_service import app, clock
from survey_service.database import Database
from survey_service.settings import Settings
from tests.survey_service.conftest import Browser
from tests.survey_service.web.residents.consultation_pages import (
    START,
    code,
    opened,
    to_overview,
    words,
)


@pytest.fixture
def receipt(browser: Browser, site_database: Database) -> str:
    """The code of an answer that was handed in."""
    opened(site_database)
    to_overview(browser)
    return code(browser.post(f"{START}/absenden").text)


def look_up(browser: Browser, typed: str, language: str = "de") -> Any:
    browser.get(f"/beleg?sprache={language}")
    return browser.post(f"/beleg?sprache={language}", {"code": typed})


@pytest.mark.parametrize("typed", ["", "falsch", "K7M4-9QXT-WPA2-6HRD", "<b>\x00" * 500])
def test_an_unknown_code_is_a_sentence_at_the_field(
    browser: Browser, site_database: Database, typed: str
) -> None:
    answer = look_up(browser, typed)
    assert answer.status_code == 404
    assert "Diesen Code kennen wir nicht" in answer.text
    assert ('aria-invalid="true"' in answer.text, "<b>" in answer.text) == (True, False)


def test_without_the_forms_token_nothing_is_looked_up(browser: Browser, receipt: str) -> None:
    answer = browser.client.post("/beleg", data={"code": receipt})
    assert (answer.status_code, "angekommen" in answer.text) == (403, False)


def test_guessing_is_slowed_down(settings: Settings, site_database: Database) -> None:
    slow = Settings(
        home=settings.home,
        secret=settings.secret,
        base_url=settings.base_url,
        answers_per_hour=60,
    )
    with TestClient(app.create(slow, site_database), base_url=settings.base_url) as client:
        browser = Browser(client)
        codes = [look_up(browser, "falsch").status_code for _ in range(61)]
    assert codes == [404] * 60 + [429]
    assert "in einer Stunde noch einmal" in browser.page


def test_title_month_and_state_are_told_but_not_the_text(browser: Browser, receipt: str) -> None:
    answer = look_up(browser, receipt.lower().replace("-", " "))
    page = words(answer.text)
    month = format_date(clock.today(), "LLLL yyyy", locale="de")
    assert answer.status_code == 200
    for told in ("Mein Quartier", month, "angekommen: noch nicht ausgewertet"):
        assert told in page
    assert "Der Park" not in answer.text
    assert re.search(r"\d\d\.\d\d\.\d{4}", page) is None


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("ar", "وصلت: لم يتم التقييم بعد"), ("tr", "henüz değerlendirilmedi"), ("xx", "ausgewertet")],
)
def test_it_is_told_in_the_language_of_the_page(
    browser: Browser, receipt: str, language: str, sentence: str
) -> None:
    assert sentence in look_up(browser, receipt, language).text
