"""Coding, matrix, sentences, review and exports in the browser."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest

from survey_service.database import Database
from survey_service.domain import exports
from survey_service.domain.coding import runs
from survey_service.permissions import Actor, RoleGrant
from tests.survey_service import coded
from tests.survey_service.conftest import Browser

TEXT = "Der Bus fährt selten, sagt Frau Meier."
PLANNER = Actor(login="planner", grants=(RoleGrant("planner"),))


@pytest.fixture
def survey_id(site_database: Database) -> UUID:
    """Seven residents of Furth and one of Erfttal name the bus; nobody has reviewed it."""
    with site_database.write() as session:
        survey_id = coded.add_survey(session, kind="consultation")
        found = []
        for number in range(8):
            area = "S1" if number == 7 else "N1"
            text = f"{TEXT} ({number})"
            statement = coded.add_statement(
                session, survey_id, text, contributor=f"c{number}", area=area
            )
            codes = (
                coded.suggestion("mobilitaet.oepnv"),
                coded.suggestion("wohnen.umfeld", proposed=False, confidence=0.2),
            )
            found.append(coded.coded_statement(statement, text, codes))
        coded.add_run(session, survey_id, found)
    return survey_id


def squeeze(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize(
    ("login", "url", "expected"),
    [
        ("reader", "/erhebungen/welle/themen", 403),
        ("report_author", "/erhebungen/welle/themen", 403),
        ("reader", "/erhebungen/welle/exporte", 403),
        ("coder", "/erhebungen/welle/exporte", 403),
        ("coder", "/erhebungen/welle/themen", 200),
        ("report_author", "/erhebungen/welle/exporte", 200),
        ("planner", "/erhebungen/gibt-es-nicht/themen", 404),
        ("planner", f"/aussagen/{UUID(int=7)}", 404),
        ("planner", "/erhebungen/welle/themen/aussagen?zeile=gibt.es.nicht", 404),
    ],
)
def test_who_sees_what(
    browser: Browser, survey_id: UUID, login: str, url: str, expected: int
) -> None:
    assert survey_id
    browser.sign_in(login)
    assert browser.get(url).status_code == expected


def test_matrix_before_coding_teaches(browser: Browser, site_database: Database) -> None:
    with site_database.write() as session:
        coded.add_survey(session)
    browser.sign_in("planner")
    assert "Noch ist nichts kodiert" in browser.get("/erhebungen/welle/themen").text
    assert "Es gibt noch keine Aussagen." in browser.get("/erhebungen/welle/kodierung").text


def test_matrix_counts_shades_and_says_n(browser: Browser, survey_id: UUID) -> None:
    assert survey_id
    browser.sign_in("planner")
    page = browser.get("/erhebungen/welle/themen?zeilen=thema&ebene=quartier").text
    text = squeeze(page)
    assert "8 Nennungen, davon 0 von einem Menschen geprüft, 8 nur maschinell" in text
    assert "Bus und Bahn 7 Nennungen, 0 geprüft, von 7 verschiedenen Stimmen 0" in text
    assert "n = 8 · Quelle: Bewohnerinnen und Bewohner · Trägerabfrage 2026" in text
    assert 'class="few"' in page
    assert "<svg" in page
    one = squeeze(browser.get("/erhebungen/welle/themen?zeile=mobilitaet&ebene=stadt").text)
    assert "Gesamtstadt" in one


@pytest.mark.parametrize("query", ["quelle=x&zeilen=y&ebene=z&zeile=q", "", "ebene=quartier"])
def test_matrix_shows_the_usual_for_what_does_not_exist(
    browser: Browser, survey_id: UUID, query: str
) -> None:
    assert survey_id
    browser.sign_in("planner")
    assert browser.get(f"/erhebungen/welle/themen?{query}").status_code == 200


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("zeile=mobilitaet.oepnv&ebene=quartier&gebiet=N1", 7),
        ("zeile=mobilitaet&ebene=stadtbezirk&gebiet=N", 7),
        ("zeile=mobilitaet&ebene=stadtbezirk&gebiet=S&quelle=resident", 1),
        ("zeile=mobilitaet&ebene=stadt&gebiet=stadtweit", 8),
        ("zeile=mobilitaet&ebene=stadtbezirk&gebiet=stadtweit", 0),
        ("zeile=mobilitaet&ebene=stadtbezirk&gebiet=unbekannt", 0),
        ("zeile=mobilitaet&ebene=stadtbezirk&gebiet=N1", 7),
        ("zeile=gesundheit.sucht&ebene=quartier&gebiet=N1", 0),
    ],
)
def test_a_cell_leads_to_its_sentences(
    browser: Browser, survey_id: UUID, query: str, count: int
) -> None:
    assert survey_id
    browser.sign_in("planner")
    page = browser.get(f"/erhebungen/welle/themen/aussagen?{query}").text
    assert page.count("<mark>Der</mark>") == count
    assert ("Hier gibt es keine Sinneinheiten." in page) is (count == 0)


def test_review_page_accepts_rejects_adds_and_releases(
    browser: Browser, survey_id: UUID, site_database: Database
) -> None:
    assert survey_id
    segment = coded.segment_ids(site_database)[0]
    browser.sign_in("planner")
    page = browser.get(f"/aussagen/{segment}").text
    assert "Enthält vielleicht personenbezogene Angaben: Name." in squeeze(page)
    assert "[…] Bus fährt selten" in page
    url = f"/aussagen/{segment}/entscheidung"
    assert "Angenommen." in browser.post(url, {"decision": "accept theme mobilitaet.oepnv"}).text
    assert "Abgelehnt." in browser.post(url, {"decision": "reject type problem"}).text
    page = browser.post(url, {"decision": "add", "code": "gesundheit.sucht"}).text
    assert squeeze(page).count("geprüft: angenommen") == 2
    assert browser.post(url, {"decision": "unsinn"}).status_code == 400
    browser.get(f"/aussagen/{segment}")
    quote = f"/aussagen/{segment}/zitat"
    assert "Das Zitat ist freigegeben" in browser.post(quote, {"text": "Der Bus …"}).text
    assert "zurückgezogen" in browser.post(quote, {"withdraw": "ja"}).text


def test_a_coder_reviews_but_releases_nothing(
    browser: Browser, survey_id: UUID, site_database: Database
) -> None:
    assert survey_id
    segment = coded.segment_ids(site_database)[0]
    browser.sign_in("coder")
    assert "Wortlaut, wie er gedruckt werden darf" not in browser.get(f"/aussagen/{segment}").text
    answer = browser.post(f"/aussagen/{segment}/zitat", {"text": "Der Bus"})
    assert answer.status_code == 403


def test_coding_is_started_once_and_its_state_is_polled(
    browser: Browser, survey_id: UUID, site_database: Database
) -> None:
    with site_database.write() as session:
        coded.add_statement(session, survey_id, "Zu laut.", contributor="c99")
    browser.sign_in("planner")
    page = browser.get("/erhebungen/welle/kodierung").text
    assert "9, davon 1 noch nicht kodiert" in squeeze(page)
    page = browser.post("/erhebungen/welle/kodierung").text
    assert "hx-trigger" in page
    state = browser.get("/erhebungen/welle/kodierung/stand").text
    assert "<html" not in state
    assert "0 von 1" in squeeze(state)
    with site_database.write() as session:
        run = runs.of_survey(session, survey_id)[0]
        runs.finish(session, run.id)
    assert "hx-trigger" not in browser.get("/erhebungen/welle/kodierung/stand").text


def test_coding_twice_is_a_sentence(browser: Browser, survey_id: UUID) -> None:
    assert survey_id
    browser.sign_in("planner")
    browser.get("/erhebungen/welle/kodierung")
    browser.page = browser.get("/erhebungen/welle/exporte").text
    answer = browser.post("/erhebungen/welle/kodierung")
    assert (answer.status_code, "keine neuen Aussagen" in answer.text) == (409, True)


def make(database: Database, survey_id: UUID, kind: str) -> str:
    """Order and write an export as the worker does."""
    with database.write() as session:
        export_id = exports.order(session, PLANNER, survey_id=survey_id, kind=kind)
        exports.begin(session, export_id)
        exports.finish(session, export_id, exports.render(session, export_id))
        exports.finish(session, export_id, b"the second time stores nothing")
    return f"/erhebungen/welle/exporte/{export_id}/datei"


def test_export_is_ordered_waited_for_and_downloaded(
    browser: Browser, survey_id: UUID, site_database: Database
) -> None:
    browser.sign_in("report_author")
    assert "Noch kein Export" in browser.get("/erhebungen/welle/exporte").text
    answer = browser.post("/erhebungen/welle/exporte", {"kind": "findings"})
    assert "wird geschrieben" in answer.text
    assert "hx-trigger" in browser.get("/erhebungen/welle/exporte/stand").text
    url = make(site_database, survey_id, "findings")
    assert "Herunterladen (Excel" in browser.get("/erhebungen/welle/exporte").text
    file: Any = browser.client.get(url)
    assert (file.status_code, file.content[:2]) == (200, b"PK")
    assert "befunde-welle-" in file.headers["content-disposition"]


def test_answers_are_for_those_with_the_permission(
    browser: Browser, survey_id: UUID, site_database: Database
) -> None:
    url = make(site_database, survey_id, "answers")
    browser.sign_in("report_author")
    assert "Antwortband" not in browser.get("/erhebungen/welle/exporte").text
    assert browser.get(url).status_code == 403
    answer = browser.post("/erhebungen/welle/exporte", {"kind": "answers"})
    assert answer.status_code == 403
    browser.sign_in("planner")
    assert browser.client.get(url).content[:2] == b"PK"
    browser.get("/abmelden")
    browser.sign_in("administrator")
    assert "Antwortband heruntergeladen" in browser.get("/protokoll").text


def test_export_that_is_not_ready_or_failed_says_so(
    browser: Browser, survey_id: UUID, site_database: Database
) -> None:
    with site_database.write() as session:
        export_id = exports.order(session, PLANNER, survey_id=survey_id, kind="findings")
    browser.sign_in("planner")
    answer = browser.get(f"/erhebungen/welle/exporte/{export_id}/datei")
    assert (answer.status_code, "noch nicht fertig" in answer.text) == (409, True)
    with site_database.write() as session:
        exports.fail(session, export_id, "Kein Platz.")
    assert "Kein Platz." in browser.get("/erhebungen/welle/exporte").text
    assert browser.get(f"/erhebungen/welle/exporte/{uuid4()}/datei").status_code == 404
    browser.get("/erhebungen/welle/exporte")
    answer = browser.post("/erhebungen/welle/exporte", {"kind": "unsinn"})
    assert answer.status_code == 404
