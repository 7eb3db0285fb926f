"""The gallery as whole pages, and in a browser: landmarks, CSP, axe, width, weight, keys."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from lxml import html
from playwright.sync_api import Browser, Route, expect

from survey_service.web import assets, gallery, security
from survey_service.web.rendering import environment

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
WIRE_BYTES = 60_000
PACKED = {".css": "text/css", ".js": "text/javascript"}
BY_NAME = {field.name: field for field in gallery.FIELDS}


def one_question() -> str:
    """What a resident sees first."""
    source = """
      {% extends "layouts/respondent.html" %}
      {% from "components/field.html" import field %}
      {% from "components/buttons.html" import button, csrf %}
      {% block main %}<form method="post">{{ csrf(chrome) }}{{ field(one, heading=true) }}
      {{ button(_("Weiter")) }}</form>{% endblock %}"""
    template = environment("de").from_string(source)
    return template.render(chrome=gallery.chrome("Frage 1 von 6"), one=BY_NAME["bedarf"])


def autosave() -> str:
    """A form that saves itself."""
    source = """
      {% extends "layouts/respondent.html" %}
      {% block head %}<script src="{{ static('autosave.js') }}" defer></script>{% endblock %}
      {% block main %}<h1>Abschnitt</h1>
      <form data-autosave="/sichern" data-autosave-failed="Noch nicht gespeichert.">
      <input class="input" id="a" name="a" aria-label="A">
      <p class="saved" role="status" data-autosave-status></p></form>{% endblock %}"""
    return environment("de").from_string(source).render(chrome=gallery.chrome("Abschnitt"))


PAGES = {
    "/de": partial(gallery.respondents, "de"),
    "/ar": partial(gallery.respondents, "ar"),
    "/desk": gallery.desk,
    "/first": one_question,
    "/autosave": autosave,
}


def _words(element: Any) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize("path", PAGES)
def test_pages_hold_what_the_content_security_policy_allows(path: str) -> None:
    root = html.document_fromstring(PAGES[path]())
    assert (
        root.xpath("//*[@style] | //style | //script[not(@src)] | //@*[starts-with(name(), 'on')]")
        == []
    )
    assert root.xpath("//@href[starts-with(., 'http')] | //@src[starts-with(., 'http')]") == []


@pytest.mark.parametrize("path", PAGES)
def test_pages_have_one_heading_landmarks_and_unique_ids(path: str) -> None:
    root = html.document_fromstring(PAGES[path]())
    counts = Counter(root.xpath("//@id"))
    assert [name for name, count in counts.items() if count > 1] == []
    assert [len(root.xpath(f"//{tag}")) for tag in ("h1", "main", "header", "footer")] == [1] * 4
    assert _words(root.xpath("//title")[0]).endswith(" – Stadt Neuss")
    skip = root.xpath("//body/*[1]")[0]
    assert (skip.get("class"), skip.get("href")) == ("skip-link", "#inhalt")
    assert [_words(a) for a in root.xpath("//footer//a")][:1] != []
    targets = {target[1:] for target in root.xpath("//main//a/@href") if target.startswith("#")}
    assert {t for t in targets if t in BY_NAME} <= set(counts)


def test_every_post_form_carries_the_token() -> None:
    for page in PAGES.values():
        root = html.document_fromstring(page())
        for form in root.xpath("//form[@method='post']"):
            assert form.xpath(".//input[@name='_csrf']/@value") == [gallery.TOKEN]
    body = html.document_fromstring(gallery.desk()).body
    assert json.loads(body.get("hx-headers")) == {"x-csrf-token": gallery.TOKEN}


class _Handler(BaseHTTPRequestHandler):
    """The pages and the built files, with the product's security headers, compressed."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        headers = dict(security.HEADERS)
        if path in PAGES:
            body = PAGES[path]().encode()
            headers["content-type"] = "text/html; charset=utf-8"
        else:
            file = assets.FOLDER / path.removeprefix(assets.PREFIX)
            packed = file.suffix in PACKED
            body = (file.with_name(f"{file.name}.gz") if packed else file).read_bytes()
            headers["content-type"] = PACKED.get(file.suffix, "font/woff2")
            if packed:
                headers["content-encoding"] = "gzip"
        self.send_response(200)
        for name, value in {**headers, "content-length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def served() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served() as found:
        yield found


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    address: str, chromium: Browser, path: str, width: int
) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 800})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(address + path)
    page.evaluate(AXE.read_text())
    result = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", WCAG
    )
    found = [(v["id"], [node["target"] for node in v["nodes"]]) for v in result["violations"]]
    scroll = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert (found, complaints, scroll) == ([], [], width)


@pytest.mark.browser
def test_axe_would_find_something(address: str, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto(f"{address}/de")
    page.evaluate("document.querySelector('label[for=traeger]').remove()")
    page.evaluate(AXE.read_text())
    result = page.evaluate("axe.run(document)")
    page.close()
    assert "label" in {violation["id"] for violation in result["violations"]}


@pytest.mark.browser
def test_a_first_page_costs_four_requests_and_60_kilobytes(address: str, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(f"{address}/first", wait_until="networkidle")
    context.close()
    assert len(sizes) == 4
    assert sum(sizes) <= WIRE_BYTES


@pytest.mark.browser
def test_a_long_text_keeps_its_first_empty_line(address: str, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto(f"{address}/first")
    text = page.input_value("#bedarf")
    page.close()
    assert text == "\nZeile 1\nZeile 2"


@pytest.mark.browser
def test_a_key_presses_its_button_but_not_while_typing(address: str, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto(f"{address}/desk")
    page.evaluate(
        "document.addEventListener('click', e => { e.preventDefault();"
        " window.pressed = (window.pressed || '') + (e.target.dataset.key || '?') })"
    )
    page.focus("#thema")
    page.keyboard.press("a")
    typed = page.input_value("#thema")
    page.keyboard.press("Escape")
    for key in ("x", "Control+a", "z", "a"):
        page.keyboard.press(key)
    pressed = page.evaluate("window.pressed")
    page.close()
    assert (typed, pressed) == ("a", "xa")


@pytest.mark.browser
def test_autosave_says_what_became_of_it_and_tries_again(address: str, chromium: Browser) -> None:
    sent: list[str] = []
    answers = [
        (503, "gestört"),
        (200, 'Gespeichert um 14:32<input type="hidden" name="fassung" value="2">'),
        (409, "Jemand anderes hat gespeichert."),
    ]

    def answer(route: Route) -> None:
        sent.append(route.request.post_data or "")
        status, body = answers[len(sent) - 1]
        route.fulfill(status=status, body=body, content_type="text/html; charset=utf-8")

    page = chromium.new_page()
    page.clock.install()
    page.route("**/sichern", answer)
    page.goto(f"{address}/autosave")
    status = page.locator("[data-autosave-status]")
    page.fill("#a", "eins")
    page.clock.run_for(1300)
    expect(status).to_have_text("Noch nicht gespeichert.")
    page.clock.run_for(5100)
    expect(status).to_contain_text("Gespeichert um 14:32")
    page.clock.run_for(10_000)
    page.fill("#a", "zwei")
    page.clock.run_for(1300)
    expect(status).to_have_text("Jemand anderes hat gespeichert.")
    page.close()
    assert sent == ["a=eins&_folge=1", "a=eins&_folge=2", "a=zwei&fassung=2&_folge=3"]
