"""Was daraus wurde: a planner writes and publishes; those who answered read it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from survey_service.domain.providers import standing
from survey_service.tables.register import Association, Organisation
from survey_service.tables.surveys import Participation
from tests.journeys import filled
from tests.journeys.conftest import Inspector, sign_in
from tests.journeys.installation import ASSOCIATION, Installation

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

NewDevice = Callable[..., Page]
WAVE, ASKED = "/erhebungen/offene-welle", "/erhebungen/mein-quartier"
HEADLINE = "Mehr Plätze in der Schuldnerberatung"


@pytest.fixture(scope="module")
def link(installation: Installation) -> str:
    """A wave with a member of an association, and a consultation; returns the member's link."""
    secret = (installation.home / "secret.key").read_text(encoding="ascii").strip()
    with installation.database.write() as session:
        wave = filled.add_survey(session, "Offene Welle")
        filled.add_survey(session, "Mein Quartier", kind="consultation")
        own = session.exec(select(Association.id).where(Association.name == ASSOCIATION)).one()
        organisation = filled.add_organisation(session, 1)
        session.get_one(Organisation, organisation).association_id = own
        session.add(Participation(survey_id=wave.id, organisation_id=organisation))
        invitation = standing.ensure_invitation(
            session, secret=secret, organisation_id=organisation
        )
        return standing.link(
            session, secret=secret, base_url=installation.url, invitation_id=invitation
        )


def test_those_who_answered_read_what_became_of_it(
    link: str, new_device: NewDevice, axe: Inspector
) -> None:
    found: list[Any] = []
    planner, provider = new_device(), new_device(script=False, width=320)
    provider.goto(link)
    provider.get_by_role("button", name="Zugang öffnen").click()
    provider.get_by_role("link", name="Was daraus wurde").click()
    expect(provider.get_by_text("Noch hat die Kommune nichts veröffentlicht.")).to_be_visible()
    found += axe(provider)
    sign_in(planner, "planner")
    planner.goto(WAVE)
    planner.get_by_role("link", name="Was daraus wurde").click()
    expect(planner.get_by_text("Noch steht hier nichts.")).to_be_visible()
    found += axe(planner)
    found += writes(planner, axe)
    provider.reload()
    expect(provider.get_by_text(HEADLINE)).to_have_count(0)
    planner.get_by_role("button", name="Fassung 1 veröffentlichen").click()
    expect(planner.get_by_text("Fassung 1 ist veröffentlicht")).to_be_visible()
    found += axe(planner)
    provider.reload()
    expect(provider.get_by_role("heading", name=HEADLINE)).to_be_visible()
    expect(provider.get_by_text("beschlossen", exact=True)).to_be_visible()
    found += axe(provider)
    association = new_device()
    sign_in(association, "association")
    association.get_by_role("link", name="Offene Welle", exact=True).click()
    association.get_by_role("link", name="Was daraus wurde").click()
    expect(association.get_by_role("heading", name=HEADLINE)).to_be_visible()
    found += axe(association)
    found += goes_on(planner, provider, axe)
    assert found == []


def writes(planner: Page, axe: Inspector) -> list[Any]:
    """First with something missing: what was typed stays."""
    planner.get_by_role("link", name="Neuer Eintrag").click()
    found = axe(planner)
    planner.get_by_label("Überschrift").fill(HEADLINE)
    planner.get_by_label("nicht umgesetzt").check()
    planner.get_by_role("button", name="Speichern").click()
    expect(planner.get_by_role("alert")).to_contain_text("Grund: Sagen Sie, warum")
    found += axe(planner)
    expect(planner.get_by_label("Überschrift")).to_have_value(HEADLINE)
    planner.get_by_label("Was daraus wurde").fill("Der Rat hat zwei Stellen beschlossen.")
    planner.get_by_label("beschlossen", exact=True).check()
    planner.get_by_label("Thema").select_option(index=2)
    planner.get_by_role("button", name="Speichern").click()
    expect(planner.get_by_text("Fassung 1 ist noch nicht veröffentlicht.")).to_be_visible()
    return found + axe(planner)


def goes_on(planner: Page, provider: Page, axe: Inspector) -> list[Any]:
    """A second version, then everything is taken back."""
    planner.get_by_role("link", name="Ändern").click()
    found = axe(planner)
    planner.get_by_label("Was daraus wurde").fill("Die Stellen sind besetzt.")
    planner.get_by_label("umgesetzt", exact=True).check()
    planner.get_by_role("button", name="Speichern").click()
    found += axe(planner)
    planner.get_by_role("button", name="Fassung 2 veröffentlichen").click()
    provider.reload()
    provider.get_by_text("Was vorher hier stand").click()
    expect(provider.get_by_text("Der Rat hat zwei Stellen beschlossen.")).to_be_visible()
    found += axe(provider)
    planner.get_by_role("button", name="Veröffentlichung zurücknehmen").click()
    expect(planner.get_by_text("Fassung 2 ist zurückgenommen")).to_be_visible()
    found += axe(planner)
    planner.get_by_role("link", name="Was daraus wurde", exact=True).click()
    expect(planner.get_by_text("zurückgenommen am")).to_be_visible()
    found += axe(planner)
    provider.reload()
    expect(provider.get_by_text("Die Kommune hat ihn zurückgenommen.")).to_be_visible()
    return found + axe(provider)


@pytest.mark.usefixtures("link")
def test_residents_read_it_from_right_to_left(desk: Page, phone: Page, axe: Inspector) -> None:
    sign_in(desk, "planner")
    desk.goto(f"{ASKED}/was-daraus-wurde/neu")
    desk.get_by_label("Überschrift").fill("Mehr Bänke")
    desk.get_by_label("Was daraus wurde").fill("Die Standorte werden gesammelt.")
    desk.get_by_label("in Umsetzung").check()
    desk.get_by_role("button", name="Speichern").click()
    desk.get_by_role("button", name="veröffentlichen").click()
    phone.goto("/mitmachen/mein-quartier?sprache=ar")
    phone.get_by_role("link", name="ماذا نتج عن ذلك").click()
    expect(phone.get_by_role("heading", name="Mehr Bänke")).to_be_visible()
    expect(phone.get_by_text("قيد التنفيذ")).to_be_visible()
    assert axe(phone) == []
    phone.goto("/mitmachen/mein-quartier/was-daraus-wurde?sprache=de-x-leicht")
    assert axe(phone) == []
