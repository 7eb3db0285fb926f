"""A social worker and a colleague answer together; by keyboard only, and without script."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from survey_service import clock
from survey_service.domain.fieldwork import surveys
from survey_service.domain.providers import documents, responses, standing
from survey_service.domain.providers.documents import Document, FacilityPart
from survey_service.permissions import Actor
from survey_service.tables.register import Facility
from survey_service.tables.responses import Response
from survey_service.tables.surveys import Participation, Survey
from tests.journeys import filled
from tests.journeys.conftest import Inspector, sign_in
from tests.journeys.installation import Installation

pytestmark = pytest.mark.browser

NewDevice = Callable[..., Page]
TITLE = "Gemeinsam 2026"
HUB = "/traeger/gemeinsam-2026"
STATUS = "[data-autosave-status]"


@pytest.fixture(scope="module")
def numbers() -> Iterator[int]:
    """Every test has an organisation of its own."""
    return iter(range(701, 800))


@pytest.fixture
def number(numbers: Iterator[int]) -> int:
    return next(numbers)


@pytest.fixture
def link(installation: Installation, number: int) -> str:
    """The link of a new organisation with three facilities; it answered three years ago, too."""
    with installation.database.write() as session:
        found = session.exec(select(Survey.id).where(Survey.slug == "gemeinsam-2026")).first()
        survey_id = found or filled.add_survey(session, TITLE).id
        organisation = filled.add_organisation(session, number, facilities=3)
        session.add(Participation(survey_id=survey_id, organisation_id=organisation))
        session.flush()
        secret = (installation.home / "secret.key").read_text(encoding="ascii").strip()
        invitation = standing.ensure_invitation(
            session, secret=secret, organisation_id=organisation
        )
        actor = Actor(name="Träger", organisation_id=organisation, invitation_id=invitation)
        answer_three_years_ago(session, actor)
    with installation.database.read() as session:
        return standing.link(
            session, secret=secret, base_url=installation.url, invitation_id=invitation
        )


def answer_three_years_ago(session: Session, actor: Actor) -> None:
    """Every closed question with its first choice, every text with "Wie immer".

    The third facility wrote texts only.
    """
    survey = surveys.by_slug(session, "gemeinsam-2026")
    past = survey.opens_on.replace(year=survey.opens_on.year - 3, day=1)
    earlier = session.exec(select(Survey).where(Survey.slug == "gemeinsam-2023")).first()
    if earlier is None:
        earlier = Survey(
            kind="wave",
            slug="gemeinsam-2023",
            title="Gemeinsam 2023",
            state="closed",
            opens_on=past,
            closes_on=past,
            questionnaire_version_id=survey.questionnaire_version_id,
            languages=["de"],
        )
        session.add(earlier)
        session.flush()
    opened = responses.of_wave(session, actor, survey, now=clock.now())
    parts: dict[str, dict[str, object]] = {}
    silent = opened.facilities[2].id
    for place in responses.places(opened):
        for item in responses.page_at(opened, place).items:
            value: object = "Wie immer"
            if item.kind in {"single", "scale"}:
                value = item.choices[0].value
            elif item.kind == "multiple":
                value = [item.choices[0].value]
            elif item.kind == "area":
                value = "stadtweit"
            elif item.kind in {"integer", "decimal"}:
                value = 3
            if place.facility == silent and value != "Wie immer":
                continue
            if item.kind not in {"note", "acknowledge", "date"}:
                parts.setdefault(place.facility, {})[item.code] = value
    names = dict(session.exec(select(Facility.id, Facility.name)).all())
    document = Document(
        questionnaire=opened.questionnaire.key,
        version=1,
        answers=parts.pop("", {}),  # type: ignore[arg-type]
        facilities=tuple(
            FacilityPart(
                facility=one,
                code="E",
                name=next(name for key, name in names.items() if str(key) == one),
                answers=answers,  # type: ignore[arg-type]
            )
            for one, answers in parts.items()
        ),
    )
    session.add(
        Response(
            survey_id=earlier.id,
            questionnaire_version_id=survey.questionnaire_version_id,
            organisation_id=actor.organisation_id,
            state="submitted",
            document=documents.encode(document),
            submitted_at=clock.now(),
            submitted_on=past,
        )
    )


def enter(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("Ihr Name oder Kürzel").fill("Frau Muster")
    page.get_by_role("button", name="Zugang öffnen").click()
    page.get_by_role("link", name=TITLE, exact=True).click()


def test_social_worker_and_colleague_answer_together(
    new_device: NewDevice, link: str, number: int, axe: Inspector
) -> None:
    page = new_device()
    page.goto(link)
    assert axe(page) == []
    enter(page, link)
    assert axe(page) == []

    # An unchanged facility: how many clicks from the hub?
    clicks = 0
    unchanged = f"Letzte Angaben übernehmen für Einrichtung {number}.0"
    page.get_by_role("link", name=unchanged).click()
    clicks += 1
    assert axe(page) == []
    page.get_by_role("button", name="Unverändert übernehmen").click()
    clicks += 1
    expect(page.locator("h1")).to_have_text(TITLE)
    expect(page.get_by_text("unverändert übernommen.")).to_be_visible()
    assert clicks <= 3
    section = page.locator("section.task-list", has_text=f"Einrichtung {number}.0").last
    expect(section.get_by_text("offen", exact=True)).to_have_count(0)

    # The other one is handed on.
    page.get_by_role("link", name=f"Weitergeben von Einrichtung {number}.1").click()
    page.get_by_role("button", name="Link erstellen").click()
    expect(page.locator(".error-summary")).to_contain_text("an wen")
    assert axe(page) == []
    page.get_by_label("An wen?").fill("Herr Yılmaz")
    page.get_by_role("button", name="Link erstellen").click()
    assert axe(page) == []
    address = page.input_value("#link").strip()

    helper = new_device(width=320)
    helper.goto(address)
    assert axe(helper) == []
    helper.get_by_role("button", name="Zugang öffnen").click()
    expect(helper.locator("h1")).to_have_text(TITLE)
    expect(helper.get_by_text(f"Einrichtung {number}.0")).to_have_count(0)
    assert axe(helper) == []
    helper.locator("a.task__link", has_text="").first.click()
    assert axe(helper) == []
    helper.get_by_role("button", name=re.compile("^Alles unverändert übernehmen")).click()
    expect(helper.get_by_text("unverändert übernommen.")).to_be_visible()
    assert axe(helper) == []
    helper.get_by_label("Neue Anmerkung").fill("Stimmt das noch?")
    helper.get_by_role("button", name="Anmerken").click()
    expect(helper.locator(".remark")).to_contain_text("Herr Yılmaz")
    assert axe(helper) == []
    helper.get_by_role("link", name="Verlauf").click()
    expect(helper.locator("h2").first).to_contain_text("Herr Yılmaz")
    assert axe(helper) == []
    helper.goto(HUB)
    helper.get_by_role("button", name="Ich bin fertig").click()
    expect(helper.get_by_text("fertig gemeldet")).to_be_visible()
    assert axe(helper) == []

    page.goto(HUB)
    expect(page.get_by_text("weitergegeben an Herr Yılmaz: fertig").first).to_be_visible()
    assert axe(page) == []
    for address in ("/weitergeben", "/freigabe", "/absenden"):
        page.goto(HUB + address)
        assert axe(page) == []
    page.goto("/traeger/name")
    assert axe(page) == []


def test_copying_and_release_are_accessible(
    new_device: NewDevice, link: str, number: int, axe: Inspector
) -> None:
    page = new_device()
    enter(page, link)
    section = page.locator("section.task-list", has_text=f"Einrichtung {number}.0").last
    section.locator("a.task__link").first.click()
    page.get_by_role("button", name=re.compile("^Alles unverändert übernehmen")).click()
    page.get_by_role("link", name="Gilt für mehrere Einrichtungen").click()
    assert axe(page) == []
    page.get_by_role("button", name="Übertragen").click()
    assert axe(page) == []
    page.get_by_label(f"Einrichtung {number}.1").check()
    page.get_by_role("button", name="Übertragen").click()
    expect(page.get_by_text("Auf einer Einrichtung übertragen.")).to_be_visible()
    page.goto(f"{HUB}/freigabe")
    page.get_by_role("button", name="Freigabe einschalten").click()
    assert axe(page) == []
    page.get_by_label("Wer gibt frei?").fill("Geschäftsführung")
    page.get_by_role("button", name="Link zur Freigabe machen").click()
    address = page.input_value("#link").strip()
    manager = new_device(width=320, script=False)
    manager.goto(address)
    manager.get_by_role("button", name="Zugang öffnen").click()
    assert axe(manager) == []
    manager.get_by_role("button", name="Freigeben").click()
    expect(manager.get_by_text("Ihr Team kann jetzt absenden")).to_be_visible()
    assert axe(manager) == []


def test_planner_enters_on_behalf(
    desk: Page, installation: Installation, link: str, number: int, axe: Inspector
) -> None:
    assert link
    sign_in(desk, "planner")
    desk.goto("/erhebungen/gemeinsam-2026/ruecklauf")
    assert axe(desk) == []
    desk.get_by_role("button", name=f"Eintragen für Träger {number} gGmbH").click()
    expect(desk.locator(".behalf")).to_contain_text(f"Träger {number} gGmbH")
    assert axe(desk) == []
    desk.locator("a.task__link").first.click()
    expect(desk.locator(".behalf")).to_be_visible()
    desk.get_by_role("button", name="Zurück zum Arbeitsplatz").click()
    desk.wait_for_url("**/arbeitsplatz")


def test_the_whole_return_without_script(
    new_device: NewDevice, desk: Page, link: str, number: int, axe: Inspector
) -> None:
    page = new_device(script=False, width=320)
    enter(page, link)
    for facility in (0, 1):
        name = f"Letzte Angaben übernehmen für Einrichtung {number}.{facility}"
        page.get_by_role("link", name=name).click()
        page.get_by_role("button", name="Unverändert übernehmen").click()
    # The third one wrote texts only: nothing is copied, its pages are confirmed with one tick.
    page.get_by_role("link", name=f"Letzte Angaben übernehmen für Einrichtung {number}.2").click()
    page.get_by_label("Auf diesen Seiten gibt es nichts Neues").check()
    assert axe(page) == []
    page.get_by_role("button", name="Bestätigen").click()
    expect(page.get_by_text("nichts Neues gemeldet.", exact=False).first).to_be_visible()
    page.locator("a.task__link", has_text="Angebote und Zielgruppen").click()
    page.fill("#zielgruppen_neu", "Viele Alleinerziehende")
    page.get_by_role("button", name=re.compile("^Alles unverändert übernehmen")).click()
    assert page.input_value("#zielgruppen_neu") == "Viele Alleinerziehende"
    page.get_by_role("button", name="Speichern und zur Übersicht").last.click()
    page.get_by_role("link", name="Prüfen und absenden").click()
    page.fill("#grund", "Mehr wissen wir nicht.")
    page.get_by_role("button", name="Unvollständig absenden").click()
    expect(page.locator("h1")).to_have_text("Rücklauf abgesandt")

    # The planner sees what was confirmed without new words.
    sign_in(desk, "planner")
    desk.goto("/erhebungen/gemeinsam-2026/ruecklauf")
    desk.get_by_role("link", name=f"Träger {number} gGmbH", exact=True).first.click()
    row = desk.get_by_role("row", name=re.compile(rf"Einrichtung {number}\.2"))
    expect(row).to_be_visible()
    assert axe(desk) == []


# What has the focus: its label or text, and whether a person sees that it has it.
FOCUSED = """() => {
    const one = document.activeElement;
    const label = one.labels && one.labels[0];
    const style = getComputedStyle(one);
    return {
        name: ((label || one).innerText || "").trim(),
        ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    };
}"""

# Pages scroll smoothly: it takes a moment until the focus is on the screen.
ON_SCREEN = """() => {
    const box = document.activeElement.getBoundingClientRect();
    return box.width > 0 && box.bottom > 0 && box.top < innerHeight;
}"""
NO_RING = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { outline: none !important }");
    document.adoptedStyleSheets = [sheet];
}"""


