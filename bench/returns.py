"""One big return, 300 items for 60 facilities: pages, saving, handing in, and as a workbook.

Processor time of a running server for whole requests, so that other work on the machine does not
count. All 18,000 answers are there,
except for one page, so that the hub, the checks and the conditions have all their work to do.
"""

import io
import statistics
import sys
import tempfile
from pathlib import Path
from uuid import uuid4

import msgspec
import psutil
from openpyxl import load_workbook

from bench.big_return import HOUSES, PAGES, SLUG, fill
from bench.figures import Figure
from bench.start import serving, wait_until_healthy
from bench.visitor import FORM, Provider, cpu_seconds

SAVES = 200
BASE = f"/traeger/{SLUG}"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RETURN = "return of 300 items x 60 facilities"


def measure() -> list[Figure]:
    """Milliseconds of CPU and megabytes; baseline: a page of the same server that asks nothing."""
    with tempfile.TemporaryDirectory(prefix="bench-returns-") as folder:
        link, houses = fill(Path(folder))
        with serving(Path(folder), "--no-worker") as (port, process):
            wait_until_healthy(port)
            provider = Provider(port)
            provider.server = psutil.Process(process.pid)
            provider.get(link)
            provider.post(link, [])
            return _figures(provider, houses)


def _figures(provider: "Provider", houses: list[str]) -> list[Figure]:
    nothing = provider.cpu("/gesund", repeats=200)
    pages = {
        "page of a facility": f"{BASE}/seite_3/{houses[30]}",
        "page of the organisation": f"{BASE}/lage",
        "table of 60 facilities": f"{BASE}/tabelle/tabelle",
        "check before handing in": f"{BASE}/absenden",
    }
    times = {name: provider.cpu(url) for name, url in pages.items()}
    slowest = max(times, key=lambda name: times[name])
    hub, answers = provider.cpu(BASE), provider.cpu(f"{BASE}/antworten", repeats=3)
    save, waited, growth = _saves(provider, houses)
    written, read = _workbook(provider, houses)
    submit = _submit(provider)
    return [
        _figure("hub", hub, nothing, 200),
        _figure(f"slowest page ({slowest})", times[slowest], nothing, 200),
        _figure("all answers on one page", answers, nothing, 200),
        _figure("save", save, nothing, 50),
        _figure("submit", submit, nothing, 2_000),
        _figure("workbook written", written, nothing),
        _figure("workbook with 600 new answers read and saved", read, nothing),
        Figure(name=f"{RETURN}: save, as the browser waits for it", value=waited, unit="ms"),
        Figure(
            name=f"{RETURN}: memory grown over {SAVES} saves", value=growth, unit="MB", target=8
        ),
    ]


def _figure(name: str, value: float, nothing: float, target: float | None = None) -> Figure:
    return Figure(
        name=f"{RETURN}: {name}",
        value=round(value, 1),
        unit="ms CPU",
        target=target,
        baseline=round(nothing, 1),
        baseline_name="an empty page of the same server",
    )


def _resident(server: psutil.Process) -> int:
    """Bytes of the command and all processes below it."""
    tree = [server, *server.children(recursive=True)]
    return sum(int(one.memory_info().rss) for one in tree)


def _saves(provider: Provider, houses: list[str]) -> tuple[float, float, float]:
    """Milliseconds of CPU and of waiting for an autosave; MB by which SAVES of them let it grow."""
    urls = [f"{BASE}/seite_{number % PAGES}/{houses[number % HOUSES]}" for number in range(SAVES)]
    for url in urls[:40]:
        _save(provider, url, 0)
    before = _resident(provider.server)
    times = [_save(provider, url, number) for number, url in enumerate(urls, 1)]
    growth = (_resident(provider.server) - before) / 1e6
    return (
        statistics.fmean(cpu for cpu, _ in times),
        round(statistics.median(waited for _, waited in times), 1),
        round(growth, 1),
    )


def _save(provider: Provider, url: str, number: int) -> tuple[float, float]:
    """One changed text; the form says that it showed nothing else."""
    provider.get(url)
    prefix = url.split("/")[3].replace("seite_", "s")
    fields = [(name, provider.hidden(name)) for name in ("_grundlage", "_formular")]
    fields += [("_folge", "1"), ("_gezeigt", f"{prefix}_25")]
    body = provider.form([*fields, (f"{prefix}_25", f"Es fehlen {number} Plätze.")])
    begun = cpu_seconds(provider.server)
    waited = provider.timed("POST", url, body, FORM, auto=True)[0]
    return (cpu_seconds(provider.server) - begun) * 1_000, waited


def _workbook(provider: Provider, houses: list[str]) -> tuple[float, float]:
    """Milliseconds of the download, and of an upload with ten new answers per facility."""
    begun = cpu_seconds(provider.server)
    content = provider.timed("GET", f"{BASE}/arbeitsmappe/datei")[2]
    written = cpu_seconds(provider.server) - begun
    book = load_workbook(io.BytesIO(content))
    for sheet in book:
        heads = {cell.value: cell.column for cell in sheet[1]}
        number = str(sheet["A1"].value).removeprefix("seite:seite_")
        if not number.isdecimal() or int(number) >= 10:
            continue
        for row in sheet.iter_rows(min_row=2):
            if row[0].value in houses:
                row[heads[f"s{number}_24"] - 1].value = 4_711
    stream = io.BytesIO()
    book.save(stream)
    provider.get(f"{BASE}/arbeitsmappe")
    edge = uuid4().hex
    body = (
        f'--{edge}\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n'
        f"{provider.hidden('_csrf')}\r\n--{edge}\r\n"
        'Content-Disposition: form-data; name="arbeitsmappe"; filename="a.xlsx"\r\n'
        f"Content-Type: {XLSX}\r\n\r\n"
    ).encode()
    body += stream.getvalue() + f"\r\n--{edge}--\r\n".encode()
    begun = cpu_seconds(provider.server)
    _, status, _ = provider.timed(
        "POST", f"{BASE}/arbeitsmappe", body, f"multipart/form-data; boundary={edge}"
    )
    read = cpu_seconds(provider.server) - begun
    if status != 303 or "600 Antworten übernommen" not in provider.get(provider.location):
        raise RuntimeError("the workbook was not taken")
    return written * 1_000, read * 1_000


def _submit(provider: Provider) -> float:
    provider.get(f"{BASE}/absenden")
    body = provider.form([("grund", "Eine Seite fehlt.")])
    begun = cpu_seconds(provider.server)
    status = provider.timed("POST", f"{BASE}/absenden", body, FORM)[1]
    if status != 303:
        raise RuntimeError("not handed in")
    return (cpu_seconds(provider.server) - begun) * 1_000


if __name__ == "__main__":
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(measure()), indent=1).decode() + "\n")
