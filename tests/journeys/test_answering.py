"""A social worker answers in a real browser: autosave, a lost device, two windows, the receipt."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from sqlmodel import Session, select

from survey_service.domain.providers import standing
from survey_service.tables.surveys import Participation, Survey
from tests.journeys import filled
from tests.journeys.conftest import Inspector
from tests.journeys.installation import Installation

pytestmark = pytest.mark.browser

NewDevice = Callable[..., Page]
FREE_TEXT = "#zielgruppen_neu"
STATUS = "[data-autosave-status]"


@pytest.fixture(scope="module")
def numbers() -> Iterator[int]:
    """Every test has an organisation of its own."""
    return iter(range(501, 600))


@pytest.fixture
def link(installation: Installation, numbers: Iterator[int]) -> str:
    """The link of a new organisation with two facilities that belongs to the wave."""
    with installation.database.write() as session:
        survey_id = wave(session)
        organisation = filled.add_organisation(session, next(numbers))
        session.add(Participation(survey_id=survey_id, organisation_id=organisation))
        secret = (installation.home / "secret.key").read_text(encoding="ascii").strip()
        invitation = standing.ensure_invitation(
            session, secret=secret, organisation_id=organisation
        )
    with installation.database.read() as session:
        return standing.link(
            session, secret=secret, base_url=installation.url, invitation_id=invitation
        )


def wave(session: Session) -> Any:
    found = session.exec(select(Survey.id).where(Survey.slug == "antworten-2026")).first()
    return found or filled.add_survey(session, "Antworten 2026").id


def enter(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("button", name="Zugang öffnen").click()
    page.get_by_role("link", name="Antworten 2026", exact=True).click()


def open_first_page(page: Page, link: str) -> None:
    enter(page, link)
    page.get_by_role("link", name="Angebote und Zielgruppen").click()


def wait_until_saved(page: Page, *, seconds: int = 5) -> None:
    said = re.compile(r"Gespeichert um \d\d:\d\d")
    expect(page.locator(STATUS)).to_contain_text(said, timeout=seconds * 1_000)


def version(page: Page) -> str | None:
    return page.locator(f"{STATUS} input[name=_grundlage]").get_attribute("value")


def test_what_was_typed_is_there_on_another_device(new_device: NewDevice, link: str) -> None:
    """No button is pressed; the first browser is gone."""
    first = new_device()
    open_first_page(first, link)
    first.fill(FREE_TEXT, "Viele Alleinerziehende")
    wait_until_saved(first)
    first.context.close()
    second = new_device(script=False, width=320)
    open_first_page(second, link)
    assert second.input_value(FREE_TEXT) == "Viele Alleinerziehende"


def test_autosave_and_button_of_one_window_never_conflict(new_device: NewDevice, link: str) -> None:
    page = new_device()
    open_first_page(page, link)
    page.fill(FREE_TEXT, "Erst")
    wait_until_saved(page)
    page.fill(FREE_TEXT, "Erst und dann")
    page.get_by_role("button", name="Speichern und weiter").click()
    expect(page.locator("h1")).to_have_text("Bedarf in den Lebenslagen")
    page.go_back()
    page.fill(FREE_TEXT, "Erst, dann und zuletzt")
    page.get_by_role("button", name="Speichern und zur Übersicht").click()
    expect(page.locator("h1")).to_have_text("Antworten 2026")
    page.get_by_role("link", name="Angebote und Zielgruppen").click()
    assert page.input_value(FREE_TEXT) == "Erst, dann und zuletzt"
    expect(page.get_by_text("zwei Fassungen")).to_have_count(0)


def test_what_was_typed_before_the_script_was_there_is_saved(
    new_device: NewDevice, link: str
) -> None:
    page = new_device()
    enter(page, link)
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    page.route(re.compile(r"/autosave"), hold)
    page.get_by_role("link", name="Angebote und Zielgruppen").click(no_wait_after=True)
    page.fill(FREE_TEXT, "Vor dem Skript")
    assert late != []
    late[0].continue_()
    wait_until_saved(page)


def test_failed_autosave_says_so_and_keeps_the_version(new_device: NewDevice, link: str) -> None:
    page = new_device()
    open_first_page(page, link)
    page.fill(FREE_TEXT, "Vor der Störung")
    wait_until_saved(page)
    page.context.set_offline(True)
    page.fill(FREE_TEXT, "Während der Störung")
    expect(page.locator(STATUS)).to_contain_text("Noch nicht gespeichert")
    assert version(page) == "1"
    page.context.set_offline(False)
    # It is tried again every five seconds.
    wait_until_saved(page, seconds=20)
    assert version(page) == "2"


def test_two_windows_and_every_state_is_accessible(
    new_device: NewDevice, link: str, axe: Inspector
) -> None:
    page = new_device()
    page.goto(link)
    assert axe(page) == []
    open_first_page(page, link)
    other = page.context.new_page()
    other.goto(page.url)
    other.fill(FREE_TEXT, "Zweites Fenster")
    other.get_by_role("button", name="Speichern und weiter").click()
    page.fill(FREE_TEXT, "Erstes Fenster")
    expect(page.locator(STATUS)).to_contain_text("Inzwischen wurde hier etwas anderes gespeichert")
    assert axe(page) == []
    page.get_by_role("link", name="Fassungen vergleichen").click()
    assert axe(page) == []
    page.get_by_role("button", name="Auswahl übernehmen").click()
    expect(page.locator(".error-summary")).to_contain_text("bei jeder Frage")
    assert axe(page) == []
    page.get_by_label("Beide Texte untereinander").check()
    page.get_by_role("button", name="Auswahl übernehmen").click()
    assert page.input_value(FREE_TEXT) == "Zweites Fenster\n\nErstes Fenster"


# Selects that are narrower than one of their options, and cells that stand beside the screen.
CUT = """selects => selects.filter(select => {
  const narrow = select.getBoundingClientRect().width;
  const free = select.cloneNode(true);
  free.style.cssText = "width: auto; min-width: 0";
  select.after(free);
  const needed = free.getBoundingClientRect().width;
  free.remove();
  return needed > narrow + 1;
}).map(select => select.ariaLabel)"""
BESIDE = """cells => cells.filter(
  cell => cell.getBoundingClientRect().right > innerWidth
).map(cell => cell.textContent)"""


def test_return_with_table_and_receipt_is_accessible_in_every_state(
    new_device: NewDevice, link: str, axe: Inspector
) -> None:
    page = new_device()
    enter(page, link)
    assert axe(page) == []
    page.get_by_role("link", name="als Tabelle").click()
    page.get_by_label(re.compile("Wie viele Anfragen .*, Einrichtung .*0$")).select_option("bis_5")
    wait_until_saved(page)
    assert axe(page) == []
    assert [cut for cut in page.locator("select").evaluate_all(CUT) if cut] == []
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.locator(".table--stacked td").evaluate_all(BESIDE) == []
    assert [cut for cut in page.locator("select").evaluate_all(CUT) if cut] == []
    expect(page.get_by_role("table").get_by_role("columnheader")).to_have_count(6)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Speichern und zur Übersicht").click()
    page.get_by_role("link", name="Angebote und Zielgruppen").click()
    page.get_by_label("wir haben kein Angebot eingestellt").check()
    page.get_by_label("Personal hat gefehlt").check()
    page.get_by_role("button", name="Speichern und weiter").click()
    expect(page.locator(".error-summary")).to_contain_text("entweder")
    assert axe(page) == []
    page.get_by_role("link", name="Zur Übersicht").click()
    page.get_by_role("link", name="Prüfen und absenden").click()
    assert axe(page) == []
    page.get_by_role("button", name="Unvollständig absenden").click()
    assert axe(page) == []
    page.fill("#grund", "Einrichtung 2 ist geschlossen.")
    page.get_by_role("button", name="Unvollständig absenden").click()
    expect(page.locator("h1")).to_have_text("Rücklauf abgesandt")
    # The page asks for the copy itself; nobody reloads it.
    copy = page.get_by_role("link", name="Kopie als PDF herunterladen")
    expect(copy).to_be_visible(timeout=30_000)
    assert axe(page) == []
    with page.expect_download() as download:
        copy.click()
    assert re.fullmatch(r"Ruecklauf-\d{4}-\w{6}\.pdf", download.value.suggested_filename)
    for address in ("/traeger/antworten-2026", "/traeger/antworten-2026/antworten", "/traeger"):
        page.goto(address)
        assert axe(page) == []
    page.goto("/traeger/antworten-2026")
    page.get_by_role("button", name="Antworten ändern").click()
    assert axe(page) == []
    page.goto("/traeger")
    page.get_by_role("button", name="Zugang schließen").click()
    assert axe(page) == []


def test_a_row_scrolled_sideways_still_says_whose_it_is(new_device: NewDevice, link: str) -> None:
    page = new_device()
    enter(page, link)
    page.get_by_role("link", name="als Tabelle").click()
    table = page.get_by_role("region", name="Nachfrage")
    scrolled = table.evaluate("one => { one.scrollLeft = 9999; return one.scrollLeft; }")
    assert scrolled > 100
    frame = table.bounding_box()
    head = table.get_by_role("rowheader").first.bounding_box()
    assert frame is not None
    assert head is not None
    assert head["x"] == pytest.approx(frame["x"], abs=1)


def test_ended_session_hands_back_what_was_typed(
    new_device: NewDevice, link: str, axe: Inspector
) -> None:
    page = new_device(script=False, width=320)
    open_first_page(page, link)
    page.fill(FREE_TEXT, "Das darf nicht verloren gehen")
    page.context.clear_cookies()
    page.get_by_role("button", name="Speichern und weiter").click()
    expect(page.get_by_text("Das darf nicht verloren gehen")).to_be_visible()
    assert axe(page) == []
