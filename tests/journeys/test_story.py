"""The whole story in a real browser: from the invitation of providers to the report's workbook.

One installation; each step is what one person does, in the order of the Handbuch.
"""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from survey_service.domain.fieldwork import surveys
from tests.journeys import filled
from tests.journeys.conftest import Inspector, sign_in
from tests.journeys.installation import Installation, wait_until
from tests.questionnaires.readers.workbooks import workbook

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

NewDevice = Callable[..., Page]
LIBRARY = filled.LIBRARY
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WAVE = "/erhebungen/traegerabfrage-2026"
CONSULTATION = "/erhebungen/mein-quartier"
FORMULA = '=HYPERLINK("http://x.example";"2 bezahlbare Wohnungen") fehlen in der Furth.'
REMARKS = ("+ mehr Busse am Abend", "- keine Bänke am Platz", "@Stadt: Bitte hört zu.")
LANGUAGES = ("Leichte Sprache", "Türkçe", "العربية")
OTHERS = 12


def register(*, faulty: bool = True) -> bytes:
    """Organisations and facilities: good rows and, in their midst, three that cannot be used."""
    organisations: list[list[object]] = [
        ["Träger-Nr.", "Name", "Verband", "Ansprechperson", "E-Mail"],
        ["T900", "Caritas Neuss", "Caritas", "Ada Beispiel", "ada@caritas.example"],
    ]
    facilities: list[list[object]] = [
        ["Träger-Nr.", "Einrichtungs-Nr.", "Name", "Art des Angebots", "Gebiet"],
        ["T900", "E1", "Wohnberatung Furth", "Beratung", "Furth-Nord"],
        ["T900", "E2", "Treff Erfttal", "Begegnung", "Erfttal"],
    ]
    for number in range(1, OTHERS + 1):
        name = f"Verein {number} e. V."
        organisations.append([f"T{number}", name, None, None, f"v{number}@verein.example"])
        facilities.append([f"T{number}", "E1", f"Haus {number}", "Beratung", "Norf"])
    if faulty:
        organisations.append(["T98", "Tippfehler e. V.", None, None, "post(at)verein.example"])
        organisations.append(["T1", "Doppelt e. V.", None, None, "zwei@verein.example"])
        facilities.append(["T900", "E3", "Unbekannter Ort", "Beratung", "Atlantis"])
    return workbook(
        {
            "Verbände": [["Verband"], ["Caritas"]],
            "Träger": organisations,
            "Einrichtungen": facilities,
        }
    )


def test_from_invitation_to_report(
    installation: Installation,
    desk: Page,
    phone: Page,
    new_device: NewDevice,
    axe: Inspector,
    tmp_path: Path,
) -> None:
    sign_in(desk, "planner")
    planner_uploads_the_questionnaires(desk)
    planner_imports_the_register(desk, axe)
    planner_opens_and_invites(desk, axe)
    link = invitation_of(installation, "ada@caritas.example")
    social_worker_answers(new_device, link, axe)
    planner_opens_the_consultation(desk)
    resident_answers(phone, axe)
    others_have_answered(installation)
    worker_codes(desk, axe)
    released, kept_back = planner_reviews(desk, axe)
    report_author_downloads(new_device, axe, tmp_path, released=released, kept_back=kept_back)
    planner_downloads_the_answers(desk, tmp_path)
    administrator_reads_the_log(new_device, axe)
    assert "Traceback" not in installation.output()


# 1. The planner


def planner_uploads_the_questionnaires(desk: Page) -> None:
    for name in ("traegerabfrage", "beteiligung_im_quartier"):
        desk.goto("/frageboegen")
        desk.get_by_label("Arbeitsmappe").set_input_files(LIBRARY / f"{name}.xlsx")
        desk.get_by_role("button", name="Prüfen und aufnehmen").click()
        expect(desk.get_by_text("Der Fragebogen ist aufgenommen.")).to_be_visible()


def planner_imports_the_register(desk: Page, axe: Inspector) -> None:
    upload_register(desk, register())
    expect(desk.get_by_text("Dies ist eine Vorschau.")).to_be_visible()
    numbers = desk.locator("#zahlen tbody tr").all_inner_texts()
    assert [row.split()[:4] for row in numbers] == [
        ["Träger", "13", "0", "0"],
        ["Einrichtungen", "14", "0", "0"],
    ]
    places = desk.locator("#stellen tbody tr")
    expect(places).to_have_count(3)
    assert {tuple(text.split("\t")[:3]) for text in places.all_inner_texts()} == {
        ("Träger", "15", "E"),
        ("Träger", "16", "A"),
        ("Einrichtungen", "16", "E"),
    }
    assert axe(desk) == []
    desk.get_by_role("button", name="Übernehmen").click()
    expect(desk.get_by_text("Übernommen. Träger: 13 neu")).to_be_visible()
    upload_register(desk, register())
    expect(desk.get_by_text("Diese Datei ändert nichts.")).to_be_visible()
    expect(desk.get_by_role("button", name="Übernehmen")).to_have_count(0)
    desk.get_by_role("button", name="Verwerfen").click()


