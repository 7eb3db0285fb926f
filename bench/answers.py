"""What a resident's completed answer costs: CPU of the server's process tree, over HTTP.

A whole visit each time, from the first page to the receipt; compressed, on its own connection.
Three figures: 30 questions on one page; the same with the style sheet and the fonts of a cold
browser; the shipped six questions page by page. The worker (coding) is off, idle is subtracted.
"""

import gzip
import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import psutil

from bench.figures import Figure
from questionnaires import questionnaire as definition
from questionnaires.questionnaire import Choice, Item, Page, Questionnaire
from survey_service import clock, migrations
from survey_service.database import Database
from survey_service.domain.administration import municipality
from survey_service.domain.administration.municipality import MunicipalityFacts
from survey_service.domain.fieldwork import questionnaires, surveys
from survey_service.permissions import Actor
from survey_service.settings import Settings, prepare_home
from survey_service.tables.areas import Area
from survey_service.tables.questionnaires import QuestionnaireVersion

LIBRARY = Path(definition.__file__).parent / "library"
TARGET_MS = 8.0
# What the style sheet names.
FONTS = ["/static/fira-sans-400.woff2", "/static/fira-sans-600.woff2"]
ANSWERS = 2_000
VISITORS = 4
IDLE_SECONDS = 5.0
QUARTERS = 28
BENCH = Actor(login="bench", name="Bench")

Fields = list[tuple[str, str]]


