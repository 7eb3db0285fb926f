"""Processes: web, worker, and the migration before them."""

import gc
import os
import signal
import subprocess
import sys
import threading
from types import FrameType
from typing import TYPE_CHECKING, Any

from survey_service.cli.installation import open_database, settings
from survey_service.settings import PREFIX, Settings

if TYPE_CHECKING:
    from uvicorn import Server

POLL_SECONDS = 0.05
STOP_SECONDS = 15


def migrate() -> None:
    """Datenbank anlegen oder auf den neuesten Stand bringen."""
    from survey_service import migrations

    with open_database(settings(), check=False) as database:
        before = migrations.pending(database)
        migrations.upgrade(database)
    steps = "ein Schritt" if len(before) == 1 else f"{len(before)} Schritte"
    print(f"Datenbank ist auf dem neuesten Stand ({steps} ausgeführt).")


def serve(*, host: str = "", port: int | None = None, worker: bool = True) -> None:
    """Webserver und einen Worker starten.

    Parameters
    ----------
    host
        Adresse, an der der Webserver hört (sonst die Einstellung host).
    port
        Port (sonst die Einstellung port).
    worker
        Auch einen Worker starten; mit --no-worker nur den Webserver.
    """
    import uvicorn

    from survey_service.app import create

    # As settings, for the worker inherits them: its mails name the address served here.
    if host:
        os.environ[PREFIX + "HOST"] = host
    if port is not None:
        os.environ[PREFIX + "PORT"] = str(port)
    chosen = settings()
    with open_database(chosen) as database:
        server = uvicorn.Server(
            uvicorn.Config(create(chosen, database), **_uvicorn_options(chosen))
        )
        companion = Companion(server) if worker else None
        print(f"Sozialplanung läuft unter {chosen.base_url} (Ende mit Strg+C)", flush=True)
        # What was loaded until here stays: a big page need not have it looked through for garbage.
        gc.freeze()
        try:
            server.run()
        finally:
            if companion is not None:
                companion.stop()


def _uvicorn_options(chosen: Settings) -> dict[str, Any]:
    return {
        "host": chosen.host,
        "port": chosen.port,
        # A path can hold an invitation's token: nothing of it goes to a log.
        "access_log": False,
        "log_level": "warning",
        "proxy_headers": bool(chosen.trusted_proxies),
        "forwarded_allow_ips": chosen.trusted_proxies or None,
        "server_header": False,
        "timeout_graceful_shutdown": 10,
        "lifespan": "off",
    }


class Companion:
    """The worker beside a web server: started once pages are served, ended with the server."""

    def __init__(self, server: "Server") -> None:
        self._server = server
        self._ended = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._start, daemon=True)
        self._thread.start()

    def _start(self) -> None:
        # A worker that loads at the same time would take the web server's core at the start.
        while not self._server.started:
            if self._ended.wait(POLL_SECONDS):
                return
        command = [sys.executable, "-m", "survey_service", "worker", "--parent", str(os.getpid())]
        self._child = subprocess.Popen(command)  # noqa: S603  our own program

    def stop(self) -> None:
        """End the worker, first politely."""
        self._ended.set()
        self._thread.join()
        if self._child is None:
            return
        self._child.terminate()
        try:
            self._child.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()


def worker(*, slot: str = "", parent: int = 0) -> None:
    """Einen Worker starten: er sendet E-Mails, kodiert und schreibt Exporte.

    Parameters
    ----------
    slot
        Fester Name des Platzes; jeder Worker an einer Datenbank braucht einen eigenen.
    parent
        Prozessnummer, mit deren Ende auch dieser Worker endet.
    """
    from survey_service.jobs.worker import Worker

    chosen = settings()
    name = slot or chosen.worker_slot or "worker-1"
    with open_database(chosen) as database:
        running = Worker(chosen, database, slot=name, parent=parent)

        def leave(_signal: int, _frame: FrameType | None) -> None:
            running.stop()

        signal.signal(signal.SIGTERM, leave)
        signal.signal(signal.SIGINT, leave)
        running.run()
