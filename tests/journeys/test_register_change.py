"""Planner keeps the register, an organisation reports a change on its phone, planner accepts it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from survey_service.domain.providers import standing
from survey_service.domain.register import organisations
from survey_service.permissions import Actor, RoleGrant
from tests.journeys.conftest import Inspector, sign_in
from tests.journeys.installation import Installation
from tests.journeys.test_register_pages import kept

PLANNER = Actor(login="planner", name="Planerin", grants=(RoleGrant("planner"),))


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).first.click()


def link_of(installation: Installation, name: str) -> str:
    """The address of an organisation's standing page."""
    with installation.database.write() as session:
        found = organisations.organisations(session, PLANNER, search=name)[0]
        secret = (installation.home / "secret.key").read_text(encoding="ascii").strip()
        key = standing.ensure_invitation(session, secret=secret, organisation_id=found.id)
        return standing.link(session, secret=secret, base_url="", invitation_id=key)


@pytest.mark.browser
@pytest.mark.timeout(240)
def test_register_from_new_entry_to_accepted_report(
    desk: Page, phone: Page, installation: Installation, axe: Inspector
) -> None:
    def looks(page: Page, name: str) -> None:
        assert axe(page) == []
        kept(page, name)

    sign_in(desk, "planner")
    _new_organisation(desk, looks)
    _facilities_and_contact(desk, looks)
    _provider_reports(phone, installation, looks)
    _planner_accepts(desk, looks)
    phone.goto("/traeger/meldungen")
    expect(phone.get_by_text("Danke, wir haben es eingetragen.")).to_be_visible()
    looks(phone, "traeger-meldungen-beantwortet")
    _merge(desk, looks)


def _new_organisation(desk: Page, looks: Callable[[Page, str], None]) -> None:
    desk.goto("/traegerregister/verbaende")
    looks(desk, "verbaende-leer")
    desk.get_by_label("Name", exact=True).fill("Caritas")
    press(desk, "Anlegen")
    looks(desk, "verbaende")
    desk.goto("/traegerregister")
    follow(desk, "Neuer Träger")
    press(desk, "Anlegen")
    expect(desk.get_by_role("alert")).to_contain_text("Die Angabe „Name“ fehlt.")
    looks(desk, "traeger-neu-fehler")
    desk.get_by_label("Name", exact=True).fill("Haus Nord e. V.")
    desk.get_by_label("Verband").select_option("Caritas")
    desk.get_by_label("E-Mail").fill("post@nord.example")
    press(desk, "Anlegen")
    expect(desk.get_by_text("Der Träger ist angelegt.")).to_be_visible()


def _facilities_and_contact(desk: Page, looks: Callable[[Page, str], None]) -> None:
    follow(desk, "Neue Einrichtung")
    desk.get_by_label("Name", exact=True).fill("Beratung Furth")
    desk.get_by_label("Adresse (freiwillig)", exact=True).fill("Further Straße 1")
    desk.get_by_label("Gebiet, in dem").select_option(label="Furth-Nord")
    desk.get_by_label("Breitengrad").fill("5674000")
    desk.get_by_label("Längengrad").fill("338500")
    looks(desk, "einrichtung-neu")
    press(desk, "Anlegen")
    follow(desk, "Neue Einrichtung")
    desk.get_by_label("Name", exact=True).fill("Frauenhaus")
    desk.get_by_label("Geschützte Adresse").check()
    desk.locator("summary").filter(has_text="Zuständig für").click()
    desk.get_by_label("Die ganze Stadt").check()
    press(desk, "Anlegen")
    follow(desk, "Neue Kontaktperson")
    desk.get_by_label("Name", exact=True).fill("Ada Beispiel")
    desk.get_by_label("Einwilligung am").fill("01.02.2026")
    looks(desk, "kontakt-neu")
    press(desk, "Speichern")
    looks(desk, "traeger-voll")


def _provider_reports(
    phone: Page, installation: Installation, looks: Callable[[Page, str], None]
) -> None:
    phone.goto(link_of(installation, "Haus Nord"))
    phone.get_by_role("button").first.click()
    follow(phone, "Änderung melden")
    looks(phone, "traeger-meldungen")
    follow(phone, "Umzug")
    press(phone, "Melden")
    expect(phone.get_by_role("alert")).to_contain_text("Geben Sie die neue Adresse an.")
    looks(phone, "traeger-umzug-fehler")
    phone.get_by_label("Einrichtung").select_option(label="Beratung Furth, Further Straße 1")
    phone.get_by_label("Neue Adresse").fill("Bergstraße 7")
    phone.get_by_label("Ihr Name").fill("Ada Beispiel")
    press(phone, "Melden")
    expect(phone.get_by_text("Danke, Ihre Meldung ist angekommen.")).to_be_visible()
    for kind in ("neues-angebot", "schliessung", "kontakt", "anderes"):
        phone.goto(f"/traeger/meldungen/{kind}")
        looks(phone, f"traeger-melden-{kind}")


def _planner_accepts(desk: Page, looks: Callable[[Page, str], None]) -> None:
    desk.goto("/arbeitsplatz")
    expect(desk.get_by_text("Eine gemeldete Änderung wartet")).to_be_visible()
    follow(desk, "Gemeldete Änderungen ansehen")
    looks(desk, "meldungen")
    follow(desk, "Umzug")
    expect(desk.get_by_role("row", name="Adresse Further Straße 1 Bergstraße 7")).to_be_visible()
    looks(desk, "meldung")
    desk.get_by_label("Antwort an den Träger").fill("Danke, wir haben es eingetragen.")
    press(desk, "In das Register übernehmen")
    expect(desk.get_by_text("Die Meldung ist erledigt.")).to_be_visible()
    desk.goto("/traegerregister?suche=nord")
    looks(desk, "traeger-gefiltert")
    follow(desk, "Haus Nord e. V.")
    expect(desk.get_by_text("Adresse: Further Straße 1")).to_be_visible()


def _merge(desk: Page, looks: Callable[[Page, str], None]) -> None:
    desk.goto("/traegerregister/neu")
    desk.get_by_label("Name", exact=True).fill("HAUS NORD gGmbH")
    press(desk, "Anlegen")
    desk.goto("/traegerregister/doppelte")
    expect(desk.get_by_role("cell", name="gleicher Name")).to_be_visible()
    looks(desk, "doppelte")
    follow(desk, "Was umzieht")
    looks(desk, "zusammenfuehren")
    press(desk, "Zusammenführen")
    expect(
        desk.get_by_text("„HAUS NORD gGmbH“ ist in „Haus Nord e. V.“ aufgegangen.")
    ).to_be_visible()


@pytest.mark.browser
def test_second_editor_sees_both_versions(
    desk: Page, new_device: Callable[..., Any], axe: Inspector
) -> None:
    sign_in(desk, "planner")
    desk.goto("/traegerregister/neu")
    desk.get_by_label("Name", exact=True).fill("Zwei Fenster e. V.")
    press(desk, "Anlegen")
    follow(desk, "Angaben ändern")
    other = new_device()
    sign_in(other, "planner")
    other.goto(desk.url)
    other.get_by_label("Telefon").fill("02131 1")
    press(other, "Speichern")
    desk.get_by_label("Telefon").fill("02131 2")
    press(desk, "Speichern")
    expect(desk.get_by_role("row", name="Telefon 02131 1 02131 2")).to_be_visible()
    assert axe(desk) == []
    kept(desk, "zwei-fassungen")
    press(desk, "Meine Eingabe speichern")
    expect(desk.get_by_text("Gespeichert.")).to_be_visible()
