"""The register's forms at the desk: refusals, two editors, contacts, merging, filters, export."""

import re
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlmodel import select

from survey_service import clock
from survey_service.database import Database
from survey_service.domain.administration import accounts
from survey_service.domain.register import editing
from survey_service.domain.register.entries import cells_of, state_of
from survey_service.tables.responses import Response
from survey_service.tables.surveys import Participation
from tests.survey_service.conftest import OPERATOR, PASSWORD, Browser
from tests.survey_service.domain.register.registered import PLANNER, Registered, make
from tests.survey_service.waves import wave
from tests.survey_service.web.register.test_organisations import cells, send


@pytest.fixture
def made(site_database: Database) -> Registered:
    with site_database.write() as session:
        return make(session)


@pytest.fixture
def planner(browser: Browser, made: Registered) -> Browser:
    assert made.north
    browser.sign_in("planner")
    return browser


def state_in(page: str) -> str:
    found = re.search(r'name="stand" value="([0-9a-f]+)"', page)
    assert found is not None
    return found[1]


def test_new_organisation_is_refused_at_its_fields_and_keeps_what_was_typed(
    planner: Browser,
) -> None:
    page = planner.get("/traegerregister/neu").text
    assert 'name="code" value="T003"' in page
    answer = planner.post(
        "/traegerregister/neu",
        {"code": "T001", "name": "Neu <b>", "association": "Caritas", "salutation": "frau"},
    )
    assert answer.status_code == 422
    assert answer.text.count("Die Träger-Nr. „T001“ ist schon vergeben.") == 2
    assert 'value="Neu &lt;b&gt;"' in answer.text
    assert '<option value="Caritas" selected>' in answer.text
    assert 'value="frau" checked' in answer.text
    answer = planner.post("/traegerregister/neu", {"code": "T003", "name": "Neu"})
    assert "Der Träger ist angelegt." in answer.text
    assert [row[1:] for row in cells(answer.text, "verlauf")] == [
        ["planner von Hand", "angelegt", "–"]
    ]


def test_second_editor_sees_both_versions_and_decides(
    planner: Browser, made: Registered, site_database: Database
) -> None:
    url = f"/traegerregister/{made.north}/bearbeiten"
    opened = state_in(planner.get(url).text)
    with site_database.write() as session:
        row = editing.organisation(session, PLANNER, made.north)
        accounts.add(
            session, OPERATOR, login="zweite", name="Zweite", password=PASSWORD, role="planner"
        )
    other = Browser(TestClient(planner.client.app, base_url="http://testserver.local"))
    other.sign_in("zweite")
    other.get(url)
    theirs = {**cells_of(row), "stand": opened, "phone": "02131 1"}
    assert "Gespeichert." in other.post(url, theirs).text
    mine = {**cells_of(row), "stand": opened, "phone": "02131 2"}
    answer = planner.post(url, mine)
    assert answer.status_code == 409
    assert "inzwischen geändert, zuletzt von zweite. Nichts wurde überschrieben." in answer.text
    assert cells(answer.text, "fassungen") == [["Telefon", "02131 1", "02131 2"]]
    assert 'name="phone" value="02131 2"' in answer.text
    answer = planner.post(url, {**mine, "stand": state_in(answer.text)})
    assert "Gespeichert." in answer.text
    assert cells(answer.text, "verlauf")[0][1:] == [
        "planner von Hand",
        "geändert",
        "Telefon: 02131 1 → künftig 02131 2",
    ]
    assert "Es gab nichts zu ändern." in planner.post(url, {**mine, "stand": "veraltet"}).text


def test_facility_with_coordinates_areas_and_a_protected_address(
    planner: Browser, made: Registered
) -> None:
    url = f"/traegerregister/{made.north}/einrichtungen/neu"
    assert 'name="code" value="E003"' in planner.get(url).text
    typed: dict[str, Any] = {
        "code": "E003",
        "name": "Zufluchtswohnung",
        "area": "11",
        "serves": ["1", "2"],
        "latitude": "6,7",
        "longitude": "51,2",
        "protected": "OK",
        "address": "Geheim 1",
    }
    answer = planner.post(url, typed)
    assert answer.status_code == 422
    assert answer.text.count("Die Koordinaten sind vertauscht") == 2
    assert len(re.findall(r'name="serves" value="[12]" checked', answer.text)) == 2
    assert re.search(r'name="protected" value="OK" checked', answer.text)
    answer = planner.post(url, {**typed, "latitude": "51,2", "longitude": "6,7"})
    assert "Die Einrichtung ist angelegt." in answer.text
    assert cells(answer.text, "einrichtungen")[2][:7] == [
        "Zufluchtswohnung Schutzadresse",
        "E003",
        "–",
        "Geheim 1 51,2000 N, 6,7000 O",
        "Park",
        "Nord; Süd",
        "–",
    ]
    edit = re.findall(r'href="(/traegerregister/einrichtungen/[0-9a-f-]{36})"', answer.text)[2]
    page = planner.get(edit).text
    assert 'name="latitude" value="51,2"' in page
    answer = planner.post(edit, {"name": "Zufluchtswohnung", "stand": state_in(page)})
    assert cells(answer.text, "einrichtungen")[2][3:6] == ["–", "–", "–"]


