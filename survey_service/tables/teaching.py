"""Which segments teach the coder most: an order that was asked for, and its reasons."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel, UniqueConstraint

from survey_service.tables import base  # noqa: F401  naming convention
from survey_service.tables.columns import UUID, check, key, moment, one_of, reference


class TeachingState(StrEnum):
    """Life of an order."""

    QUEUED = "queued"
    READY = "ready"
    FAILED = "failed"


class TeachingOrder(SQLModel, table=True):
    """An order of a survey's segments; the latest ready one is worked through."""

    __tablename__ = "teaching_order"
    __table_args__ = (one_of("state", TeachingState),)
    id: UUID = key()
    survey_id: UUID = reference("survey.id")
    state: str = TeachingState.QUEUED
    problem: str = ""
    created_by: str = Field(max_length=200)
    created_at: datetime = moment()
    finished_at: datetime | None = moment(nullable=True)


class TeachingPick(SQLModel, table=True):
    """A segment of an order. ``position`` from 1, the one that teaches most first."""

    __tablename__ = "teaching_pick"
    __table_args__ = (
        UniqueConstraint("order_id", "segment_id"),
        check("position_positive", "position > 0"),
    )
    order_id: UUID = reference("teaching_order.id", primary_key=True, index=False)
    position: int = Field(primary_key=True)
    segment_id: UUID = reference("segment.id")
    reason: str = Field(max_length=300)
