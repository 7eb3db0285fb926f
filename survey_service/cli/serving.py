"""Processes: web, worker, and the migration before them."""

import os
import signal
import subprocess
import sys
from types import FrameType
from typing import Any

import msgspec

from survey_service.cli.installation import open_database, settings
from survey_service.settings import Settings


def migrate() -> None:
    """Datenbank anlegen oder auf den neuesten Stand bringen."""
    from survey_service import migrations

    with open_database(settings(), check=False) as database:
        before = migrations.pending(database)
        migrations.upgrade(database)
    print(f"Datenbank ist auf dem neuesten Stand ({len(before)} Schritte ausgeführt).")


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

    chosen = settings()
    if host:
        chosen = msgspec.structs.replace(chosen, host=host)
    if port is not None:
        chosen = msgspec.structs.replace(chosen, port=port)
    with open_database(chosen) as database:
        child = start_worker() if worker else None
        try:
            print(f"Sozialplanung läuft unter {chosen.base_url} (Ende mit Strg+C)", flush=True)
            uvicorn.run(create(chosen, database), **_uvicorn_options(chosen))
        finally:
            if child is not None:
                stop(child)


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


def start_worker() -> subprocess.Popen[bytes]:
    """A worker process that ends when this process ends."""
    command = [sys.executable, "-m", "survey_service", "worker", "--parent", str(os.getpid())]
    return subprocess.Popen(command)  # noqa: S603  our own program


def stop(child: subprocess.Popen[bytes]) -> None:
    """End a child process, first politely."""
    child.terminate()
    try:
        child.wait(timeout=15)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


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
