"""Make the Handbuch's pictures from the running product, on a demo of its own.

Run by ``make screenshots``. Pictures go to docs/handbuch/bilder.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import palette
from playwright.sync_api import Browser, Page, sync_playwright
from sqlmodel import col, select

from survey_service import clock
from survey_service.database import Database
from survey_service.domain.providers import standing
from survey_service.settings import load, prepare_home
from survey_service.tables.responses import Delegation
from survey_service.tables.surveys import Invitation

PICTURES = Path(__file__).parent / "bilder"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WAVE = "/erhebungen/traegerabfrage-2026"
DRAFT = "/erhebungen/traegerabfrage-2029"
# Latitude and longitude: along the Erft, invented.
FLOOD = "51.215 6.65\n51.215 6.72\n51.175 6.74\n51.165 6.68"
PUBLIC = "/mitmachen/beteiligung-im-quartier"


def main() -> None:
    """All pictures."""
    PICTURES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        demo(Path(folder)) as base,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        desk(browser, base)
        fieldwork(browser, base)
        association(browser, base)
        provider(browser, base, Path(folder))
        resident(browser, base)
        shrink(browser)
        browser.close()


def chromium() -> str:
    """The system's browser."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        sys.exit("chromium is missing; see tests/system-packages.sh")
    return found


@contextmanager
def demo(home: Path) -> Iterator[str]:
    """A running demo installation; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    os.environ["SURVEY_SERVICE_HOME"] = str(home)
    os.environ["SURVEY_SERVICE_BASE_URL"] = base
    command = [sys.executable, "-m", "survey_service"]
    subprocess.run([*command, "migrate"], check=True)
    subprocess.run([*command, "demo"], check=True, stdout=subprocess.DEVNULL)
    server = subprocess.Popen([*command, "serve", "--port", str(port)])
    try:
        wait_for(base)
        yield base
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for(base: str) -> None:
    """Until the health page answers."""
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{base}/gesund", timeout=1).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    sys.exit("the demo did not start")


def picture(page: Page, name: str, *, whole: bool = False) -> None:
    """Save what the page shows."""
    page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)


def shrink(browser: Browser) -> None:
    """At most 256 colours each."""
    page = browser.new_page()
    for file in sorted(PICTURES.glob("*.png")):
        file.write_bytes(palette.small(page, file.read_bytes()))
    page.close()


def signed_in(browser: Browser, base: str, login: str) -> Page:
    """A page at the desk; the demo's passwords begin with its name."""
    page = browser.new_context(viewport={"width": 1280, "height": 860}, locale="de-DE").new_page()
    page.goto(f"{base}/anmelden")
    page.fill("#login", login)
    page.fill("#password", f"vorfuehrung-{login}")
    page.click("main button")
    return page


def visit(page: Page, base: str, *pictures: tuple[str, str, str]) -> None:
    """Name, address and the heading at the top of each picture ("" = the page's beginning)."""
    for name, url, heading in pictures:
        page.goto(base + url)
        if heading:
            found = page.get_by_role("heading", name=heading).first
            found.evaluate("one => one.scrollIntoView({behavior: 'instant'})")
        page.wait_for_timeout(300)
        picture(page, name)


def desk(browser: Browser, base: str) -> None:
    """What the planner sees."""
    page = signed_in(browser, base, "planung")
    picture(page, "uebersicht")
    visit(
        page,
        base,
        ("register", "/traegerregister", ""),
        ("gebiete", "/gebiete", ""),
        ("erhebung", WAVE, ""),
        ("kodierung", f"{WAVE}/kodierung", ""),
        ("themen", f"{WAVE}/themen", ""),
        ("postausgang", "/postausgang", ""),
    )
    page.goto(f"{base}{WAVE}/exporte")
    page.click("main form button")
    page.wait_for_selector("a[download]", timeout=180_000)
    picture(page, "exporte")
    page.goto(f"{base}{WAVE}/themen")
    page.click(".matrix td a")
    picture(page, "aussagen")
    page.click("a[href^='/aussagen/']")
    picture(page, "pruefen")


