"""Every page in every state: axe at 320 and 1280 px, nothing scrolls sideways, keys suffice.

The journeys look at the pages they pass; here stand the states they do not pass.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import update
from sqlmodel import Session, col, select

from survey_service import clock
from survey_service.domain.coding import quoting, reviews
from survey_service.domain.correspondence import mails
from survey_service.domain.fieldwork import surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.providers import standing
from survey_service.tables.codings import Segment
from survey_service.tables.exports import Export
from survey_service.tables.responses import Statement
from survey_service.tables.surveys import Mail, Participation, Survey
from tests.journeys import filled
from tests.journeys.conftest import Inspector, sign_in
from tests.journeys.installation import Installation
from tests.survey_service.coded import add_run, add_statement, coded_statement, suggestion

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

NewDevice = Callable[..., Page]
PERSONAL = "Max Muster findet keine Wohnung. Der Bus fährt abends nicht mehr."
UNQUOTABLE = "Die Tafel nimmt niemanden mehr auf."


def look(page: Page, axe: Inspector, *paths: str) -> list[Any]:
    """What axe finds on these pages, one after the other."""
    found = []
    for path in paths:
        page.goto(path)
        found += axe(page)
    return found


def test_pages_of_an_empty_installation(desk: Page, axe: Inspector) -> None:
    sign_in(desk, "planner")
    assert (
        look(desk, axe, "/", "/arbeitsplatz", "/erhebungen/neu", "/frageboegen", "/postausgang")
        == []
    )
    sign_out(desk)
    sign_in(desk, "association")
    assert axe(desk) == []


def sign_out(page: Page) -> None:
    page.goto("/arbeitsplatz")
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_text("Sie sind abgemeldet.")).to_be_visible()


@pytest.fixture(scope="module")
def states(installation: Installation) -> dict[str, str]:
    """Surveys in every state; returns addresses that hold an id."""
    secret = (installation.home / "secret.key").read_text(encoding="ascii").strip()
    with installation.database.write() as session:
        wave = filled.add_survey(session, "Offene Welle")
        filled.add_survey(session, "Neuer Entwurf", opened=False)
        old = filled.add_survey(session, "Alte Welle")
        public = filled.add_survey(session, "Mein Quartier", kind="consultation")
        over = filled.add_survey(session, "Alte Beteiligung", kind="consultation")
        organisations = [filled.add_organisation(session, number) for number in range(1, 9)]
        for organisation in organisations:
            answers = {"ausblick": {"zitat_erlaubnis": "nicht"}}
            filled.hand_in(session, old, organisation, answers)
        surveys.close(session, filled.PLANNER, old.id)
        surveys.close(session, filled.PLANNER, over.id)
        add_coded(session, wave, organisations)
        add_mails(session, wave.id)
        session.add(Participation(survey_id=wave.id, organisation_id=organisations[0]))
        invitation = standing.ensure_invitation(
            session, secret=secret, organisation_id=organisations[0]
        )
        link = standing.link(
            session, secret=secret, base_url=installation.url, invitation_id=invitation
        )
        session.add(failed_export(wave.id))
        address = {
            "letter": f"/postausgang/{session.exec(select(Mail.id)).first()}",
            "questionnaire": f"/frageboegen/{public.questionnaire_version_id}",
            "link": link,
            "public": f"/mitmachen/{public.slug}",
            "over": f"/mitmachen/{over.slug}",
        }
        released, waiting = segments_of(session, PERSONAL)[:2]
        quoting.release(session, filled.PLANNER, segment_id=released, text="Ein Zitat.")
        for code, decision in (("wohnen.bezahlbarkeit", "reject"), ("mobilitaet.oepnv", "accept")):
            reviews.decide(
                session,
                filled.PLANNER,
                segment_id=released,
                kind="theme",
                code=code,
                decision=decision,
            )
        return address | {
            "released": f"/aussagen/{released}",
            "waiting": f"/aussagen/{waiting}",
            "unquotable": f"/aussagen/{segments_of(session, UNQUOTABLE)[0]}",
        }


def segments_of(session: Session, text: str) -> list[UUID]:
    """The segments of the statements with this text."""
    return list(
        session.exec(
            select(Segment.id)
            .join(Statement, col(Statement.id) == col(Segment.statement_id))
            .where(Statement.text == text)
        ).all()
    )


def add_coded(session: Session, wave: SurveyFacts, organisations: list[UUID]) -> None:
    """Coded statements: one with personal data, one that nobody may quote."""
    coded = []
    for number, organisation in enumerate(organisations):
        text = PERSONAL if number % 2 else UNQUOTABLE
        statement = add_statement(
            session,
            wave.id,
            text,
            contributor=organisation.hex,
            organisation_id=organisation,
            source="provider",
            area=("101", "204", "")[number % 3],
            quoting="without_name" if number % 2 else "none",
        )
        themes = (
            suggestion("wohnen.bezahlbarkeit"),
            suggestion("mobilitaet.oepnv", confidence=0.4),
        )
        coded.append(coded_statement(statement, text, themes))
    add_run(session, wave.id, coded)


def add_mails(session: Session, survey_id: UUID) -> None:
    """A mail in every state that a planner has to act on."""
    for state in ("sent", "failed", "unclear", "outbox"):
        mail = mails.put(
            session,
            recipient="a@b.example",
            subject="Einladung",
            body="Guten Tag",
            survey_id=survey_id,
        )
        problem = "Die Verbindung brach ab." if state in {"failed", "unclear"} else ""
        session.execute(
            update(Mail).where(col(Mail.id) == mail).values(state=state, problem=problem)
        )


def failed_export(survey_id: UUID) -> Export:
    return Export(
        survey_id=survey_id,
        kind="findings",
        state="failed",
        problem="Versuchen Sie es noch einmal.",
        created_by="planner",
        created_at=clock.now(),
    )


def test_planner_pages_in_every_state(desk: Page, axe: Inspector, states: dict[str, str]) -> None:
    sign_in(desk, "planner")
    wave, draft, old, public = (
        f"/erhebungen/{slug}"
        for slug in ("offene-welle", "neuer-entwurf", "alte-welle", "mein-quartier")
    )
    matrix = f"{wave}/themen?zeilen=thema&ebene=statistischer_bezirk"
    assert (
        look(
            desk,
            axe,
            "/arbeitsplatz",
            *(wave, draft, old, public),
            *(f"{draft}/oeffnen", f"{draft}/bearbeiten", f"{draft}/einladen", f"{draft}/ruecklauf"),
            *(f"{wave}/beenden", f"{wave}/ruecklauf", f"{wave}/kodierung", f"{wave}/exporte"),
            *(
                f"{old}/ruecklauf",
                f"{public}/ruecklauf",
                f"{public}/einladen",
                f"{public}/kodierung",
            ),
            *(f"{public}/themen", f"{wave}/themen", matrix, f"{matrix}&zeile=wohnen.bezahlbarkeit"),
            f"{wave}/themen/aussagen?quelle=resident&zeilen=thema&zeile=wohnen.bezahlbarkeit",
            *("/postausgang", "/postausgang?zustand=unclear", states["letter"]),
            *("/frageboegen", states["questionnaire"], f"{states['questionnaire']}?sprache=ar"),
            *(states["released"], states["waiting"], states["unquotable"]),
            *("/erhebungen/neu", "/erhebungen/gibt-es-nicht", "/konten"),
        )
        == []
    )


# Cells of tables that begin or end beside the screen.
BESIDE = """cells => cells.filter(cell => {
  const box = cell.getBoundingClientRect();
  return box.width > 0 && (box.left < 0 || box.right > innerWidth);
}).map(cell => cell.textContent)"""


@pytest.mark.parametrize(
    ("role", "path", "essential"),
    [
        ("planner", "/erhebungen/offene-welle/exporte", "Stand"),
        ("planner", "/erhebungen/offene-welle/kodierung", "Stand"),
        ("administrator", "/protokoll", "Was"),
    ],
)
def test_long_tables_are_cards_on_a_phone(
    new_device: NewDevice, states: dict[str, str], role: str, path: str, essential: str
) -> None:
    assert states
    page = new_device(script=False, width=320)
    sign_in(page, role)
    page.goto(path)
    cells = page.locator(".table--stacked tbody td")
    assert cells.evaluate_all(BESIDE) == []
    assert page.locator(f'td[data-label="{essential}"]').first.is_visible()
    table = page.get_by_role("table")
    expect(table.get_by_role("columnheader", name=essential, exact=True)).to_have_count(1)
    expect(table.get_by_role("rowheader").first).to_be_visible()


def test_broken_file_and_map_stay_inside_a_phone(
    desk: Page, axe: Inspector, states: dict[str, str]
) -> None:
    sign_in(desk, "planner")
    desk.goto("/gebiete")
    broken = {"name": "orte.csv", "mimeType": "text/csv", "buffer": b"Ort\nNeuss\n"}
    desk.get_by_label("Gebietsdatei").set_input_files(broken)
    desk.get_by_role("button", name="Gebiete einlesen").click()
    expect(desk.locator(".error-summary")).to_be_visible()
    assert axe(desk) == []
    desk.set_viewport_size({"width": 320, "height": 900})
    name = desk.locator(".map tspan").first
    assert float(name.evaluate("name => name.getBoundingClientRect().height")) >= 12


def test_forms_with_errors(desk: Page, axe: Inspector, states: dict[str, str]) -> None:
    desk.goto("/anmelden")
    assert axe(desk) == []
    for _ in range(9):
        desk.get_by_label("Anmeldename").fill("coder")
        desk.get_by_label("Kennwort").fill("falsch")
        desk.get_by_role("button", name="Anmelden").click()
        expect(desk.locator(".error-summary")).to_be_visible()
    expect(desk.locator(".error-summary")).to_contain_text("15 Minuten")
    assert axe(desk) == []
    sign_in(desk, "planner")
    desk.goto("/erhebungen/neu")
    desk.get_by_label("Träger: Erhebungswelle").check()
    desk.get_by_label("Trägerabfrage, Version").check()
    desk.get_by_role("button", name="Weiter").click()
    desk.get_by_label("Titel", exact=True).fill("")
    desk.get_by_label("Letzter Tag").fill("2020-01-01")
    desk.get_by_role("button", name="Anlegen").click()
    expect(desk.locator(".error-summary")).to_be_visible()
    assert axe(desk) == []
    desk.goto("/frageboegen")
    broken = {"name": "kaputt.xlsx", "mimeType": "application/zip", "buffer": b"PK kaputt"}
    desk.get_by_label("Arbeitsmappe").set_input_files(broken)
    desk.get_by_role("button", name="Prüfen und aufnehmen").click()
    expect(desk.locator(".error-summary")).to_be_visible()
    assert axe(desk) == []


def test_administrator_pages(desk: Page, axe: Inspector) -> None:
    sign_in(desk, "administrator")
    assert (
        look(
            desk,
            axe,
            "/arbeitsplatz",
            "/konten",
            "/konten/coder",
            "/kommune",
            "/protokoll",
            "/gebiete",
        )
        == []
    )
    desk.goto("/kommune")
    desk.get_by_label("Name der Kommune").fill("")
    desk.get_by_role("button", name="Speichern").click()
    expect(desk.locator(".error-summary")).to_be_visible()
    assert axe(desk) == []


def test_readers_and_coders_see_their_pages(
    desk: Page, axe: Inspector, states: dict[str, str], installation: Installation
) -> None:
    sign_in(desk, "reader")
    assert look(desk, axe, "/arbeitsplatz", "/erhebungen/offene-welle", "/postausgang") == []
    sign_out(desk)
    sign_in(desk, "report_author")
    desk.goto("/erhebungen/offene-welle/exporte")
    desk.get_by_role("button", name="Befunde als Excel").click()
    expect(desk.get_by_role("link", name="Herunterladen")).to_be_visible(timeout=30_000)
    assert axe(desk) == []


def test_public_pages_in_every_state(phone: Page, axe: Inspector, states: dict[str, str]) -> None:
    public = states["public"]
    assert (
        look(
            phone,
            axe,
            *("/", "/impressum", "/datenschutz", "/barrierefreiheit", "/gibt-es-nicht"),
            *(public, f"{public}?sprache=ar", states["over"], "/mitmachen/gibt-es-nicht"),
            *(f"{public}/frage/1", f"{public}/quittung", "/beleg", "/traeger", "/t/erfunden"),
            *(states["link"], "/traeger/abgemeldet"),
        )
        == []
    )


def test_residents_errors(phone: Page, axe: Inspector, states: dict[str, str]) -> None:
    phone.goto(f"{states['public']}?sprache=ar")
    phone.locator("main form button").click()
    for _ in range(2):
        phone.locator("button[name=_weiter]").last.click()
    phone.locator("textarea").fill("ä" * 5_000)
    phone.locator("button[name=_weiter]").last.click()
    expect(phone.locator(".error-summary")).to_be_visible()
    assert axe(phone) == []
    phone.locator("textarea").fill("")
    while phone.locator("form[action*=absenden]").count() == 0:
        phone.locator("button[name=_weiter]").last.click()
    phone.locator("form[action*=absenden] button").click()
    expect(phone.locator(".error-summary")).to_be_visible()
    assert axe(phone) == []
    phone.goto("/beleg")
    phone.locator("#code").fill("AAAA-AAAA-AAAA-AAAA")
    phone.locator("main form button").click()
    expect(phone.locator(".error-summary")).to_be_visible()
    assert axe(phone) == []


def test_an_organisation_after_the_end(
    installation: Installation, phone: Page, axe: Inspector, states: dict[str, str]
) -> None:
    """Closed waves: what was handed in is there to read, nothing can be typed."""
    phone.goto(states["link"])
    phone.get_by_role("button", name="Zugang öffnen").click()
    closed = "/traeger/alte-welle"
    assert look(phone, axe, "/traeger", closed, f"{closed}/antworten", f"{closed}/beleg") == []
    yesterday = clock.today() - timedelta(days=1)
    with installation.database.write() as session:
        days = {"opens_on": yesterday - timedelta(days=7), "closes_on": yesterday}
        session.execute(update(Survey).where(col(Survey.slug) == "offene-welle").values(**days))
    ended = "/traeger/offene-welle"
    assert look(phone, axe, ended, f"{ended}/angebote", f"{ended}/absenden") == []


# --- keys only ----------------------------------------------------------------------------------


def tab_to(page: Page, target: Locator, *, most: int = 120) -> None:
    """Press Tab until the target has the focus; every element on the way shows that it has it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            "getComputedStyle(document.activeElement).outlineStyle !== 'none'"
            " || document.activeElement === document.body"
        )
        assert shown, page.evaluate("document.activeElement.outerHTML")
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{target} was not reached")