def upload_register(desk: Page, content: bytes) -> None:
    desk.goto("/traegerregister")
    desk.get_by_label("Arbeitsmappe").set_input_files(
        {"name": "traeger.xlsx", "mimeType": XLSX, "buffer": content}
    )
    desk.get_by_role("button", name="Vorschau erstellen").click()


def planner_opens_and_invites(desk: Page, axe: Inspector) -> None:
    create_survey(desk, "Träger: Erhebungswelle", "Trägerabfrage, Version", "Trägerabfrage 2026")
    assert desk.url.endswith(WAVE)
    assert axe(desk) == []
    open_survey(desk)
    desk.goto(f"{WAVE}/einladen")
    assert axe(desk) == []
    desk.get_by_role("button", name="13 Träger einladen").click()
    expect(desk.get_by_text("13 Träger eingeladen")).to_be_visible()
    desk.goto(f"{WAVE}/ruecklauf")
    assert axe(desk) == []


def create_survey(desk: Page, kind: str, questionnaire: str, title: str) -> None:
    desk.goto("/erhebungen/neu")
    desk.get_by_label(kind).check()
    desk.get_by_label(re.compile(f"^{questionnaire}")).check()
    desk.get_by_role("button", name="Weiter").click()
    desk.get_by_label("Titel", exact=True).fill(title)
    desk.get_by_role("button", name="Anlegen").click()
    expect(desk.get_by_role("heading", name=title, level=1)).to_be_visible()


def open_survey(desk: Page) -> None:
    desk.get_by_role("link", name="Öffnen", exact=True).last.click()
    desk.get_by_role("button", name="Öffnen").click()
    expect(desk.get_by_text("ist geöffnet")).to_be_visible()


def invitation_of(installation: Installation, address: str) -> str:
    """The link in the mail that reached the SMTP server."""
    mailbox = installation.mailbox
    wait_until(lambda: len(mailbox.messages) == OTHERS + 1, "every invitation has arrived")
    assert set(mailbox.copies().values()) == {1}
    found = [message for message in mailbox.messages if message["To"] == address]
    assert [message["Subject"] for message in found] == ["Einladung: Trägerabfrage 2026"]
    body = found[0].get_content()
    links = re.findall(rf"{re.escape(installation.url)}/t/\S+", body)
    assert len(links) == 1
    return str(links[0])


# 2. The social worker


def social_worker_answers(new_device: NewDevice, link: str, axe: Inspector) -> None:
    first = new_device()
    enter(first, link)
    hub = first.locator("main")
    expect(hub).to_contain_text("Wohnberatung Furth")
    expect(hub).to_contain_text("Treff Erfttal")
    first.get_by_role("link", name="Was fehlt und was gelingt").click()
    first.select_option("#gebiet_handlungsbedarf", label="Furth-Nord")
    first.fill("#gebiet_fehlt", FORMULA)
    expect(first.locator("[data-autosave-status]")).to_contain_text(
        re.compile(r"Gespeichert um \d\d:\d\d")
    )
    # No button was pressed; this browser never comes back.
    first.context.close()

    second = new_device(script=False, width=320)
    enter(second, link)
    section = second.locator(".task", has_text="Was fehlt und was gelingt")
    expect(section).to_contain_text("fertig")
    second.get_by_role("link", name="Was fehlt und was gelingt").click()
    assert second.input_value("#gebiet_fehlt") == FORMULA
    second.fill("#gebiet_gelingt", "Das Nachbarschaftscafé gelingt, alle Generationen kommen.")
    second.get_by_role("button", name="Speichern und weiter").click()
    expect(second.get_by_text(re.compile(r"Gespeichert um \d\d:\d\d Uhr"))).to_be_visible()
    second.goto("/traeger/traegerabfrage-2026/ausblick")
    second.fill("#ausblick_empfehlung", "Wohnungen bauen und die Schuldnerberatung ausbauen.")
    second.get_by_label("ja, ohne den Namen", exact=False).check()
    second.get_by_role("button", name="Speichern und zur Übersicht").click()
    assert axe(second) == []
    second.get_by_role("link", name="Prüfen und absenden").click()
    second.fill("#grund", "Zum Rest haben wir keine Erfahrung.")
    second.get_by_role("button", name="Unvollständig absenden").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Rücklauf abgesandt")
    number = second.locator(".receipt-code").inner_text()
    facts = second.locator(".summary-list").inner_text()
    assert re.fullmatch(r"\d{4}-\w{6}", number)
    assert re.search(r"\d\d\.\d\d\.\d{4}, \d\d:\d\d Uhr", facts)
    assert_copy_says(second, number)
    assert axe(second) == []


