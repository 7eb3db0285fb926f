"""A flood: the planner draws it, takes the list along, asks; a provider answers; the planner sees.

By mouse, by keyboard, without script.
"""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from survey_service.domain.providers import standing
from survey_service.tables.register import Facility, Organisation
from tests.journeys import filled
from tests.journeys.conftest import Inspector, sign_in
from tests.journeys.installation import Installation
from tests.journeys.test_register_pages import kept
from tests.survey_service.register import contact

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

NewDevice = Callable[..., Page]
DATA = Path(__file__).parents[1] / "data"
# Four houses by the Rhine, and one far from it.
HOUSES = {
    "Haus am Hafen": (51.205, 6.705),
    "Kita Rheinblick": (51.2055, 6.7052),
    "Treff im Hammfeld": (51.199, 6.718),
    "Frauenhaus (Schutz)": (51.203, 6.71),
    "Beratung Rosellen": (51.135, 6.73),
}


@pytest.fixture(scope="module")
def link(installation: Installation) -> str:
    """The register; the link of the organisation whose houses these are."""
    secret = (installation.home / "secret.key").read_text(encoding="ascii").strip()
    with installation.database.write() as session:
        owner = filled.add_organisation(session, 1, facilities=0)
        silent = Organisation(code="T900", name="Ohne Mail e. V.", phone="02131 900")
        session.add(silent)
        session.flush()
        for number, (name, (latitude, longitude)) in enumerate(HOUSES.items()):
            session.add(
                Facility(
                    organisation_id=silent.id if name == "Treff im Hammfeld" else owner,
                    code=f"H{number}",
                    name=name,
                    service_type="Beratung" if number % 2 else "Begegnung",
                    area_code="103",
                    target_groups=["Familien"],
                    latitude=latitude,
                    longitude=longitude,
                    protected="Schutz" in name,
                )
            )
        session.flush()
        session.add(contact(owner, house(session, "Haus am Hafen"), "Ada Hafen"))
        invitation = standing.ensure_invitation(session, secret=secret, organisation_id=owner)
    with installation.database.read() as session:
        return standing.link(
            session, secret=secret, base_url=installation.url, invitation_id=invitation
        )


def house(session: Session, name: str) -> Any:
    return session.exec(select(Facility.id).where(Facility.name == name)).one()


