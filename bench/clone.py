"""From ``git clone`` to the running demo page, with a warm package cache."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from bench.figures import Figure
from bench.start import free_port, wait_until_healthy

ROOT = Path(__file__).parent.parent


def measure() -> list[Figure]:
    """Seconds of ``git clone`` and ``make run`` to the first answer; baseline: clone alone."""
    folder = Path(tempfile.mkdtemp(prefix="clone-"))
    checkout = folder / "checkout"
    try:
        begun = time.monotonic()
        subprocess.run(
            ["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(checkout)], check=True
        )
        cloned = time.monotonic() - begun
        _run(checkout)
        return [
            Figure(
                name="from git clone to the running page",
                value=time.monotonic() - begun,
                unit="s",
                target=240,
                baseline=cloned,
                baseline_name="git clone alone",
            )
        ]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(checkout: Path) -> None:
    port = free_port()
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("VIRTUAL_ENV")
    }
    environment |= {
        "SURVEY_SERVICE_HOME": str(checkout / "var"),
        "SURVEY_SERVICE_PORT": str(port),
        "SURVEY_SERVICE_BASE_URL": f"http://127.0.0.1:{port}",
    }
    process = subprocess.Popen(
        ["make", "--silent", "run"],
        cwd=checkout,
        env=environment,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_until_healthy(port, give_up=600.0)
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End make, the server and its worker, and wait until the last of them has gone."""
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(timeout=60)
    with suppress(ProcessLookupError):
        for _ in range(600):
            os.killpg(process.pid, 0)
            time.sleep(0.1)
