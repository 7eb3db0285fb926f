"""A whole installation for a journey: home, database, SMTP server, web and worker processes."""

import asyncio
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any, cast

import psutil
from aiosmtpd.controller import Controller

from questionnaires.readers import areas as area_files
from survey_service.database import Database
from survey_service.domain import areas
from survey_service.domain.administration import accounts, municipality
from survey_service.domain.administration.municipality import MunicipalityFacts
from survey_service.permissions import Actor
from survey_service.tables.register import Association
from tests.conftest import free_port

PASSWORD = "vier sichere Wörter hier"
OPERATOR = Actor(login="test", name="Test")
# For whom the account "association" speaks.
ASSOCIATION = "Verband der Tests"
NEUSS = Path(__file__).parents[1] / "data/areas/neuss.yaml"
LEGAL = MunicipalityFacts(
    name="Neuss",
    department="Amt für Soziales",
    imprint="Stadt Neuss, Markt 2, 41460 Neuss",
    privacy="Antworten dienen der Sozialplanung.",
    accessibility="Diese Website ist barrierefrei.",
)
START_SECONDS = 30.0


class Mailbox:
    """What the SMTP server accepted. ``hold``: wait that long before saying so."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.hold = 0.0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep the mail; the time between keeping and answering is when a crash leaves doubt."""
        parsed = BytesParser(policy=default).parsebytes(envelope.content)
        self.messages.append(cast("EmailMessage", parsed))
        if self.hold:
            await asyncio.sleep(self.hold)
        return "250 OK"

    def copies(self) -> Counter[str]:
        """How often each Message-ID arrived."""
        return Counter(str(message["Message-ID"]) for message in self.messages)


class Installation:
    """A directory with everything, and the processes that were started on it."""

    def __init__(self, home: Path, *, database_url: str = "", secret: str = "") -> None:
        self.home = home
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.mailbox = Mailbox()
        self._smtp = Controller(self.mailbox, hostname="127.0.0.1", port=free_port())
        self._database_url = database_url
        self._secret = secret
        self._processes: list[subprocess.Popen[bytes]] = []
        self.database = Database(database_url or f"sqlite:///{home / 'survey.sqlite3'}")

    def environment(self) -> dict[str, str]:
        """The environment of the processes: nothing of the caller's settings."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("SURVEY_SERVICE_")
        }
        settings = {
            "HOME": str(self.home),
            "BASE_URL": self.url,
            "PORT": str(self.port),
            "SMTP_URL": f"smtp://127.0.0.1:{self._smtp.port}",
            "DATABASE_URL": self._database_url,
            "SECRET": self._secret,
        }
        return kept | {f"SURVEY_SERVICE_{name}": value for name, value in settings.items() if value}

    def prepare(self) -> None:
        """Migrate; legal texts, an account per role (login = role), the areas of Neuss."""
        self._smtp.start()
        self.run("migrate")
        reading = area_files.read_yaml(NEUSS.read_bytes())
        assert reading.tree is not None
        with self.database.write() as session:
            municipality.change(session, OPERATOR, LEGAL)
            areas.import_tree(session, OPERATOR, reading.tree)
            session.add(Association(name=ASSOCIATION))
            session.flush()
            for role in accounts.ROLES:
                accounts.add(
                    session,
                    OPERATOR,
                    login=role,
                    name=f"Person {role}",
                    password=PASSWORD,
                    role=role,
                    association=ASSOCIATION if role == "association" else "",
                )

    def run(self, *arguments: str) -> str:
        """A command that ends; its output."""
        done = subprocess.run(
            [sys.executable, "-m", "survey_service", *arguments],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """A process of this installation; its output goes to the home directory."""
        with (self.home / "output.log").open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "survey_service", *arguments],
                env=self.environment(),
                stdout=output,
                stderr=output,
            )
        self._processes.append(process)
        return process

    def serve(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Web and worker (or what the arguments say); returns when pages come."""
        process = self.start("serve", *arguments)
        wait_until(lambda: answers(self.url), "the web process answers", process=process)
        return process

    def stop(self) -> None:
        """End every process (the last resort is by its id), the SMTP server, the connections."""
        for process in self._processes:
            end(process)
        self._smtp.stop()
        self.database.close()

    def output(self) -> str:
        """What the processes have said."""
        return (self.home / "output.log").read_text(encoding="utf-8", errors="replace")


def answers(address: str) -> bool:
    """Whether a web process is ready there."""
    try:
        with urllib.request.urlopen(f"{address}/gesund", timeout=2) as answer:
            return bool(answer.read() == b"ok")
    except (urllib.error.URLError, OSError):
        return False


def end(process: subprocess.Popen[Any]) -> None:
    """End a process politely, else by force, and whatever it started."""
    children = _children(process.pid)
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for child in children:
        if child.is_running():
            child.kill()


def kill(process: subprocess.Popen[bytes]) -> None:
    """kill -9, of this process alone: its worker notices by itself."""
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def _children(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def wait_until(
    true: Callable[[], bool],
    what: str,
    *,
    seconds: float = START_SECONDS,
    process: subprocess.Popen[bytes] | None = None,
) -> None:
    """Wait until ``true()``; fails saying what did not come."""
    deadline = time.monotonic() + seconds
    while not true():
        assert process is None or process.poll() is None, f"ended before: {what}"
        assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.05)
