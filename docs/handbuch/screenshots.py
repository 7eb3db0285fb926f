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
from sqlmodel import select

from survey_service.database import Database
from survey_service.domain.providers import standing
from survey_service.settings import load, prepare_home
from survey_service.tables.responses import Response
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


def desk(browser: Browser, base: str) -> None:
    """What the planner sees."""
    page = browser.new_context(viewport={"width": 1280, "height": 860}, locale="de-DE").new_page()
    page.goto(f"{base}/anmelden")
    page.fill("#login", "planung")
    page.fill("#password", "vorfuehrung-planung")
    page.click("main button")
    picture(page, "uebersicht")
    for name, url in (
        ("register", "/traegerregister"),
        ("gebiete", "/gebiete"),
        ("erhebung", WAVE),
        ("kodierung", f"{WAVE}/kodierung"),
        ("themen", f"{WAVE}/themen"),
        ("postausgang", "/postausgang"),
    ):
        page.goto(base + url)
        picture(page, name)
    page.goto(f"{base}{WAVE}/exporte")
    page.click("main form button")
    page.wait_for_selector("a[download]", timeout=60_000)
    picture(page, "exporte")
    page.goto(f"{base}{WAVE}/themen")
    page.click(".matrix td a")
    picture(page, "aussagen")
    page.click("a[href^='/aussagen/']")
    picture(page, "pruefen")


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


def open_link(base: str, home: Path) -> str:
    """The link of an organisation that has not answered the open wave."""
    settings = prepare_home(load({"SURVEY_SERVICE_HOME": str(home)}))
    database = Database(settings.url)
    with database.read() as session:
        submitted = set(
            session.exec(
                select(Response.organisation_id).where(Response.state == "submitted")
            ).all()
        )
        rows = session.exec(select(Invitation.id, Invitation.organisation_id)).all()
        chosen = min(row[0] for row in rows if row[1] not in submitted)
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
    page.goto(f"{base}{PUBLIC}")
    page.click("main form button")
    page.click("main form button")
    picture(page, "frage")


if __name__ == "__main__":
    main()
