"""The area tree and small-area indicators."""

from sqlmodel import JSON, Column, Field, SQLModel, UniqueConstraint

from survey_service.tables import base  # noqa: F401  naming convention
from survey_service.tables.columns import UUID, check, key, reference


class Area(SQLModel, table=True):
    """Node of the area tree; children name their parent's code."""

    __tablename__ = "area"
    __table_args__ = (check("code_given", "code <> ''"), check("own_parent", "parent_code <> code"))
    code: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=200)
    level: str = Field(max_length=80)
    parent_code: str | None = reference("area.code", nullable=True)
    position: int
    aliases: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    geometry: dict[str, object] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True))
    )
    population: int | None = None


class Indicator(SQLModel, table=True):
    """A small-area statistic of one area and year."""

    __tablename__ = "indicator"
    __table_args__ = (UniqueConstraint("area_code", "name", "year"),)
    id: UUID = key()
    area_code: str = reference("area.code")
    name: str = Field(max_length=200)
    unit: str = Field(default="", max_length=40)
    year: int
    value: float
    source: str = Field(default="", max_length=300)
