"""Was daraus wurde: what the administration did about a finding, in versions."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import JSON, Column, Field, SQLModel, UniqueConstraint

from survey_service.tables import base  # noqa: F401  naming convention
from survey_service.tables.columns import UUID, check, key, moment, one_of, reference


class FollowUpState(StrEnum):
    """How far it is."""

    EXAMINED = "examined"
    DECIDED = "decided"
    UNDERWAY = "underway"
    DONE = "done"
    NOT_DONE = "not_done"


class FollowUp(SQLModel, table=True):
    """One thing that those who answered are told of a survey; what it says, its versions say."""

    __tablename__ = "follow_up"
    id: UUID = key()
    survey_id: UUID = reference("survey.id")


class FollowUpVersion(SQLModel, table=True):
    """What a follow-up says. Only added; publishing and taking back are noted once.

    ``theme``: code of the codebook, "" = none; ``theme_label``: what it was called then, so that a
    published sentence does not change with the codebook. ``areas``: codes, none = the whole city.
    """

    __tablename__ = "follow_up_version"
    __table_args__ = (
        UniqueConstraint("follow_up_id", "number"),
        one_of("state", FollowUpState),
        check("number_positive", "number > 0"),
        check("reason_given", "state <> 'not_done' OR reason <> ''"),
        check("published_once", "(published_at IS NULL) = (published_by = '')"),
        check("withdrawn_published", "withdrawn_at IS NULL OR published_at IS NOT NULL"),
    )
    id: UUID = key()
    follow_up_id: UUID = reference("follow_up.id", index=False)
    number: int
    headline: str = Field(max_length=200)
    text: str
    theme: str = Field(default="", max_length=120)
    theme_label: str = Field(default="", max_length=200)
    areas: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    state: str
    reason: str = ""
    dated_on: date
    office: str = Field(default="", max_length=200)
    link: str = Field(default="", max_length=500)
    author: str = Field(max_length=200)
    written_at: datetime = moment()
    published_at: datetime | None = moment(nullable=True)
    published_by: str = Field(default="", max_length=200)
    withdrawn_at: datetime | None = moment(nullable=True)
    withdrawn_by: str = Field(default="", max_length=200)