def press_until(page: Page, name: str, *, key: str = "Tab", limit: int = 150) -> None:
    """Press until the focus stands, visibly, on what is called so: as people without a mouse do."""
    for _ in range(limit):
        page.keyboard.press(key)
        focused = page.evaluate(FOCUSED)
        if focused["name"]:
            assert focused["ring"], focused
            page.wait_for_function(ON_SCREEN)
        if focused["name"].startswith(name):
            return
    pytest.fail(f"the keyboard never reaches “{name}”")


def test_the_focus_that_nobody_sees_is_found(new_device: NewDevice, link: str) -> None:
    """Negative control of the ring that every stop of the keyboard has."""
    page = new_device()
    page.goto(link)
    page.evaluate(NO_RING)
    with pytest.raises(AssertionError, match="ring"):
        press_until(page, "Zugang öffnen")


def test_the_whole_return_by_keyboard_only(new_device: NewDevice, link: str, number: int) -> None:
    """From the link to the receipt: nothing but keys after the address is opened."""
    page = new_device()
    page.goto(link)
    press_until(page, "Ihr Name oder Kürzel")
    page.keyboard.type("Frau Muster")
    press_until(page, "Zugang öffnen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/traeger")
    press_until(page, TITLE)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{HUB}")
    press_until(page, "Nichts geändert? Letzte Angaben übernehmen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/uebernehmen/*")
    press_until(page, "Unverändert übernehmen")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{HUB}")
    press_until(page, "Angebote und Zielgruppen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/angebote*")
    # Tab reaches the first radio of a question, the arrow keys the others.
    first = page.locator("input[type=radio] + label").first.inner_text().strip()
    press_until(page, first)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(FOCUSED)["name"] != first
    # The Enter key in a field saves and goes on; it takes nothing over.
    page.keyboard.press("Enter")
    expect(page.get_by_text("Gespeichert um").first).to_be_visible()
    press_until(page, "Zur Übersicht")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{HUB}")
    press_until(page, "Prüfen und absenden")
    page.keyboard.press("Enter")
    page.wait_for_url("**/absenden")
    press_until(page, "Warum senden Sie")
    page.keyboard.type("Mehr wissen wir nicht.")
    press_until(page, "Unvollständig absenden")
    page.keyboard.press("Enter")
    page.wait_for_url("**/beleg")
    expect(page.locator("h1")).to_have_text("Rücklauf abgesandt")
