"""The register: associations, organisations, facilities; and imports that wait for confirmation."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import JSON, Column, Field, SQLModel, UniqueConstraint

from survey_service.tables import base  # noqa: F401  naming convention
from survey_service.tables.columns import UUID, check, key, moment, one_of, reference


class Association(SQLModel, table=True):
    """Umbrella association (Caritas, Diakonie, AWO ...)."""

    __tablename__ = "association"
    id: UUID = key()
    name: str = Field(unique=True, max_length=200)


class Organisation(SQLModel, table=True):
    """Provider organisation. ``code`` is the city's own, stable across imports."""

    __tablename__ = "organisation"
    __table_args__ = (check("code_given", "code <> ''"), check("name_given", "name <> ''"))
    id: UUID = key()
    code: str = Field(unique=True, max_length=60)
    name: str = Field(max_length=300)
    association_id: UUID | None = reference("association.id", nullable=True)
    contact_name: str = Field(default="", max_length=200)
    email: str = Field(default="", max_length=320)
    active: bool = True


class Facility(SQLModel, table=True):
    """Place or service of an organisation."""

    __tablename__ = "facility"
    __table_args__ = (
        UniqueConstraint("organisation_id", "code"),
        check("name_given", "name <> ''"),
    )
    id: UUID = key()
    organisation_id: UUID = reference("organisation.id")
    code: str = Field(max_length=60)
    name: str = Field(max_length=300)
    service_type: str = Field(default="", max_length=200)
    address: str = Field(default="", max_length=300)
    area_code: str | None = reference("area.code", nullable=True)
    target_groups: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    active: bool = True


class ImportState(StrEnum):
    """An import waits for confirmation, was applied, or was discarded."""

    PENDING = "pending"
    APPLIED = "applied"
    DISCARDED = "discarded"


class RegisterImport(SQLModel, table=True):
    """A dry run: what a workbook would change, to be confirmed as shown."""

    __tablename__ = "register_import"
    __table_args__ = (one_of("state", ImportState),)
    id: UUID = key()
    file_name: str = Field(max_length=300)
    state: str = ImportState.PENDING
    change: bytes
    register_hash: str = Field(max_length=64)
    created_by: str = Field(max_length=200)
    created_at: datetime = moment()
