"""Backup and restore: one zip with every table, the same for SQLite and PostgreSQL.

A backup is a consistent snapshot of one transaction, streamed table by table. It holds personal
data and the installation's secret: whoever has it has everything.
"""

import base64
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Date, LargeBinary, Table, Uuid, func, insert, select
from sqlmodel import Session

from survey_service import clock, migrations, queue
from survey_service.database import Database
from survey_service.errors import NotReady, UploadUnusable
from survey_service.tables import metadata
from survey_service.tables.codings import CodingRun, RunState
from survey_service.tables.columns import UtcDateTime
from survey_service.tables.exports import Export, ExportState
from survey_service.tables.surveys import Mail, MailState
from survey_service.tables.teaching import TeachingOrder, TeachingState
from survey_service.tables.theme_groups import GroupingState, ThemeGrouping
from survey_service.tables.trained_coders import CoderState, TrainedCoder

FORMAT = "survey-service-backup-1"
ROWS_AT_ONCE = 500
# A browser signs in again; a worker beats again.
LEFT_OUT = frozenset({"browser_session", "worker_slot"})


def _tables() -> list[Table]:
    return [table for table in metadata.sorted_tables if table.name not in LEFT_OUT]


def write(database: Database, path: Path, *, secret: str) -> dict[str, int]:
    """Write a backup (file mode 0600); returns the number of rows per table.

    The file appears only when it is complete.
    """
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    counts: dict[str, int] = {}
    with (
        database.read() as session,
        zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive,
    ):
        for table in _tables():
            with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as file:
                counts[table.name] = 0
                for line in _lines(session, table):
                    file.write(line)
                    counts[table.name] += 1
        manifest = {
            "format": FORMAT,
            "written_at": clock.now().isoformat(),
            "revision": migrations.head(),
            "rows": counts,
            "secret": secret,
        }
        archive.writestr("manifest.json", json.dumps(manifest, indent=1))
    part.replace(path)
    return counts


def _lines(session: Session, table: Table) -> Iterator[bytes]:
    # Parents before children where a table refers to itself.
    order = [table.c.position] if "position" in table.c else list(table.primary_key.columns)
    rows = session.execute(select(table).order_by(*order).execution_options(yield_per=ROWS_AT_ONCE))
    for row in rows:
        yield json.dumps([_out(value) for value in row], ensure_ascii=False).encode() + b"\n"


def _out(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def read_secret(path: Path) -> str:
    """The secret in a backup. Raises UploadUnusable when the file is no backup."""
    with _archive(path) as archive:
        return str(_manifest(archive)["secret"])


def restore(database: Database, path: Path) -> dict[str, int]:
    """Fill an empty, migrated database from a backup in one transaction.

    Raises NotReady when the database holds data or another schema, UploadUnusable when the file
    is damaged; nothing is written then.
    """
    with _archive(path) as archive, database.write() as session:
        manifest = _manifest(archive)
        if manifest["revision"] != migrations.head():
            raise NotReady(
                "Die Sicherung stammt aus einer anderen Programmversion. Installieren Sie die "
                "Version, mit der sie geschrieben wurde, und aktualisieren Sie danach."
            )
        _refuse_unless_empty(session)
        counts = {
            table.name: _fill(session, table, archive, manifest["rows"]) for table in _tables()
        }
        _resume(session)
    return counts


def _archive(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(path.read_bytes()) if path.is_fifo() else path)
    except FileNotFoundError as error:
        raise UploadUnusable(f"Die Datei {path} gibt es nicht.") from error
    except zipfile.BadZipFile as error:
        raise UploadUnusable(f"{path.name} ist keine Sicherung oder beschädigt.") from error


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest = json.loads(archive.read("manifest.json"))
    except (KeyError, ValueError) as error:
        raise UploadUnusable("Die Datei ist keine Sicherung dieses Programms.") from error
    if manifest.get("format") != FORMAT:
        raise UploadUnusable("Die Datei ist keine Sicherung dieses Programms.")
    return dict(manifest)


def _refuse_unless_empty(session: Session) -> None:
    for table in _tables():
        if session.execute(select(func.count()).select_from(table)).scalar_one():
            raise NotReady(
                "Zurückgespielt wird nur in eine leere Installation. Geben Sie mit "
                "SURVEY_SERVICE_HOME ein neues Verzeichnis (oder eine leere Datenbank) an."
            )


def _fill(
    session: Session, table: Table, archive: zipfile.ZipFile, expected: dict[str, int]
) -> int:
    columns = list(table.columns)
    count = 0
    rows: list[dict[str, Any]] = []
    try:
        with archive.open(f"tables/{table.name}.jsonl") as file:
            for line in file:
                values = zip(columns, json.loads(line), strict=True)
                rows.append({column.name: _in(column, value) for column, value in values})
                count += 1
                if len(rows) == ROWS_AT_ONCE:
                    session.execute(insert(table), rows)
                    rows = []
    except (AttributeError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise UploadUnusable(f"Die Sicherung ist beschädigt (Tabelle {table.name}).") from error
    if rows:
        session.execute(insert(table), rows)
    if count != expected.get(table.name):
        raise UploadUnusable(f"Die Sicherung ist unvollständig (Tabelle {table.name}).")
    return count


def _in(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(value)
    if isinstance(column.type, Uuid):
        return UUID(value)
    if isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value).astimezone(UTC)
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    return value


def _resume(session: Session) -> None:
    """The queue is not in the backup: what had been asked for is enqueued anew.

    Mails are not: they may have gone out after the backup was written.
    """
    for run in session.scalars(
        select(CodingRun).where(CodingRun.state.in_([RunState.QUEUED, RunState.RUNNING]))  # type: ignore[attr-defined]
    ):
        queue.enqueue(session, queue.RunCoding(run=str(run.id)))
    for coder in session.scalars(
        select(TrainedCoder).where(TrainedCoder.state.in_([CoderState.QUEUED, CoderState.RUNNING]))  # type: ignore[attr-defined]
    ):
        queue.enqueue(session, queue.TrainCoder(coder=str(coder.id)))
    for order in session.scalars(
        select(TeachingOrder).where(TeachingOrder.state.in_([TeachingState.QUEUED]))  # type: ignore[attr-defined]
    ):
        queue.enqueue(session, queue.OrderSegments(order=str(order.id)))
    for grouping in session.scalars(
        select(ThemeGrouping).where(ThemeGrouping.state.in_([GroupingState.QUEUED]))  # type: ignore[attr-defined]
    ):
        queue.enqueue(session, queue.GroupThemes(grouping=str(grouping.id)))
    for export in session.scalars(
        select(Export).where(Export.state.in_([ExportState.QUEUED, ExportState.RUNNING]))  # type: ignore[attr-defined]
    ):
        queue.enqueue(session, queue.WriteExport(export=str(export.id)))
    for mail in session.scalars(
        select(Mail).where(Mail.state.in_([MailState.QUEUED, MailState.SENDING]))  # type: ignore[attr-defined]
    ):
        mail.state = MailState.UNCLEAR
        mail.problem = (
            "Aus einer Sicherung zurückgespielt; ob die E-Mail gesendet wurde, ist nicht bekannt."
        )
