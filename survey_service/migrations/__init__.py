"""Schema migrations: ours by Alembic, the queue's tables by DBOS."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from survey_service.database import Database

QUEUE_SCHEMA = "dbos"


def _config(database: Database) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["engine"] = database.engine
    return config


def upgrade(database: Database) -> None:
    """Bring the database to the newest schema; creates everything in an empty one."""
    from dbos import run_dbos_database_migrations

    command.upgrade(_config(database), "head")
    run_dbos_database_migrations(
        system_database_url=database.engine.url.render_as_string(hide_password=False),
        schema=QUEUE_SCHEMA,
    )


def pending(database: Database) -> tuple[str, ...]:
    """Revisions that the database still lacks, oldest first."""
    script = ScriptDirectory.from_config(_config(database))
    with database.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    missing = [
        revision.revision for revision in script.iterate_revisions("head", current or "base")
    ]
    return tuple(reversed(missing))


def head(database: Database) -> str:
    """The newest revision this program knows."""
    return ScriptDirectory.from_config(_config(database)).get_current_head() or ""
