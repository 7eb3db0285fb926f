"""Schema migrations: ours by Alembic, the queue's tables by DBOS.

Revisions are numbered files in a line (0001_..., 0002_...; a test looks), so that every start can
see what is pending without loading Alembic.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from survey_service.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

QUEUE_SCHEMA = "dbos"
FOLDER = Path(__file__).parent


def config(database: Database) -> "Config":
    """Alembic's configuration for a database."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.attributes["engine"] = database.engine
    return made


def upgrade(database: Database) -> None:
    """Bring the database to the newest schema; creates everything in an empty one."""
    from alembic import command
    from dbos import run_dbos_database_migrations

    command.upgrade(config(database), "head")
    run_dbos_database_migrations(
        system_database_url=database.engine.url.render_as_string(hide_password=False),
        schema=QUEUE_SCHEMA,
    )


def revisions() -> tuple[str, ...]:
    """All revisions this program knows, oldest first."""
    return tuple(sorted(file.name[:4] for file in FOLDER.glob("versions/[0-9]*.py")))


def head() -> str:
    """The newest revision this program knows."""
    return revisions()[-1]


def pending(database: Database) -> tuple[str, ...]:
    """Revisions that the database still lacks, oldest first."""
    current = ""
    with database.engine.connect() as connection:
        if inspect(connection).has_table("alembic_version"):
            current = (
                connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""
            )
    return tuple(revision for revision in revisions() if revision > current)
