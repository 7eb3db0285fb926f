"""Worker processes and their heartbeats."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from survey_service.tables import base  # noqa: F401  naming convention
from survey_service.tables.columns import moment


class WorkerSlot(SQLModel, table=True):
    """A worker's place: survivors take over what a slot without heartbeat left."""

    __tablename__ = "worker_slot"
    name: str = Field(primary_key=True, max_length=120)
    beat_at: datetime = moment()
    started_at: datetime = moment()
