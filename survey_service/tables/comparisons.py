"""Waves side by side: mappings of earlier waves' workbooks, and what people call comparable."""

from datetime import datetime

from sqlmodel import JSON, Column, Field, SQLModel, UniqueConstraint

from survey_service.tables import base  # noqa: F401  naming convention
from survey_service.tables.columns import UUID, check, key, moment, reference


class ColumnMapping(SQLModel, table=True):
    """How an earlier wave's workbook names organisation, facility, item and answer; kept by name.

    ``mapping``: see questionnaires.readers.earlier_wave.SheetMapping.
    """

    __tablename__ = "column_mapping"
    __table_args__ = (check("name_given", "name <> ''"),)
    id: UUID = key()
    name: str = Field(unique=True, max_length=120)
    mapping: dict[str, object] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    changed_by: str = Field(max_length=200)
    changed_at: datetime = moment()


class ComparableByDecision(SQLModel, table=True):
    """A planner declares an item comparable although it changed between two versions, and why."""

    __tablename__ = "comparable_by_decision"
    __table_args__ = (
        UniqueConstraint("earlier_version_id", "later_version_id", "item"),
        check("reason_given", "reason <> ''"),
    )
    id: UUID = key()
    earlier_version_id: UUID = reference("questionnaire_version.id", index=False)
    later_version_id: UUID = reference("questionnaire_version.id", index=False)
    item: str = Field(max_length=120)
    reason: str
    decided_by: str = Field(max_length=200)
    decided_at: datetime = moment()