def test_signing_in_with_keys(desk: Page) -> None:
    desk.goto("/anmelden")
    tab_to(desk, desk.get_by_role("link", name="Zum Inhalt springen"), most=1)
    tab_to(desk, desk.get_by_label("Anmeldename"))
    desk.keyboard.type("planner")
    desk.keyboard.press("Tab")
    desk.keyboard.type("vier sichere Wörter hier")
    tab_to(desk, desk.get_by_role("button", name="Anmelden"), most=1)
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/arbeitsplatz")
    tab_to(desk, desk.get_by_role("link", name="Zum Inhalt springen"), most=1)
    desk.keyboard.press("Enter")
    assert desk.evaluate("document.activeElement.id") == "inhalt"


def enter(page: Page) -> None:
    """Press the focused button or link and wait for the page behind it."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_answering_with_keys(phone: Page, states: dict[str, str]) -> None:
    phone.goto(states["public"])
    tab_to(phone, phone.get_by_role("button", name="Beginnen"))
    enter(phone)
    tab_to(phone, phone.locator("select"))
    phone.keyboard.type("Erfttal")
    tab_to(phone, phone.get_by_role("button", name="Weiter"))
    enter(phone)
    tab_to(phone, phone.locator("input[type=radio]").first)
    phone.keyboard.press("Space")
    phone.keyboard.press("ArrowDown")
    tab_to(phone, phone.get_by_role("button", name="Weiter"))
    enter(phone)
    tab_to(phone, phone.locator("textarea"))
    phone.keyboard.type("Der Park ist schön.")
    for _ in range(4):
        tab_to(phone, phone.get_by_role("button", name="Weiter"))
        enter(phone)
    expect(phone.get_by_role("heading", name="Bitte prüfen Sie Ihre Antworten")).to_be_visible()
    answers = phone.locator("main dd").all_inner_texts()
    assert [answer.splitlines()[0] for answer in answers][:3] == [
        "Erfttal",
        "eher gut",
        "Der Park ist schön.",
    ]
    tab_to(phone, phone.get_by_role("button", name="Absenden", exact=True))
    enter(phone)
    expect(phone.locator(".receipt-code")).to_be_visible()


def test_reviewing_with_keys(desk: Page, states: dict[str, str]) -> None:
    sign_in(desk, "planner")
    desk.goto(states["waiting"])
    desk.keyboard.press("x")
    expect(desk.get_by_text("Abgelehnt.")).to_be_visible()
    desk.keyboard.press("a")
    expect(desk.get_by_text("Angenommen.")).to_be_visible()
    desk.keyboard.press("t")
    expect(desk.locator("select#code")).to_be_focused()
    desk.keyboard.press("Escape")
    desk.keyboard.press("n")
    expect(desk).not_to_have_url(f"**{states['waiting']}")
    expect(desk.get_by_role("heading", name="Sinneinheit prüfen")).to_be_visible()
