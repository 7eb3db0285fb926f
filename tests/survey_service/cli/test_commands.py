"""The command line on real installations: account, backup, restore, doctor, migrate."""

import io
import json
import sys
from pathlib import Path

import pytest

from survey_service import cli
from survey_service.database import Database
from survey_service.domain.administration import accounts
from survey_service.tables.register import Association

PASSWORD = "vier sichere Wörter hier"


def run(
    monkeypatch: pytest.MonkeyPatch, *arguments: str, password: str = PASSWORD
) -> int | str | None:
    """Run a command as the shell does; returns its exit code."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(password + "\n"))
    try:
        cli.main(list(arguments))
    except SystemExit as end:
        return end.code
    return 0


def logins(home: Path) -> list[str]:
    database = Database(f"sqlite:///{home / 'survey.sqlite3'}")
    with database.read() as session:
        found = [one.login for one in accounts.all_accounts(session)]
    database.close()
    return found


def test_account_is_added_given_a_role_and_a_new_password(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not run(monkeypatch, "account", "add", "erika", "--name", "Erika Muster")
    assert not run(monkeypatch, "account", "role", "erika", "administrator")
    assert not run(monkeypatch, "account", "role", "erika", "planner", "--remove")
    assert not run(monkeypatch, "account", "reset", "erika")
    assert logins(home) == ["erika"]
    assert capsys.readouterr().out.splitlines() == [
        "Konto erika ist angelegt.",
        "Rollen von erika sind geändert.",
        "Rollen von erika sind geändert.",
        "Kennwort von erika ist neu gesetzt.",
    ]


def test_account_of_an_association_names_it(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    vera = ("account", "add", "vera", "--name", "Vera", "--role", "association")
    assert run(monkeypatch, *vera) == 2
    assert "für welchen Verband" in capsys.readouterr().err
    database = Database(f"sqlite:///{home / 'survey.sqlite3'}")
    with database.write() as session:
        session.add(Association(name="AWO"))
    database.close()
    assert run(monkeypatch, *vera, "--association", "Caritas") == 2
    assert "Vorhanden: AWO." in capsys.readouterr().err
    assert not run(monkeypatch, *vera, "--association", "AWO")
    assert not run(monkeypatch, "account", "role", "vera", "association", "--remove")
    assert not run(monkeypatch, "account", "role", "vera", "association", "--association", "AWO")
    assert logins(home) == ["vera"]


def test_refusal_is_a_sentence_and_exit_code_2(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ("account", "add", "erika", "--name", "E")
    assert run(monkeypatch, *given, password="kurz") == 2
    assert logins(home) == []
    error = capsys.readouterr().err
    assert "zu kurz" in error
    assert "Traceback" not in error


def test_wrong_setting_is_a_sentence(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert home
    monkeypatch.setenv("SURVEY_SERVICE_PORT", "viele")
    assert run(monkeypatch, "doctor") == 2
    assert "Die Einstellung port hat den Wert „viele“." in capsys.readouterr().err


def test_a_database_without_tables_asks_for_migrate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SURVEY_SERVICE_HOME", str(tmp_path / "new"))
    assert run(monkeypatch, "account", "reset", "erika") == 2
    assert "survey-service migrate" in capsys.readouterr().err
    assert not run(monkeypatch, "migrate")
    assert "auf dem neuesten Stand" in capsys.readouterr().out
    assert run(monkeypatch, "account", "reset", "erika") == 2
    assert "gibt es nicht" in capsys.readouterr().err


def test_backup_and_restore_into_a_new_home(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, "account", "add", "erika", "--name", "Erika Muster")
    file = tmp_path / "sicherung.zip"
    assert not run(monkeypatch, "backup", str(file))
    assert run(monkeypatch, "backup", str(file)) == 2
    assert "gibt es schon" in capsys.readouterr().err
    other = tmp_path / "other"
    monkeypatch.setenv("SURVEY_SERVICE_HOME", str(other))
    assert not run(monkeypatch, "restore", str(file))
    assert logins(other) == ["erika"]
    assert (other / "secret.key").read_text() == (home / "secret.key").read_text()
    assert (other / "secret.key").stat().st_mode & 0o777 == 0o600
    assert run(monkeypatch, "restore", str(file)) == 2
    assert "nur in eine leere" in capsys.readouterr().err


def test_restore_refuses_another_secret(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert home
    file = tmp_path / "sicherung.zip"
    run(monkeypatch, "backup", str(file))
    monkeypatch.setenv("SURVEY_SERVICE_HOME", str(tmp_path / "other"))
    monkeypatch.setenv("SURVEY_SERVICE_SECRET", "x" * 40)
    assert run(monkeypatch, "restore", str(file)) == 2
    assert "Geheimnis" in capsys.readouterr().err


def test_doctor_finds_what_is_missing(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert home
    monkeypatch.setenv("SURVEY_SERVICE_SMTP_URL", "smtp://127.0.0.1:1")
    assert run(monkeypatch, "doctor", "--json") == 1
    findings = {one["subject"]: one["ok"] for one in json.loads(capsys.readouterr().out)}
    assert findings == {
        "Datenbank": True,
        "Migrationen": True,
        "Worker": False,
        "E-Mail": False,
        "Sprachverarbeitung": True,
        "Platz": True,
        "Uhr": True,
    }
    monkeypatch.delenv("SURVEY_SERVICE_SMTP_URL")
    assert run(monkeypatch, "doctor") == 1
    assert "FEHLER  Worker: keiner läuft" in capsys.readouterr().out


def test_doctor_before_migrate_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SURVEY_SERVICE_HOME", str(tmp_path / "new"))
    assert run(monkeypatch, "doctor") == 1
    said = capsys.readouterr().out
    assert "FEHLER  Migrationen: 5 Schritte fehlen. Rufen Sie „survey-service migrate“ auf." in said
    assert "FEHLER  Worker: lässt sich nicht prüfen" in said
    assert "sqlite3." not in said
    assert not run(monkeypatch, "migrate")
    assert "(5 Schritte ausgeführt)" in capsys.readouterr().out
