"""The one municipality of this installation and its legal texts."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from survey_service.tables import base  # noqa: F401  naming convention
from survey_service.tables.columns import check, moment


class Municipality(SQLModel, table=True):
    """One row. Opening a wave or consultation needs the three legal texts."""

    __tablename__ = "municipality"
    __table_args__ = (check("single", "id = 1"),)
    id: int = Field(default=1, primary_key=True)
    name: str = Field(max_length=200)
    department: str = Field(default="", max_length=200)
    imprint: str = ""
    privacy: str = ""
    accessibility: str = ""
    minimum_organisations: int = 5
    minimum_persons: int = 5
    demo: bool = False
    changed_at: datetime = moment()
