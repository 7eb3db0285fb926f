"""Exports and files; files are stored in rows of 1 MB."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from survey_service.tables import base  # noqa: F401  naming convention
from survey_service.tables.columns import UUID, key, moment, one_of, reference

CHUNK_BYTES = 1_000_000


class ExportKind(StrEnum):
    """What is exported."""

    FINDINGS = "findings"
    ANSWERS = "answers"


class ExportState(StrEnum):
    """Life of an export."""

    QUEUED = "queued"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"


class StoredFile(SQLModel, table=True):
    """A file's head; its bytes stand in stored_file_part."""

    __tablename__ = "stored_file"
    id: UUID = key()
    name: str = Field(max_length=300)
    media_type: str = Field(max_length=120)
    size: int
    sha256: str = Field(max_length=64)
    created_at: datetime = moment()
    expires_at: datetime | None = moment(nullable=True)


class StoredFilePart(SQLModel, table=True):
    """At most 1 MB of a file."""

    __tablename__ = "stored_file_part"
    file_id: UUID = reference("stored_file.id", primary_key=True, index=False)
    number: int = Field(primary_key=True)
    content: bytes


class Export(SQLModel, table=True):
    """A reproducible snapshot of a survey's findings or answers."""

    __tablename__ = "export"
    __table_args__ = (one_of("kind", ExportKind), one_of("state", ExportState))
    id: UUID = key()
    survey_id: UUID = reference("survey.id")
    kind: str
    state: str = ExportState.QUEUED
    problem: str = ""
    file_id: UUID | None = reference("stored_file.id", nullable=True, index=False)
    created_by: str = Field(max_length=200)
    created_at: datetime = moment()
    finished_at: datetime | None = moment(nullable=True)