def enter(page: Page, link: str) -> None:
    """From the mail to the hub, without an account."""
    page.goto(link)
    page.get_by_role("button", name="Zugang öffnen").click()
    page.get_by_role("link", name="Trägerabfrage 2026", exact=True).click()


def assert_copy_says(page: Page, number: str) -> None:
    """The PDF holds the receipt's number and what was typed, as text."""
    copy = page.get_by_role("link", name="Kopie als PDF herunterladen")

    def there() -> bool:
        # Without script the page is loaded again, as it says itself.
        page.reload()
        return copy.count() == 1

    wait_until(there, "the PDF copy is written")
    with page.expect_download() as download:
        copy.click()
    reader = PdfReader(download.value.path())
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert (number in text, "2 bezahlbare Wohnungen" in text) == (True, True)


# 3. The resident


def planner_opens_the_consultation(desk: Page) -> None:
    create_survey(desk, "Menschen in der Stadt", "Beteiligung im Quartier, V", "Mein Quartier")
    assert desk.url.endswith(CONSULTATION)
    open_survey(desk)
    expect(desk.get_by_role("link", name="/mitmachen/mein-quartier")).to_be_visible()


def resident_answers(phone: Page, axe: Inspector) -> None:
    """Three people at one phone, three languages: a district, no idea, the whole city."""
    codes = set()
    areas = ("204", "unbekannt", "stadtweit")
    for language, area, remark in zip(LANGUAGES, areas, REMARKS, strict=True):
        phone.goto("/mitmachen/mein-quartier")
        phone.get_by_role("link", name=language, exact=True).click()
        assert axe(phone) == []
        phone.locator("main form button").click()
        phone.locator("select").select_option(value=area)
        assert axe(phone) == []
        for _ in range(3):
            press_next(phone)
        phone.locator("textarea").fill(remark)
        for _ in range(3):
            press_next(phone)
        assert axe(phone) == []
        phone.locator("form[action*=absenden] button").click()
        code = phone.locator(".receipt-code").inner_text()
        assert re.fullmatch(r"(\w{4}-){3}\w{4}", code)
        codes.add(code)
        assert axe(phone) == []
    assert len(codes) == 3
    phone.goto("/beleg")
    phone.locator("#code").fill(codes.pop())
    phone.locator("main form button").click()
    expect(phone.locator("main")).to_contain_text("Mein Quartier")
    assert axe(phone) == []


def press_next(phone: Page) -> None:
    phone.locator("main form button[name=_weiter]").click()


def others_have_answered(installation: Installation) -> None:
    """The returns of the other organisations, each with texts of its own."""
    given = iter([one.text for one in filled.texts() if one.source == "provider"])
    with installation.database.write() as session:
        survey = surveys.by_slug(session, "traegerabfrage-2026")
        names = filled.organisation_ids(session, "T")
        for position, organisation in enumerate(names[:OTHERS]):
            page = {
                "gebiet_handlungsbedarf": ("403", "204", "stadtweit")[position % 3],
                "gebiet_fehlt": next(given),
                "gebiet_gelingt": next(given),
            }
            permission = {"zitat_erlaubnis": "ohne_namen", "ausblick_finanzierung": "schlecht"}
            filled.hand_in(session, survey, organisation, {"gebiete": page, "ausblick": permission})


# 4. The worker


def worker_codes(desk: Page, axe: Inspector) -> None:
    desk.goto(f"{WAVE}/kodierung")
    assert axe(desk) == []
    desk.get_by_role("button", name="Kodierung starten").click()
    # The page asks by itself until the run is done; nobody reloads it.
    expect(desk.locator("#arbeit")).to_be_visible()
    assert axe(desk) == []
    expect(desk.locator("#laeufe tbody tr")).to_contain_text("fertig", timeout=60_000)
    expect(desk.locator("#laeufe tbody tr")).to_contain_text("27 von 27")
    desk.goto(f"{WAVE}/kodierung")
    assert axe(desk) == []


# 5. The planner reviews


def planner_reviews(desk: Page, axe: Inspector) -> tuple[str, str]:
    """Reads, decides, releases; returns the released sentence and one that was not."""
    desk.goto(f"{WAVE}/themen")
    assert axe(desk) == []
    desk.locator("#matrix td a").first.click()
    sentences = desk.locator(".sentences .card")
    expect(sentences.first.locator("mark").first).to_be_visible()
    assert axe(desk) == []
    desk.get_by_role("link", name=re.compile("^Prüfen")).first.click()
    accepted = decide(desk, "Annehmen", "geprüft: angenommen")
    added = add_theme(desk)
    rejected = decide(desk, "Ablehnen", "geprüft: abgelehnt", of=added)
    assert accepted != added == rejected
    assert axe(desk) == []
    released = desk.locator("#text").input_value()
    desk.get_by_role("button", name="Zitat freigeben").click()
    expect(desk.get_by_text("Das Zitat ist freigegeben")).to_be_visible()
    desk.goto(f"{WAVE}/kodierung")
    desk.get_by_role("link", name="Sinneinheiten prüfen").click()
    kept_back = desk.locator("#text").input_value()
    assert kept_back != released
    return released, kept_back


