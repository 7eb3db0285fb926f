"""Blitzabfrage at the desk: nothing typed is lost, the preview is what is sent, answers appear."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from survey_service import clock
from survey_service.database import Database
from survey_service.domain.fieldwork import surveys
from survey_service.domain.providers import saving, submission
from survey_service.domain.providers.revisions import Place
from survey_service.domain.providers.saving import Sent
from survey_service.permissions import Actor
from survey_service.tables.register import Facility, Organisation
from survey_service.tables.surveys import Mail, Survey
from tests.survey_service import register
from tests.survey_service.conftest import Browser
from tests.survey_service.register import SHELTER
from tests.survey_service.web.register.test_atlas import sheet
from tests.survey_service.web.register.test_organisations import cells

URL = "/sozialatlas/blitzabfrage"
SLUG = "hochwasser-brauchen-sie-hilfe"
TOMORROW = clock.today() + timedelta(days=1)
TYPED = {
    "titel": "Hochwasser: „Brauchen Sie Hilfe?“",
    "letzter_tag": TOMORROW.isoformat(),
    "einleitung": "Der Rhein steigt.\nBitte antworten Sie bald.",
    "frage_1": "Sind Sie betroffen?",
    "art_1": "yes_no",
    "frage_2": "Was brauchen Sie?",
    "art_2": "choice",
    "antworten_2": "Strom\nBetten\n\nStrom",
    "gebiet": "2",
}


@pytest.fixture
def planner(browser: Browser, site_database: Database) -> Browser:
    with site_database.write() as session:
        register.fill(session)
    browser.sign_in("planner")
    browser.get(f"{URL}?gebiet=2")
    return browser


def hidden(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="')[1].split('"', maxsplit=1)[0]


def preview(browser: Browser, **changes: str) -> Any:
    key = hidden(browser.page, "schluessel")
    return browser.post(URL, TYPED | {"schluessel": key} | changes)


def send(browser: Browser, **changes: str) -> Any:
    page = preview(browser).text
    marks = {name: hidden(page, name) for name in ("schluessel", "auswahl")}
    return browser.post(URL, TYPED | marks | {"senden": "1"} | changes)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"titel": " "}, "Titel: Geben Sie einen an"),
        ({"titel": "x" * 201}, "höchstens 200 Zeichen"),
        ({"letzter_tag": "morgen"}, "Letzter Tag: Wählen Sie ein Datum."),
        ({"letzter_tag": "2020-01-01"}, "Wählen Sie heute oder einen späteren Tag."),
        ({"frage_1": "", "frage_2": "", "antworten_2": ""}, "mindestens eine Frage"),
        ({"frage_2": ""}, "Frage 2: Schreiben Sie die Frage dazu."),
        ({"antworten_2": "nur eine"}, "Frage 2: Schreiben Sie 2 bis 12 kurze Antworten"),
        ({"antworten_2": "\n".join(map(str, range(13)))}, "2 bis 12 kurze Antworten"),
        ({"art_1": "roman"}, "Frage 1: Wählen Sie, wie geantwortet wird."),
        ({"frage_1": "x" * 301}, "Frage 1: Kürzen Sie sie"),
        ({"betreff": ""}, "Betreff: Schreiben Sie eine Zeile."),
        ({"text": "Ohne Zugang"}, "Text: Der Platzhalter {link} fehlt."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    planner: Browser, changes: dict[str, str], sentence: str
) -> None:
    answer = preview(planner, **changes)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert ">\nDer Rhein steigt.\nBitte antworten Sie bald.</textarea>" in answer.text
    assert 'name="gebiet" value="2"' in answer.text


def test_the_form_names_whom_it_is_for_and_whom_to_call(planner: Browser) -> None:
    page = planner.get(f"{URL}?gebiet=2").text
    assert "Einrichtungen von 2 Trägern." in page
    assert "Zwei gGmbH: 02131 2" in page
    assert SHELTER not in page
    assert "Es ist keine Einrichtung gewählt." in planner.get(f"{URL}?art=Nichts").text
    assert planner.get(f"{URL}?flaeche=keine").status_code == 400


def test_the_preview_shows_the_questions_and_sends_nothing(
    planner: Browser, site_database: Database
) -> None:
    page = preview(planner).text
    assert "So sehen es die Träger, je Einrichtung" in page
    assert page.count('type="radio"') == 4
    back = planner.post(URL, TYPED | {"schluessel": hidden(page, "schluessel"), "aendern": "1"})
    assert "Strom\nBetten" in back.text
    assert "Vorschau ansehen" in back.text
    with site_database.read() as session:
        assert session.exec(select(Survey.id)).all() == []


def test_the_planners_words_are_seen_and_sent(planner: Browser, site_database: Database) -> None:
    own = {"betreff": "Hilfe? {erhebung}", "text": "{anrede}\r\n\r\nkurz: {link}"}
    page = preview(planner, **own).text
    assert "Hilfe? Hochwasser: „Brauchen Sie Hilfe?“" in page
    assert "kurz: [persönlicher Link]" in page
    marks = {name: hidden(page, name) for name in ("schluessel", "auswahl", "betreff")}
    planner.post(URL, TYPED | own | marks | {"senden": "1"})
    with site_database.read() as session:
        mails = session.exec(select(Mail.subject, Mail.body)).all()
    assert [(subject, "kurz: " in body) for subject, body in mails] == [
        ("Hilfe? Hochwasser: „Brauchen Sie Hilfe?“", True)
    ]
    page = planner.get(f"/erhebungen/{SLUG}/texte/einladung").text
    assert "Mitgelieferten Text wieder einsetzen" in page
    reset = planner.post(f"/erhebungen/{SLUG}/texte/einladung", {"zuruecksetzen": "1"}).text
    assert "Eilige Frage: {erhebung}" in reset


def test_what_was_only_begun_is_counted_and_not_shown(
    planner: Browser, site_database: Database
) -> None:
    path = send(planner).url.path
    assert "noch nicht abgesandt" not in planner.page
    with site_database.write() as session:
        kita = session.exec(select(Facility.id).where(Facility.name == "Kita")).one()
        owner = session.exec(select(Organisation.id).where(Organisation.code == "T1")).one()
        actor = Actor(name="Kollegin", organisation_id=owner)
        sent = {Place("blitzabfrage", str(kita)): Sent(fields={"frage_1": ["ja"]}, base=0)}
        saving.save(session, actor, SLUG, sent, areas=(), now=clock.now())
    page = planner.get(path).text
    assert "1 Einrichtung hat begonnen und noch nicht abgesandt." in page
    assert cells(page, "antworten")[1][:4] == ["Kita", "–", "–", "begonnen"]
    assert f'href="/erhebungen/{SLUG}/ruecklauf"' in page
    assert "begonnen" in planner.get(f"/erhebungen/{SLUG}/ruecklauf").text


def test_sending_twice_leads_to_the_same_answers(planner: Browser, site_database: Database) -> None:
    page = preview(planner).text
    marks = {name: hidden(page, name) for name in ("schluessel", "auswahl")}
    first, second = (planner.post(URL, TYPED | marks | {"senden": "1"}) for _ in range(2))
    assert first.url.path == second.url.path == f"/erhebungen/{SLUG}/blitzabfrage"
    assert [row[0] for row in cells(second.text, "antworten")] == ["Beratung Süd", "Kita"]
    with site_database.read() as session:
        assert session.exec(select(Mail.recipient)).all() == ["eins@traeger.example"]
        assert session.exec(select(Survey.title)).all() == [TYPED["titel"]]


def test_a_choice_that_changed_is_shown_again(planner: Browser, site_database: Database) -> None:
    page = preview(planner).text
    marks = {name: hidden(page, name) for name in ("schluessel", "auswahl")}
    with site_database.write() as session:
        session.execute(update(Facility).where(col(Facility.name) == "Kita").values(protected=True))
    answer = planner.post(URL, TYPED | marks | {"senden": "1"})
    assert answer.status_code == 409
    assert "Inzwischen passen andere Einrichtungen" in answer.text
    assert "Kita" not in answer.text
    with site_database.read() as session:
        assert session.exec(select(Survey.id)).all() == []


def test_answers_appear_and_go_into_a_workbook(planner: Browser, site_database: Database) -> None:
    path = send(planner).url.path
    slug = path.split("/")[2]
    with site_database.write() as session:
        kita = session.exec(select(Facility.id).where(Facility.name == "Kita")).one()
        owner = session.exec(select(Organisation.id).where(Organisation.code == "T1")).one()
        actor = Actor(name="Kollegin", organisation_id=owner)
        fields = {"frage_1": ["ja"], "frage_2": ["antwort_2"]}
        sent = {Place("blitzabfrage", str(kita)): Sent(fields=fields, base=0)}
        saving.save(session, actor, slug, sent, areas=(), now=clock.now())
        submission.submit(session, actor, slug, now=clock.now())
        assert surveys.by_slug(session, slug).selected
    page = planner.get(path).text
    assert "1 von 2" in page
    rows = cells(page, "antworten")
    assert rows[1][:3] == ["Kita", "ja", "Betten"]
    assert rows[0][:4] == ["Beratung Süd", "–", "–", "nicht eingeladen"]
    written = sheet(planner.client.get(f"{path}/excel").content)
    assert written[4][:6] == (
        "Einrichtung",
        "Träger",
        "Telefon",
        "Stand",
        "Sind Sie betroffen?",
        "Was brauchen Sie?",
    )
    assert written[6][:6] == ("Kita", "Haus Eins e. V.", "02131 1", "eingereicht", "ja", "Betten")
    overview = planner.get(f"/erhebungen/{slug}").text
    assert f'href="{path}"' in overview
    version = planner.get("/frageboegen").text
    assert "Hochwasser" in version


def test_another_wave_has_no_such_page(planner: Browser) -> None:
    assert planner.get("/erhebungen/keine/blitzabfrage").status_code == 404
