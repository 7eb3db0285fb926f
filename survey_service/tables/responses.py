"""What was handed in: responses, their revisions (only added) and statements."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import JSON, Column, Field, SQLModel, UniqueConstraint

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
    ``needs_release``: the management releases before it is handed in; ``on_behalf``: the planner
    entered something for the organisation.
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
    needs_release: bool = False
    released_at: datetime | None = moment(nullable=True)
    released_by: str = Field(default="", max_length=200)
    on_behalf: bool = False


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
    on_behalf: bool = False
    file_id: UUID | None = reference("stored_file.id", nullable=True, index=False)


class DelegationKind(StrEnum):
    """What somebody is asked for: a part of the answers, or the management's release."""

    PART = "part"
    RELEASE = "release"


class Delegation(SQLModel, table=True):
    """A link limited to some pages or facilities of one organisation's response to one wave.

    ``scope``: list of [page, facility id]; an empty page means all pages of the facility, an empty
    facility the page wherever it is asked. The token is derived from id and serial; its hash is
    stored.
    """

    __tablename__ = "delegation"
    __table_args__ = (one_of("kind", DelegationKind),)
    id: UUID = key()
    survey_id: UUID = reference("survey.id")
    organisation_id: UUID = reference("organisation.id")
    kind: str = DelegationKind.PART
    colleague: str = Field(max_length=120)
    email: str = Field(default="", max_length=320)
    scope: list[list[str]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    serial: int = 1
    token_hash: str = Field(unique=True, max_length=64)
    revoked: bool = False
    created_by: str = Field(default="", max_length=200)
    created_at: datetime = moment()
    first_opened_at: datetime | None = moment(nullable=True)
    finished_at: datetime | None = moment(nullable=True)


class ResponseComment(SQLModel, table=True):
    """A remark inside an organisation on a page of its response; the city never sees it."""

    __tablename__ = "response_comment"
    id: UUID = key()
    survey_id: UUID = reference("survey.id")
    organisation_id: UUID = reference("organisation.id")
    page: str = Field(max_length=120)
    part: str = Field(default="", max_length=36)
    text: str
    author: str = Field(default="", max_length=200)
    written_at: datetime = moment()
    settled_at: datetime | None = moment(nullable=True)
    settled_by: str = Field(default="", max_length=200)


class WorkbookUpload(SQLModel, table=True):
    """A return that came as a workbook: what became of each cell. ``findings``: msgspec JSON."""

    __tablename__ = "workbook_upload"
    id: UUID = key()
    survey_id: UUID = reference("survey.id")
    organisation_id: UUID = reference("organisation.id")
    file_name: str = Field(max_length=300)
    findings: bytes
    author: str = Field(default="", max_length=200)
    uploaded_at: datetime = moment()


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
    ``text_hash``: identical text of one contributor to one survey counts once. ``observed_on``:
    the day of an observation that a provider reported between the waves.
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
    observed_on: date | None = None