def measure(*, answers: int = ANSWERS) -> list[Figure]:
    """CPU per completed answer in milliseconds, and what a cold first page weighs.

    Baseline: as many requests to a page that does nothing, on the same server.
    """
    with (
        tempfile.TemporaryDirectory(prefix="bench-answers-") as folder,
        serve(Path(folder)) as port,
    ):
        weight, requests = _first_page(port)
        nothing = _measured(port, answers // 2, lambda _: _nothing(port, requests=10))[0] / 10
        one_page = _measured(port, answers, lambda number: _one_page(port, number))
        cold = _measured(port, answers // 4, lambda number: _one_page(port, number, assets=True))
        by_page = _measured(port, answers // 2, lambda number: _page_by_page(port, number))
    return [
        _cost("30 questions on one page", one_page[0], nothing, requests=3, target=TARGET_MS),
        _cost("the same, cold browser", cold[0], nothing, requests=6),
        _cost("six questions, page by page", by_page[0], nothing, requests=17),
        Figure(name="answers per second, two cores", value=one_page[1], unit="1/s"),
        Figure(name="first page, cold: bytes over the wire", value=weight, unit="kB", target=60),
        Figure(name="first page, cold: requests", value=requests, unit="requests", target=6),
    ]


def _cost(
    name: str, value: float, nothing: float, *, requests: int, target: float | None = None
) -> Figure:
    return Figure(
        name=f"resident's answer: {name}",
        value=value,
        unit="ms CPU",
        target=target,
        baseline=round(nothing * requests, 2),
        baseline_name=f"{requests} requests to an empty page",
    )


def _nothing(port: int, *, requests: int) -> None:
    visitor = Visitor(port)
    for _ in range(requests):
        visitor.get("/gesund")
    visitor.connection.close()


def _first_page(port: int) -> tuple[float, int]:
    """Kilobytes of the page and all it loads, compressed; and how many requests."""
    visitor = Visitor(port)
    visitor.get("/mitmachen/sechs-fragen")
    links = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', visitor.page))
    for url in sorted(links) + FONTS:
        visitor.get(url)
    visitor.connection.close()
    return round(visitor.received / 1000, 1), 1 + len(links) + len(FONTS)


def _measured(port: int, answers: int, answer: Callable[[int], None]) -> tuple[float, float]:
    """CPU milliseconds per answer without idling, and answers per second."""
    server = _server(port)
    for number in range(min(100, answers)):
        answer(number)
    before, started = cpu_seconds(server), time.monotonic()
    time.sleep(IDLE_SECONDS)
    idle = (cpu_seconds(server) - before) / (time.monotonic() - started)
    before, started = cpu_seconds(server), time.monotonic()
    with ThreadPoolExecutor(VISITORS) as visitors:
        for _ in visitors.map(answer, range(answers)):
            pass
    elapsed = time.monotonic() - started
    used = cpu_seconds(server) - before - idle * elapsed
    return round(used * 1_000 / answers, 2), round(answers / elapsed, 1)


def _server(port: int) -> psutil.Process:
    for process in psutil.Process().children(recursive=True):
        if f"--port={port}" in process.cmdline():
            return process
    raise RuntimeError("the server is gone")


def cpu_seconds(process: psutil.Process) -> float:
    """User and system time of a process and all below it, ended children included."""
    tree = [process, *process.children(recursive=True)]
    times = [one.cpu_times() for one in tree]
    return sum(one.user + one.system + one.children_user + one.children_system for one in times)


@contextmanager
def serve(home: Path) -> Iterator[int]:
    """An installation with two open consultations, "eine-seite" and "sechs-fragen"; its port."""
    fill(home)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {
        **os.environ,
        "SURVEY_SERVICE_HOME": str(home),
        "SURVEY_SERVICE_ANSWERS_PER_HOUR": "100000",
    }
    command = [sys.executable, "-m", "survey_service", "serve", "--no-worker", f"--port={port}"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise RuntimeError("the server did not start")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server does not answer")


def fill(home: Path) -> None:
    """A migrated database with areas and both consultations."""
    settings = prepare_home(Settings(home=home))
    database = Database(settings.url)
    migrations.upgrade(database)
    today = clock.today()
    with database.write() as session:
        facts = MunicipalityFacts(name="Musterstadt", imprint="I", privacy="D", accessibility="B")
        municipality.change(session, BENCH, facts)
        session.add_all(
            Area(code=f"q{number}", name=f"Quartier {number}", level="Bezirk", position=number)
            for number in range(QUARTERS)
        )
        version = QuestionnaireVersion(
            key="bench",
            version=1,
            title="Bench",
            document=definition.encode(thirty_questions()),
            workbook=b"",
            created_at=clock.now(),
        )
        session.add(version)
        session.flush()
        shipped = questionnaires.store_workbook(
            session,
            BENCH,
            (LIBRARY / "beteiligung_im_quartier.xlsx").read_bytes(),
            name="beteiligung_im_quartier.xlsx",
        )
        for title, version_id in (("Eine Seite", version.id), ("Sechs Fragen", shipped.id)):
            draft = surveys.Draft(
                title=title,
                opens_on=today,
                closes_on=today + timedelta(days=30),
                questionnaire_version_id=version_id,
                languages=questionnaires.load(session, version_id).languages,
            )
            made = surveys.create(session, BENCH, kind="consultation", draft=draft)
            surveys.open_survey(session, BENCH, made.id)
    database.close()


def thirty_questions() -> Questionnaire:
    """One page: an area, 14 single, 6 scales, 4 multiple choices, 2 numbers, 3 free texts."""
    kinds = ["single"] * 14 + ["scale"] * 6 + ["multiple"] * 4 + ["integer"] * 2
    steps = ("sehr gut", "gut", "teils, teils", "schlecht", "sehr schlecht")
    choices = tuple(
        Choice(value=f"w{number}", label={"de": label}) for number, label in enumerate(steps)
    )
    closed = tuple(
        Item(
            code=f"frage_{number}",
            kind=kind,
            label={"de": f"Wie gut ist in Ihrem Stadtteil das Angebot Nummer {number}?"},
            hint={"de": "Bitte wählen Sie eine Antwort."} if kind != "integer" else {},
            choices=choices if kind != "integer" else (),
        )
        for number, kind in enumerate(kinds)
    )
    area = Item(
        code="gebiet",
        kind="area",
        label={"de": "Um welchen Stadtteil geht es?"},
        role="area",
        choices=(Choice(value="stadtweit", label={"de": "ganze Stadt"}),),
    )
    texts = tuple(
        Item(
            code=f"text_{number}",
            kind="long_text",
            label={"de": f"Was fehlt Ihnen ({number})?"},
            role="statement",
        )
        for number in range(3)
    )
    page = Page(code="alles", title={"de": "Ihre Fragen"}, items=(area, *closed, *texts))
    return Questionnaire(
        key="bench",
        version=1,
        title={"de": "Bench"},
        languages=("de",),
        default_language="de",
        pages=(page,),
        reviewed_translations=("de",),
    )


class Visitor:
    """A browser without a cache: one connection, cookies, the form of the last page."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        self.cookies: dict[str, str] = {}
        self.page = ""
        self.received = 0

    def get(self, url: str) -> str:
        """Open a page."""
        return self._send("GET", url, None)

    def post(self, url: str, fields: Fields) -> str:
        """Send the form of the page just seen; the redirect is followed."""
        hidden = [(name, self.hidden(name)) for name in ("_csrf", "_grundlage", "_vorgang")]
        return self._send("POST", url, urlencode([*hidden, *fields]))

    def hidden(self, name: str) -> str:
        """The value of one of the form's own fields."""
        found = re.search(f'name="{name}" value="([^"]*)"', self.page)
        return found.group(1) if found else ""

    def _send(self, method: str, url: str, body: str | None) -> str:
        headers = {"Accept-Encoding": "gzip", "Accept": "text/html"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={one}" for name, one in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, url, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        self.received += len(content)
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        if answer.status == http.HTTPStatus.SEE_OTHER:
            return self._send("GET", answer.getheader("location") or "", None)
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{method} {url}: {answer.status}")
        if answer.getheader("content-encoding") == "gzip":
            content = gzip.decompress(content)
        if "html" in (answer.getheader("content-type") or ""):
            self.page = content.decode()
        return self.page

    def load_assets(self) -> None:
        """The style sheet of the last page, and the two fonts it names."""
        sheet = re.search(r'rel="stylesheet" href="([^"]+)"', self.page)
        if sheet is None:
            raise RuntimeError("the page has no style sheet")
        for url in (sheet.group(1), *FONTS):
            self._send("GET", url, None)

    def finish(self) -> None:
        """Check that there is a receipt, and hang up."""
        self.connection.close()
        if "receipt-code" not in self.page:
            raise RuntimeError("no receipt")


def _one_page(port: int, number: int, *, assets: bool = False) -> None:
    visitor = Visitor(port)
    visitor.get("/mitmachen/eine-seite")
    if assets:
        visitor.load_assets()
    fields: Fields = [("gebiet", f"q{number % QUARTERS}")]
    fields += [(f"frage_{item}", f"w{(number + item) % 5}") for item in range(24)]
    fields += [("frage_20", f"w{(number + 1) % 5}"), ("frage_21", f"w{(number + 3) % 5}")]
    fields += [("frage_24", str(number % 90)), ("frage_25", "3")]
    fields += [
        (
            f"text_{item}",
            f"Im Quartier {number} fehlen Bänke und ein Treffpunkt für Ältere ({item}).",
        )
        for item in range(3)
    ]
    visitor.post("/mitmachen/eine-seite/antworten", [*fields, ("_absenden", "1")])
    visitor.finish()


def _page_by_page(port: int, number: int) -> None:
    visitor = Visitor(port)
    start = "/mitmachen/sechs-fragen"
    visitor.get(start)
    visitor.post(f"{start}/beginnen", [("_sprache", "de")])
    answers: Fields = [
        ("gebiet", f"q{number % QUARTERS}"),
        ("alltag_passung", "gut"),
        ("stadtteil_gut", f"Der Park am Bahnhof {number} ist schön."),
        ("stadtteil_aendern", f"Die Treppe {number} braucht eine Rampe."),
        ("alltag_hilft", f"Ein Bus auch am Abend, Linie {number}."),
        ("lebenssituation", "senioren"),
    ]
    for page, field in enumerate(answers, start=1):
        visitor.post(f"{start}/frage/{page}", [field, ("_weiter", "1")])
    visitor.post(f"{start}/absenden", [])
    visitor.finish()
