"""Stellungnahme: what the associations say in the report, in versions; drafts are theirs alone."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from survey_service.tables import base  # noqa: F401  naming convention
from survey_service.tables.columns import UUID, check, key, moment, reference


class PositionPaper(SQLModel, table=True):
    """The associations' statement on one wave. ``released_number``: the version the city sees."""

    __tablename__ = "position_paper"
    id: UUID = key()
    survey_id: UUID = Field(foreign_key="survey.id", unique=True)
    released_number: int | None = None
    released_at: datetime | None = moment(nullable=True)


class PositionVersion(SQLModel, table=True):
    """One version of the text. Only added."""

    __tablename__ = "position_version"
    __table_args__ = (
        UniqueConstraint("paper_id", "number"),
        check("number_positive", "number > 0"),
    )
    id: UUID = key()
    paper_id: UUID = reference("position_paper.id", index=False)
    number: int
    text: str
    association_id: UUID = reference("association.id", index=False)
    author: str = Field(max_length=200)
    written_at: datetime = moment()


class PositionComment(SQLModel, table=True):
    """A remark of an association on a version."""

    __tablename__ = "position_comment"
    id: UUID = key()
    version_id: UUID = reference("position_version.id")
    association_id: UUID = reference("association.id", index=False)
    text: str
    author: str = Field(max_length=200)
    written_at: datetime = moment()


class PositionRelease(SQLModel, table=True):
    """An association agrees to a version. All of them: the city sees it."""

    __tablename__ = "position_release"
    __table_args__ = (UniqueConstraint("version_id", "association_id"),)
    id: UUID = key()
    version_id: UUID = reference("position_version.id", index=False)
    association_id: UUID = reference("association.id", index=False)
    author: str = Field(max_length=200)
    released_at: datetime = moment()


class PositionAbstention(SQLModel, table=True):
    """An association that does not take part: its release is not waited for."""

    __tablename__ = "position_abstention"
    survey_id: UUID = reference("survey.id", primary_key=True, index=False)
    association_id: UUID = reference("association.id", primary_key=True, index=False)
    recorded_by: str = Field(max_length=200)
    recorded_at: datetime = moment()
