"""``survey-service demo``: fills, says the sign-ins, leaves what is there alone."""

import shutil
from pathlib import Path

import pytest

from survey_service import cli
from survey_service.database import Database
from survey_service.demo.municipality import SIGN_INS
from survey_service.domain.administration import accounts, demonstration
from survey_service.domain.fieldwork import surveys
from survey_service.permissions import NOBODY


def run(*arguments: str) -> int | str | None:
    """Run the command as the shell does; returns its exit code."""
    try:
        cli.main(["demo", *arguments])
    except SystemExit as end:
        return end.code
    return 0


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty installation."""
    folder = tmp_path / "home"
    folder.mkdir()
    shutil.copy(sqlite_template, folder / "survey.sqlite3")
    monkeypatch.setenv("SURVEY_SERVICE_HOME", str(folder))
    return folder


def opened(home: Path) -> Database:
    return Database(f"sqlite:///{home / 'survey.sqlite3'}")


def test_an_installation_in_use_is_refused_or_left_alone(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = opened(home)
    with database.write() as session:
        accounts.add(
            session, NOBODY, login="erika", name="Erika", password="x" * 12, role="planner"
        )
    assert run() == 2
    assert "Diese Installation ist nicht leer (vorhanden: Konten)" in capsys.readouterr().err
    assert run("--if-empty") == 0
    said = capsys.readouterr().out
    assert said == "Es sind schon Daten vorhanden (Konten); sie bleiben, wie sie sind.\n"
    with database.read() as session:
        assert demonstration.contents(session) == ("Konten",)
    database.close()


@pytest.mark.slow
def test_the_demo_is_filled_and_its_sign_ins_are_said_also_later(
    home: Path, filled: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    path, first = filled
    shutil.copy(path, home / "survey.sqlite3")
    assert run("--if-empty") == 0
    again = capsys.readouterr().out
    assert "Vorführung: 60 Träger, 180 Einrichtungen, zwei Wellen, eine Beteiligung; 329 " in first
    assert again.startswith("Es sind schon Daten vorhanden")
    for one in SIGN_INS:
        assert f"  {one.login:<10} {one.password}" in first
        assert f"  {one.login:<10} {one.password}" in again


@pytest.mark.slow
def test_bonn_is_written_to_the_home(
    home: Path, filled: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(filled[0], home / "survey.sqlite3")
    assert run("--bonn") == 0
    (workbook,) = (home / "exporte").iterdir()
    said = capsys.readouterr().out
    assert f"Arbeitsmappe: {workbook}\n1386 echte Antworten von 725 Menschen" in said
    database = opened(home)
    with database.read() as session:
        assert len(surveys.all_surveys(session)) == 6
    database.close()
