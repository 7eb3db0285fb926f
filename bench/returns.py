"""One big return, 300 items for 60 facilities: pages, saving, handing in, and as a workbook.

Processor time of a running server for whole requests, so that other work on the machine does not
count. All 18,000 answers are there,
except for one page, so that the hub, the checks and the conditions have all their work to do.
"""

import io
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import msgspec
import psutil
from openpyxl import load_workbook
from sqlalchemy import insert

from bench.answers import Visitor, cpu_seconds
from bench.figures import Figure
from bench.start import serving, wait_until_healthy
from questionnaires import questionnaire as definition
from questionnaires.items.kind import Value
from questionnaires.questionnaire import FACILITIES, Choice, Item, Page, Questionnaire
from survey_service import clock, migrations
from survey_service.database import Database
from survey_service.domain.providers import revisions, standing
from survey_service.domain.providers.revisions import PageContent
from survey_service.settings import Settings, prepare_home
from survey_service.tables.questionnaires import QuestionnaireVersion
from survey_service.tables.register import Facility, Organisation
from survey_service.tables.responses import Response, Revision
from survey_service.tables.surveys import Participation, Survey

HOUSES = 60
PAGES = 11
PER_PAGE = 26
SAVES = 200
REPEATS = 10
SLUG = "bench"
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


