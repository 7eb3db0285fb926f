"""What was handed in: responses, their revisions (only added) and statements."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel, UniqueConstraint

from survey_service.tables import base  # noqa: F401  naming convention
from survey_service.tables.columns import UUID, check, key, moment, one_of, reference


class ResponseState(StrEnum):
    """Life of a response."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"


class Response(SQLModel, table=True):
    """What one organisation or resident hands in; ``document`` holds the submitted answers.

    Residents' responses have no time, only a date: order and second would betray who wrote.
    """

    __tablename__ = "response"
    __table_args__ = (
        one_of("state", ResponseState),
        UniqueConstraint("survey_id", "organisation_id"),
        check("submitted_complete", "state <> 'submitted' OR submitted_on IS NOT NULL"),
        {"sqlite_with_rowid": False},
    )
    id: UUID = key()
    survey_id: UUID = reference("survey.id")
    questionnaire_version_id: UUID = reference("questionnaire_version.id", index=False)
    organisation_id: UUID | None = reference("organisation.id", nullable=True)
    state: str = ResponseState.DRAFT
    language: str = Field(default="de", max_length=20)
    document: bytes = b""
    quoting: str = Field(default="", max_length=20)
    receipt_number: str | None = Field(default=None, unique=True, max_length=40)
    receipt_hash: str | None = Field(default=None, unique=True, max_length=64)
    submitted_on: date | None = None
    submitted_at: datetime | None = moment(nullable=True)


class Revision(SQLModel, table=True):
    """One saved page: ``part`` is a facility's id or empty. Only added; erasure empties content.

    ``form`` and ``sequence``: which opened form saved it, and its how many-eth time: a form never
    conflicts with itself, and an autosave that arrives late changes nothing. ``aside``: somebody
    else had saved in between; this version waits until a person decides. ``settles``: the number
    of the aside version over which this revision decided.
    """

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("response_id", "page", "part", "number"),
        check("number_positive", "number > 0"),
    )
    id: UUID = key()
    response_id: UUID = reference("response.id", index=False)
    page: str = Field(max_length=120)
    part: str = Field(default="", max_length=36)
    number: int
    content: bytes
    author: str = Field(default="", max_length=200)
    saved_at: datetime = moment()
    form: str = Field(default="", max_length=40)
    sequence: int = 0
    aside: bool = False
    settles: int | None = None


class SubmittedVersion(SQLModel, table=True):
    """What was handed in, each time it was. Only added; erasure empties the document.

    ``file_id``: the PDF copy, once the worker has written it.
    """

    __tablename__ = "submitted_version"
    __table_args__ = (
        UniqueConstraint("response_id", "number"),
        check("number_positive", "number > 0"),
    )
    id: UUID = key()
    response_id: UUID = reference("response.id", index=False)
    number: int
    document: bytes
    receipt_number: str = Field(unique=True, max_length=40)
    submitted_at: datetime = moment()
    author: str = Field(default="", max_length=200)
    file_id: UUID | None = reference("stored_file.id", nullable=True, index=False)


class StatementSource(StrEnum):
    """Where a statement came from."""

    PROVIDER = "provider"
    RESIDENT = "resident"
    COUNCIL = "council"
    MINUTES = "minutes"


class Statement(SQLModel, table=True):
    """One free-text answer as a unit of analysis.

    ``area_code`` empty means citywide; ``area_reason`` says why this area: asked, named, facility,
    citywide. ``contributor`` tells distinct persons or organisations apart for disclosure control.
    ``text_hash``: identical text of one contributor to one survey counts once.
    """

    __tablename__ = "statement"
    __table_args__ = (
        one_of("source", StatementSource),
        UniqueConstraint("survey_id", "contributor", "text_hash"),
        check("area_reason_known", "area_reason IN ('asked', 'named', 'facility', 'citywide')"),
        {"sqlite_with_rowid": False},
    )
    id: UUID = key()
    survey_id: UUID = reference("survey.id")
    response_id: UUID | None = reference("response.id", nullable=True)
    organisation_id: UUID | None = reference("organisation.id", nullable=True)
    facility_id: UUID | None = reference("facility.id", nullable=True, index=False)
    source: str
    contributor: str = Field(max_length=64)
    item: str = Field(default="", max_length=120)
    text: str
    text_hash: str = Field(max_length=64)
    language: str = Field(default="de", max_length=20)
    target_group: str = Field(default="", max_length=120)
    area_code: str = Field(default="", max_length=40, index=True)
    area_reason: str = Field(default="citywide", max_length=20)
    quoting: str = Field(default="", max_length=20)
    current: bool = True