def fieldwork(browser: Browser, base: str) -> None:
    """What the planner sees before, during and between the waves of the providers."""
    page = signed_in(browser, base, "planung")
    visit(
        page,
        base,
        ("fragenwerkstatt", f"{DRAFT}/fragenwerkstatt", ""),
        (
            "fragenwerkstatt-beitraege",
            f"{DRAFT}/fragenwerkstatt/beitraege?frage=wartezeit",
            "Was dazu gesagt wurde",
        ),
        ("meldungen", "/traegerregister/meldungen", ""),
        ("sozialatlas", "/sozialatlas", "Karte"),
        ("erinnerungen", f"{WAVE}/erinnerungen", ""),
        ("texte", f"{WAVE}/texte/einladung", ""),
        ("ruecklauf", f"{WAVE}/ruecklauf", ""),
        ("ruecklauf-gebiete", f"{WAVE}/ruecklauf", "Nach Gebiet"),
        ("vergleich", f"{WAVE}/vergleich", ""),
        ("zeitreihen", f"{WAVE}/zeitreihen", ""),
        ("beobachtungen", f"/erhebungen/beobachtungen-{clock.today().year}/beobachtungen", ""),
        ("worum-es-geht", "/worum-es-geht/traegerabfrage-2026", ""),
        ("was-daraus-wurde", "/erhebungen/traegerabfrage-2023/was-daraus-wurde", ""),
    )
    page.goto(f"{base}/sozialatlas/flaeche")
    page.fill("textarea[name=ecken]", FLOOD)
    page.get_by_role("button", name="Einrichtungen in der Fläche").click()
    page.wait_for_load_state()
    picture(page, "flaeche")


def association(browser: Browser, base: str) -> None:
    """What an association sees: the return of its members, the common statement."""
    page = signed_in(browser, base, "verband")
    visit(
        page,
        base,
        ("mitglieder", "/verband/traegerabfrage-2026", ""),
        ("stellungnahme", "/verband/traegerabfrage-2023/stellungnahme", ""),
    )


def provider(browser: Browser, base: str, home: Path) -> None:
    """What a social worker sees: link, standing page, hub and a page of questions."""
    page = browser.new_context(viewport={"width": 900, "height": 760}, locale="de-DE").new_page()
    page.goto(open_link(base, home))
    picture(page, "link")
    page.click("main button")
    picture(page, "zugang")
    page.goto(f"{base}/traeger/traegerabfrage-2026")
    # The sections with their state stand below what everybody reads once.
    sections = page.get_by_role("heading", name="Organisation insgesamt").first
    sections.evaluate("heading => heading.scrollIntoView()")
    page.wait_for_timeout(300)
    picture(page, "aufgaben")
    page.get_by_role("link", name="Angebote und Zielgruppen").click()
    page.wait_for_load_state()
    picture(page, "fragen")
    hub = "/traeger/traegerabfrage-2026"
    visit(
        page,
        base,
        ("weitergeben", f"{hub}/weitergeben", ""),
        ("arbeitsmappe", f"{hub}/arbeitsmappe", ""),
        ("absenden", f"{hub}/absenden", ""),
        ("aenderung-melden", "/traeger/meldungen", ""),
        ("beobachtung-melden", "/traeger/beobachtungen", ""),
    )


def open_link(base: str, home: Path) -> str:
    """The link of the organisation that has begun and handed parts on."""
    settings = prepare_home(load({"SURVEY_SERVICE_HOME": str(home)}))
    database = Database(settings.url)
    with database.read() as session:
        chosen = session.exec(
            select(Invitation.id)
            .join(Delegation, col(Delegation.organisation_id) == col(Invitation.organisation_id))
            .distinct()
        ).one()
        found = standing.link(session, secret=settings.secret, base_url=base, invitation_id=chosen)
    database.close()
    return found


def resident(browser: Browser, base: str) -> None:
    """What a resident sees on a phone without script."""
    context = browser.new_context(
        viewport={"width": 360, "height": 700}, java_script_enabled=False, locale="de-DE"
    )
    page = context.new_page()
    page.goto(f"{base}{PUBLIC}")
    picture(page, "mitmachen")
    page.goto(f"{base}{PUBLIC}?sprache=ar")
    picture(page, "mitmachen-arabisch")
    page.goto(f"{base}{PUBLIC}/was-daraus-wurde")
    picture(page, "was-daraus-wurde-lesen")
    page.goto(f"{base}{PUBLIC}")
    page.click("main form button")
    page.click("main form button")
    picture(page, "frage")


if __name__ == "__main__":
    main()
