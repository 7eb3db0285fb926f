"""Real databases for the tests (a SQLite file, a database on a PostgreSQL server) and a browser."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import create_engine, text

from survey_service import migrations
from survey_service.database import Database

TEMPLATE = "template_survey"
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is quick comes first; one browser serves all that need it, at the end.

    In several processes what takes long comes first, so that none is left alone with it at the end.
    """
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: (not is_marked(item, "browser"), not is_marked(item, "slow")))
    else:
        items.sort(key=lambda item: (is_marked(item, "slow"), is_marked(item, "browser")))


def is_marked(item: pytest.Item, mark: str) -> bool:
    """Whether a test bears the mark."""
    return item.get_closest_marker(mark) is not None


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One headless Chromium for the whole test run; each test opens contexts of its own."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        message = "Chromium is missing: install the package chromium"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


def server_binaries() -> Path | None:
    """Folder of PostgreSQL's server programs, if installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _as_postgres(command: list[str]) -> None:
    """Run a server program; PostgreSQL refuses to run as root."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*prefix, *command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """URL of a PostgreSQL server started for this test run, without a database name."""
    binaries = server_binaries()
    if binaries is None:
        message = "PostgreSQL server programs are missing: install the package postgresql"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    folder = Path(tempfile.mkdtemp(prefix="survey-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    port = free_port()
    cluster = str(folder / "data")
    _as_postgres(
        [str(binaries / "initdb"), "-D", cluster, "-U", "survey", "-A", "trust", "-E", "UTF8"]
    )
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    control = [str(binaries / "pg_ctl"), "-D", cluster, "-w"]
    _as_postgres([*control, "-l", str(folder / "log"), "-o", options, "start"])
    try:
        yield f"postgresql+psycopg://survey@127.0.0.1:{port}"
    finally:
        _as_postgres([*control, "-m", "immediate", "stop"])
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    database = Database(f"sqlite:///{path}")
    migrations.upgrade(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql: str) -> str:
    """A migrated, empty database to copy; returns the server's URL."""
    run_sql(postgresql, f"CREATE DATABASE {TEMPLATE}")
    database = Database(f"{postgresql}/{TEMPLATE}")
    migrations.upgrade(database)
    database.close()
    return postgresql


def run_sql(server: str, statement: str) -> None:
    """Run a statement outside transactions on the server's maintenance database."""
    engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated SQLite database of the test's own."""
    path = tmp_path / "survey.sqlite3"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture
def postgresql_database(postgresql_template: str) -> Iterator[Database]:
    """An empty, migrated PostgreSQL database of the test's own."""
    name = f"test_{uuid4().hex}"
    run_sql(postgresql_template, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    database = Database(f"{postgresql_template}/{name}")
    yield database
    database.close()
    run_sql(postgresql_template, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty, migrated database, once per engine."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found
