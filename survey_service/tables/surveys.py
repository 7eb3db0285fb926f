"""Waves, consultations, invitations and mails."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import JSON, Column, Field, SQLModel, UniqueConstraint

from survey_service.tables import base  # noqa: F401  naming convention
from survey_service.tables.columns import UUID, check, key, moment, one_of, reference


class SurveyKind(StrEnum):
    """A wave asks providers, a consultation asks residents or a target group.

    Observations are what providers report between the waves: one survey per year, never invited to.
    """

    WAVE = "wave"
    CONSULTATION = "consultation"
    OBSERVATIONS = "observations"


class SurveyState(StrEnum):
    """Life of a wave or consultation."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Survey(SQLModel, table=True):
    """A wave or a consultation: what both have. ``slug`` stands in addresses and exports.

    ``remark``: what every report of it has to say about its answers, such as their licence.
    ``wordings``: language -> [title, introduction], for other languages than German.
    ``purpose`` to ``limits``: the page "Worum es geht". ``selected``: only organisations (and
    facilities) chosen by hand take part, as in a short query after a flood.
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
    purpose: str = ""
    readers: str = ""
    deciders: str = ""
    not_used_for: str = ""
    limits: str = ""
    selected: bool = False


class Participation(SQLModel, table=True):
    """An organisation that belongs to a wave. ``extended_until``: its own last day."""

    __tablename__ = "participation"
    __table_args__ = (UniqueConstraint("survey_id", "organisation_id"),)
    id: UUID = key()
    survey_id: UUID = reference("survey.id")
    organisation_id: UUID = reference("organisation.id")
    invited_at: datetime | None = moment(nullable=True)
    extended_until: date | None = None
    reminders: int = 0
    reminded_at: datetime | None = moment(nullable=True)


class ParticipatingFacility(SQLModel, table=True):
    """A facility that is asked; an organisation without any row is asked for all of its own."""

    __tablename__ = "participating_facility"
    participation_id: UUID = reference("participation.id", primary_key=True, index=False)
    facility_id: UUID = reference("facility.id", primary_key=True)


class Reminder(SQLModel, table=True):
    """A day on which everybody who has not returned is reminded. ``sent``: how many mails."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("survey_id", "due_on"),)
    id: UUID = key()
    survey_id: UUID = reference("survey.id", index=False)
    due_on: date
    sent_at: datetime | None = moment(nullable=True)
    sent: int = 0


class TemplateKind(StrEnum):
    """What a text is for."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    LETTER = "letter"


class MailTemplate(SQLModel, table=True):
    """The municipality's own words for a kind of mail or letter, of one wave."""

    __tablename__ = "mail_template"
    __table_args__ = (UniqueConstraint("survey_id", "kind"), one_of("kind", TemplateKind))
    id: UUID = key()
    survey_id: UUID = reference("survey.id", index=False)
    kind: str
    subject: str = Field(max_length=300)
    body: str
    changed_by: str = Field(default="", max_length=200)
    changed_at: datetime = moment()


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
    ``bounced``: was sent and came back.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    OUTBOX = "outbox"
    FAILED = "failed"
    UNCLEAR = "unclear"
    REPEATED = "repeated"
    BOUNCED = "bounced"


class MailKind(StrEnum):
    """Why a mail was written."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    LINK = "link"
    DELEGATION = "delegation"
    WORKSHOP = "workshop"
    TRIAL = "trial"
    NOTICE = "notice"


class Mail(SQLModel, table=True):
    """A mail. ``body`` holds ``{link}`` where the link goes: no token is ever stored.

    The link is that of the invitation, the delegation or the workshop party.
    """

    __tablename__ = "mail"
    __table_args__ = (one_of("state", MailState), one_of("kind", MailKind))
    id: UUID = key()
    survey_id: UUID | None = reference("survey.id", nullable=True)
    invitation_id: UUID | None = reference("invitation.id", nullable=True)
    delegation_id: UUID | None = reference("delegation.id", nullable=True, index=False)
    workshop_party_id: UUID | None = reference("workshop_party.id", nullable=True, index=False)
    kind: str = MailKind.INVITATION
    recipient: str = Field(max_length=320)
    subject: str = Field(max_length=300)
    body: str
    state: str = MailState.QUEUED
    problem: str = ""
    created_at: datetime = moment()
    changed_at: datetime = moment()
