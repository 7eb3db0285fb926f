"""The planner writes to organisations; they look after their link and report what they see."""

import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from playwright.sync_api import Page, expect

from survey_service import clock
from survey_service.domain.correspondence import reminders
from survey_service.tables.register import Organisation
from tests.journeys import filled
from tests.journeys.conftest import Inspector, sign_in
from tests.journeys.installation import Installation, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

NewDevice = Callable[..., Page]
WAVE = "/erhebungen/traegerabfrage"
SEEN = "Im Park am Hafen schlafen seit Wochen mehr Menschen."


def arrived(installation: Installation, to: str, subject: str) -> EmailMessage:
    """The one mail with this address and subject, once it is there."""

    def found() -> list[EmailMessage]:
        return [
            message
            for message in installation.mailbox.messages
            if (message["To"], message["Subject"]) == (to, subject)
        ]

    wait_until(lambda: bool(found()), f"„{subject}“ arrives at {to}", seconds=90)
    [message] = found()
    return message


def link_in(message: EmailMessage) -> str:
    [link] = re.findall(r"http://\S+/t/\S+", message.get_content())
    return str(link)


def test_writing_to_organisations(
    installation: Installation, desk: Page, new_device: NewDevice, axe: Inspector
) -> None:
    with installation.database.write() as session:
        filled.add_survey(session, "Trägerabfrage")
        for number in (1, 2):
            filled.add_organisation(session, number)
        silent = session.get_one(Organisation, filled.add_organisation(session, 3))
        silent.email, silent.postal_address = "", "Markt 1\n41460 Neuss"
    sign_in(desk, "planner")
    planner_mistypes_a_day(desk, axe)
    planner_writes_the_text(installation, desk, axe)
    planner_invites_one(desk, axe)
    planner_prints_a_letter(desk, axe)
    link = link_in(arrived(installation, "traeger1@example.org", "Bitte: Trägerabfrage"))
    provider = new_device(script=False, width=320)
    provider_reports(provider, link, axe)
    provider_renews_the_link(installation, provider, link, axe)
    planner_sees_it(desk, axe)
    if clock.now().astimezone(clock.BERLIN).time() >= reminders.FROM_HOUR:
        reminder = arrived(installation, "traeger1@example.org", "Erinnerung: Trägerabfrage")
        assert link_in(reminder) != link
    recipients = {str(message["To"]) for message in installation.mailbox.messages}
    assert recipients == {"traeger1@example.org", "ich@neuss.example"}
    assert set(installation.mailbox.copies().values()) == {1}
    assert "Traceback" not in installation.output()


def planner_writes_the_text(installation: Installation, desk: Page, axe: Inspector) -> None:
    desk.goto(f"{WAVE}/einladen")
    desk.get_by_role("link", name="Texte").click()
    expect(desk.get_by_text("mitgeliefert", exact=True)).to_have_count(3)
    assert axe(desk) == []
    desk.get_by_role("link", name="Einladung", exact=True).click()
    desk.get_by_label("Betreff").fill("Bitte: {erhebung}")
    desk.get_by_label("Text", exact=True).fill("{anrede}\n\nwir brauchen {traeger}.")
    desk.get_by_role("button", name="Speichern").click()
    summary = desk.locator(".error-summary")
    expect(summary).to_contain_text("Den Platzhalter {traeger} gibt es nicht.")
    expect(summary).to_contain_text("Der Platzhalter {link} fehlt.")
    assert axe(desk) == []
    desk.get_by_label("Text", exact=True).fill("{anrede}\n\nwir brauchen {träger}.\n\n{link}")
    desk.get_by_label("Mit den Angaben von").select_option(label="Träger 2 gGmbH")
    desk.get_by_role("button", name="Vorschau").click()
    expect(desk.locator(".letter")).to_contain_text("wir brauchen Träger 2 gGmbH.")
    expect(desk.locator(".letter")).to_contain_text("Sehr geehrte Frau Öz,")
    assert axe(desk) == []
    desk.get_by_label("Probe an").fill("ich@neuss.example")
    desk.get_by_role("button", name="Probe-E-Mail senden").click()
    expect(desk.get_by_text("Die Probe-E-Mail an ich@neuss.example")).to_be_visible()
    trial = arrived(installation, "ich@neuss.example", "Probe: Bitte: Trägerabfrage")
    assert "Träger 2 gGmbH" in trial.get_content()
    desk.goto(link_in(trial))
    expect(desk.get_by_role("heading", level=1)).to_have_text("Das ist der Link einer Probe-E-Mail")
    assert axe(desk) == []
    # What was tried was not stored.
    desk.goto(f"{WAVE}/texte/einladung")
    expect(desk.get_by_label("Betreff")).to_have_value("Einladung: {erhebung}")
    desk.get_by_label("Betreff").fill("Bitte: {erhebung}")
    desk.get_by_role("button", name="Speichern").click()
    expect(desk.get_by_text("eigener Text")).to_be_visible()


