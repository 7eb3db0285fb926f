"""Fragenwerkstatt: a draft questionnaire is discussed before the wave, item by item."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel, UniqueConstraint

from survey_service.tables import base  # noqa: F401  naming convention
from survey_service.tables.columns import UUID, key, moment, one_of, reference


class Workshop(SQLModel, table=True):
    """The discussion of one wave's draft. ``closed_at``: the wave was opened, all stays to read."""

    __tablename__ = "workshop"
    id: UUID = key()
    survey_id: UUID = Field(foreign_key="survey.id", unique=True)
    introduction: str = ""
    opened_at: datetime = moment()
    closed_at: datetime | None = moment(nullable=True)


class PartyKind(StrEnum):
    """Who discusses with the city."""

    ASSOCIATION = "association"
    BOARD = "board"


class WorkshopParty(SQLModel, table=True):
    """An association or the advisory board with its link. Token derived, its hash stored."""

    __tablename__ = "workshop_party"
    __table_args__ = (UniqueConstraint("workshop_id", "name"), one_of("kind", PartyKind))
    id: UUID = key()
    workshop_id: UUID = reference("workshop.id", index=False)
    kind: str
    name: str = Field(max_length=200)
    association_id: UUID | None = reference("association.id", nullable=True, index=False)
    email: str = Field(default="", max_length=320)
    serial: int = 1
    token_hash: str = Field(unique=True, max_length=64)
    revoked: bool = False


class EntryKind(StrEnum):
    """A comment, a proposal for other words, the planner's answer; or what concerns the whole.

    ``release``: the party (the city) releases the version, ``author`` says who. ``exception``:
    the wave was opened without all releases, ``text`` says why.
    """

    COMMENT = "comment"
    PROPOSAL = "proposal"
    ANSWER = "answer"
    RELEASE = "release"
    EXCEPTION = "exception"


class WorkshopEntry(SQLModel, table=True):
    """One contribution to an item (``item`` empty: to the whole draft). Only added.

    ``party_id`` empty: the planner. ``questionnaire_version_id``: the draft it speaks about.
    """

    __tablename__ = "workshop_entry"
    __table_args__ = (one_of("kind", EntryKind),)
    id: UUID = key()
    workshop_id: UUID = reference("workshop.id")
    party_id: UUID | None = reference("workshop_party.id", nullable=True, index=False)
    questionnaire_version_id: UUID = reference("questionnaire_version.id", index=False)
    item: str = Field(default="", max_length=120)
    kind: str
    text: str
    author: str = Field(default="", max_length=200)
    written_at: datetime = moment()