def test_administrator_sees_no_protected_address_not_even_in_the_history(
    browser: Browser, made: Registered, site_database: Database
) -> None:
    with site_database.write() as session:
        row = editing.facility(session, PLANNER, made.shelter)
        typed = {**cells_of(row), "phone": "0800 2"}
        editing.change_facility(session, PLANNER, made.shelter, typed, state=state_of(row))
    browser.sign_in("administrator")
    page = browser.get(f"/traegerregister/{made.north}").text
    assert "Frauenhaus" in page
    assert "Geheimweg 3" not in page
    assert "0800" not in page
    assert "Angaben ändern" not in page
    browser.client.cookies.clear()
    browser.sign_in("planner")
    assert "Geheimweg 3" in browser.get(f"/traegerregister/{made.north}").text


def test_closed_and_opened_again(planner: Browser, made: Registered) -> None:
    planner.get(f"/traegerregister/{made.north}")
    for url, closed, opened in (
        (
            f"/traegerregister/{made.north}/aktiv",
            "Der Träger ist nicht mehr aktiv.",
            "Der Träger ist wieder aktiv.",
        ),
        (
            f"/traegerregister/einrichtungen/{made.advice}/aktiv",
            "Die Einrichtung ist nicht mehr aktiv.",
            "Die Einrichtung ist wieder aktiv.",
        ),
    ):
        assert closed in planner.post(url, {"aktiv": "nein"}).text
        assert opened in planner.post(url, {"aktiv": "ja"}).text


def test_contact_without_consent_is_refused_and_a_removed_one_is_gone(
    planner: Browser, made: Registered
) -> None:
    url = f"/traegerregister/{made.north}/kontakte/neu"
    planner.get(url)
    answer = planner.post(url, {"name": "Bert Muster", "facility": "E001"})
    assert answer.status_code == 422
    assert answer.text.count("Die Angabe „Einwilligung am“ fehlt.") == 2
    assert 'value="Bert Muster"' in answer.text
    answer = planner.post(url, {"name": "Bert Muster", "consented_on": "01.02.2026"})
    assert [row[:3] for row in cells(answer.text, "kontakte")] == [
        ["Ada Beispiel", "–", "Beratung"],
        ["Bert Muster", "–", "–"],
    ]
    page = planner.get(f"/traegerregister/kontakte/{made.contact}").text
    changed = {"name": "Ada B.", "consented_on": "01.02.2026", "stand": state_in(page)}
    answer = planner.post(f"/traegerregister/kontakte/{made.contact}", changed)
    assert "Ada B." in answer.text
    answer = planner.post(f"/traegerregister/kontakte/{made.contact}/loeschen")
    assert "Die Kontaktperson ist gelöscht." in answer.text
    assert "Ada" not in answer.text
    assert planner.get(f"/traegerregister/kontakte/{made.contact}").status_code == 404


def test_associations(planner: Browser) -> None:
    planner.get("/traegerregister/verbaende")
    answer = planner.post("/traegerregister/verbaende", {"name": "caritas"})
    assert (answer.status_code, answer.text.count("Den Verband „Caritas“ gibt es schon.")) == (
        422,
        2,
    )
    answer = planner.post("/traegerregister/verbaende", {"name": "AWO"})
    assert "Der Verband ist angelegt." in answer.text
    first = re.findall(r'action="(/traegerregister/verbaende/[0-9a-f-]{36})"', answer.text)[0]
    answer = planner.post(first, {"name": ""})
    assert (answer.status_code, "Geben Sie einen Namen" in answer.text) == (422, True)
    answer = planner.post(first, {"name": "Arbeiterwohlfahrt"})
    assert "Arbeiterwohlfahrt" in answer.text


def test_merging_shows_first_and_then_does(planner: Browser, made: Registered) -> None:
    page = planner.get(f"/traegerregister/doppelte?traeger={made.south}").text
    assert f'<option value="{made.south}" selected>' in page
    for query, status in (
        ("", 400),
        ("?behalten=x&doppelt=x", 400),
        (f"?behalten={made.north}&doppelt=y", 404),
    ):
        assert planner.get(f"/traegerregister/zusammenfuehren{query}").status_code == status
    url = f"/traegerregister/zusammenfuehren?behalten={made.north}&doppelt={made.south}"
    page = planner.get(url).text
    assert cells(page, "einrichtungen") == [["Treff", "E001", "T002-E001"]]
    pair = {"behalten": str(made.north), "doppelt": str(made.south)}
    answer = planner.post("/traegerregister/zusammenfuehren", pair)
    assert "„Werk Süd“ ist in „Haus Nord e. V.“ aufgegangen." in answer.text
    assert "T002-E001" in answer.text
    page = planner.get(f"/traegerregister/{made.south}").text
    assert f'<a href="/traegerregister/{made.north}">Haus Nord e. V.</a>' in page
    assert "Angaben ändern" not in page
    assert planner.get(url).status_code == 409


