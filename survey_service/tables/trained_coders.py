"""Coders that learned from the municipality's own reviewed codings."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import text
from sqlmodel import JSON, Column, Field, Index, SQLModel, UniqueConstraint

from survey_service.tables import base  # noqa: F401  naming convention
from survey_service.tables.columns import UUID, check, key, moment, one_of, reference


class CoderState(StrEnum):
    """Life of a trained coder. Discarded ones are kept and can be put to use again."""

    QUEUED = "queued"
    RUNNING = "running"
    READY = "ready"
    DISCARDED = "discarded"
    FAILED = "failed"


class TrainedCoder(SQLModel, table=True):
    """A version of the coder; at most one is in use, none = the one that ships.

    ``coder``: the id that stands with its codings. ``statements``: ids of those it learned from.
    ``done`` of ``steps``: progress. ``measured``: figures of domain.coding.trained_coders.Figures.
    """

    __tablename__ = "trained_coder"
    __table_args__ = (
        one_of("state", CoderState),
        UniqueConstraint("number"),
        check(
            "model_stored",
            "state IN ('queued', 'running', 'failed') "
            "OR (header_file_id IS NOT NULL AND weights_file_id IS NOT NULL)",
        ),
        check("ready_in_use", "NOT in_use OR state = 'ready'"),
        Index(
            "uq_trained_coder_in_use",
            "in_use",
            unique=True,
            sqlite_where=text("in_use"),
            postgresql_where=text("in_use"),
        ),
    )
    id: UUID = key()
    number: int
    codebook_version_id: UUID = reference("codebook_version.id", index=False)
    state: str = CoderState.QUEUED
    in_use: bool = False
    coder: str = Field(default="", max_length=120)
    header_file_id: UUID | None = reference("stored_file.id", nullable=True, index=False)
    weights_file_id: UUID | None = reference("stored_file.id", nullable=True, index=False)
    statements: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    segments: int = 0
    done: int = 0
    steps: int = 0
    measured: dict[str, object] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True))
    )
    problem: str = ""
    created_by: str = Field(max_length=200)
    created_at: datetime = moment()
    finished_at: datetime | None = moment(nullable=True)


class AcceptanceLevel(SQLModel, table=True):
    """The share of right proposals a planner demands before a code is accepted automatically.

    No row = never. What is accepted is no row either: it follows from level, reviews and coding.
    """

    __tablename__ = "acceptance_level"
    __table_args__ = (check("level_share", "level >= 0.5 AND level < 1"),)
    code: str = Field(primary_key=True, max_length=120)
    level: float
    set_by: str = Field(max_length=200)
    set_at: datetime = moment()
