"""Backup and restore, within an engine and from one to the other."""

import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from survey_service.database import Database
from survey_service.domain.administration import accounts, backups
from survey_service.domain.correspondence import mails
from survey_service.errors import NotReady, UploadUnusable
from survey_service.permissions import Actor
from survey_service.tables import metadata
from survey_service.tables.areas import Area
from survey_service.tables.questionnaires import QuestionnaireVersion
from survey_service.tables.surveys import Survey

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
OPERATOR = Actor(login="betrieb", name="Betrieb")


def fill(database: Database) -> None:
    with database.write() as session:
        accounts.add(
            session, OPERATOR, login="erika", name="Erika", password="x" * 12, role="planner"
        )
        # The child sorts before its parent by code: restoring must follow the tree.
        session.add(Area(code="9", name="Stadt", level="stadt", position=0))
        session.flush()
        session.add(Area(code="1", name="Furth", level="bezirk", parent_code="9", position=1))
        version = QuestionnaireVersion(
            key="t", version=1, title="T", document=b"\x00{}", workbook=b"", created_at=NOW
        )
        session.add(version)
        session.flush()
        session.add(
            Survey(
                kind="wave",
                slug="2026",
                title="Trägerabfrage 2026",
                opens_on=date(2026, 5, 1),
                closes_on=date(2026, 6, 1),
                questionnaire_version_id=version.id,
            )
        )
        mails.put(session, recipient="a@b.example", subject="S", body="{link}")


def content(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.read() as session:
        return {
            table.name: sorted(map(tuple, session.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
            if table.name != "mail"
        }


@pytest.mark.parametrize("order", ["sqlite to postgresql", "postgresql to sqlite"])
def test_restore_gives_the_same_rows_on_the_other_engine(
    sqlite_database: Database, postgresql_database: Database, tmp_path: Path, order: str
) -> None:
    source, target = sqlite_database, postgresql_database
    if order == "postgresql to sqlite":
        source, target = target, source
    fill(source)
    file = tmp_path / "sicherung.zip"
    counts = backups.write(source, file, secret="geheim")
    assert file.stat().st_mode & 0o777 == 0o600
    assert backups.restore(target, file) == counts
    assert content(target) == content(source)
    with target.read() as session:
        assert [mail.state for mail in mails.outbox(session)] == ["unclear"]
    assert backups.read_secret(file) == "geheim"


def test_restore_refuses_an_installation_with_data(
    sqlite_database: Database, tmp_path: Path
) -> None:
    fill(sqlite_database)
    file = tmp_path / "sicherung.zip"
    backups.write(sqlite_database, file, secret="geheim")
    with pytest.raises(NotReady, match="nur in eine leere Installation"):
        backups.restore(sqlite_database, file)


def damaged(file: Path, change: str) -> None:
    with zipfile.ZipFile(file) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(entries["manifest.json"])
    if change == "rows lost":
        entries["tables/account.jsonl"] = b""
    elif change == "table lost":
        del entries["tables/account.jsonl"]
    elif change == "row broken":
        entries["tables/account.jsonl"] = b"[1, 2]\n"
    elif change == "other version":
        manifest["revision"] = "9999"
    elif change == "other program":
        manifest["format"] = "x"
    entries["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(file, "w") as archive:
        for name, raw in entries.items():
            archive.writestr(name, raw)


@pytest.mark.parametrize(
    ("change", "refusal", "sentence"),
    [
        ("rows lost", UploadUnusable, "unvollständig"),
        ("table lost", UploadUnusable, "beschädigt"),
        ("row broken", UploadUnusable, "beschädigt"),
        ("other version", NotReady, "andere"),
        ("other program", UploadUnusable, "keine Sicherung"),
    ],
)
def test_damaged_backup_writes_nothing(
    sqlite_database: Database,
    sqlite_template: Path,
    tmp_path: Path,
    change: str,
    refusal: type[Exception],
    sentence: str,
) -> None:
    fill(sqlite_database)
    file = tmp_path / "sicherung.zip"
    backups.write(sqlite_database, file, secret="geheim")
    damaged(file, change)
    copy = tmp_path / "copy.sqlite3"
    copy.write_bytes(sqlite_template.read_bytes())
    empty = Database(f"sqlite:///{copy}")
    with pytest.raises(refusal, match=sentence):
        backups.restore(empty, file)
    assert set(map(len, content(empty).values())) == {0}
    empty.close()


def test_a_file_that_is_no_backup(sqlite_database: Database, tmp_path: Path) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(b"PK nothing")
    with pytest.raises(UploadUnusable, match="keine Sicherung"):
        backups.restore(sqlite_database, file)
    with pytest.raises(UploadUnusable, match="gibt es nicht"):
        backups.read_secret(tmp_path / "none.zip")