def sheet(page: Page, button: str) -> list[tuple[object, ...]]:
    """The filled rows of the workbook behind a link."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=button).click()
    book = openpyxl.load_workbook(io.BytesIO(waiting.value.path().read_bytes()))
    return [row for row in book.worksheets[0].iter_rows(values_only=True) if any(row)]


def click_at(page: Page, latitude: float, longitude: float) -> None:
    """A click on the map where this point lies."""
    spot = page.evaluate(
        """([latitude, longitude]) => {
            const svg = document.querySelector("#flaeche"), of = svg.dataset;
            const x = (longitude - of.west) * of.across, y = (of.north - latitude) * of.down;
            const at = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM());
            const box = svg.getBoundingClientRect();
            return {x: at.x - box.x, y: at.y - box.y};
        }""",
        [latitude, longitude],
    )
    page.locator("#flaeche").click(position=spot)


def test_a_flood(desk: Page, new_device: NewDevice, link: str, axe: Inspector) -> None:
    def looks(name: str) -> None:
        assert axe(desk) == []
        kept(desk, name)
        desk.set_viewport_size({"width": 1280, "height": 900})

    sign_in(desk, "planner")
    desk.get_by_role("link", name="Sozialatlas", exact=True).click()
    expect(desk.get_by_text("4 von 4 Einrichtungen")).to_be_visible()
    expect(desk.get_by_text("Frauenhaus")).to_have_count(0)
    looks("atlas-list")
    desk.get_by_role("link", name="2 Einrichtungen nah beieinander").click()
    expect(desk.get_by_text("2 von 4 Einrichtungen")).to_be_visible()
    looks("atlas-zoomed")
    desk.get_by_role("link", name="Ganze Karte zeigen").click()
    rows = sheet(desk, "Liste als Excel")
    assert [row[0] for row in rows[4:8]] == [
        "Beratung Rosellen",
        "Haus am Hafen",
        "Kita Rheinblick",
        "Treff im Hammfeld",
    ]
    desk.get_by_role("link", name="Treff im Hammfeld", exact=True).last.click()
    looks("atlas-facility")

    desk.goto("/sozialatlas/flaeche")
    for corner in ((51.21, 6.703), (51.21, 6.725), (51.19, 6.725), (51.19, 6.703)):
        click_at(desk, *corner)
    expect(desk.locator("[data-polygon-status]")).to_contain_text("Ecke 4 gesetzt: 51,19")
    looks("atlas-drawn")
    desk.get_by_role("button", name="Einrichtungen in der Fläche zeigen").click()
    expect(desk.get_by_text("3 Einrichtungen liegen in der Fläche.")).to_be_visible()
    expect(desk.get_by_text("Eine Schutzeinrichtung liegt in der Fläche.")).to_be_visible()
    looks("atlas-inside")
    rows = sheet(desk, "Liste mit Ansprechpersonen als Excel")
    assert [(row[0], row[5], row[7]) for row in rows[5:9]] == [
        ("Haus am Hafen", None, None),
        ("Haus am Hafen", "Ada Hafen", "0170"),
        ("Kita Rheinblick", None, None),
        ("Treff im Hammfeld", None, "02131 900"),
    ]

    desk.get_by_role("link", name="Blitzabfrage an diese Einrichtungen").click()
    expect(desk.get_by_text("Ohne Mail e. V.: 02131 900")).to_be_visible()
    looks("atlas-query")
    desk.get_by_label("Titel", exact=True).fill("Hochwasser")
    desk.get_by_role("button", name="Vorschau ansehen").click()
    expect(desk.get_by_role("link", name="mindestens eine Frage")).to_be_visible()
    looks("atlas-query-refused")
    desk.locator("#frage_1").fill("Sind Sie betroffen?")
    desk.locator("#frage_2").fill("Was brauchen Sie?")
    desk.locator("#art_2").select_option("eine Antwort aus einer Liste")
    desk.locator("#antworten_2").fill("Strom\nBetten")
    desk.get_by_role("button", name="Vorschau ansehen").click()
    looks("atlas-query-preview")
    desk.get_by_role("button", name="Jetzt an 2 Träger senden").click()
    expect(desk.get_by_text("0 von 3")).to_be_visible()
    looks("atlas-answers-none")

    answer(new_device(script=False, width=320), link)

    desk.get_by_role("link", name="Neu laden").click()
    expect(desk.get_by_text("1 von 3")).to_be_visible()
    row = desk.get_by_role("row", name=re.compile("Haus am Hafen"))
    expect(row).to_contain_text("ja")
    expect(row).to_contain_text("Betten")
    looks("atlas-answers")
    rows = sheet(desk, "Excel herunterladen")
    assert rows[5][0:1] + rows[5][4:6] == ("Haus am Hafen", "ja", "Betten")
    desk.get_by_role("link", name="Hochwasser", exact=True).click()
    expect(desk.get_by_role("link", name="Antworten der Blitzabfrage")).to_be_visible()


def answer(phone: Page, link: str) -> None:
    """The provider, through the ordinary link; only the flooded houses are asked for."""
    phone.goto(link)
    phone.get_by_role("button", name="Zugang öffnen").click()
    phone.get_by_role("link", name="Hochwasser", exact=True).click()
    expect(phone.get_by_text("Kita Rheinblick").first).to_be_visible()
    expect(phone.get_by_text("Beratung Rosellen")).to_have_count(0)
    expect(phone.get_by_text("Frauenhaus")).to_have_count(0)
    with phone.expect_navigation():
        phone.locator("a[href*='/blitzabfrage/']:not([href$='/tabelle'])").first.click()
    phone.get_by_label("ja", exact=True).check()
    phone.get_by_label("Betten").check()
    phone.get_by_role("button", name="Speichern und weiter").click()
    phone.goto(re.sub(r"/blitzabfrage.*", "/absenden", phone.url))
    if phone.locator("#grund").count():
        phone.locator("#grund").fill("Die Kita ist geschlossen.")
    phone.get_by_role("button", name="Absenden").click()
    expect(phone.get_by_text("Beleg").first).to_be_visible()


def test_drawing_with_the_keyboard_alone(desk: Page, link: str) -> None:
    assert link
    sign_in(desk, "planner")
    desk.goto("/sozialatlas/flaeche")
    desk.locator("#flaeche").focus()
    for keys in ("Enter", "Shift+ArrowRight", "Enter", "Shift+ArrowDown", "Enter", "Backspace"):
        desk.keyboard.press(keys)
    status = desk.locator("[data-polygon-status]")
    expect(status).to_have_text("Letzte Ecke gelöscht, 2 bleiben.")
    assert len(desk.input_value("#ecken").splitlines()) == 2
    desk.keyboard.press("Shift+ArrowDown")
    desk.keyboard.press(" ")
    assert desk.locator("#flaeche polygon").get_attribute("points").count(",") == 3  # type: ignore[union-attr]
    typed = desk.input_value("#ecken")
    desk.get_by_role("button", name="Alle Ecken löschen").press("Enter")
    assert desk.input_value("#ecken") == ""
    desk.fill("#ecken", typed)
    assert desk.locator("#flaeche polygon").get_attribute("points").count(",") == 3  # type: ignore[union-attr]
    desk.get_by_role("button", name="Einrichtungen in der Fläche zeigen").press("Enter")
    desk.wait_for_url(re.compile(r"/sozialatlas/flaeche/[0-9a-f-]{36}$"))


def test_without_script_a_file_or_corners_do(
    new_device: NewDevice, link: str, axe: Inspector
) -> None:
    assert link
    page = new_device(script=False, width=320)
    page.goto("/anmelden")
    page.get_by_label("Anmeldename").fill("planner")
    page.get_by_label("Kennwort").fill("vier sichere Wörter hier")
    page.get_by_role("button", name="Anmelden").click()
    page.goto("/sozialatlas/flaeche")
    expect(page.get_by_text("Zeichnen geht nur mit JavaScript.")).to_be_visible()
    expect(page.get_by_role("button", name="Letzte Ecke löschen")).to_be_hidden()
    page.get_by_label("Ecken der Fläche").fill("51,21; 6,7\n51,21; 6,71")
    page.get_by_role("button", name="Einrichtungen in der Fläche zeigen").click()
    expect(page.get_by_role("link", name="mindestens drei Ecken")).to_be_visible()
    assert page.input_value("#ecken") == "51,21; 6,7\n51,21; 6,71"
    assert axe(page) == []
    ring = [[6.7, 51.2], [6.71, 51.2], [6.71, 51.21], [6.7, 51.2]]
    content = json.dumps({"type": "Polygon", "coordinates": [ring]}).encode()
    page.set_input_files(
        "#datei", {"name": "f.geojson", "mimeType": "application/json", "buffer": content}
    )
    page.get_by_role("button", name="Einrichtungen in der Fläche zeigen").click()
    expect(page.get_by_role("heading", name="Einrichtungen in der Fläche")).to_be_visible()
    assert axe(page) == []


def test_a_reader_sees_the_atlas_with_areas_and_no_way_to_contacts(
    desk: Page, link: str, axe: Inspector
) -> None:
    assert link
    sign_in(desk, "reader")
    desk.goto("/sozialatlas?art=Beratung&stadtweit=1")
    expect(desk.get_by_text("Fläche einzeichnen")).to_have_count(0)
    assert axe(desk) == []
    desk.goto("/sozialatlas?art=Nichts")
    assert axe(desk) == []
