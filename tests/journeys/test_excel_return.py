"""A social worker fills in the Excel file, uploads it, mends what is wrong, decides a conflict."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from sqlmodel import select

from survey_service.domain.providers import standing
from survey_service.tables.surveys import Participation, Survey
from tests.journeys import filled
from tests.journeys.conftest import Inspector
from tests.journeys.installation import Installation

pytestmark = pytest.mark.browser

NewDevice = Callable[..., Page]
TITLE = "Excel 2026"


@pytest.fixture(scope="module")
def numbers() -> Iterator[int]:
    """Every test has an organisation of its own."""
    return iter(range(701, 800))


@pytest.fixture
def link(installation: Installation, numbers: Iterator[int]) -> str:
    """The link of a new organisation with two facilities that belongs to the wave."""
    with installation.database.write() as session:
        known = session.exec(select(Survey.id).where(Survey.slug == "excel-2026")).first()
        survey_id = known or filled.add_survey(session, TITLE).id
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


def enter(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("button", name="Zugang öffnen").click()
    page.get_by_role("link", name=TITLE, exact=True).click()
    page.get_by_role("link", name="Als Excel-Datei ausfüllen").click()
    expect(page.locator("h1")).to_have_text("Als Excel-Datei ausfüllen")


def download(page: Page) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Arbeitsmappe herunterladen").click()
    return Path(waiting.value.path()).read_bytes()


def typed(content: bytes, cells: dict[str, Any], *, facility: int = 0) -> bytes:
    """As Excel would save it: item -> value, on a facility's page for the facility-th one."""
    book = load_workbook(io.BytesIO(content))
    for sheet in book:
        heads = {cell.value: cell.column for cell in sheet[1]}
        rows = [row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value]
        for code, value in cells.items():
            if code in heads:
                sheet.cell(rows[facility], heads[code]).value = value
            for row in rows:
                if sheet.cell(row, 1).value == code:
                    sheet.cell(row, heads["antwort"]).value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def upload(page: Page, content: bytes) -> None:
    page.get_by_label("Ausgefüllte Arbeitsmappe").set_input_files(
        {
            "name": "Rücklauf.xlsx",
            "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "buffer": content,
        }
    )
    page.get_by_role("button", name="Hochladen").click()


@pytest.mark.parametrize("script", [True, False])
def test_download_fill_upload_mend_decide(
    new_device: NewDevice, link: str, axe: Inspector, *, script: bool
) -> None:
    page = new_device(script=script, width=1280 if script else 320)
    enter(page, link)
    url = page.url
    found = axe(page)
    original = download(page)
    colleague = new_device()
    enter(colleague, link)
    colleague.goto(url.removesuffix("arbeitsmappe") + "angebote")
    colleague.fill("#zielgruppen_neu", "Im Browser: Studierende")
    colleague.get_by_role("button", name="Speichern und zur Übersicht").click()
    upload(page, b"%PDF-1.7")
    expect(page.locator("h2", has_text="Bitte prüfen Sie eine Angabe")).to_be_visible()
    found += axe(page)
    file = typed(
        original,
        {
            "angebot_umfang": "gleich geblieben",
            "zielgruppen_neu": "Aus der Datei: Alleinerziehende",
            "auslastung": "randvoll",
            "wohnumfeld_fehlt": "Ein Treffpunkt am Abend",
        },
        facility=1,
    )
    upload(page, file)
    expect(page.locator("h1")).to_have_text("Arbeitsmappe eingelesen")
    expect(page.get_by_text("2 Antworten übernommen.")).to_be_visible()
    found += axe(page)
    result = page.url
    # The problem leads to the question, where what was typed stands.
    problems = page.get_by_role("region", name="Bitte prüfen")
    expect(problems.get_by_role("listitem")).to_have_count(1)
    expect(problems).to_contain_text(re.compile(r"Zelle [A-Z]+\d+"))
    problems.get_by_role("link").click()
    expect(page.locator("#auslastung-error, #auslastung .field__error").first).to_be_attached()
    page.goto(result)
    # Both versions stand side by side.
    page.get_by_role("region", name="Zwei Fassungen").get_by_role("link").click()
    expect(page.get_by_text("Im Browser: Studierende")).to_be_visible()
    expect(page.get_by_text("Aus der Datei: Alleinerziehende")).to_be_visible()
    page.get_by_label("Beide Texte untereinander").check()
    page.get_by_role("button", name="Auswahl übernehmen").click()
    expect(page.locator("#zielgruppen_neu")).to_have_value(
        "Im Browser: Studierende\n\nAus der Datei: Alleinerziehende"
    )
    page.goto(result)
    expect(page.get_by_role("region", name="Zwei Fassungen")).to_have_count(0)
    page.goto(url)
    upload(page, file)
    expect(page.get_by_text("Antworten übernommen")).to_have_count(0)
    found += axe(page)
    assert found == []
