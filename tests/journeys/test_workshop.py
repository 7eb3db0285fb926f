"""A draft is discussed by link, changed, released by both sides and opened; axe looks on."""

import re
from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from survey_service.tables.register import Association
from tests.journeys import filled
from tests.journeys.conftest import Inspector, sign_in
from tests.journeys.installation import Installation, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

NewDevice = Callable[..., Page]
QUESTION = "Wie viele Anfragen mussten Sie in den letzten drei Monaten ablehnen?"
BETTER = "Wie viele Menschen mussten Sie in den letzten drei Monaten abweisen?"
WAVE = "/erhebungen/traegerabfrage-2029"
HOME = f"{WAVE}/fragenwerkstatt"


def second_version() -> bytes:
    """The shipped questionnaire with the proposed words, as version 2."""
    book = openpyxl.load_workbook(filled.LIBRARY / "traegerabfrage.xlsx")
    for row in book["survey"].iter_rows():
        for cell in row:
            if cell.value == QUESTION:
                cell.value = BETTER
    settings = book["settings"]
    column = next(cell.column for cell in settings[1] if cell.value == "version")
    settings.cell(row=2, column=column).value = "2"
    content = BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.fixture(scope="module", autouse=True)
def wave(installation: Installation) -> None:
    with installation.database.write() as session:
        filled.add_survey(session, "Trägerabfrage 2029", opened=False)
        session.add(Association(name="Caritasverband"))


def open_workshop(desk: Page, axe: Inspector) -> None:
    desk.goto(WAVE)
    desk.get_by_role("link", name="Fragenwerkstatt").click()
    assert axe(desk) == []
    introduction = desk.get_by_label("Einleitung")
    introduction.fill("Bitte sehen Sie den Entwurf bis Freitag durch.")
    desk.get_by_role("button", name="Fragenwerkstatt eröffnen").click()
    expect(desk.get_by_text("Die Fragenwerkstatt ist eröffnet.")).to_be_visible()
    assert axe(desk) == []
    desk.get_by_label("Wen beteiligen Sie?").select_option("Caritasverband")
    desk.get_by_label("E-Mail-Adresse").fill("caritas@verband.example")
    desk.get_by_role("button", name="Beteiligen").click()
    desk.get_by_role("button", name="Link senden").click()
    expect(desk.get_by_text("geht an caritas@verband.example")).to_be_visible()
    desk.get_by_role("button", name="Link zeigen").click()
    expect(desk.get_by_text("Kopieren Sie ihn jetzt.")).to_be_visible()
    assert axe(desk) == []


def mailed_link(installation: Installation) -> str:
    """The link as it stands in the mail that was sent."""
    wait_until(lambda: bool(installation.mailbox.messages), "the mail with the link has arrived")
    text = installation.mailbox.messages[-1].get_content()
    found = re.search(r"http://\S+/w/\S+", text)
    assert found is not None
    return found[0]


def comment_and_propose(phone: Page, axe: Inspector, link: str) -> None:
    phone.goto(link)
    assert axe(phone) == []
    phone.get_by_role("button", name="Fragenwerkstatt öffnen").click()
    expect(phone.get_by_text("bis Freitag durch")).to_be_visible()
    assert axe(phone) == []
    phone.get_by_role("link", name="Worum es geht").click()
    assert axe(phone) == []
    phone.goto("/werkstatt")
    phone.get_by_role("link", name="Nachfrage, Wartezeit und Absagen").click()
    assert axe(phone) == []
    phone.get_by_role("link", name=re.compile(re.escape(QUESTION))).click()
    assert axe(phone) == []
    phone.get_by_role("button", name="Beitrag speichern").click()
    expect(phone.locator(".error-summary")).to_contain_text("Geben Sie Ihren Namen an")
    assert axe(phone) == []
    phone.get_by_label("Ihr Beitrag").fill("Zählen wir Anfragen oder Menschen?")
    phone.get_by_label("Ihr Name").fill("Frau Öz")
    phone.get_by_role("button", name="Beitrag speichern").click()
    phone.get_by_role("radio", name="Andere Worte vorschlagen").check()
    phone.get_by_label("Ihr Beitrag").fill(BETTER)
    expect(phone.get_by_label("Ihr Name")).to_have_value("Frau Öz")
    phone.get_by_role("button", name="Beitrag speichern").click()
    expect(phone.locator("ins").first).to_contain_text("Menschen")
    assert axe(phone) == []


