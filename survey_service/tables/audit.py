"""Who did what. Only added to: triggers refuse UPDATE and DELETE on both engines."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from survey_service.tables import base  # noqa: F401  naming convention
from survey_service.tables.columns import UUID, key, moment


class AuditEntry(SQLModel, table=True):
    """One act. ``detail`` holds names of fields and counts, never answers or tokens."""

    __tablename__ = "audit_entry"
    id: UUID = key()
    at: datetime = moment()
    actor: str = Field(max_length=200)
    action: str = Field(max_length=80, index=True)
    subject: str = Field(default="", max_length=200)
    detail: str = ""
