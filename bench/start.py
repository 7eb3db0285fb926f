"""How long ``serve`` takes to answer with a ready database."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.figures import Figure, median_of

RUNS = 5
POLL_SECONDS = 0.01
GIVE_UP_SECONDS = 60.0


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def command(home: Path, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """The service's command on an installation of its own."""
    environment = {**os.environ, "SURVEY_SERVICE_HOME": str(home)}
    return [sys.executable, "-m", "survey_service", *arguments], environment


@contextmanager
def serving(home: Path, *options: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A running server: port and process; ended by its process id."""
    port = free_port()
    line, environment = command(home, "serve", "--port", str(port), *options)
    environment["SURVEY_SERVICE_BASE_URL"] = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(line, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield port, process
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_until_healthy(port: int, *, give_up: float = GIVE_UP_SECONDS) -> None:
    """Until the health page answers."""
    end = time.monotonic() + give_up
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/gesund", timeout=1):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(POLL_SECONDS)
    raise TimeoutError("the server did not start")


def measure() -> list[Figure]:
    """Seconds from the command to the first answer; baseline: the interpreter with the app."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        line, environment = command(home, "migrate")
        subprocess.run(line, env=environment, check=True, capture_output=True)

        def start() -> float:
            begun = time.monotonic()
            with serving(home) as (port, _):
                wait_until_healthy(port)
                return time.monotonic() - begun

        def load() -> float:
            begun = time.monotonic()
            subprocess.run([sys.executable, "-c", "import survey_service.app"], check=True)
            return time.monotonic() - begun

        return [
            Figure(
                name="start of serve with a ready database",
                value=median_of(RUNS, start),
                unit="s",
                target=3,
                baseline=median_of(RUNS, load),
                baseline_name="importing the application",
            )
        ]