def answer_and_replace(desk: Page, axe: Inspector) -> None:
    desk.goto(HOME)
    expect(desk.get_by_text("2 offen").last).to_be_visible()
    desk.get_by_role("link", name=QUESTION).click()
    assert axe(desk) == []
    desk.get_by_label("Ihre Antwort").fill("Menschen. Wir nehmen Ihre Worte.")
    desk.get_by_role("button", name="Antworten").click()
    expect(desk.get_by_text("beantwortet")).to_be_visible()
    upload = {"mimeType": "application/zip", "buffer": b"PK kaputt", "name": "kaputt.xlsx"}
    desk.get_by_label("Arbeitsmappe").set_input_files(upload)  # type: ignore[arg-type]
    desk.get_by_role("button", name="Prüfen und auf den Tisch legen").click()
    expect(desk.locator(".error-summary")).to_be_visible()
    assert axe(desk) == []
    upload |= {"buffer": second_version(), "name": "traegerabfrage.xlsx"}
    desk.get_by_label("Arbeitsmappe").set_input_files(upload)  # type: ignore[arg-type]
    desk.get_by_role("button", name="Prüfen und auf den Tisch legen").click()
    expect(desk.get_by_text("Auf dem Tisch liegt jetzt Version 2.")).to_be_visible()


def test_a_draft_becomes_a_wave(
    desk: Page, phone: Page, axe: Inspector, installation: Installation
) -> None:
    sign_in(desk, "planner")
    open_workshop(desk, axe)
    comment_and_propose(phone, axe, mailed_link(installation))
    phone.goto("/werkstatt/freigabe")
    phone.get_by_role("button", name="Wir geben Version 1 frei").click()
    answer_and_replace(desk, axe)

    phone.goto("/werkstatt")
    expect(phone.get_by_text("jetzt liegt Version 2 vor")).to_be_visible()
    assert axe(phone) == []
    phone.goto("/werkstatt/beitraege?frage=absagen")
    phone.get_by_text("Seitdem geändert: Frage").first.click()
    expect(phone.get_by_text("Frage jetzt, Version 2").first).to_be_visible()
    assert axe(phone) == []
    phone.goto("/werkstatt/beitraege")
    assert axe(phone) == []

    desk.goto(f"{WAVE}/oeffnen")
    assert axe(desk) == []
    desk.get_by_role("button", name="Öffnen").click()
    expect(desk.locator(".error-summary")).to_contain_text("Version 2 ist noch nicht freigegeben")
    assert axe(desk) == []
    desk.goto(HOME)
    desk.get_by_role("button", name="Version 2 für Neuss freigeben").click()
    phone.goto("/werkstatt/freigabe")
    assert axe(phone) == []
    phone.get_by_role("button", name="Wir geben Version 2 frei").click()
    expect(phone.get_by_text("Caritasverband gibt Version 2 frei.")).to_be_visible()

    desk.goto(f"{WAVE}/oeffnen")
    desk.get_by_role("button", name="Öffnen").click()
    expect(desk.get_by_text("ist geöffnet.")).to_be_visible()
    assert axe(desk) == []
    desk.goto(f"{HOME}/protokoll")
    expect(desk.get_by_text("Alle Beteiligten haben Version 2 freigegeben.")).to_be_visible()
    assert axe(desk) == []
    desk.goto(HOME)
    assert axe(desk) == []
    phone.goto("/werkstatt")
    expect(phone.get_by_text("die Fragenwerkstatt beendet")).to_be_visible()
    assert axe(phone) == []
    phone.goto("/worum-es-geht/traegerabfrage-2029")
    expect(phone.get_by_role("heading", name="Wofür die Antworten nicht")).to_be_visible()
    assert axe(phone) == []


def test_the_next_wave_from_this_one(desk: Page, axe: Inspector) -> None:
    sign_in(desk, "planner")
    desk.goto(WAVE)
    desk.get_by_role("button", name="Nächste Welle aus dieser anlegen").click()
    expect(desk.get_by_label("Titel", exact=True)).to_have_value("Trägerabfrage 2032")
    assert axe(desk) == []
