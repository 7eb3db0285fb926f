"""Coding: runs, segments, codings (only added), spans, released quotes."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import JSON, Column, Field, Index, SQLModel, UniqueConstraint

from survey_service.tables import base  # noqa: F401  naming convention
from survey_service.tables.columns import UUID, check, key, moment, one_of, reference


class RunState(StrEnum):
    """Life of a coding run."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class CodebookVersion(SQLModel, table=True):
    """A codebook as it was at one time."""

    __tablename__ = "codebook_version"
    __table_args__ = (UniqueConstraint("key", "version"),)
    id: UUID = key()
    key: str = Field(max_length=80)
    version: int
    title: str = Field(max_length=300)
    document: bytes


class CodingRun(SQLModel, table=True):
    """One pass of a coder over the uncoded statements of a survey.

    ``trained_coder_id``: the version that codes, chosen at the start; empty = the shipped one.
    """

    __tablename__ = "coding_run"
    __table_args__ = (one_of("state", RunState), check("counts", "coded >= 0 AND total >= 0"))
    id: UUID = key()
    survey_id: UUID = reference("survey.id")
    codebook_version_id: UUID = reference("codebook_version.id", index=False)
    trained_coder_id: UUID | None = reference("trained_coder.id", nullable=True, index=False)
    coder: str = Field(default="", max_length=120)
    state: str = RunState.QUEUED
    total: int = 0
    coded: int = 0
    problem: str = ""
    created_by: str = Field(max_length=200)
    created_at: datetime = moment()
    finished_at: datetime | None = moment(nullable=True)


class CodingChunk(SQLModel, table=True):
    """A part of a run, about 500 statements: what one child workflow codes in one transaction."""

    __tablename__ = "coding_chunk"
    __table_args__ = (UniqueConstraint("run_id", "number"),)
    id: UUID = key()
    run_id: UUID = reference("coding_run.id", index=False)
    number: int
    statements: list[str] = Field(sa_column=Column(JSON, nullable=False))
    worker: str = Field(default="", max_length=120)
    done_at: datetime | None = moment(nullable=True)


class Segment(SQLModel, table=True):
    """The coded unit: offsets are code points of the statement's text, end exclusive."""

    __tablename__ = "segment"
    __table_args__ = (
        UniqueConstraint("statement_id", "start", "end"),
        check("span", '"start" >= 0 AND "end" > "start"'),
    )
    id: UUID = key()
    statement_id: UUID = reference("statement.id", index=False)
    start: int
    end: int


class CodingStatus(StrEnum):
    """A machine proposes (or merely suggests, below its threshold); a human accepts or rejects."""

    SUGGESTED = "suggested"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class CodingKind(StrEnum):
    """A coding names a theme (code of the codebook) or a statement type."""

    THEME = "theme"
    TYPE = "type"


class Coding(SQLModel, table=True):
    """Code on segment by one coder. Only added: the highest ``serial`` per segment, code and
    coder is that coder's current word; a human's word holds over the machine's."""

    __tablename__ = "coding"
    __table_args__ = (
        one_of("status", CodingStatus),
        one_of("kind", CodingKind),
        UniqueConstraint("segment_id", "kind", "code", "coder", "serial"),
        check("confidence_share", "confidence IS NULL OR (confidence >= 0 AND confidence <= 1)"),
        check("human_decides", "human = (status IN ('accepted', 'rejected'))"),
        Index("ix_coding_code_status", "code", "status"),
    )
    id: UUID = key()
    segment_id: UUID = reference("segment.id", index=False)
    kind: str
    code: str = Field(max_length=120)
    coder: str = Field(max_length=120)
    human: bool
    serial: int = 1
    status: str
    confidence: float | None = None
    evidence: list[list[int]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    at: datetime = moment()


class SpanKind(StrEnum):
    """What was found inside a statement."""

    PLACE = "place"
    PERSONAL = "personal"


class Span(SQLModel, table=True):
    """A place (``value`` = area code) or personal data (``value`` = kind) found in a statement."""

    __tablename__ = "span"
    __table_args__ = (
        one_of("kind", SpanKind),
        UniqueConstraint("statement_id", "kind", "start", "end", "value"),
    )
    id: UUID = key()
    statement_id: UUID = reference("statement.id", index=False)
    kind: str
    start: int
    end: int
    value: str = Field(max_length=60)


class Quote(SQLModel, table=True):
    """A segment released as a quote by a planner, as it may be printed."""

    __tablename__ = "quote"
    id: UUID = key()
    segment_id: UUID = Field(foreign_key="segment.id", unique=True)
    text: str
    attribution: str = Field(default="", max_length=300)
    released_by: str = Field(max_length=200)
    released_at: datetime = moment()
    withdrawn: bool = False
