"""Waves and consultations at the desk, in a browser without script."""

from datetime import timedelta
from uuid import UUID

import pytest

from survey_service import clock
from survey_service.database import Database
from survey_service.domain.correspondence import mails
from survey_service.domain.fieldwork import about, surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from tests.survey_service.conftest import Browser
from tests.survey_service.waves import PLANNER, day, draft, organisation, store

TODAY = clock.today()
ADDRESS = "/erhebungen/traegerabfrage-2026"


@pytest.fixture
def version(site_database: Database) -> UUID:
    with site_database.write() as session:
        return store(session)


@pytest.fixture
def planner(browser: Browser) -> Browser:
    browser.sign_in("planner")
    return browser


def entry(version: UUID, **changes: object) -> dict[str, object]:
    fields = {
        "kind": "wave",
        "questionnaire": str(version),
        "title": "Trägerabfrage 2026",
        "opens_on": TODAY.isoformat(),
        "closes_on": (TODAY + timedelta(days=28)).isoformat(),
        "introduction": "Worum es geht.",
        "languages": ["de", "tr"],
        **dict.fromkeys(about.LABELS, "Ein Text."),
    }
    return fields | changes


def make(database: Database, version: UUID, *, kind: str = "wave") -> SurveyFacts:
    with database.write() as session:
        made = surveys.create(session, PLANNER, kind=kind, draft=draft(version))
        return surveys.open_survey(session, PLANNER, made.id)


@pytest.mark.parametrize("role", ["reader", "coder", "administrator", "association"])
def test_only_planners_run_surveys(browser: Browser, role: str) -> None:
    browser.sign_in(role)
    assert browser.get("/erhebungen/neu").status_code == 403


def test_start_page_teaches_while_there_is_nothing(planner: Browser) -> None:
    page = planner.get("/arbeitsplatz").text
    assert "Noch gibt es keine." in page
    assert 'href="/erhebungen/neu"' in page
    assert "Zuerst brauchen Sie einen Fragebogen." in planner.get("/erhebungen/neu").text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Geben Sie einen Titel an"),
        ({"opens_on": "gestern"}, "Erster Tag: Wählen Sie ein Datum."),
        ({"closes_on": "2020-01-01"}, "Der letzte Tag liegt vor dem ersten"),
        ({"languages": ["xx"]}, "mindestens eine Sprache"),
        ({"kind": "party"}, "Wählen Sie, ob Sie Träger befragen"),
    ],
)
def test_faulty_form_comes_back_as_typed(
    planner: Browser, version: UUID, changes: dict[str, object], sentence: str
) -> None:
    planner.get(f"/erhebungen/neu?art=wave&fragebogen={version}")
    answer = planner.post("/erhebungen/neu", entry(version, **changes))
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert "Worum es geht." in answer.text
    assert "Noch gibt es keine." in planner.get("/arbeitsplatz").text


def test_unknown_questionnaire_is_not_found(planner: Browser, version: UUID) -> None:
    planner.get(f"/erhebungen/neu?art=wave&fragebogen={version}")
    assert planner.post("/erhebungen/neu", entry(version, questionnaire="4711")).status_code == 404


def test_planner_prepares_opens_changes_and_closes_a_wave(planner: Browser, version: UUID) -> None:
    assert "Kurze Abfrage, Version 3" in planner.get("/erhebungen/neu").text
    form = planner.get(f"/erhebungen/neu?art=wave&fragebogen={version}").text
    assert f'value="Kurze Abfrage {TODAY.year}"' in form
    answer = planner.post("/erhebungen/neu", entry(version))
    assert str(answer.url).endswith(ADDRESS)
    assert "„Trägerabfrage 2026“ ist angelegt." in answer.text
    assert "in Vorbereitung" in answer.text
    assert "öffnen?" in planner.get(f"{ADDRESS}/oeffnen").text
    assert "ist geöffnet." in planner.post(f"{ADDRESS}/oeffnen").text
    planner.get(f"{ADDRESS}/bearbeiten")
    until = TODAY + timedelta(days=60)
    changed = planner.post(f"{ADDRESS}/bearbeiten", entry(version, closes_on=until.isoformat()))
    assert f"{day(TODAY)} bis {day(until)}" in changed.text
    refused = planner.get(f"{ADDRESS}/bearbeiten").text
    assert "Fragebogen und Sprachen stehen seit dem Öffnen fest." in refused
    answer = planner.post(f"{ADDRESS}/bearbeiten", entry(version, languages=["de"]))
    assert (answer.status_code, "Fragebogen und Sprachen bleiben" in answer.text) == (422, True)
    answer = planner.post(f"{ADDRESS}/bearbeiten", entry(version, opens_on=""))
    assert (answer.status_code, "Erster Tag: Wählen Sie ein Datum." in answer.text) == (422, True)
    assert "beenden?" in planner.get(f"{ADDRESS}/beenden").text
    assert "ist beendet." in planner.post(f"{ADDRESS}/beenden").text
    assert planner.get("/arbeitsplatz").text.count("<h2") == 1


