"""An installation for the commands."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A migrated installation that the commands find."""
    folder = tmp_path / "home"
    folder.mkdir()
    shutil.copy(sqlite_template, folder / "survey.sqlite3")
    monkeypatch.setenv("SURVEY_SERVICE_HOME", str(folder))
    return folder
