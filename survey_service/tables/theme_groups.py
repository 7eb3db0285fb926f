"""Groups among segments without a theme: what the codebook may lack."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel, UniqueConstraint

from survey_service.tables import base  # noqa: F401  naming convention
from survey_service.tables.columns import UUID, check, key, moment, one_of, reference


class GroupingState(StrEnum):
    """Life of a grouping."""

    QUEUED = "queued"
    READY = "ready"
    FAILED = "failed"


class ThemeGrouping(SQLModel, table=True):
    """Groups that were asked for. ``looked_at``: so many segments had no theme then."""

    __tablename__ = "theme_grouping"
    __table_args__ = (one_of("state", GroupingState),)
    id: UUID = key()
    survey_id: UUID = reference("survey.id")
    state: str = GroupingState.QUEUED
    problem: str = ""
    looked_at: int = 0
    created_by: str = Field(max_length=200)
    created_at: datetime = moment()
    finished_at: datetime | None = moment(nullable=True)


class ThemeGroup(SQLModel, table=True):
    """One group, the largest first (``position`` from 1). ``different``: texts without repetitions.

    ``mass``: a prepared text sent by many is among them.
    """

    __tablename__ = "theme_group"
    __table_args__ = (check("position_positive", "position > 0"),)
    grouping_id: UUID = reference("theme_grouping.id", primary_key=True, index=False)
    position: int = Field(primary_key=True)
    name: str = Field(max_length=300)
    different: int
    mass: bool = False


class ThemeGroupMember(SQLModel, table=True):
    """A segment of a group. ``example``: 1 is nearest to the group's middle; empty = no example."""

    __tablename__ = "theme_group_member"
    __table_args__ = (UniqueConstraint("grouping_id", "position", "example"),)
    grouping_id: UUID = reference("theme_grouping.id", primary_key=True, index=False)
    segment_id: UUID = reference("segment.id", primary_key=True)
    position: int
    example: int | None = None
