"""A resident on a small phone without script: every state, eight languages, light pages."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from survey_service import clock
from survey_service.domain.fieldwork import surveys
from survey_service.domain.fieldwork.survey_drafts import Draft
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.web.chrome import LANGUAGE_NAMES, RIGHT_TO_LEFT
from tests.journeys import filled
from tests.journeys.conftest import Inspector
from tests.journeys.installation import Installation

pytestmark = pytest.mark.browser

WIRE_BYTES = 60_000
REQUESTS = 6
LONG = "Hier fehlt eine Bank. " * 100


@pytest.fixture(scope="module")
def consultation(installation: Installation) -> SurveyFacts:
    """An open consultation with the shipped questionnaire."""
    with installation.database.write() as session:
        return filled.add_survey(session, "Mein Quartier", kind="consultation")


@pytest.fixture
def start(consultation: SurveyFacts) -> str:
    """Its first page."""
    return f"/mitmachen/{consultation.slug}"


def press(page: Page, name: str) -> None:
    page.locator(f"main form button[name={name}]").click()


def test_every_state_is_accessible(phone: Page, start: str, axe: Inspector) -> None:
    found = []

    def look() -> None:
        found.extend(axe(phone))

    phone.goto(start)
    look()
    phone.get_by_role("button", name="Beginnen").click()
    look()
    for _ in range(3):
        press(phone, "_weiter")
        look()
    phone.locator("textarea").fill(LONG)
    press(phone, "_weiter")
    expect(phone.locator(".error-summary")).to_contain_text("Bitte kürzen Sie ihn")
    look()
    phone.goto(f"{start}/pruefen")
    press(phone, "_absenden")
    expect(phone.locator(".error-summary")).to_contain_text("können wir nicht lesen")
    look()
    phone.get_by_role("link", name=re.compile(r"Ändern\s*: Was soll sich")).click()
    phone.locator("textarea").fill("Hier fehlt eine Bank.")
    press(phone, "_weiter")
    look()
    phone.goto(start)
    expect(phone.locator("main")).to_contain_text("schon begonnen")
    look()
    phone.goto(f"{start}/pruefen")
    press(phone, "_absenden")
    look()
    code = phone.locator(".receipt-code").inner_text()
    phone.goto("/beleg")
    look()
    for typed in ("falsch", code):
        phone.locator("#code").fill(typed)
        phone.get_by_role("button", name="Nachsehen").click()
        look()
    phone.context.clear_cookies()
    phone.goto(f"{start}/frage/2")
    look()
    assert found == []


def test_closed_and_not_yet_open_are_accessible(
    phone: Page, installation: Installation, axe: Inspector
) -> None:
    with installation.database.write() as session:
        made = filled.add_survey(session, "Bald", kind="consultation", opened=False)
        draft = Draft(
            title="Bald",
            opens_on=clock.today() + timedelta(days=3),
            closes_on=clock.today() + timedelta(days=9),
            questionnaire_version_id=made.questionnaire_version_id,
            languages=made.languages,
        )
        surveys.change(session, filled.PLANNER, made.id, draft)
        surveys.open_survey(session, filled.PLANNER, made.id)
        over = filled.add_survey(session, "Vorbei", kind="consultation")
    phone.goto(f"/mitmachen/{over.slug}")
    phone.get_by_role("button", name="Beginnen").click()
    for _ in range(2):
        press(phone, "_weiter")
    phone.locator("textarea").fill("Der Park")
    with installation.database.write() as session:
        surveys.close(session, filled.PLANNER, over.id)
    press(phone, "_weiter")
    expect(phone.locator("main")).to_contain_text("Der Park")
    assert axe(phone) == []
    phone.goto(f"/mitmachen/{made.slug}")
    expect(phone.locator("main")).to_contain_text("hat noch nicht begonnen")
    assert axe(phone) == []


@pytest.mark.parametrize("language", LANGUAGE_NAMES)
def test_the_whole_way_in_every_language(
    phone: Page, start: str, axe: Inspector, language: str
) -> None:
    phone.goto(start)
    phone.get_by_role("link", name=LANGUAGE_NAMES[language], exact=True).click()
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    html = phone.locator("html")
    expect(html).to_have_attribute("lang", language)
    expect(html).to_have_attribute("dir", direction)
    assert axe(phone) == []
    phone.locator("main form button").click()
    assert axe(phone) == []
    phone.locator("select").select_option("stadtweit")
    for _ in range(2):
        press(phone, "_weiter")
    phone.locator("textarea").fill("Der Park")
    for _ in range(4):
        press(phone, "_weiter")
    expect(phone.locator("main")).to_contain_text("Der Park")
    press(phone, "_absenden")
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", phone.locator(".receipt-code").inner_text())
    expect(html).to_have_attribute("lang", language)
    assert axe(phone) == []


def test_return_in_a_line_of_text_goes_on_and_chooses_no_language(
    installation: Installation, new_device: Iterator[Page], start: str
) -> None:
    """Browsers press the form's first button: the hidden one, not a language."""
    page = new_device(script=False, width=320)  # type: ignore[operator]
    page.goto(start)
    page.get_by_role("button", name="Beginnen").click()
    press(page, "_weiter")
    page.locator("input[type=radio]").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/frage/3")
    expect(page.locator("html")).to_have_attribute("lang", "de")


def test_another_language_keeps_what_is_being_typed(phone: Page, start: str) -> None:
    phone.goto(start)
    phone.get_by_role("button", name="Beginnen").click()
    for _ in range(2):
        press(phone, "_weiter")
    phone.locator("textarea").fill("Noch nicht gespeichert")
    phone.locator(".languages summary").click()
    phone.get_by_role("button", name="العربية").click()
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    expect(phone.locator("textarea")).to_have_value("Noch nicht gespeichert")


def test_the_first_page_is_light(chromium: Browser, installation: Installation, start: str) -> None:
    """Bytes on the wire and requests of a browser that was never here, from the real server."""
    context = chromium.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    sizes: list[float] = []
    devtools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(installation.url + start, wait_until="networkidle")
    context.close()
    assert 0 < len(sizes) <= REQUESTS
    assert sum(sizes) <= WIRE_BYTES
    # Headers and compressed bodies; without compression the style sheet alone is half of it.
    assert sum(sizes) > WIRE_BYTES / 10
