"""The register: associations, organisations, facilities, contacts; what changed; imports."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import JSON, Column, Field, SQLModel, UniqueConstraint

from survey_service.tables import base  # noqa: F401  naming convention
from survey_service.tables.columns import UUID, check, key, moment, one_of, reference


class Association(SQLModel, table=True):
    """Umbrella association (Caritas, Diakonie, AWO ...)."""

    __tablename__ = "association"
    id: UUID = key()
    name: str = Field(unique=True, max_length=200)


class Salutation(StrEnum):
    """How a letter begins; unknown is said neutrally."""

    UNKNOWN = ""
    WOMAN = "frau"
    MAN = "herr"


class Organisation(SQLModel, table=True):
    """Provider organisation. ``code`` is the city's own, stable across imports.

    ``postal_address``: for letters, several lines.
    """

    __tablename__ = "organisation"
    __table_args__ = (
        check("code_given", "code <> ''"),
        check("name_given", "name <> ''"),
        one_of("salutation", Salutation),
    )
    id: UUID = key()
    code: str = Field(unique=True, max_length=60)
    name: str = Field(max_length=300)
    association_id: UUID | None = reference("association.id", nullable=True)
    contact_name: str = Field(default="", max_length=200)
    salutation: str = Field(default="", max_length=10)
    email: str = Field(default="", max_length=320)
    phone: str = Field(default="", max_length=60)
    postal_address: str = Field(default="", max_length=500)
    active: bool = True


class OrganisationMerge(SQLModel, table=True):
    """``organisation_id`` was a duplicate of ``kept_id``; its code stays known."""

    __tablename__ = "organisation_merge"
    __table_args__ = (check("two_organisations", "organisation_id <> kept_id"),)
    organisation_id: UUID = reference("organisation.id", primary_key=True, index=False)
    kept_id: UUID = reference("organisation.id")
    merged_at: datetime = moment()
    merged_by: str = Field(max_length=200)


class Facility(SQLModel, table=True):
    """Place or service of an organisation. Where it stands: ``area_code``; whom it serves: see
    FacilityArea, or everybody (``citywide``).

    ``latitude``, ``longitude``: degrees, WGS 84. ``protected``: a women's shelter or the like; it
    is on no list, map or export that leaves the register.
    """

    __tablename__ = "facility"
    __table_args__ = (
        UniqueConstraint("organisation_id", "code"),
        check("name_given", "name <> ''"),
        check("coordinates_together", "(latitude IS NULL) = (longitude IS NULL)"),
        check("latitude_degrees", "latitude BETWEEN -90 AND 90"),
        check("longitude_degrees", "longitude BETWEEN -180 AND 180"),
    )
    id: UUID = key()
    organisation_id: UUID = reference("organisation.id")
    code: str = Field(max_length=60)
    name: str = Field(max_length=300)
    service_type: str = Field(default="", max_length=200)
    address: str = Field(default="", max_length=300)
    area_code: str | None = reference("area.code", nullable=True)
    target_groups: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    phone: str = Field(default="", max_length=60)
    email: str = Field(default="", max_length=320)
    website: str = Field(default="", max_length=300)
    latitude: float | None = None
    longitude: float | None = None
    citywide: bool = False
    protected: bool = False
    active: bool = True


class FacilityArea(SQLModel, table=True):
    """An area that a facility serves."""

    __tablename__ = "facility_area"
    facility_id: UUID = reference("facility.id", primary_key=True, index=False)
    area_code: str = Field(foreign_key="area.code", primary_key=True, index=True)


class Contact(SQLModel, table=True):
    """A person of an organisation or facility. Nobody is stored without their consent's date."""

    __tablename__ = "contact"
    __table_args__ = (check("name_given", "name <> ''"),)
    id: UUID = key()
    organisation_id: UUID = reference("organisation.id")
    facility_id: UUID | None = reference("facility.id", nullable=True)
    name: str = Field(max_length=200)
    function: str = Field(default="", max_length=200)
    email: str = Field(default="", max_length=320)
    phone: str = Field(default="", max_length=60)
    consented_on: date
    consent_note: str = Field(default="", max_length=300)


class EventKind(StrEnum):
    """What happened to an entry of the register."""

    CREATED = "created"
    CHANGED = "changed"
    DEACTIVATED = "deactivated"
    REACTIVATED = "reactivated"
    MERGED = "merged"
    REMOVED = "removed"


class EventOrigin(StrEnum):
    """How a change came in."""

    FORM = "form"
    IMPORT = "import"
    REPORT = "report"
    MERGE = "merge"


class RegisterEvent(SQLModel, table=True):
    """One entry of an organisation's history. Only added.

    ``changes``: list of [field, before, after], in words.
    """

    __tablename__ = "register_event"
    __table_args__ = (one_of("kind", EventKind), one_of("origin", EventOrigin))
    id: UUID = key()
    organisation_id: UUID = reference("organisation.id")
    facility_id: UUID | None = reference("facility.id", nullable=True, index=False)
    kind: str
    origin: str
    changes: list[list[str]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    author: str = Field(max_length=200)
    happened_at: datetime = moment()


class ChangeKind(StrEnum):
    """What an organisation reports about itself."""

    NEW_FACILITY = "new_facility"
    MOVED = "moved"
    CLOSED = "closed"
    CONTACT = "contact"
    OTHER = "other"


class ReportState(StrEnum):
    """Life of a reported change."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class ChangeReport(SQLModel, table=True):
    """A change that an organisation reports; a planner accepts or declines it.

    ``proposed``: field -> new value, as the register's form names them.
    """

    __tablename__ = "change_report"
    __table_args__ = (one_of("kind", ChangeKind), one_of("state", ReportState))
    id: UUID = key()
    organisation_id: UUID = reference("organisation.id")
    facility_id: UUID | None = reference("facility.id", nullable=True, index=False)
    kind: str
    proposed: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    remark: str = ""
    author: str = Field(default="", max_length=200)
    reported_at: datetime = moment()
    state: str = ReportState.OPEN
    answer: str = ""
    decided_by: str = Field(default="", max_length=200)
    decided_at: datetime | None = moment(nullable=True)


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
