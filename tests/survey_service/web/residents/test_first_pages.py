"""The first page of a consultation: what one must know, languages, days."""

from datetime import timedelta

import pytest
from sqlmodel import select

from survey_service import clock
from survey_service.database import Database
from survey_service.tables.surveys import Survey
from tests.survey_service.conftest import Browser
from tests.survey_service.web.residents.consultation_pages import (
    START,
    counts,
    move,
    opened,
    title,
    words,
)


@pytest.mark.parametrize(
    ("wordings", "heading"),
    [
        ({"ar": ["رأيكم في حيّكم", ""]}, "<h1>رأيكم في حيّكم</h1>"),
        # What there is only in German says so to a screen reader.
        ({}, '<h1 lang="de" dir="ltr">Mein Quartier</h1>'),
    ],
)
def test_the_first_page_speaks_the_language_where_there_are_words_for_it(
    browser: Browser, site_database: Database, wordings: dict[str, list[str]], heading: str
) -> None:
    opened(site_database)
    with site_database.write() as session:
        survey = session.exec(select(Survey)).one()
        survey.introduction = "Worum es geht."
        survey.wordings = wordings
    arabic = browser.get(f"{START}?sprache=ar").text
    assert heading in arabic
    assert '<div class="text lead" lang="de" dir="ltr"><p>Worum es geht.</p></div>' in arabic
    assert "<h1>Mein Quartier</h1>" in browser.get(START).text


def test_the_first_page_says_what_one_must_know(browser: Browser, open_now: Database) -> None:
    answer = browser.get(START)
    page = words(answer.text)
    assert (answer.status_code, title(answer.text)) == (200, "Mein Quartier – Musterstadt")
    for sentence in (
        "Wir planen neu.",
        "4 Fragen. Das dauert ungefähr 3 Minuten.",
        "Wir fragen nicht nach Ihrem Namen.",
        "Ihre Antworten liest bei der Kommune: Amt für Soziales",
        "wie ein Deckname (Pseudonym)",
    ):
        assert sentence in page
    assert "anonym" not in page.lower()
    # One question must be answered.
    assert "freiwillig" not in page


def test_languages_can_be_chosen_and_unchecked_ones_say_so(
    browser: Browser, open_now: Database
) -> None:
    arabic = browser.get(f"{START}?sprache=ar").text
    assert '<html lang="ar" dir="rtl">' in arabic
    assert "لم تُراجَع هذه الترجمة." in arabic
    assert "Diese Übersetzung" not in browser.get(f"{START}?sprache=de").text
    assert "not been checked" not in browser.get(f"{START}?sprache=en").text
    assert '<html lang="de"' in browser.get(f"{START}?sprache=xx").text


@pytest.mark.parametrize(
    ("days", "sentence"),
    [((2, 9), "Diese Beteiligung hat noch nicht begonnen."), ((-9, -3), "ist beendet.")],
)
def test_outside_its_days_the_page_says_when(
    browser: Browser, open_now: Database, days: tuple[int, int], sentence: str
) -> None:
    opens, closes = (clock.today() + timedelta(days=one) for one in days)
    token = browser.get(START) and browser.token()
    move(open_now, opens, closes)
    page = words(browser.get(START).text)
    assert sentence in page
    assert f"{opens:%d.%m.%Y}" in page
    assert f"{closes:%d.%m.%Y}" in page
    assert "beginnen" not in page
    late = browser.client.post(f"{START}/beginnen", data={"_csrf": token, "_sprache": "de"})
    assert (sentence in words(late.text), counts(open_now)) == (True, (0, 0, 0, 0))
