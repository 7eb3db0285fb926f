"""Two associations: members' returns, a Stellungnahme written together, read by the city."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from survey_service.domain.administration import accounts
from survey_service.domain.associations import parties
from survey_service.tables.register import Association
from tests.journeys.conftest import Inspector, sign_in
from tests.journeys.installation import ASSOCIATION, OPERATOR, PASSWORD, Installation
from tests.survey_service.domain.associations.two import PLANNER, SLUG
from tests.survey_service.domain.fieldwork.returned import join
from tests.survey_service.waves import association, wave

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

NewDevice = Callable[..., Page]
RETURNS = f"/erhebungen/{SLUG}/ruecklauf"
POSITION = f"/verband/{SLUG}/stellungnahme"
CITY = f"/erhebungen/{SLUG}/stellungnahme"


@pytest.fixture(scope="module")
def members(installation: Installation) -> Installation:
    """An open wave with members of two associations that have accounts, and one that stays out."""
    with installation.database.write() as session:
        survey = wave(session)
        own = session.exec(select(Association.id).where(Association.name == ASSOCIATION)).one()
        awo, quiet = association(session, "AWO"), association(session, "Stiller Verband")
        join(session, survey, "nord", association=own, state="submitted", places=(("Kita", "1"),))
        join(session, survey, "ost", association=own, state="draft", places=(("Treff", "2"),))
        join(session, survey, "awo-haus", association=awo)
        join(session, survey, "still", association=quiet)
        for login, name in (("awo", "AWO"), ("still", "Stiller Verband")):
            accounts.add(
                session,
                OPERATOR,
                login=login,
                name=f"Person {login}",
                password=PASSWORD,
                role="association",
                association=name,
            )
        accounts.set_active(session, OPERATOR, login="still", active=False)
        parties.set_aside(session, PLANNER, survey, quiet)
        accounts.set_active(session, OPERATOR, login="still", active=True)
    return installation


def write(page: Page, text: str) -> None:
    page.goto(f"{POSITION}/schreiben")
    page.get_by_label("Text der Stellungnahme").fill(text)
    page.get_by_role("button", name="Als neue Fassung speichern").click()


@pytest.mark.usefixtures("members")
def test_two_associations_write_release_and_the_planner_reads(
    new_device: NewDevice, axe: Inspector
) -> None:
    found: list[Any] = []
    first, second, planner = new_device(), new_device(width=320, script=False), new_device()
    sign_in(first, "association")
    found += axe(first)
    first.get_by_role("link", name="Trägerabfrage 2026", exact=True).click()
    expect(first.get_by_role("row", name="Träger nord eingereicht")).to_be_visible()
    expect(first.get_by_text("awo-haus")).to_have_count(0)
    found += axe(first)
    with first.expect_download() as download:
        first.get_by_role("link", name="Liste als Excel herunterladen").click()
    assert download.value.suggested_filename.startswith(f"mitglieder-{SLUG}-")
    first.get_by_role("link", name="Stellungnahme der Verbände").click()
    found += axe(first)
    first.get_by_role("link", name="Ersten Entwurf schreiben").click()
    found += axe(first)
    first.get_by_label("Text der Stellungnahme").fill("Es fehlen Wohnungen.")
    first.get_by_role("button", name="Als neue Fassung speichern").click()
    expect(first.get_by_text("Fassung 1 ist gespeichert.")).to_be_visible()

    sign_in(second, "awo")
    second.get_by_role("link", name="Stellungnahme der Verbände").click()
    second.get_by_label("Ihr Kommentar").fill("Bitte „bezahlbare“ ergänzen.")
    second.get_by_role("button", name="Kommentar hinzufügen").click()
    found += axe(second)
    second.get_by_role("button", name="Kommentar hinzufügen").click()
    expect(second.get_by_text("Der Kommentar ist leer.")).to_be_visible()
    found += axe(second)

    first.goto(POSITION)
    expect(first.get_by_text("Bitte „bezahlbare“ ergänzen.")).to_be_visible()
    write(first, "Es fehlen bezahlbare Wohnungen.")
    first.get_by_role("button", name="Fassung 2 für").click()
    expect(first.get_by_text("hat Fassung 2 freigegeben.")).to_be_visible()
    found += axe(first)

    sign_in(planner, "planner")
    planner.goto(CITY)
    expect(planner.get_by_text("in Arbeit", exact=True)).to_be_visible()
    expect(planner.get_by_text("bezahlbare")).to_have_count(0)
    found += axe(planner)

    second.goto(f"{POSITION}/fassungen/2/aenderungen")
    expect(second.locator("ins").last).to_contain_text("bezahlbare")
    found += axe(second)
    second.get_by_role("link", name="Fassung 2", exact=True).click()
    second.get_by_role("button", name="Fassung 2 für AWO freigeben").click()
    expect(second.get_by_text("die Kommune sieht jetzt diese Fassung")).to_be_visible()
    found += axe(second)

    planner.reload()
    expect(planner.get_by_text("Es fehlen bezahlbare Wohnungen.")).to_be_visible()
    found += axe(planner)
    with planner.expect_download() as download:
        planner.get_by_role("link", name="Als Text herunterladen").click()
    assert download.value.suggested_filename == f"stellungnahme-{SLUG}.txt"

    first.goto(f"{POSITION}/schreiben")
    write(second, "Es fehlen sehr viele Wohnungen.")
    first.get_by_label("Text der Stellungnahme").fill("Es fehlen bezahlbare Wohnungen im Norden.")
    first.get_by_role("button", name="Als neue Fassung speichern").click()
    expect(first.get_by_role("heading", name="Zwei Fassungen")).to_be_visible()
    expect(first.get_by_label("Ihr Text", exact=True)).to_have_value(
        "Es fehlen bezahlbare Wohnungen im Norden."
    )
    found += axe(first)
    first.goto(f"{POSITION}/fassungen/1")
    found += axe(first)
    planner.reload()
    expect(planner.get_by_text("Es fehlen bezahlbare Wohnungen.")).to_be_visible()
    assert found == []


@pytest.mark.usefixtures("members")
def test_left_out_association_return_monitor_and_account_page(
    new_device: NewDevice, axe: Inspector
) -> None:
    found: list[Any] = []
    page = new_device()
    sign_in(page, "still")
    page.goto(POSITION)
    expect(page.get_by_role("button", name="Doch mitwirken")).to_be_visible()
    found += axe(page)
    planner = new_device()
    sign_in(planner, "planner")
    planner.goto(RETURNS)
    expect(planner.get_by_text("1 von 4", exact=True)).to_be_visible()
    planner.get_by_text("Zahlen zum Verlauf").click()
    found += axe(planner)
    planner.get_by_label("Zustand", exact=True).select_option("fehlen noch")
    planner.get_by_label("Verband", exact=True).select_option("AWO")
    planner.get_by_role("button", name="Anzeigen").click()
    expect(planner.get_by_text("1 von 4 Trägern", exact=True)).to_be_visible()
    with planner.expect_download() as download:
        planner.get_by_role("link", name="Als Excel herunterladen").click()
    assert download.value.suggested_filename.startswith(f"ruecklauf-{SLUG}-")
    administrator = new_device()
    sign_in(administrator, "administrator")
    for path in ("/konten", "/konten/still"):
        administrator.goto(path)
        found += axe(administrator)
    assert found == []
