"""A worker that really works, in a thread of the test process."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from survey_service.database import Database
from survey_service.jobs.worker import Worker
from survey_service.settings import Settings

WAIT_SECONDS = 60.0


@contextmanager
def working(settings: Settings, database: Database) -> Iterator[Worker]:
    """A worker until the end of the block."""
    worker = Worker(settings, database, slot="test-1")
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        yield worker
    finally:
        worker.stop()
        thread.join()


def wait_for(condition: Callable[[], bool], *, seconds: float = WAIT_SECONDS) -> None:
    """Until the condition holds; fails after a minute, or when said."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "the worker did not finish in time"
        time.sleep(0.1)


@pytest.fixture
def worker_settings(settings: Settings, database: Database) -> Settings:
    """Settings whose home is the test's own folder."""
    assert database.url
    return settings
