"""What a resident's completed answer costs: CPU of the server's process tree, over HTTP.

A whole visit each time, from the first page to the receipt; compressed, on its own connection.
Three figures: 30 questions on one page; the same with the style sheet and the fonts of a cold
browser; the shipped six questions page by page. The worker (coding) is off, idle is subtracted.
"""

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
from pathlib import Path

import psutil

from bench.consultations import QUARTERS, fill
from bench.figures import Figure
from bench.visitor import FONTS, Fields, Visitor, cpu_seconds

TARGET_MS = 8.0
ANSWERS = 2_000
VISITORS = 4
IDLE_SECONDS = 5.0


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