class Provider(Visitor):
    """A browser with a provider's session that measures single requests."""

    server: psutil.Process
    location = ""

    def cpu(self, url: str, *, repeats: int = REPEATS) -> float:
        """Milliseconds of the server's processor time for a page."""
        self.timed("GET", url)
        begun = cpu_seconds(self.server)
        for _ in range(repeats):
            self.timed("GET", url)
        return (cpu_seconds(self.server) - begun) / repeats * 1_000

    def timed(
        self,
        method: str,
        url: str,
        body: bytes | None = None,
        kind: str = "",
        *,
        auto: bool = False,
    ) -> tuple[float, int, bytes]:
        """Milliseconds, status and content of one request; redirects are not followed."""
        headers = {"Cookie": "; ".join(f"{name}={one}" for name, one in self.cookies.items())}
        if kind:
            headers["Content-Type"] = kind
        if auto:
            headers["X-Requested-With"] = "autosave"
        begun = time.perf_counter()
        self.connection.request(method, url, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        taken = (time.perf_counter() - begun) * 1_000
        if answer.status >= 400:
            raise RuntimeError(f"{method} {url}: {answer.status}")
        self.location = answer.getheader("location") or ""
        return taken, answer.status, content

    def form(self, fields: list[tuple[str, str]]) -> bytes:
        """A form with the token of the last page."""
        return urlencode([("_csrf", self.hidden("_csrf")), *fields]).encode()


FORM = "application/x-www-form-urlencoded"


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


@contextmanager
def _database(home: Path) -> Iterator[tuple[Database, Settings]]:
    settings = prepare_home(Settings(home=home))
    database = Database(settings.url)
    migrations.upgrade(database)
    yield database, settings
    database.close()


def fill(home: Path) -> tuple[str, list[str]]:
    """An installation with one open wave and one nearly complete return; link, facilities."""
    asked = questionnaire()
    today = clock.today()
    with _database(home) as (database, settings):
        with database.write() as session:
            version = QuestionnaireVersion(
                key="bench",
                version=1,
                title="Bench",
                document=definition.encode(asked),
                workbook=b"",
                created_at=clock.now(),
            )
            organisation = Organisation(code="T1", name="Großer Träger")
            session.add_all([version, organisation])
            session.flush()
            survey = Survey(
                kind="wave",
                slug=SLUG,
                title="Bench",
                state="open",
                opens_on=today - timedelta(days=1),
                closes_on=today + timedelta(days=30),
                questionnaire_version_id=version.id,
                languages=["de"],
            )
            houses = [
                Facility(
                    organisation_id=organisation.id,
                    code=f"E{number}",
                    name=f"Haus {number:02}",
                    service_type="Beratung",
                )
                for number in range(HOUSES)
            ]
            session.add_all([survey, *houses])
            session.flush()
            session.add(Participation(survey_id=survey.id, organisation_id=organisation.id))
            response = Response(
                survey_id=survey.id,
                questionnaire_version_id=version.id,
                organisation_id=organisation.id,
            )
            session.add(response)
            session.flush()
            ids = [str(house.id) for house in houses]
            session.execute(insert(Revision), list(_rows(asked, response, ids)))
            invitation = standing.ensure_invitation(
                session, secret=settings.secret, organisation_id=organisation.id
            )
        with database.read() as session:
            link = standing.link(
                session, secret=settings.secret, base_url="", invitation_id=invitation
            )
    return link, ids


def _rows(
    asked: Questionnaire, response: Response, houses: list[str]
) -> Iterator[dict[str, object]]:
    """All pages answered, but the last one of the last facility."""
    for page in asked.pages:
        for facility in houses if page.roster == FACILITIES else [""]:
            if page.code == f"seite_{PAGES - 1}" and facility == houses[-1]:
                continue
            answers = {item.code: _answer(item, facility) for item in page.items}
            yield {
                "id": uuid4(),
                "response_id": response.id,
                "page": page.code,
                "part": facility,
                "number": 1,
                "content": revisions.encode_content(PageContent(answers=answers)),
                "author": "Bench",
                "saved_at": clock.now(),
                "form": "bench",
                "sequence": 0,
                "aside": False,
            }


def _answer(item: Item, facility: str) -> Value:
    values: dict[str, Value] = {
        "single": "w1",
        "scale": "w2",
        "multiple": ["w0", "w3"],
        "integer": 12,
        "text": "ein Satz",
        "long_text": f"In {item.code} von {facility[:8]} fehlen Plätze für Familien mit Kindern.",
    }
    return values[item.kind]


def questionnaire() -> Questionnaire:
    """11 pages with 26 questions and a table with 8 for each facility, 6 about the organisation."""
    pages = [Page(code="lage", title={"de": "Lage"}, minutes=3, items=_items("o", 6))]
    pages += [
        Page(
            code=f"seite_{number}",
            title={"de": f"Abschnitt {number}"},
            roster=FACILITIES,
            minutes=2,
            items=_items(f"s{number}", PER_PAGE),
        )
        for number in range(PAGES)
    ]
    table = Page(
        code="tabelle",
        title={"de": "Überblick"},
        roster=FACILITIES,
        table=True,
        minutes=1,
        items=_items("t", 8),
    )
    return Questionnaire(
        key="bench",
        version=1,
        title={"de": "Bench"},
        languages=("de",),
        default_language="de",
        pages=(*pages, table),
        reviewed_translations=("de",),
    )


def _items(prefix: str, count: int) -> tuple[Item, ...]:
    """Mostly choices; every fifth question depends on the one before it."""
    choices = tuple(
        Choice(value=f"w{number}", label={"de": label})
        for number, label in enumerate(("sehr gut", "gut", "teils", "schlecht", "weiß nicht"))
    )
    kinds = ("single", "scale", "single", "scale", "multiple", "single", "integer", "single")
    found = []
    for number in range(count):
        kind = "long_text" if number == 25 else "integer" if number == 24 else kinds[number % 8]
        if number in {3, 4}:
            kind = "text" if number == 3 else "multiple"
        offered = choices if kind in {"single", "scale", "multiple"} else ()
        found.append(
            Item(
                code=f"{prefix}_{number}",
                kind=kind,
                label={"de": f"Wie steht es um das Angebot Nummer {number}?"},
                hint={"de": "Bitte schätzen Sie."} if number % 4 == 0 else {},
                required=number % 6 == 0,
                relevant=f"${{{prefix}_{number - 1}}} != ''" if number % 5 == 1 else "",
                choices=offered,
                role="statement" if kind == "long_text" else "",
            )
        )
    return tuple(found)


if __name__ == "__main__":
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(measure()), indent=1).decode() + "\n")