def decide(desk: Page, button: str, standing: str, *, of: str = "") -> str:
    """Press a button of a theme (the first one, or ``of``); returns the theme."""
    themes = desk.locator("section[aria-labelledby=themen] .codes").first.locator(".coding")
    line = themes.filter(has_text=of).first if of else themes.first
    name = line.locator("strong").inner_text()
    line.get_by_role("button", name=re.compile(f"^{button}")).click()
    after = desk.locator(".coding").filter(has=desk.locator("strong", has_text=name)).first
    expect(after).to_contain_text(standing)
    return name


def add_theme(desk: Page) -> str:
    choice = desk.locator("select#code")
    label = choice.locator("option").last.inner_text()
    choice.select_option(label=label)
    desk.get_by_role("button", name="Hinzufügen").click()
    expect(desk.locator(".coding", has_text=label)).to_contain_text("geprüft: angenommen")
    return label


# 6. The report author


def report_author_downloads(
    new_device: NewDevice, axe: Inspector, folder: Path, *, released: str, kept_back: str
) -> None:
    page = new_device()
    sign_in(page, "report_author")
    page.goto(f"{WAVE}/exporte")
    assert axe(page) == []
    expect(page.get_by_role("button", name="Antwortband")).to_have_count(0)
    book = download(page, "Befunde als Excel", folder / "befunde.xlsx")
    assert axe(page) == []
    cells = [str(cell.value) for cell in all_cells(book)]
    assert any(released in cell for cell in cells)
    assert not any(kept_back in cell for cell in cells)
    overview = {str(row[0]): str(row[1]) for row in book["Überblick"].iter_rows(values_only=True)}
    assert overview["Erhebungswelle"] == "Trägerabfrage 2026"
    assert overview["Rückläufe"] == "13 von 13 Eingeladenen (100 %)"
    assert overview["Kodierer (Version)"].startswith("themes-2")
    assert any("weniger als 5" in cell or "mindestens 5" in cell for cell in cells)
    assert filled_rows(book["Themen nach Gebiet"]) > 0
    distribution = [name for name in book.sheetnames if "ausblick_finanzierung" in name]
    assert len(distribution) == 1
    # The social worker left this question out: unanswered is not a number.
    assert any("n = 12" in str(cell.value) for cell in all_cells(book, distribution))


def download(page: Page, button: str, target: Path) -> Workbook:
    page.get_by_role("button", name=button).click()
    newest = page.locator("#exporte tbody tr").first
    link = newest.get_by_role("link", name=re.compile("^Herunterladen"))
    expect(link).to_be_visible(timeout=30_000)
    with page.expect_download() as file:
        link.click()
    file.value.save_as(target)
    return load_workbook(io.BytesIO(target.read_bytes()))


def all_cells(book: Workbook, names: list[str] | None = None) -> list[Any]:
    sheets = [book[name] for name in names or book.sheetnames]
    return [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value]


def filled_rows(sheet: Any) -> int:
    """Rows of the table with at least one number."""
    return sum(any(isinstance(value, int) for value in row) for row in sheet.values)


def planner_downloads_the_answers(desk: Page, folder: Path) -> None:
    desk.goto(f"{WAVE}/exporte")
    book = download(desk, "Antwortband als Excel", folder / "antworten.xlsx")
    assert kinds_of(book, FORMULA) == {"s"}
    desk.goto(f"{CONSULTATION}/exporte")
    book = download(desk, "Antwortband als Excel", folder / "quartier.xlsx")
    for remark in REMARKS:
        assert kinds_of(book, remark) == {"s"}
    assert {cell.data_type for cell in all_cells(book)} & {"f"} == set()


def kinds_of(book: Workbook, text: str) -> set[str]:
    """The types of the cells that hold a text: "s" is text, "f" a formula."""
    found: list[Cell] = [cell for cell in all_cells(book) if str(cell.value) == text]
    return {cell.data_type for cell in found}


def administrator_reads_the_log(new_device: NewDevice, axe: Inspector) -> None:
    page = new_device()
    sign_in(page, "administrator")
    page.goto("/protokoll")
    log = page.locator("main").inner_text()
    for act in ("Träger eingeladen", "Kodierung begonnen", "Zitat freigegeben"):
        assert act in log
    assert axe(page) == []