def test_filters_narrow_the_list(planner: Browser) -> None:
    page = planner.get("/traegerregister?art=Begegnung").text
    assert [(row[0], row[5]) for row in cells(page, "traeger")] == [("Werk Süd", "1")]
    assert "Passende Einrichtungen" in page
    assert '<option value="Begegnung" selected>' in page
    page = planner.get(
        "/traegerregister?verband=Caritas&aktiv=ja&gebiet=1&zielgruppe=Familien"
    ).text
    assert [row[1] for row in cells(page, "traeger")] == ["T001"]
    assert "Kein Träger passt" in planner.get("/traegerregister?aktiv=nein").text


def test_exported_workbook_changes_nothing_when_it_is_read_in(planner: Browser) -> None:
    answer = planner.get("/traegerregister/arbeitsmappe")
    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    assert re.search(r'filename="Register-\d{4}-\d\d-\d\d\.xlsx"', str(answer.headers))
    page = send(planner, answer.content, "register.xlsx").text
    assert "Diese Datei ändert nichts." in page
    assert cells(page, "zahlen") == [
        ["Träger", "0", "0", "2", "0"],
        ["Einrichtungen", "0", "0", "3", "0"],
        ["Kontakte", "0", "0", "1", "0"],
    ]


def test_role_for_one_area_edits_inside_it_only(
    browser: Browser, made: Registered, site_database: Database
) -> None:
    with site_database.write() as session:
        accounts.add(
            session, OPERATOR, login="nord", name="Nord", password=PASSWORD, role="planner"
        )
        accounts.grant_role(session, OPERATOR, login="nord", role="planner", area="1")
        accounts.withdraw_role(session, OPERATOR, login="nord", role="planner")
    browser.sign_in("nord")
    page = browser.get("/traegerregister").text
    assert "Neuer Träger" not in page
    assert "arbeitsmappe" not in page
    page = browser.get(f"/traegerregister/{made.north}").text
    assert "Beratung" in page
    assert "Frauenhaus" not in page
    assert browser.get(f"/traegerregister/einrichtungen/{made.advice}").status_code == 200
    for url in (
        f"/traegerregister/einrichtungen/{made.shelter}",
        f"/traegerregister/{made.north}/bearbeiten",
        "/traegerregister/arbeitsmappe",
        "/traegerregister/meldungen",
        f"/traegerregister/zusammenfuehren?behalten={made.north}&doppelt={made.south}",
    ):
        assert browser.get(url).status_code == 403, url


def test_two_that_both_answered_choose_which_return_counts(
    planner: Browser, made: Registered, site_database: Database
) -> None:
    with site_database.write() as session:
        survey = wave(session)
        for owner, state in ((made.north, "submitted"), (made.south, "draft")):
            session.add(Participation(survey_id=survey.id, organisation_id=owner))
            response = Response(
                survey_id=survey.id,
                questionnaire_version_id=survey.questionnaire_version_id,
                organisation_id=owner,
                state=state,
                submitted_on=clock.today() if state == "submitted" else None,
            )
            session.add(response)
    url = f"/traegerregister/zusammenfuehren?behalten={made.north}&doppelt={made.south}"
    answer = planner.get(url)
    assert answer.status_code == 200
    assert f"Haus Nord e. V. (T001): eingereicht am {clock.today():%d.%m.%Y}" in answer.text
    assert "Werk Süd (T002): begonnen, Angaben zu 0 Einrichtungen" in answer.text
    assert " checked" not in answer.text
    pair = {"behalten": str(made.north), "doppelt": str(made.south)}
    answer = planner.post("/traegerregister/zusammenfuehren", pair)
    assert answer.status_code == 409
    field = f"gilt-{survey.id}"
    assert f'href="#{field}-{made.north}"' in answer.text
    assert answer.text.count("welcher Rücklauf gilt") == 2
    answer = planner.post("/traegerregister/zusammenfuehren", pair | {field: str(made.south)})
    assert "„Werk Süd“ ist in „Haus Nord e. V.“ aufgegangen." in answer.text
    with site_database.read() as session:
        rows = session.exec(select(Response.organisation_id, Response.state)).all()
    assert set(rows) == {(made.north, "draft"), (made.south, "withdrawn")}
