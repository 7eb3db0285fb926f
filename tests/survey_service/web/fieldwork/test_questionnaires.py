"""Questionnaires at the desk: upload with every problem, preview, who checked what."""

from uuid import uuid4

import pytest

from survey_service.database import Database
from survey_service.domain.fieldwork import questionnaires
from tests.survey_service.conftest import Browser
from tests.survey_service.waves import PLANNER
from tests.survey_service.workbooks import xlsform


@pytest.fixture
def planner(browser: Browser) -> Browser:
    browser.sign_in("planner")
    browser.get("/frageboegen")
    return browser


def upload(browser: Browser, content: bytes) -> object:
    return browser.post("/frageboegen", files={"workbook": ("kurz.xlsx", content)})


def stored(database: Database) -> list[str]:
    with database.read() as session:
        return [found.title for found in questionnaires.all_versions(session)]


def test_reader_may_look_but_not_upload(browser: Browser, site_database: Database) -> None:
    with site_database.write() as session:
        version = questionnaires.store_version(session, PLANNER, xlsform(), name="kurz.xlsx")
    browser.sign_in("reader")
    assert "hochladen" not in browser.get("/frageboegen").text
    assert "Prüfung vermerken" not in browser.get(f"/frageboegen/{version}?sprache=tr").text
    browser.get("/arbeitsplatz")
    assert upload(browser, xlsform()).status_code == 403  # type: ignore[attr-defined]


def test_faulty_workbook_lists_sheet_row_and_column(
    planner: Browser, site_database: Database
) -> None:
    assert "Noch gibt es keinen." in planner.page
    answer = upload(planner, xlsform(kind="barcode"))
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "Die Arbeitsmappe hat einen Fehler" in planner.page
    assert "Stellen in kurz.xlsx" in planner.page
    cells = planner.page.partition('id="stellen"')[2]
    assert [part in cells for part in (">survey<", ">4<", ">A<", "barcode", "Fehler")] == (
        [True] * 5
    )
    assert stored(site_database) == []


@pytest.mark.parametrize("content", [b"kein Excel", b"PK\x03\x04 kaputt"])
def test_broken_upload_is_a_sentence(
    planner: Browser, site_database: Database, content: bytes
) -> None:
    answer = upload(planner, content)
    assert (answer.status_code, "Excel" in planner.page) == (422, True)  # type: ignore[attr-defined]
    assert "Traceback" not in planner.page
    assert stored(site_database) == []


def test_form_without_file_says_so(planner: Browser) -> None:
    answer = planner.post("/frageboegen", {"workbook": ""})
    assert (answer.status_code, "Es ist keine Datei angekommen" in answer.text) == (422, True)


def test_upload_preview_and_download(planner: Browser, site_database: Database) -> None:
    upload(planner, xlsform())
    assert "Der Fragebogen ist aufgenommen." in planner.page
    assert "Wie groß ist der Bedarf?" in planner.page
    assert "1 Seite · 2 Fragen" in planner.page
    planner.get("/frageboegen")
    again = upload(planner, xlsform())
    assert "Nichts wurde geändert." in planner.page
    address = str(again.url).split("?")[0]  # type: ignore[attr-defined]
    sent = planner.client.get(f"{address}/arbeitsmappe")
    assert (sent.content, sent.headers["content-disposition"]) == (
        xlsform(),
        'attachment; filename="kurz_v1.xlsx"',
    )
    assert "ungeprüft" in planner.get("/frageboegen").text
    assert planner.get(f"/frageboegen/{uuid4()}").status_code == 404


def test_preview_speaks_the_chosen_language(planner: Browser, site_database: Database) -> None:
    with site_database.write() as session:
        version = questionnaires.store_version(session, PLANNER, xlsform(), name="kurz.xlsx")
    page = planner.get(f"/frageboegen/{version}?sprache=tr").text
    preview = page.partition('lang="tr"')[2]
    assert ("İhtiyaç?" in preview, "(freiwillig)" in preview) == (True, False)
    assert '<html lang="de"' in page
    assert "Wie groß" in planner.get(f"/frageboegen/{version}?sprache=xx").text


def test_review_is_recorded(planner: Browser, site_database: Database) -> None:
    with site_database.write() as session:
        version = questionnaires.store_version(session, PLANNER, xlsform(), name="kurz.xlsx")
    address = f"/frageboegen/{version}?sprache=tr"
    planner.get(address)
    token = planner.token()
    refused = planner.post(f"/frageboegen/{version}", {"language": "tr", "reviewed_by": ""})
    assert (refused.status_code, "wer die Übersetzung" in refused.text) == (400, True)
    answer = planner.post(
        f"/frageboegen/{version}", {"_csrf": token, "language": "tr", "reviewed_by": "Frau Öz"}
    )
    assert "Die Prüfung ist vermerkt." in answer.text
    assert "Frau Öz" in answer.text
    assert "Prüfung vermerken" not in answer.text


SHIPPED = "„Trägerabfrage“ aufnehmen"


def test_shipped_questionnaires_are_for_planners(browser: Browser, site_database: Database) -> None:
    browser.sign_in("reader")
    assert "Mitgelieferten Fragebogen" not in browser.get("/frageboegen").text
    browser.get("/arbeitsplatz")
    answer = browser.post("/frageboegen/mitgeliefert", {"key": "traegerabfrage"})
    assert (answer.status_code, stored(site_database)) == (403, [])


def test_shipped_questionnaire_is_taken_from_the_empty_list(
    planner: Browser, site_database: Database
) -> None:
    assert SHIPPED in planner.page
    answer = planner.post("/frageboegen/mitgeliefert", {"key": "traegerabfrage"})
    assert "Der Fragebogen ist aufgenommen." in answer.text
    assert "<h1>Trägerabfrage" in answer.text
    assert "8 Minuten und 3 je Einrichtung" in answer.text
    assert stored(site_database) == ["Trägerabfrage"]
    page = planner.get("/frageboegen").text
    assert (SHIPPED in page, "„Beteiligung im Quartier“ aufnehmen" in page) == (False, True)
    assert planner.post("/frageboegen/mitgeliefert", {"key": "fremd"}).status_code == 404


def test_shipped_questionnaire_leads_on_to_the_new_survey(
    planner: Browser, site_database: Database
) -> None:
    assert SHIPPED in planner.get("/erhebungen/neu").text
    answer = planner.post(
        "/frageboegen/mitgeliefert", {"key": "traegerabfrage", "then": "erhebung"}
    )
    assert answer.url.path == "/erhebungen/neu"
    assert 'name="fragebogen"' in answer.text
    assert answer.text.count(" checked>") == 1
