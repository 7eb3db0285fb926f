"""Column shapes that many tables share: UUIDv4 keys, UTC times, checks of closed word lists."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, DateTime, Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in Python; naive UTC in SQLite, ``timestamptz`` in PostgreSQL."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse naive times: they would be read back as another moment."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone is not stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """SQLite gives back naive times."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def key() -> Any:
    """Primary key. UUIDv4: row numbers and time-ordered ids betray the order of answers."""
    return Field(default_factory=uuid4, primary_key=True)


def reference(
    target: str, *, nullable: bool = False, index: bool = True, primary_key: bool = False
) -> Any:
    """Foreign key column."""
    if nullable:
        return Field(default=None, foreign_key=target, nullable=True, index=index)
    return Field(foreign_key=target, index=index, primary_key=primary_key)


def moment(*, nullable: bool = False) -> Any:
    """A time with zone."""
    if nullable:
        return Field(default=None, sa_type=UtcDateTime, nullable=True)
    return Field(sa_type=UtcDateTime)


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """CHECK that a text column holds one word of a list."""
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def check(name: str, rule: str) -> CheckConstraint:
    """Named CHECK constraint."""
    return CheckConstraint(rule, name=name)


__all__ = ["UUID", "UtcDateTime", "check", "key", "moment", "one_of", "reference"]
