"""Waves, consultations, invitations and mails."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import JSON, Column, Field, SQLModel, UniqueConstraint

from survey_service.tables import base  # noqa: F401  naming convention
from survey_service.tables.columns import UUID, check, key, moment, one_of, reference


class SurveyKind(StrEnum):
    """A wave asks providers, a consultation asks residents or a target group."""

    WAVE = "wave"
    CONSULTATION = "consultation"


class SurveyState(StrEnum):
    """Life of a wave or consultation."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Survey(SQLModel, table=True):
    """A wave or a consultation: what both have. ``slug`` stands in addresses and exports.

    ``remark``: what every report of it has to say about its answers, such as their licence.
    ``wordings``: language -> [title, introduction], for other languages than German.
    """

    __tablename__ = "survey"
    __table_args__ = (
        one_of("kind", SurveyKind),
        one_of("state", SurveyState),
        check("opens_before_closes", "opens_on <= closes_on"),
        check("slug_given", "slug <> ''"),
    )
    id: UUID = key()
    kind: str
    slug: str = Field(unique=True, max_length=80)
    title: str = Field(max_length=200)
    introduction: str = ""
    remark: str = ""
    state: str = SurveyState.DRAFT
    opens_on: date
    closes_on: date
    questionnaire_version_id: UUID = reference("questionnaire_version.id")
    languages: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    wordings: dict[str, list[str]] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False)
    )


class Participation(SQLModel, table=True):
    """An organisation that belongs to a wave."""

    __tablename__ = "participation"
    __table_args__ = (UniqueConstraint("survey_id", "organisation_id"),)
    id: UUID = key()
    survey_id: UUID = reference("survey.id")
    organisation_id: UUID = reference("organisation.id")
    invited_at: datetime | None = moment(nullable=True)


class Invitation(SQLModel, table=True):
    """The link to an organisation's standing page. The token is derived, its hash is stored."""

    __tablename__ = "invitation"
    id: UUID = key()
    organisation_id: UUID = Field(foreign_key="organisation.id", unique=True)
    serial: int = 1
    token_hash: str = Field(unique=True, max_length=64)
    revoked: bool = False
    first_opened_on: date | None = None
    created_at: datetime = moment()


class MailState(StrEnum):
    """``sending`` is committed before the server hears of it: after a crash it is unclear.

    ``repeated``: was failed or unclear, and a person had it sent once more as a new mail.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    OUTBOX = "outbox"
    FAILED = "failed"
    UNCLEAR = "unclear"
    REPEATED = "repeated"


class Mail(SQLModel, table=True):
    """A mail. ``body`` holds ``{link}`` where the link goes: no token is ever stored."""

    __tablename__ = "mail"
    __table_args__ = (one_of("state", MailState),)
    id: UUID = key()
    survey_id: UUID | None = reference("survey.id", nullable=True)
    invitation_id: UUID | None = reference("invitation.id", nullable=True)
    recipient: str = Field(max_length=320)
    subject: str = Field(max_length=300)
    body: str
    state: str = MailState.QUEUED
    problem: str = ""
    created_at: datetime = moment()
    changed_at: datetime = moment()
