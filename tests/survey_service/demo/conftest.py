"""The demo, filled once by its command: what reads it gets a copy."""

import io
import shutil
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from survey_service import cli
from survey_service.database import Database
from survey_service.demo.folds import FoldCodings, in_background

SECRET = "demo" * 11


@pytest.fixture(scope="session")
def folds() -> Sequence[FoldCodings]:
    """What the five models say, from processes of their own as in the command."""
    with in_background() as waiting:
        return [one.result() for one in waiting]


@pytest.fixture(scope="session")
def filled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The database of an installation that the command has filled, and what it printed."""
    home = tmp_path_factory.mktemp("demo")
    path = home / "survey.sqlite3"
    shutil.copy(sqlite_template, path)
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said):
        patch.setenv("SURVEY_SERVICE_HOME", str(home))
        with pytest.raises(SystemExit) as end:
            cli.main(["demo", "--if-empty"])
        assert not end.value.code
    database = Database(f"sqlite:///{path}")
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path, said.getvalue()


@pytest.fixture
def demo_database(filled: tuple[Path, str], tmp_path: Path) -> Iterator[Database]:
    """A copy of the filled demo, the test's own."""
    path = tmp_path / "survey.sqlite3"
    shutil.copy(filled[0], path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()
