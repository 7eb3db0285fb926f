"""Taking part, as a browser without script does it. Refusals first; nothing typed is lost."""

import re
from datetime import timedelta
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlmodel import select

from questionnaires.questionnaire import Questionnaire
from survey_service import app, clock
from survey_service.database import Database
from survey_service.domain.fieldwork import surveys
from survey_service.settings import Settings
from survey_service.tables.responses import Response, Revision, Statement
from survey_service.tables.surveys import Survey
from survey_service.web import site
from tests.survey_service import consultation as given
from tests.survey_service.conftest import Browser
from tests.survey_service.waves import PLANNER
from tests.survey_service.web.residents.consultation_pages import (
    ONWARD,
    START,
    begin,
    code,
    counts,
    move,
    opened,
    send,
    title,
    to_overview,
    words,
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


# For each person of their own


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
