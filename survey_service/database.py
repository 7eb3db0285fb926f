"""The database: one engine, transactions that are visible in the code.

    with database.write() as session:
        receipt = responses.submit(session, ...)

SQLite: WAL, full sync, foreign keys, BEGIN IMMEDIATE behind one process-wide lock (deferred BEGIN
loses concurrent writes; SQLite's own waiting is unfair). PostgreSQL: the same code.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlmodel import Session

BUSY_MILLISECONDS = 30_000
MIGRATIONS = Path(__file__).parent / "migrations"
# A failing statement's values are people's texts: they belong in no log and no queue table.
HIDE_PARAMETERS = True


class Database:
    """One database of one installation. Thread-safe; sessions are not."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self.engine = _sqlite(url) if self.is_sqlite else _postgresql(url)
        self._writing = self.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")
        # All numbers of a page or an export come from one moment; on SQLite they do anyway.
        self._reading = (
            self.engine
            if self.is_sqlite
            else self.engine.execution_options(isolation_level="REPEATABLE READ")
        )
        self._lock = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A snapshot to read from; rolled back at the end."""
        with Session(self._reading, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction: committed at the end of the block, rolled back on any error."""
        if not self.is_sqlite:
            with Session(self._writing, expire_on_commit=False) as session, session.begin():
                yield session
            return
        with (
            self._lock,
            Session(self._writing, expire_on_commit=False) as session,
            session.begin(),
        ):
            # The lock is taken now, not at the first statement.
            session.connection()
            yield session

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url, connect_args={"check_same_thread": False}, hide_parameters=HIDE_PARAMETERS
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # We say BEGIN ourselves; the driver would begin deferred, and only before writes.
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout={BUSY_MILLISECONDS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))

    return engine


def _postgresql(url: str) -> Engine:
    return create_engine(
        url, pool_pre_ping=True, pool_size=10, max_overflow=10, hide_parameters=HIDE_PARAMETERS
    )