def test_opening_twice_and_unknown_addresses_are_sentences(
    planner: Browser, site_database: Database, version: UUID
) -> None:
    make(site_database, version)
    planner.get(f"{ADDRESS}/oeffnen")
    answer = planner.post(f"{ADDRESS}/oeffnen")
    assert (answer.status_code, "schon offen" in answer.text) == (409, True)
    answer = planner.get("/erhebungen/nirgends")
    assert (answer.status_code, "gibt es nicht" in answer.text) == (404, True)


def test_unchecked_language_is_named_before_opening(planner: Browser, version: UUID) -> None:
    planner.get(f"/erhebungen/neu?art=wave&fragebogen={version}")
    planner.post("/erhebungen/neu", entry(version, languages=["de", "tr", "en"]))
    page = planner.get(f"{ADDRESS}/oeffnen").text
    assert "Ungeprüfte Übersetzungen" in page
    assert "English: niemand hat vermerkt" in page


def test_consultation_shows_its_public_link(
    planner: Browser, site_database: Database, version: UUID
) -> None:
    make(site_database, version, kind="consultation")
    page = planner.get(ADDRESS).text
    assert "http://testserver.local/mitmachen/traegerabfrage-2026" in page
    assert "wird niemand einzeln eingeladen" in planner.get(f"{ADDRESS}/einladen").text
    assert (
        "Wer geantwortet hat, wird nicht festgehalten." in planner.get(f"{ADDRESS}/ruecklauf").text
    )
    planner.get(f"{ADDRESS}/oeffnen")
    assert planner.post(f"{ADDRESS}/einladen").status_code == 400


def test_second_invitation_says_that_all_are_invited(
    planner: Browser, site_database: Database, version: UUID
) -> None:
    make(site_database, version)
    assert "Noch gehört kein Träger" in planner.get(f"{ADDRESS}/ruecklauf").text
    assert "noch kein Träger mit E-Mail-Adresse" in planner.get(f"{ADDRESS}/einladen").text
    with site_database.write() as session:
        organisation(session, "Mitte")
        organisation(session, "Nord", email="")
    page = planner.get(f"{ADDRESS}/einladen").text
    assert "1 Träger einladen" in page
    assert "[persönlicher Link]" in page
    assert "<li>Träger Nord</li>" in page
    token = planner.token()
    answer = planner.post(f"{ADDRESS}/einladen")
    assert "1 Träger eingeladen. Die E-Mails stehen im Postausgang." in answer.text
    answer = planner.post(f"{ADDRESS}/einladen", {"_csrf": token})
    assert "Alle Träger mit E-Mail-Adresse sind schon eingeladen." in answer.text
    with site_database.read() as session:
        assert mails.numbers(session) == {"queued": 1}
    assert "0 von 1" in planner.get("/arbeitsplatz").text


def test_ended_wave_invites_nobody(
    planner: Browser, site_database: Database, version: UUID
) -> None:
    made = make(site_database, version)
    with site_database.write() as session:
        surveys.close(session, PLANNER, made.id)
    page = planner.get(f"{ADDRESS}/einladen").text
    assert ("Die Erhebung ist beendet." in page, "Öffnen Sie sie" in page) == (True, False)


def test_return_list_filters_by_state(
    planner: Browser, site_database: Database, version: UUID
) -> None:
    make(site_database, version)
    with site_database.write() as session:
        organisation(session, "Mitte")
        organisation(session, "Nord", email="")
    planner.get(f"{ADDRESS}/einladen")
    planner.post(f"{ADDRESS}/einladen")
    everybody = planner.get(f"{ADDRESS}/ruecklauf").text
    assert ("Träger Mitte" in everybody, "Träger Nord" in everybody) == (True, True)
    waiting = planner.get(f"{ADDRESS}/ruecklauf?zustand=waiting").text
    assert ("Träger Mitte" in waiting, "Träger Nord" in waiting) == (False, True)
    assert (
        "Kein Träger in diesem Zustand."
        in planner.get(f"{ADDRESS}/ruecklauf?zustand=erfunden").text
    )
