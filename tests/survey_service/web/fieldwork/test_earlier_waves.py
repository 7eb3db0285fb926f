"""Pages of reading in an earlier wave."""

import re

import pytest

from survey_service.database import Database
from tests.survey_service import two_waves
from tests.survey_service.conftest import Browser
from tests.survey_service.domain.fieldwork.test_earlier_waves import book

PAGE = "/erhebungen/frueher"
ROWS = tuple((f"T{number:02}", None, "Wie war der Bedarf?", "gestiegen") for number in range(12))


@pytest.fixture
def planner(browser: Browser, site_database: Database) -> Browser:
    with site_database.write() as session:
        two_waves.make(session)
    browser.sign_in("planner")
    return browser


def uploaded(planner: Browser, content: bytes) -> str:
    planner.get(PAGE)
    answer = planner.post(PAGE, files={"datei": ("2020.xlsx", content)})
    assert answer.status_code == 200
    return str(answer.url.path)


@pytest.mark.parametrize("content", [b"", b"kein Excel", b"PK\x03\x04 kaputt"])
def test_what_is_no_workbook_is_refused_in_a_sentence(planner: Browser, content: bytes) -> None:
    planner.get(PAGE)
    answer = planner.post(PAGE, files={"datei": ("x.xlsx", content)})
    assert answer.status_code == 400
    assert "Die Datei wurde nicht eingelesen." in answer.text


def test_questions_are_assigned_kept_and_the_wave_is_taken_over(planner: Browser) -> None:
    address = uploaded(planner, book(*ROWS))
    assert "0 von 12 Antworten lassen sich zuordnen" in planner.page
    version = re.findall(r'<option value="([0-9a-f-]{36})">Abfrage, Version 1', planner.page)
    fields = {
        "title": "Welle 2020",
        "opens_on": "2020-03-01",
        "closes_on": "2020-04-01",
        "version": version[0] if version else "",
        "fragentext-1": "Wie war der Bedarf?",
        "zuordnung-1": "bedarf",
        "name": "Abfrage 2020",
    }
    looked = planner.post(address, {**fields, "ansehen": "1"}).text
    assert "12 von 12 Antworten lassen sich zuordnen; sie stammen von 12 Trägern." in looked
    assert "Die Zuordnung ist gemerkt." in planner.post(address, {**fields, "merken": "1"}).text
    again = planner.get(f"{address}?gemerkt=Abfrage+2020").text
    assert "12 von 12 Antworten lassen sich zuordnen" in again
    refused = planner.post(address, {**fields, "opens_on": "", "uebernehmen": "1"})
    assert (refused.status_code, "von wann bis wann" in refused.text) == (400, True)
    assert 'value="Welle 2020"' in refused.text
    done = planner.post(address, {**fields, "uebernehmen": "1"})
    assert done.url.path == "/erhebungen/welle-2020"
    assert "Eingelesen aus der Datei „2020.xlsx“." in done.text


def test_a_file_that_is_gone_is_not_found(planner: Browser) -> None:
    assert planner.get(f"{PAGE}/00000000-0000-0000-0000-000000000007").status_code == 404
