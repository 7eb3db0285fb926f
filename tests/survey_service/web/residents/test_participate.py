"""Taking part, as a browser without script does it. Refusals first; nothing typed is lost."""

import asyncio
import re
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest
from litestar.testing import TestClient
from sqlmodel import select

from questionnaires.questionnaire import Questionnaire
from survey_service import app, clock
from survey_service.database import Database
from survey_service.domain.fieldwork import surveys
from survey_service.domain.fieldwork.survey_drafts import Draft
from survey_service.settings import Settings
from survey_service.tables.accounts import BrowserSession
from survey_service.tables.responses import Response, Revision, Statement
from survey_service.tables.surveys import Survey
from survey_service.web import site
from tests.survey_service import consultation as given
from tests.survey_service.conftest import Browser
from tests.survey_service.waves import PLANNER

START = "/mitmachen/mein-quartier"
ONWARD = {"_weiter": "1"}


@pytest.fixture(autouse=True)
def nothing_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page reads what a test has just changed."""
    monkeypatch.setattr(site, "FACTS_SECONDS", -1.0)


@pytest.fixture
def open_now(site_database: Database) -> Database:
    """A database with an open consultation of three pages."""
    return opened(site_database)


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


# Refusals


def test_an_unknown_consultation_is_a_sentence(browser: Browser) -> None:
    answer = browser.get("/mitmachen/gibt-es-nicht?sprache=en")
    assert (answer.status_code, "This page does not exist" in answer.text) == (404, True)


def test_questions_need_a_session(browser: Browser, open_now: Database) -> None:
    for path in ("/frage/1", "/pruefen", "/quittung"):
        answer = browser.get(START + path)
        assert (answer.status_code, "Ihre Sitzung ist beendet" in answer.text) == (401, True)
    assert counts(open_now) == (0, 0, 0, 0)


def test_beginning_needs_the_forms_token(browser: Browser, open_now: Database) -> None:
    answer = browser.client.post(f"{START}/beginnen", data={"_sprache": "de"})
    assert (answer.status_code, "Es wurde nichts geändert" in answer.text) == (403, True)
    assert counts(open_now) == (0, 0, 0, 0)


@pytest.mark.parametrize("token", ["", "falsch", "ä", "A" * 10_000])
def test_a_page_without_its_token_hands_the_text_back(
    browser: Browser, open_now: Database, token: str
) -> None:
    begin(browser)
    answer = browser.client.post(
        f"{START}/frage/2?sprache=en",
        data={"_csrf": token, "gut": "Mein langer <Text>", "gruppe": "alt", **ONWARD},
    )
    assert answer.status_code == 403
    assert "The form has expired or came from another site" in answer.text
    assert "Mein langer &lt;Text&gt;" in answer.text
    assert counts(open_now) == (0, 1, 0, 1)


def test_a_form_from_another_site_saves_nothing(browser: Browser, open_now: Database) -> None:
    begin(browser)
    answer = send(browser, 2, {"gut": "x"}, headers={"sec-fetch-site": "cross-site"})
    assert (answer.status_code, counts(open_now)) == (403, (0, 1, 0, 1))


def test_a_lost_session_hands_the_text_back(browser: Browser, open_now: Database) -> None:
    begin(browser)
    browser.client.cookies.set("teilnahme", "lost", domain="testserver.local")
    answer = send(browser, 2, {"gut": "Mein langer Text"})
    assert (answer.status_code, "Mein langer Text" in answer.text) == (401, True)
    assert f'href="{START}"' in answer.text


def test_a_far_too_long_text_is_handed_back(browser: Browser, open_now: Database) -> None:
    begin(browser)
    answer = send(browser, 2, {"gut": "lang " * 10_001})
    assert (answer.status_code, "viel zu lang" in answer.text) == (400, True)
    assert "lang lang lang" in answer.text
    assert counts(open_now)[2] == 0


def test_a_broken_body_is_a_sentence(browser: Browser, open_now: Database) -> None:
    begin(browser)
    for kind, body in (
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("multipart/form-data", b"x"),
        ("application/x-www-form-urlencoded", b"%ff=%fe&\xff\xfe=1&&&=;%"),
        ("application/json", b"{"),
        ("", b"\x00"),
    ):
        answer = browser.client.post(
            f"{START}/frage/2", content=body, headers={"content-type": kind}
        )
        assert (answer.status_code in {400, 403}, "Traceback" in answer.text) == (True, False)
        assert "Das hat nicht geklappt" in answer.text


def test_other_methods_are_refused_with_a_sentence(browser: Browser, open_now: Database) -> None:
    answer = browser.client.delete(START)
    assert (answer.status_code, "Traceback" in answer.text) == (405, False)


def test_a_page_number_that_does_not_exist(browser: Browser, open_now: Database) -> None:
    begin(browser)
    for number in ("0", "4", "99999999999999999999"):
        assert browser.get(f"{START}/frage/{number}").status_code == 404
    assert browser.get(f"{START}/frage/eins").status_code == 404
    browser.get(f"{START}/frage/1")
    assert send(browser, 4, {"gut": "x"}).status_code == 404


def test_sixty_people_behind_one_address_pass_and_a_flood_does_not(
    settings: Settings, open_now: Database
) -> None:
    settings = Settings(
        home=settings.home,
        secret=settings.secret,
        base_url=settings.base_url,
        answers_per_hour=60,
    )
    with TestClient(app.create(settings, open_now), base_url=settings.base_url) as client:
        browser = Browser(client)
        passed = [begin(browser).status_code for _ in range(60)]
        answer = begin(browser)
    assert passed == [200] * 60
    assert (answer.status_code, "in einer Stunde noch einmal" in answer.text) == (429, True)


# The first page


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


def move(database: Database, opens: Any, closes: Any) -> None:
    with database.write() as session:
        row = session.exec(select(Survey)).one()
        row.opens_on, row.closes_on = opens, closes


# The way through


def test_the_whole_way_gives_a_receipt(browser: Browser, open_now: Database) -> None:
    first = begin(browser)
    assert title(first.text) == "Seite 1 von 3: Welcher Stadtteil? – Mein Quartier – Musterstadt"
    second = send(browser, 1, {"gebiet": "101"})
    assert str(second.url).endswith("/frage/2")
    assert "Brauchen Sie jetzt Hilfe? Notruf 112." in words(second.text)
    third = send(browser, 2, {"gut": "Der Park"})
    assert title(third.text) == "Seite 3 von 3: Person – Mein Quartier – Musterstadt"
    overview = send(browser, 3, {"gruppe": "alt"})
    assert str(overview.url).endswith("/pruefen")
    assert re.findall(r'<dd><span dir="auto">(.*?)</span>', overview.text) == [
        "Nordstadt",
        "Der Park",
        "Ich bin alt",
    ]
    receipt = browser.post(f"{START}/absenden")
    assert str(receipt.url).endswith("/quittung")
    assert re.fullmatch(r"([2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}", code(receipt.text))
    assert "0800" in words(receipt.text)
    assert counts(open_now) == (1, 0, 0, 0)
    with open_now.read() as session:
        assert session.exec(select(Statement.text)).all() == ["Der Park"]


def test_progress_counts_questions_where_pages_hold_one(
    browser: Browser, site_database: Database
) -> None:
    pages = given.THREE_PAGES.pages[:2]
    opened(
        site_database,
        Questionnaire(
            key="zwei",
            version=1,
            title={"de": "Zwei"},
            languages=("de",),
            default_language="de",
            pages=pages,
        ),
    )
    answer = begin(browser)
    assert title(answer.text).startswith("Frage 1 von 2: Welcher Stadtteil? – ")
    assert len(re.findall("<h1", answer.text)) == 1


def test_back_and_forward_keep_what_was_typed(browser: Browser, open_now: Database) -> None:
    begin(browser)
    send(browser, 1, {"gebiet": "102"})
    back = send(browser, 2, {"gut": "Zeile 1\r\nZeile 2", "_zurueck": "1"})
    assert str(back.url).endswith("/frage/1")
    assert re.search(r'<option value="102" selected>', back.text)
    again = send(browser, 1, {"gebiet": "102"})
    assert ">\nZeile 1\nZeile 2</textarea>" in again.text
    assert ">\nZeile 1\nZeile 2</textarea>" in browser.get(f"{START}/frage/2").text


def test_the_first_page_has_no_way_back(browser: Browser, open_now: Database) -> None:
    assert "_zurueck" not in begin(browser).text
    stays = send(browser, 1, {"gebiet": "102", "_zurueck": "1"})
    assert str(stays.url).endswith("/frage/1")


def test_another_language_midway_keeps_the_answers(browser: Browser, open_now: Database) -> None:
    begin(browser)
    send(browser, 1, {"gebiet": "101"})
    arabic = send(browser, 2, {"gut": "Der Park", "_sprache": "ar"})
    assert str(arabic.url).endswith("/frage/2")
    assert '<html lang="ar" dir="rtl">' in arabic.text
    assert "ما هو الجيد؟" in arabic.text
    assert ">\nDer Park</textarea>" in arabic.text
    send(browser, 2, {"gut": "Der Park"})
    overview = send(browser, 3, {"gruppe": "alt"})
    assert "يرجى مراجعة إجاباتكم" in overview.text
    receipt = browser.post(f"{START}/absenden?sprache=ar")
    assert "وصلت إجابتكم" in receipt.text
    with open_now.read() as session:
        assert session.exec(select(Response.language)).one() == "ar"


def test_a_language_link_shows_the_page_in_that_language(
    browser: Browser, open_now: Database
) -> None:
    begin(browser)
    assert "What is good?" in browser.get(f"{START}/frage/2?sprache=en").text


def test_what_cannot_be_read_stays_on_the_page_with_a_sentence(
    browser: Browser, open_now: Database
) -> None:
    begin(browser)
    answer = send(browser, 2, {"gut": "x" * 201})
    assert answer.status_code == 422
    assert "Ihr Text hat 201 Zeichen, möglich sind höchstens 200" in answer.text
    assert "x" * 201 in answer.text
    assert title(answer.text).startswith("Fehler: ")
    assert 'href="#gut"' in answer.text
    # It is kept: reloaded, on the way back, in another language.
    assert "x" * 201 in browser.get(f"{START}/frage/2").text
    assert "the limit is 200" in browser.get(f"{START}/frage/2?sprache=en").text
    mended = send(browser, 2, {"gut": "x" * 200})
    assert str(mended.url).endswith("/frage/3")


def test_odd_forms_are_read_as_far_as_they_go(browser: Browser, open_now: Database) -> None:
    begin(browser)
    odd = {
        "gut": "Park\x00\x07 🙂 =1+1",
        "fremd": "x",
        "gebiet": ["101", "102"],
        "_grundlage": "-1",
        "_unbekannt": "x",
    }
    answer = send(browser, 2, odd)
    assert str(answer.url).endswith("/frage/3")
    twice = send(browser, 3, {"gruppe": ["alt", "jung"]})
    assert (twice.status_code, "field__error" in twice.text) == (422, True)
    with open_now.read() as session:
        rows = session.exec(select(Revision.content).where(Revision.page == "text")).all()
    kept = '{"answers":{"gut":"Park 🙂 =1+1"},"unreadable":{},"taken_over":[],"nothing_new":false}'
    assert rows == [kept.encode()]


def test_a_question_that_appears_is_shown_before_it_goes_on(
    browser: Browser, open_now: Database
) -> None:
    begin(browser)
    shown = send(browser, 3, {"gruppe": "jung"})
    assert "/frage/3?neu=1" in str(shown.url)
    assert "Zu Ihrer Antwort gehören noch Fragen" in shown.text
    assert 'name="schule"' in shown.text
    missing = send(browser, 3, {"gruppe": "jung"})
    assert (missing.status_code, "Bitte beantworten Sie diese Frage" in missing.text) == (422, True)
    assert str(send(browser, 3, {"gruppe": "jung", "schule": "A"}).url).endswith("/pruefen")


def test_two_windows_show_both_answers_and_ask(browser: Browser, open_now: Database) -> None:
    begin(browser)
    page = browser.get(f"{START}/frage/2").text
    send(browser, 2, {"gut": "im ersten Fenster"})
    browser.page = page
    clash = send(browser, 2, {"gut": "im zweiten Fenster"})
    assert clash.status_code == 409
    assert "in einem anderen Fenster gespeichert" in clash.text
    assert "im ersten Fenster" in clash.text
    assert ">\nim zweiten Fenster</textarea>" in clash.text
    decided = send(browser, 2, {"gut": "im zweiten Fenster"})
    assert str(decided.url).endswith("/frage/3")
    assert "im zweiten Fenster" in browser.get(f"{START}/frage/2").text


def test_an_answer_is_changed_from_the_overview(browser: Browser, open_now: Database) -> None:
    to_overview(browser)
    page = browser.get(f"{START}/frage/2?ziel=uebersicht")
    assert 'name="_uebersicht"' in page.text
    english = send(browser, 2, {"gut": "Der Teich", "_uebersicht": "1", "_sprache": "en"})
    assert 'name="_uebersicht"' in english.text
    overview = send(browser, 2, {"gut": "Der Teich", "_uebersicht": "1"})
    assert str(overview.url).endswith("/pruefen")
    assert "Der Teich" in overview.text


# Handing in


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


# Ended while somebody writes


def test_what_was_begun_may_be_finished_shortly_after(browser: Browser, open_now: Database) -> None:
    begin(browser)
    yesterday = clock.today() - timedelta(days=1)
    move(open_now, yesterday, yesterday)
    send(browser, 2, {"gut": "Der Park"})
    assert "schon begonnen" in browser.get(START).text
    browser.get(f"{START}/pruefen")
    assert code(browser.post(f"{START}/absenden").text)
    assert "ist beendet" in browser.get(START).text


def test_ended_while_typing_shows_everything_for_copying(
    browser: Browser, open_now: Database
) -> None:
    begin(browser)
    send(browser, 2, {"gut": "Der Park"})
    with open_now.write() as session:
        surveys.close(session, PLANNER, session.exec(select(Survey.id)).one())
    answer = send(browser, 2, {"gut": "Der Park und der Teich"})
    assert answer.status_code == 409
    assert "Diese Beteiligung ist beendet." in answer.text
    assert "Der Park und der Teich" in answer.text
    for path in ("/frage/1", "/pruefen"):
        page = browser.get(START + path)
        assert (page.status_code, "Der Park" in page.text) == (409, True)
    browser.page = page.text
    browser.get("/beleg")
    assert counts(open_now) == (0, 1, 1, 1)


def test_ended_before_sending_takes_nothing(browser: Browser, open_now: Database) -> None:
    to_overview(browser)
    with open_now.write() as session:
        surveys.close(session, PLANNER, session.exec(select(Survey.id)).one())
    answer = browser.post(f"{START}/absenden")
    assert (answer.status_code, "Der Park" in answer.text) == (409, True)
    assert counts(open_now) == (0, 1, 3, 1)


# Everything on one page


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


def test_pages_are_shared_but_tokens_and_receipts_are_not(
    client: TestClient[Any], open_now: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "FACTS_SECONDS", 60.0)
    browser = Browser(client)
    seen = []
    for _ in range(2):
        browser.get(START)
        tokens = [browser.token()]
        begin(browser)
        tokens.append(browser.token())
        send(browser, 2, {"gut": "Park"})
        browser.get(f"{START}/pruefen")
        tokens.append(code(browser.post(f"{START}/absenden").text))
        seen += tokens
        assert "mark-" not in browser.page
    assert len(set(seen)) == 6


def test_cookies_are_for_the_session_and_soon_forgotten(
    browser: Browser, open_now: Database
) -> None:
    browser.get(START)
    answer = browser.client.post(
        f"{START}/beginnen", data={"_csrf": browser.token()}, follow_redirects=False
    )
    cookie = answer.headers["set-cookie"]
    assert ("HttpOnly" in cookie, "Max-Age" in cookie, "expires" in cookie.lower()) == (
        True,
        False,
        False,
    )
    browser.get(f"{START}/frage/2")
    send(browser, 2, {"gut": "Park"})
    browser.get(f"{START}/pruefen")
    done = browser.client.post(
        f"{START}/absenden", data={"_csrf": browser.token()}, follow_redirects=False
    )
    assert "Max-Age=900" in done.headers["set-cookie"]
