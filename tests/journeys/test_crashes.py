"""kill -9 of web and worker: what was acknowledged is there, what was begun is finished once."""

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import psutil
import pytest
from sqlalchemy import func
from sqlmodel import col, select

from survey_service.domain.coding import chunks, runs
from survey_service.domain.correspondence import invitations, mails
from survey_service.domain.providers import standing
from survey_service.domain.providers.revisions import decode_content
from survey_service.tables.codings import CodingChunk, CodingRun, Segment
from survey_service.tables.register import Organisation
from survey_service.tables.responses import Response, Revision, Statement
from survey_service.tables.surveys import Mail, Participation
from tests.conftest import TEMPLATE, run_sql
from tests.journeys import filled
from tests.journeys.installation import PASSWORD, Installation, kill, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

STATEMENTS = 3_000
MAILS = 40
SEED = 7
FIELD = "zielgruppen_neu"
HIDDEN = re.compile(r'<input type="hidden" name="(_\w+)" value="([^"]*)"')


@pytest.fixture
def idle(tmp_path: Path) -> Iterator[Installation]:
    """An installation without any process yet, on SQLite."""
    yield from prepared(Installation(tmp_path))


@pytest.fixture
def idle_on_postgresql(postgresql_template: str, tmp_path: Path) -> Iterator[Installation]:
    """The same on a database of its own on the PostgreSQL server."""
    name = f"journey_{uuid4().hex}"
    run_sql(postgresql_template, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    yield from prepared(
        Installation(tmp_path, database_url=f"{postgresql_template}/{name}", secret="s" * 43)
    )
    run_sql(postgresql_template, f"DROP DATABASE {name} WITH (FORCE)")


def prepared(made: Installation) -> Iterator[Installation]:
    try:
        made.prepare()
        yield made
    finally:
        made.stop()


# --- saving -------------------------------------------------------------------------------------


class Typist(threading.Thread):
    """Saves one page again and again, as autosave does, and notes what was acknowledged."""

    def __init__(self, url: str, link: str, name: str) -> None:
        super().__init__(name=name)
        self.url = url
        self.link = link
        self.acknowledged: list[str] = []
        self.ended = threading.Event()

    def run(self) -> None:
        """Until told to end; a dead server is tried again."""
        while not self.ended.is_set():
            try:
                with httpx.Client(base_url=self.url, follow_redirects=True, timeout=5) as client:
                    self.type_on(client, self.opened(client))
            except httpx.TransportError:
                time.sleep(0.1)

    def opened(self, client: httpx.Client) -> dict[str, str]:
        """The page's hidden fields, after exchanging the link."""
        before = dict(HIDDEN.findall(client.get(self.link).text))
        client.post(self.link, data=before)
        page = client.get("/traeger/traegerabfrage-2026/angebote")
        assert page.status_code == 200, page.text
        return dict(HIDDEN.findall(page.text))

    def type_on(self, client: httpx.Client, fields: dict[str, str]) -> None:
        """One text after the other until the server is gone."""
        sequence = 0
        while not self.ended.is_set():
            sequence += 1
            text = f"{self.name} {len(self.acknowledged)} {uuid4()}"
            answer = client.post(
                "/traeger/traegerabfrage-2026/angebote",
                data={**fields, FIELD: text, "_folge": str(sequence)},
                headers={"x-requested-with": "autosave"},
            )
            assert (answer.status_code, "Gespeichert um" in answer.text) == (200, True), answer.text
            self.acknowledged.append(text)
            fields.update(HIDDEN.findall(answer.text))


def links(installation: Installation, count: int) -> list[str]:
    """A wave with so many organisations, and their links."""
    secret = (installation.home / "secret.key").read_text(encoding="ascii").strip()
    with installation.database.write() as session:
        survey = filled.add_survey(session, "Trägerabfrage 2026")
        made = []
        for number in range(count):
            organisation = filled.add_organisation(session, number)
            session.add(Participation(survey_id=survey.id, organisation_id=organisation))
            invitation = standing.ensure_invitation(
                session, secret=secret, organisation_id=organisation
            )
            made.append(
                standing.link(
                    session, secret=secret, base_url=installation.url, invitation_id=invitation
                )
            )
    return made


def saved_texts(installation: Installation) -> set[str]:
    with installation.database.read() as session:
        contents = session.exec(select(Revision.content)).all()
    return {str(decode_content(one).answers.get(FIELD, "")) for one in contents}


def test_what_was_acknowledged_survives_killing_the_web_process(idle: Installation) -> None:
    dice = random.Random(SEED)
    typists = [
        Typist(idle.url, link, f"typist-{number}") for number, link in enumerate(links(idle, 3))
    ]
    web = idle.serve("--no-worker")
    for typist in typists:
        typist.start()
    for _ in range(4):
        known = acknowledged(typists)
        wait_until(lambda: acknowledged(typists) > known + 5, "texts are saved")  # noqa: B023
        time.sleep(dice.uniform(0, 0.5))
        kill(web)
        web = idle.serve("--no-worker")
    for typist in typists:
        typist.ended.set()
    for typist in typists:
        typist.join()
    everything = {text for typist in typists for text in typist.acknowledged}
    assert len(everything) > 20
    assert everything - saved_texts(idle) == set()
    with idle.database.read() as session:
        # One response per organisation, and nothing aside: a lost answer is no second version.
        assert session.exec(select(func.count()).select_from(Response)).one() == 3
    assert "Traceback" not in idle.output()


def acknowledged(typists: list[Typist]) -> int:
    return sum(len(typist.acknowledged) for typist in typists)


def test_a_worker_ends_with_the_web_process_that_started_it(idle: Installation) -> None:
    web = idle.serve()
    # The worker is started once pages are served, so a moment after the health page answers.
    wait_until(lambda: psutil.Process(web.pid).children() != [], "the worker has started")
    workers = psutil.Process(web.pid).children()
    assert [alive(worker) for worker in workers] == [True]
    kill(web)
    wait_until(lambda: not any(map(alive, workers)), "the worker has ended")


def alive(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


# --- coding -------------------------------------------------------------------------------------


def begin_run(installation: Installation) -> UUID:
    with installation.database.write() as session:
        survey = filled.add_survey(session, "Trägerabfrage 2026")
        organisations = [filled.add_organisation(session, number) for number in range(20)]
        filled.add_statements(session, survey.id, STATEMENTS, organisations=organisations)
        return runs.start(session, filled.PLANNER, survey_id=survey.id)


def done_by(installation: Installation, slot: str = "") -> int:
    """How many chunks are done, by anybody or by one worker."""
    query = select(func.count()).where(col(CodingChunk.done_at).is_not(None))
    if slot:
        query = query.where(CodingChunk.worker == slot)
    with installation.database.read() as session:
        return session.exec(query).one()


def is_finished(installation: Installation, run_id: UUID) -> bool:
    with installation.database.read() as session:
        state = session.exec(select(CodingRun.state).where(CodingRun.id == run_id)).one()
    assert state != "failed"
    return state == "done"


def assert_coded_once(installation: Installation, run_id: UUID) -> None:
    """Every statement is cut into pieces that give its length once: none missing, none double."""
    with installation.database.read() as session:
        run = session.exec(select(CodingRun).where(CodingRun.id == run_id)).one()
        cut = (
            select(Segment.statement_id, func.sum(Segment.end - Segment.start).label("length"))
            .group_by(col(Segment.statement_id))
            .subquery()
        )
        whole = session.exec(
            select(func.count())
            .select_from(Statement)
            .join(cut, cut.c.statement_id == Statement.id)
            .where(cut.c.length == func.length(Statement.text))
        ).one()
    assert (run.state, run.total, run.coded, whole) == ("done", *[STATEMENTS] * 3)


def test_coding_run_finishes_after_killing_the_worker(idle: Installation) -> None:
    dice = random.Random(SEED)
    run_id = begin_run(idle)
    worker = idle.start("worker", "--slot", "a")
    for done in (1, 3):
        wait_until(lambda: done_by(idle) >= done, "chunks are coded", seconds=90, process=worker)  # noqa: B023
        time.sleep(dice.uniform(0, 0.5))
        kill(worker)
        worker = idle.start("worker", "--slot", "a")
    wait_until(lambda: is_finished(idle, run_id), "the run is done", seconds=120, process=worker)
    assert_coded_once(idle, run_id)


def test_two_workers_share_a_run_and_one_takes_over(idle_on_postgresql: Installation) -> None:
    at = idle_on_postgresql
    workers = {slot: at.start("worker", "--slot", slot) for slot in ("a", "b")}
    run_id = begin_run(at)
    wait_until(
        lambda: min(done_by(at, slot) for slot in workers) >= 1, "both have coded", seconds=90
    )
    assert done_by(at) < STATEMENTS / chunks.CHUNK_STATEMENTS
    kill(workers["a"])
    wait_until(lambda: is_finished(at, run_id), "b has finished", seconds=120, process=workers["b"])
    assert_coded_once(at, run_id)
    with at.database.read() as session:
        found = Counter(session.exec(select(CodingChunk.worker)).all())
    assert set(found) == {"a", "b"}
    assert sum(found.values()) == STATEMENTS / chunks.CHUNK_STATEMENTS


# --- mail ---------------------------------------------------------------------------------------


def mail_states(installation: Installation) -> Counter[str]:
    with installation.database.read() as session:
        return Counter(mails.numbers(session))


def test_no_mail_is_sent_twice_by_itself(idle: Installation) -> None:
    """The worker is killed while the SMTP server has a mail and has not yet said so."""
    dice = random.Random(SEED)
    secret = (idle.home / "secret.key").read_text(encoding="ascii").strip()
    idle.serve("--no-worker")
    with idle.database.write() as session:
        survey = filled.add_survey(session, "Trägerabfrage 2026")
        for number in range(MAILS):
            filled.add_organisation(session, number, facilities=0)
        invitations.invite_all(session, filled.PLANNER, survey.id, secret=secret)
    idle.mailbox.hold = 0.4
    worker = idle.start("worker", "--slot", "a")
    for arrived in (4, 14):
        wait_until(lambda: len(idle.mailbox.messages) >= arrived, "mails arrive", process=worker)  # noqa: B023
        time.sleep(dice.uniform(0, 0.3))
        kill(worker)
        worker = idle.start("worker", "--slot", "a")
    wait_until(
        lambda: set(mail_states(idle)) <= {"sent", "unclear"}, "no mail waits", process=worker
    )
    states = mail_states(idle)
    assert sum(states.values()) == MAILS
    assert states["unclear"] > 0
    with idle.database.read() as session:
        sent = set(session.exec(select(Mail.id).where(Mail.state == "sent")).all())
        assert session.exec(select(func.count()).select_from(Organisation)).one() == MAILS
    copies = {UUID(name.strip("<>").partition("@")[0]): n for name, n in copies_of(idle).items()}
    assert set(copies.values()) == {1}
    assert sent - set(copies) == set()
    assert f"unklar {states['unclear']}" in outbox(idle)


def copies_of(installation: Installation) -> Counter[str]:
    return installation.mailbox.copies()


def outbox(installation: Installation) -> str:
    """The planner's outbox, without tags."""
    with httpx.Client(base_url=installation.url, follow_redirects=True) as client:
        token = dict(HIDDEN.findall(client.get("/anmelden").text))
        client.post("/anmelden", data={**token, "login": "planner", "password": PASSWORD})
        page = client.get("/postausgang").text
    assert "ob sie ankamen" in page
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())
