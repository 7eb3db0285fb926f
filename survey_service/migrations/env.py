"""Alembic environment: runs on the engine it is handed; the queue's tables are not ours."""

from typing import Any, Literal

from alembic import context
from sqlmodel import AutoString

from survey_service.tables import metadata
from survey_service.tables.columns import UtcDateTime


def ours(name: str | None, kind: str, _parents: Any) -> bool:
    """Only our own tables: DBOS keeps its own beside them on SQLite."""
    return kind != "table" or name in metadata.tables


def plain(kind: str, column: Any, _context: Any) -> str | Literal[False]:
    """Write migrations in plain SQLAlchemy types: they must not change with our code."""
    if kind == "type" and isinstance(column, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(column, AutoString):
        return f"sa.String(length={column.length})" if column.length else "sa.String()"
    return False


with context.config.attributes["engine"].connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_name=ours,
        render_item=plain,
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