def planner_mistypes_a_day(desk: Page, axe: Inspector) -> None:
    desk.goto(f"{WAVE}/erinnerungen")
    assert axe(desk) == []
    desk.get_by_label("Tag").fill("2020-01-01")
    desk.get_by_role("button", name="Erinnerung planen").click()
    expect(desk.locator(".error-summary")).to_contain_text("Wählen Sie einen Tag von heute")
    assert axe(desk) == []


def planner_invites_one(desk: Page, axe: Inspector) -> None:
    desk.goto(f"{WAVE}/einladen")
    desk.get_by_text("Nur einzelne Träger einladen").click()
    assert axe(desk) == []
    desk.get_by_label("Träger 1 gGmbH").check()
    desk.get_by_role("button", name="Ausgewählte einladen").click()
    expect(desk.get_by_text("1 Träger eingeladen")).to_be_visible()


def planner_prints_a_letter(desk: Page, axe: Inspector) -> None:
    desk.goto(f"{WAVE}/briefe")
    assert axe(desk) == []
    with desk.expect_download() as download:
        desk.get_by_role("button", name="1 Brief drucken (PDF)").click()
    assert download.value.suggested_filename == "Briefe-traegerabfrage.pdf"
    desk.goto(f"{WAVE}/briefe")
    expect(desk.get_by_text("Noch einmal drucken", exact=True)).to_be_visible()
    assert axe(desk) == []


def provider_reports(page: Page, link: str, axe: Inspector) -> None:
    page.goto(link)
    page.get_by_role("button", name="Zugang öffnen").click()
    assert axe(page) == []
    page.get_by_role("link", name="Beobachtung aus dem Stadtteil melden").click()
    assert axe(page) == []
    page.get_by_label("Was haben Sie beobachtet?").fill(SEEN)
    page.get_by_role("button", name="Beobachtung absenden").click()
    expect(page.locator(".error-summary li")).to_have_count(3)
    expect(page.get_by_label("Was haben Sie beobachtet?")).to_have_value(SEEN)
    assert axe(page) == []
    page.get_by_label("Welches Gebiet betrifft es?").select_option(label="ganze Stadt")
    page.get_by_label("Wann haben Sie es beobachtet?").fill(f"{clock.today():%d.%m.%Y}")
    page.get_by_label("ja, ohne den Namen").check()
    page.get_by_role("button", name="Beobachtung absenden").click()
    expect(page.get_by_text("Ihre Beobachtung ist angekommen.")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="Zurückziehen").click()
    assert axe(page) == []
    page.get_by_role("link", name="Behalten").click()


def provider_renews_the_link(
    installation: Installation, page: Page, link: str, axe: Inspector
) -> None:
    page.goto("/traeger")
    page.get_by_role("link", name="Link erneuern oder übergeben").click()
    assert axe(page) == []
    page.get_by_role("button", name="Nachfolge melden").click()
    expect(page.locator(".error-summary li")).to_have_count(3)
    assert axe(page) == []
    page.get_by_role("button", name="Link erneuern").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Der Link ist erneuert")
    assert axe(page) == []
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Dieser Link gilt nicht mehr")
    new = link_in(arrived(installation, "traeger1@example.org", "Ihr neuer Link zur Sozialplanung"))
    page.goto(new)
    page.get_by_role("button", name="Zugang öffnen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Träger 1 gGmbH")
    page.goto("/zugang")
    assert axe(page) == []
    page.get_by_label("Zugangscode").fill("ABCD-EFGH-JKLM-NPQR")
    page.get_by_role("button", name="Zugang öffnen").click()
    expect(page.locator(".error-summary")).to_contain_text("Diesen Code gibt es nicht")
    assert axe(page) == []


def planner_sees_it(desk: Page, axe: Inspector) -> None:
    desk.goto("/arbeitsplatz")
    assert axe(desk) == []
    year = clock.today().year
    desk.get_by_role("link", name=f"Beobachtungen {year}", exact=True).click()
    assert axe(desk) == []
    desk.get_by_role("link", name="Gemeldete Beobachtungen").click()
    expect(desk.get_by_text(SEEN)).to_be_visible()
    assert axe(desk) == []
    desk.goto(f"{WAVE}/ruecklauf")
    desk.get_by_role("link", name="Träger 1 gGmbH").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Träger 1 gGmbH")
    assert axe(desk) == []
    desk.get_by_label("Antworten bis").fill("2020-01-01")
    desk.get_by_role("button", name="Verlängern").click()
    expect(desk.locator(".error-summary")).to_contain_text("nach dem letzten Tag")
    assert axe(desk) == []
    plan_today(desk, axe)


def plan_today(desk: Page, axe: Inspector) -> None:
    desk.goto(f"{WAVE}/erinnerungen")
    desk.get_by_label("Tag").fill(clock.today().isoformat())
    desk.get_by_role("button", name="Erinnerung planen").click()
    expect(desk.get_by_text("ist geplant.")).to_be_visible()
    expect(desk.locator("#plan tbody tr")).to_have_count(1)
    assert axe(desk) == []
