"""``survey-service export``: the workbook of a wave or consultation in a file."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from survey_service import cli, clock
from survey_service.database import Database
from survey_service.domain.fieldwork import surveys
from survey_service.tables.audit import AuditEntry
from tests.survey_service import waves


@pytest.fixture
def home(home: Path) -> Path:
    """An installation with an open wave and a later one in preparation."""
    database = Database(f"sqlite:///{home / 'survey.sqlite3'}")
    with database.write() as session:
        made = waves.wave(session)
        later = waves.draft(made.questionnaire_version_id, title="Später", opens_on=clock.today())
        surveys.create(session, waves.PLANNER, kind="wave", draft=later)
    database.close()
    return home


def run(*arguments: str) -> int | str | None:
    """Run the command as the shell does; returns its exit code."""
    try:
        cli.main(["export", *arguments])
    except SystemExit as end:
        return end.code
    return 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Nennen Sie entweder --wave oder --consultation."),
        (("--wave", "latest", "--consultation", "latest"), "Nennen Sie entweder"),
        (("--consultation", "latest"), "Es gibt noch keine Beteiligung, die geöffnet wurde."),
        (("--consultation", "traegerabfrage-2026"), "ist keine Beteiligung"),
        (("--wave", "fehlt"), "Vorhanden sind: spaeter, traegerabfrage-2026."),
    ],
)
def test_what_cannot_be_exported_is_refused_and_writes_nothing(
    home: Path,
    tmp_path: Path,
    arguments: tuple[str, ...],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(*arguments, "--output", str(tmp_path / "out")) == 2
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_refused(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "datei").write_text("im Weg")
    assert run("--wave", "latest", "--output", str(tmp_path / "datei")) == 2
    assert "lässt sich nicht schreiben" in capsys.readouterr().err


def test_the_latest_opened_wave_is_written_and_noted(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "neu" / "out"
    for _ in range(2):
        assert run("--wave", "latest", "--format", "xlsx", "--output", str(out)) == 0
    name = f"befunde-traegerabfrage-2026-{clock.today():%Y-%m-%d}.xlsx"
    assert [path.name for path in out.iterdir()] == [name]
    assert f"{out / name}: Befunde zu „Trägerabfrage 2026“" in capsys.readouterr().out
    book = load_workbook(out / name)
    assert book.sheetnames[0] == "Überblick"
    assert "Trägerabfrage 2026" in str(book["Überblick"]["A1"].value)
    database = Database(f"sqlite:///{home / 'survey.sqlite3'}")
    with database.read() as session:
        noted = session.exec(
            select(AuditEntry.actor, AuditEntry.detail).where(
                AuditEntry.action == "Export geschrieben"
            )
        ).all()
    database.close()
    assert [tuple(row) for row in noted] == [("kommandozeile", name)] * 2
