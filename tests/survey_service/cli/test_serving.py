"""The server as it is started: the address it says is the one it serves, its worker's, too."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from tests.conftest import free_port
from tests.journeys.installation import answers, end, wait_until


@contextmanager
def serving(*arguments: str, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """A process of its own, in the caller's home."""
    process = subprocess.Popen(
        [sys.executable, "-m", "survey_service", "serve", *arguments],
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        end(process)
        process.communicate()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("by_option", [True, False])
def test_the_address_it_says_is_the_one_it_serves(by_option: bool) -> None:
    port = str(free_port())
    address = f"http://127.0.0.1:{port}"
    arguments = ("--port", port) if by_option else ()
    settings = {} if by_option else {"SURVEY_SERVICE_PORT": port}
    with serving("--no-worker", *arguments, **settings) as process:
        assert said(process) == f"Sozialplanung läuft unter {address} (Ende mit Strg+C)\n"
        wait_until(lambda: answers(address), "the address answers", process=process)


@pytest.mark.usefixtures("home")
def test_an_address_of_its_own_stays() -> None:
    port, public = str(free_port()), "https://beteiligung.stadt.example"
    with serving("--no-worker", "--port", port, SURVEY_SERVICE_BASE_URL=public) as process:
        assert public in said(process)


@pytest.mark.usefixtures("home")
def test_the_worker_inherits_the_port() -> None:
    port = str(free_port())
    with serving("--port", port) as process:
        of = psutil.Process(process.pid)
        wait_until(lambda: bool(of.children()), "the worker starts", process=process)
        assert of.children()[0].environ()["SURVEY_SERVICE_PORT"] == port


@pytest.mark.usefixtures("home")
def test_a_port_that_is_none_is_a_sentence() -> None:
    command = [sys.executable, "-m", "survey_service", "serve", "--no-worker", "--port", "70000"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "port hat den Wert „70000“. Erlaubt ist eine ganze Zahl von 0 bis 65535" in done.stderr
