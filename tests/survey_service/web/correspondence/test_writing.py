"""Texts, reminders and an organisation's page at the planner's desk."""

import html
import io
import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from pypdf import PdfReader
from sqlmodel import select

from survey_service.database import Database
from survey_service.domain.correspondence import invitations
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.tables.register import Organisation
from survey_service.tables.surveys import Mail, Participation, Reminder
from tests.scanning import scanned
from tests.survey_service.conftest import SECRET, Browser
from tests.survey_service.waves import PLANNER, day, organisation, wave

ADDRESS = "/erhebungen/traegerabfrage-2026"
OWN = {"subject": "Bitte: {erhebung}", "body": "{anrede}\nNur Mut.\n{link}"}


@pytest.fixture
def made(site_database: Database) -> SurveyFacts:
    with site_database.write() as session:
        found = wave(session)
        organisation(session, "A")
    return found


@pytest.fixture
def planner(browser: Browser) -> Browser:
    browser.sign_in("planner")
    return browser


def invite(database: Database, survey: SurveyFacts) -> UUID:
    with database.write() as session:
        invitations.invite_all(session, PLANNER, survey.id, secret=SECRET)
        return session.exec(select(Participation.organisation_id)).one()


def visible(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", page))


def test_unusable_text_comes_back_as_typed(planner: Browser, made: SurveyFacts) -> None:
    planner.get(f"{ADDRESS}/texte/einladung")
    answer = planner.post(
        f"{ADDRESS}/texte/einladung", {"subject": "Mein Betreff", "body": "Ohne Link {namen}"}
    )
    assert answer.status_code == 422
    page = visible(answer.text)
    assert "Den Platzhalter {namen} gibt es nicht." in page
    assert "Der Platzhalter {link} fehlt." in page
    assert "Ohne Link {namen}" in page
    assert 'value="Mein Betreff"' in answer.text
    assert planner.get(f"{ADDRESS}/texte/fax").status_code == 404


def test_text_is_looked_at_saved_and_reset(planner: Browser, made: SurveyFacts) -> None:
    planner.get(f"{ADDRESS}/texte/erinnerung")
    page = visible(planner.post(f"{ADDRESS}/texte/erinnerung", {**OWN, "vorschau": "1"}).text)
    assert "Sehr geehrte Frau Öz," in page
    assert "Bitte: Trägerabfrage 2026" in page
    assert "Nur Mut." not in planner.get(f"{ADDRESS}/texte/erinnerung").text
    answer = planner.post(f"{ADDRESS}/texte/erinnerung", {**OWN, "speichern": "1"})
    assert "Der Text „Erinnerung“ ist gespeichert." in answer.text
    assert "von Person planner" in answer.text
    assert "Nur Mut." in planner.get(f"{ADDRESS}/texte/erinnerung").text
    answer = planner.post(f"{ADDRESS}/texte/erinnerung", {**OWN, "zuruecksetzen": "1"})
    assert "Der mitgelieferte Text gilt wieder." in answer.text
    assert "Nur Mut." not in answer.text


def test_trial_mail_opens_nothing(
    planner: Browser, made: SurveyFacts, site_database: Database
) -> None:
    planner.get(f"{ADDRESS}/texte/einladung")
    answer = planner.post(f"{ADDRESS}/texte/einladung", {**OWN, "to": "ich", "probe": "1"})
    assert (answer.status_code, "keine E-Mail-Adresse" in answer.text) == (422, True)
    answer = planner.post(
        f"{ADDRESS}/texte/einladung", {**OWN, "to": "ich@stadt.example", "probe": "1"}
    )
    assert "Die Probe-E-Mail an ich@stadt.example steht im Postausgang." in answer.text
    assert "/t/probe" in answer.text
    assert "öffnet die Seite des Trägers ohne Kennwort" not in answer.text
    with site_database.read() as session:
        assert session.exec(select(Mail.kind)).all() == ["trial"]
    assert "Das ist der Link einer Probe-E-Mail" in planner.get("/t/probe").text
    assert planner.post("/t/probe").status_code == 403  # No form leads there.


def test_consultation_has_no_texts(planner: Browser, site_database: Database) -> None:
    with site_database.write() as session:
        wave(session, kind="consultation")
    for part in ("texte", "texte/brief", "erinnerungen", "briefe"):
        assert planner.get(f"{ADDRESS}/{part}").status_code == 404


def test_only_chosen_ones_are_invited(
    planner: Browser, made: SurveyFacts, site_database: Database
) -> None:
    with site_database.write() as session:
        chosen = organisation(session, "B", email="b@traeger.example")
    page = planner.get(f"{ADDRESS}/einladen").text
    assert "2 Träger einladen" in page
    answer = planner.post(f"{ADDRESS}/einladen", {"auswahl": "1"})
    assert "mindestens einen Träger" in answer.text
    planner.get(f"{ADDRESS}/einladen")
    answer = planner.post(f"{ADDRESS}/einladen", {"auswahl": "1", "organisation": "kaputt"})
    assert answer.status_code == 400
    planner.get(f"{ADDRESS}/einladen")
    planner.post(f"{ADDRESS}/einladen", {"auswahl": "1", "organisation": str(chosen)})
    with site_database.read() as session:
        assert session.exec(select(Mail.recipient)).all() == ["b@traeger.example"]


def test_reminders_are_planned_and_stopped(
    planner: Browser, made: SurveyFacts, site_database: Database
) -> None:
    address = f"{ADDRESS}/erinnerungen"
    invite(site_database, made)
    assert "1 Träger" in visible(planner.get(address).text)
    for sent, sentence in (
        ("", "Wählen Sie ein Datum."),
        ("2020-01-01", "Wählen Sie einen Tag von heute bis zum letzten Tag"),
    ):
        answer = planner.post(address, {"due_on": sent})
        assert (answer.status_code, sentence in answer.text) == (422, True)
    for due_on in (made.closes_on, made.closes_on - timedelta(days=2)):
        answer = planner.post(address, {"due_on": due_on.isoformat()})
        assert f"Die Erinnerung am {day(due_on)} ist geplant." in answer.text
    with site_database.read() as session:
        one = session.exec(select(Reminder.id)).first()
    assert "gestrichen" in planner.post(address, {"streichen": str(one)}).text
    token = planner.token()
    assert planner.post(address, {"streichen": str(one), "_csrf": token}).status_code == 404
    assert planner.post(address, {"anhalten": "1", "_csrf": token}).status_code == 200
    assert "Noch ist keine Erinnerung geplant." in planner.get(address).text


def test_organisation_gets_more_time_and_a_new_link(
    planner: Browser, made: SurveyFacts, site_database: Database
) -> None:
    who = invite(site_database, made)
    page = planner.get(f"{ADDRESS}/ruecklauf").text
    address = f"{ADDRESS}/traeger/{who}"
    assert f'href="{address}"' in page
    planner.get(address)
    answer = planner.post(f"{address}/frist", {"until": made.closes_on.isoformat()})
    assert (answer.status_code, "nach dem letzten Tag" in answer.text) == (422, True)
    until = made.closes_on + timedelta(days=7)
    answer = planner.post(f"{address}/frist", {"until": until.isoformat(), "tell": "1"})
    assert f"Die Frist ist bis zum {day(until)} verlängert." in answer.text
    assert "Mehr Zeit: Trägerabfrage 2026" in answer.text
    assert "aufgehoben" in planner.post(f"{address}/frist", {"aufheben": "1"}).text
    for button, sentence in (
        ("senden", "Die E-Mail mit dem Link steht im Postausgang."),
        ("sperren", "Der Link ist gesperrt."),
        ("erneuern", "Es gilt ein neuer Link"),
    ):
        assert sentence in planner.post(f"{address}/link", {button: "1"}).text
    with site_database.read() as session:
        kinds = sorted(session.exec(select(Mail.kind)).all())
    assert kinds == ["invitation", "link", "link", "notice"]
    assert planner.get(f"{ADDRESS}/traeger/{UUID(int=3)}").status_code == 404


def test_mail_is_marked_as_come_back_and_sent_again(
    planner: Browser, made: SurveyFacts, site_database: Database
) -> None:
    invite(site_database, made)
    with site_database.read() as session:
        mail_id = session.exec(select(Mail.id)).one()
    planner.get(f"/postausgang/{mail_id}")
    token = planner.token()
    answer = planner.post(f"/postausgang/{mail_id}/zurueck", {"_csrf": token})
    assert (answer.status_code, "Zurückkommen kann nur" in answer.text) == (409, True)
    with site_database.write() as session:
        session.get_one(Mail, mail_id).state = "sent"
    planner.get(f"/postausgang/{mail_id}")
    answer = planner.post(f"/postausgang/{mail_id}/zurueck", {"reason": "Postfach unbekannt"})
    assert "als zurückgekommen vermerkt" in answer.text
    page = planner.get("/postausgang?zustand=bounced").text
    assert "Zurückgekommen: Postfach unbekannt" in page
    planner.get(f"/postausgang/{mail_id}")
    assert "als neue E-Mail" in planner.post(f"/postausgang/{mail_id}").text


def test_letter_is_printed_and_its_code_opens_the_page(
    planner: Browser, made: SurveyFacts, site_database: Database, tmp_path: Path
) -> None:
    with site_database.write() as session:
        who = organisation(session, "Post", email="")
        session.get_one(Organisation, who).postal_address = "Weg 1\n12345 Musterstadt"
    assert "1 Brief drucken" in planner.get(f"{ADDRESS}/briefe").text
    answer = planner.client.post(f"{ADDRESS}/briefe", data={"_csrf": planner.token()})
    assert (answer.status_code, answer.headers["content-type"]) == (201, "application/pdf")
    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    [code] = re.findall(r"\b(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}\b", text)
    assert "Noch einmal drucken" in planner.get(f"{ADDRESS}/briefe").text
    [[link]] = scanned(answer.content, tmp_path)
    page = planner.get(link.removeprefix("http://testserver.local")).text
    assert "Sie öffnen den Zugang von Träger Post" in page
    planner.get("/zugang")
    answer = planner.post("/zugang", {"code": "ABCD"})
    assert (answer.status_code, "Diesen Code gibt es nicht" in answer.text) == (404, True)
    assert "Träger Post" in planner.post("/zugang", {"code": code.lower()}).text


def test_one_letter_is_printed_from_the_return_the_wave_and_the_register(
    planner: Browser, made: SurveyFacts, site_database: Database
) -> None:
    who = invite(site_database, made)
    places = (f"{ADDRESS}/traeger/{who}", f"/traegerregister/{who}")
    action = f"{ADDRESS}/traeger/{who}/brief"
    for place in places:
        page = planner.get(place).text
        assert ("fehlt die Postanschrift" in page, action in page) == (True, False)
    assert action not in planner.get(f"{ADDRESS}/ruecklauf").text
    answer = planner.post(action)
    assert (answer.status_code, "keine Postanschrift im Register" in answer.text) == (409, True)
    with site_database.write() as session:
        session.get_one(Organisation, who).postal_address = "Weg 1\n12345 Musterstadt"
    for place in (*places, f"{ADDRESS}/ruecklauf"):
        assert f'action="{action}"' in planner.get(place).text
    answer = planner.client.post(action, data={"_csrf": planner.token()})
    assert answer.headers["content-disposition"] == (
        'attachment; filename="Brief-traegerabfrage-2026.pdf"'
    )
    pages = PdfReader(io.BytesIO(answer.content)).pages
    assert [("Träger A" in page.extract_text()) for page in pages] == [True]
