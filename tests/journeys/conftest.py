"""Browsers for the journeys: the desk, a phone without script, and what axe says of a page."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.journeys.installation import PASSWORD, Installation

AXE = (Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
WIDTHS = (320, 1280)
# Opens one page after another with what a browser showed; needs no cookies.
Inspector = Callable[[Page], list[Any]]


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Function) -> Iterator[None]:
    """A failing journey's report says what its open pages showed."""
    outcome: Any = yield
    report = outcome.get_result()
    if report.when == "call" and report.failed and "chromium" in item.fixturenames:
        for context in item._request.getfixturevalue("chromium").contexts:
            for page in context.pages:
                report.sections.append(
                    (f"page {page.url}", " ".join(page.locator("main").all_inner_texts())[:2000])
                )


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A fresh installation with web, worker and SMTP server; accounts and areas are there."""
    made = Installation(tmp_path_factory.mktemp("home"))
    try:
        made.prepare()
        made.serve()
        yield made
    finally:
        made.stop()


@pytest.fixture
def desk(chromium: Browser, installation: Installation) -> Iterator[Page]:
    """A planner's screen; nobody is signed in yet."""
    with _context(chromium, installation, width=1280, height=900) as context:
        yield context.new_page()


@pytest.fixture
def phone(chromium: Browser, installation: Installation) -> Iterator[Page]:
    """A small phone without JavaScript."""
    with _context(chromium, installation, width=320, height=640, script=False) as context:
        yield context.new_page()


@pytest.fixture
def new_device(chromium: Browser, installation: Installation) -> Iterator[Callable[..., Page]]:
    """Opens a page on a device that nobody has used: ``new_device(script=False, width=320)``."""
    opened: list[BrowserContext] = []

    def make(*, width: int = 1280, script: bool = True) -> Page:
        context = _context(chromium, installation, width=width, height=900, script=script)
        opened.append(context)
        return context.new_page()

    yield make
    for context in opened:
        context.close()


def _context(
    browser: Browser, at: Installation, *, width: int, height: int, script: bool = True
) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": width, "height": height},
        base_url=at.url,
        java_script_enabled=script,
        locale="de-DE",
        accept_downloads=True,
    )
    # Pages come from this machine at once; a wait of this length is a failure.
    context.set_default_timeout(10_000)
    return context


@pytest.fixture(scope="session")
def axe(chromium: Browser) -> Iterator[Inspector]:
    """What axe finds on a page as it stands, at 320 and 1280 px, and whether it scrolls sideways.

    axe hangs where JavaScript is off, so a twin with JavaScript shows the same document.
    """
    context = chromium.new_context(locale="de-DE")
    twin = context.new_page()

    def inspect(page: Page) -> list[Any]:
        # After a click the page may have begun and hold nothing yet.
        page.wait_for_load_state("load")
        document = page.content()

        def fulfill(route: Route) -> None:
            route.fulfill(body=document, content_type="text/html; charset=utf-8")

        twin.route(page.url, fulfill)
        try:
            return [finding for width in WIDTHS for finding in _inspect(twin, page.url, width)]
        finally:
            twin.unroute(page.url)

    yield inspect
    context.close()


def _inspect(twin: Page, url: str, width: int) -> list[Any]:
    twin.set_viewport_size({"width": width, "height": 900})
    twin.goto(url, wait_until="load")
    twin.evaluate(AXE)
    result = twin.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", WCAG
    )
    found: list[Any] = [
        (url, width, violation["id"], [node["target"] for node in violation["nodes"]])
        for violation in result["violations"]
    ]
    scroll = twin.evaluate("document.documentElement.scrollWidth")
    return found if scroll <= width else [*found, (url, width, "scrolls sideways", scroll)]


def sign_in(page: Page, role: str) -> None:
    """Sign in as the role's account, by keyboard and button as people do."""
    page.goto("/anmelden")
    page.get_by_label("Anmeldename").fill(role)
    page.get_by_label("Kennwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url("**/arbeitsplatz")
