"""Transactions and schema on both engines."""

import threading
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import select

from survey_service import migrations, queue
from survey_service.database import Database
from survey_service.tables import metadata
from survey_service.tables.accounts import Account
from survey_service.tables.audit import AuditEntry

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def account(login: str) -> Account:
    return Account(login=login, name="Erika Muster", password_hash="x", created_at=NOW)


def test_migrations_make_the_tables(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_name": lambda name, kind, _: kind != "table" or name in metadata.tables,
                "compare_type": True,
            },
        )
        assert compare_metadata(context, metadata) == []
    assert migrations.pending(database) == ()


def test_empty_database_lacks_the_revisions(tmp_path: object) -> None:
    empty = Database(f"sqlite:///{tmp_path}/empty.sqlite3")
    assert migrations.pending(empty) == ("0001", "0002", "0003", "0004", "0005")
    empty.close()


def test_revisions_are_numbered_in_a_line(sqlite_database: Database) -> None:
    script = ScriptDirectory.from_config(migrations.config(sqlite_database))
    assert tuple(reversed([one.revision for one in script.walk_revisions()])) == (
        migrations.revisions()
    )


def test_write_commits_and_an_error_rolls_back(database: Database) -> None:
    with database.write() as session:
        session.add(account("erika"))
    with pytest.raises(RuntimeError), database.write() as session:
        session.add(account("max"))
        session.flush()
        raise RuntimeError
    with database.read() as session:
        assert session.exec(select(Account.login)).all() == ["erika"]


def test_checks_hold_in_the_database(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as session:
        session.add(account("Erika"))


def test_times_come_back_in_utc(database: Database) -> None:
    with database.write() as session:
        session.add(account("erika"))
    with database.read() as session:
        assert session.exec(select(Account.created_at)).one() == NOW
    with pytest.raises(Exception, match="without a zone"), database.write() as session:
        late = account("max")
        late.created_at = NOW.replace(tzinfo=None)
        session.add(late)


@pytest.mark.parametrize(
    "change", ["UPDATE audit_entry SET actor = 'x'", "DELETE FROM audit_entry"]
)
def test_audit_is_append_only(database: Database, change: str) -> None:
    with database.write() as session:
        session.add(AuditEntry(at=NOW, actor="erika", action="sign_in"))
    with pytest.raises(DBAPIError, match="append-only"), database.write() as session:
        session.execute(text(change))


def test_without_triggers_the_audit_could_be_changed(sqlite_database: Database) -> None:
    """Negative control of the test above."""
    with sqlite_database.write() as session:
        session.execute(text("DROP TRIGGER audit_entry_no_update"))
        session.add(AuditEntry(at=NOW, actor="erika", action="sign_in"))
    with sqlite_database.write() as session:
        session.execute(text("UPDATE audit_entry SET actor = 'x'"))
    with sqlite_database.read() as session:
        assert session.exec(select(AuditEntry.actor)).one() == "x"


def test_concurrent_writes_are_all_kept(database: Database) -> None:
    def add_ten(worker: int) -> None:
        for number in range(10):
            with database.write() as session:
                known = len(session.exec(select(Account.id)).all())
                session.add(account(f"a{worker}-{number}-{known}"))

    threads = [threading.Thread(target=add_ten, args=(worker,)) for worker in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert len(session.exec(select(Account.id)).all()) == 60


def test_job_is_enqueued_with_the_transaction_or_not_at_all(database: Database) -> None:
    table = "workflow_status" if database.is_sqlite else "dbos.workflow_status"
    with database.write() as session:
        queue.enqueue(session, queue.SendMail(mail="4711"))
        queue.enqueue(session, queue.SendMail(mail="4711"))
    with pytest.raises(RuntimeError), database.write() as session:
        queue.enqueue(session, queue.SendMail(mail="4712"))
        raise RuntimeError
    with database.read() as session:
        rows = session.execute(text(f"SELECT workflow_uuid, name, queue_name FROM {table}")).all()
    assert [tuple(row) for row in rows] == [("SendMail-4711", "SendMail", "mail")]


def test_a_failing_statement_says_nothing_of_the_values(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        session.add(account("erika"))
    with pytest.raises(IntegrityError) as caught, sqlite_database.write() as session:
        session.add(account("erika"))
    said = str(caught.value)
    assert ("UNIQUE" in said, "Erika Muster" in said, "hidden" in said) == (True, False, True)
