"""Rows of the register, as a workbook or a form says them, and what a whole workbook says."""

from collections.abc import Mapping
from datetime import date

import msgspec

from questionnaires.readers.problems import CellProblem


class AssociationRow(msgspec.Struct, frozen=True, kw_only=True):
    row: int
    name: str


class OrganisationRow(msgspec.Struct, frozen=True, kw_only=True):
    """`salutation`: frau | herr | "" (unknown)."""

    row: int
    code: str
    name: str
    association: str = ""
    contact_name: str = ""
    salutation: str = ""
    email: str = ""
    phone: str = ""
    postal_address: str = ""
    active: bool = True


class FacilityRow(msgspec.Struct, frozen=True, kw_only=True):
    """`organisation` is the organisation's code, `area` an area code.

    `serves`: area codes, sorted, or CITYWIDE alone; empty = the area it stands in.
    `latitude`, `longitude`: degrees, WGS 84.
    """

    row: int
    organisation: str
    code: str
    name: str
    service_type: str = ""
    address: str = ""
    area: str | None = None
    serves: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    website: str = ""
    latitude: float | None = None
    longitude: float | None = None
    protected: bool = False
    active: bool = True


class ContactRow(msgspec.Struct, frozen=True, kw_only=True):
    """A person, with the day of their consent. `facility`: the facility's code, "" = none."""

    row: int
    organisation: str
    facility: str = ""
    name: str
    function: str = ""
    email: str = ""
    phone: str = ""
    consented_on: date
    consent_note: str = ""


class KnownRegister(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the register already. organisations: code -> name.

    `facilities`: code of the organisation, code of the facility.
    """

    associations: frozenset[str] = frozenset()
    organisations: Mapping[str, str] = {}
    facilities: frozenset[tuple[str, str]] = frozenset()


class RegisterReading(msgspec.Struct, frozen=True, kw_only=True):
    """The good rows, and every problem; a row with an error is not among the good ones.

    `organisation_fields`, `facility_fields`, `contact_fields`: those that have a column in the
    file. What has none is not said, which is something else than an empty cell.
    """

    associations: tuple[AssociationRow, ...]
    organisations: tuple[OrganisationRow, ...]
    facilities: tuple[FacilityRow, ...]
    problems: tuple[CellProblem, ...]
    contacts: tuple[ContactRow, ...] = ()
    organisation_fields: tuple[str, ...] = ()
    facility_fields: tuple[str, ...] = ()
    contact_fields: tuple[str, ...] = ()
