"""What a workbook would change in the register: computed once, shown, stored, applied as shown."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import date
from typing import Generic, NamedTuple, TypeVar

import msgspec

from questionnaires.areas import CITYWIDE, spelling
from questionnaires.readers import coordinates
from questionnaires.readers.problems import CellProblem
from questionnaires.readers.register import (
    ContactRow,
    FacilityRow,
    OrganisationRow,
    RegisterReading,
)

LABELS = {
    "name": "Name",
    "association": "Verband",
    "contact_name": "Ansprechperson",
    "salutation": "Anrede",
    "function": "Funktion",
    "email": "E-Mail",
    "phone": "Telefon",
    "postal_address": "Postanschrift",
    "active": "Aktiv",
    "service_type": "Art des Angebots",
    "address": "Adresse",
    "area": "Gebiet",
    "serves": "Zuständig für",
    "target_groups": "Zielgruppen",
    "website": "Internetseite",
    "latitude": "Breitengrad",
    "longitude": "Längengrad",
    "protected": "Schutzadresse",
    "consented_on": "Einwilligung am",
    "consent_note": "Einwilligung wie",
}
AnyRow = OrganisationRow | FacilityRow | ContactRow
Row = TypeVar("Row", OrganisationRow, FacilityRow, ContactRow)
Key = TypeVar("Key", bound=Hashable)
FacilityKey = tuple[str, str]
"""Code of the organisation, code of the facility."""

ContactKey = tuple[str, str, str]
"""Code of the organisation, code of the facility ("" = none), name."""


class FieldChange(msgspec.Struct, frozen=True, kw_only=True):
    """One field, as people read it; "" = empty."""

    field: str
    label: str
    old: str
    new: str


class OrganisationChange(msgspec.Struct, frozen=True, kw_only=True):
    """``row`` is how the organisation stands afterwards."""

    row: OrganisationRow
    fields: tuple[FieldChange, ...]


class FacilityChange(msgspec.Struct, frozen=True, kw_only=True):
    """``row`` is how the facility stands afterwards."""

    row: FacilityRow
    fields: tuple[FieldChange, ...]


class ContactChange(msgspec.Struct, frozen=True, kw_only=True):
    """``row`` is how the contact stands afterwards."""

    row: ContactRow
    fields: tuple[FieldChange, ...]


class RegisterChange(msgspec.Struct, frozen=True, kw_only=True):
    """``absent_*``: how many stand in the register, but not in the file; they stay."""

    new_associations: tuple[str, ...] = ()
    new_organisations: tuple[OrganisationRow, ...] = ()
    changed_organisations: tuple[OrganisationChange, ...] = ()
    unchanged_organisations: int = 0
    absent_organisations: int = 0
    new_facilities: tuple[FacilityRow, ...] = ()
    changed_facilities: tuple[FacilityChange, ...] = ()
    unchanged_facilities: int = 0
    absent_facilities: int = 0
    new_contacts: tuple[ContactRow, ...] = ()
    changed_contacts: tuple[ContactChange, ...] = ()
    unchanged_contacts: int = 0
    absent_contacts: int = 0
    problems: tuple[CellProblem, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        """Nothing would be written."""
        return not (
            self.new_associations
            or self.new_organisations
            or self.changed_organisations
            or self.new_facilities
            or self.changed_facilities
            or self.new_contacts
            or self.changed_contacts
        )


class StoredRegister(msgspec.Struct, frozen=True, kw_only=True):
    """The register as it stands; ``row`` of the rows is 0.

    ``merged``: code of a duplicate -> code of the organisation that was kept; the duplicates
    themselves are not among the organisations.
    """

    associations: tuple[str, ...]
    organisations: Mapping[str, OrganisationRow]
    facilities: Mapping[FacilityKey, FacilityRow]
    area_names: Mapping[str, str]
    contacts: Mapping[ContactKey, ContactRow] = {}
    merged: Mapping[str, str] = {}


def compare(reading: RegisterReading, stored: StoredRegister) -> RegisterChange:
    """Each good row against the register. Fields without a column in the file stay as they are."""
    organisations = _sorted_out(
        [(row.code, row) for row in reading.organisations],
        stored.organisations,
        reading.organisation_fields,
        stored.area_names,
    )
    facilities = _sorted_out(
        [((row.organisation, row.code), row) for row in reading.facilities],
        stored.facilities,
        reading.facility_fields,
        stored.area_names,
    )
    contacts = _sorted_out(
        [(contact_key(row), row) for row in reading.contacts],
        stored.contacts,
        reading.contact_fields,
        stored.area_names,
    )
    return RegisterChange(
        new_associations=_new_associations(reading, stored.associations),
        new_organisations=tuple(organisations.new),
        changed_organisations=tuple(
            OrganisationChange(row=row, fields=fields) for row, fields in organisations.changed
        ),
        unchanged_organisations=organisations.unchanged,
        absent_organisations=organisations.absent,
        new_facilities=tuple(facilities.new),
        changed_facilities=tuple(
            FacilityChange(row=row, fields=fields) for row, fields in facilities.changed
        ),
        unchanged_facilities=facilities.unchanged,
        absent_facilities=facilities.absent,
        new_contacts=tuple(contacts.new),
        changed_contacts=tuple(
            ContactChange(row=row, fields=fields) for row, fields in contacts.changed
        ),
        unchanged_contacts=contacts.unchanged,
        absent_contacts=contacts.absent,
        problems=reading.problems,
    )


def contact_key(row: ContactRow) -> ContactKey:
    """What tells contacts apart."""
    return row.organisation, row.facility, row.name


class _Sorted(NamedTuple, Generic[Row]):
    new: list[Row]
    changed: list[tuple[Row, tuple[FieldChange, ...]]]
    unchanged: int
    absent: int


def _sorted_out(
    rows: Sequence[tuple[Key, Row]],
    stored: Mapping[Key, Row],
    fields: Sequence[str],
    area_names: Mapping[str, str],
) -> _Sorted[Row]:
    new, changed = [], []
    for key, row in rows:
        known = stored.get(key)
        if known is None:
            new.append(row)
            continue
        after = _completed(row, known, fields)
        if found := differences(known, after, area_names):
            changed.append((after, found))
    return _Sorted(
        new=new,
        changed=changed,
        unchanged=len(rows) - len(new) - len(changed),
        absent=len(stored.keys() - {key for key, _ in rows}),
    )


def _completed(row: Row, known: Row, fields: Sequence[str]) -> Row:
    """The row, with the register's values where the file has no column."""
    kept = {field: getattr(known, field) for field in _values(row) if field not in fields}
    return msgspec.structs.replace(row, **kept)


def differences(
    known: AnyRow, after: AnyRow, area_names: Mapping[str, str]
) -> tuple[FieldChange, ...]:
    """The fields in which two rows of one kind differ, in words."""
    return tuple(_differences(known, after, area_names))


def _differences(
    known: AnyRow, after: AnyRow, area_names: Mapping[str, str]
) -> Iterator[FieldChange]:
    for field in _values(after):
        old, new = getattr(known, field), getattr(after, field)
        if old != new:
            yield FieldChange(
                field=field,
                label=LABELS[field],
                old=said(field, old, area_names),
                new=said(field, new, area_names),
            )


def _values(row: AnyRow) -> list[str]:
    return [field for field in row.__struct_fields__ if field in LABELS]


def said(field: str, value: object, area_names: Mapping[str, str]) -> str:
    """A field's value as people read it; "" = empty."""
    if field == "serves" and value == (CITYWIDE,):
        return "die ganze Stadt"
    if field == "serves" and isinstance(value, tuple):
        return "; ".join(written(code, area_names) for code in value)
    if field == "salutation":
        return str(value).capitalize()
    return written(value, area_names if field == "area" else {})


def written(value: object, area_names: Mapping[str, str]) -> str:
    """A value as people read it; an area code with its name."""
    match value:
        case bool():
            return "ja" if value else "nein"
        case tuple():
            return "; ".join(value)
        case float():
            return coordinates.written(value)
        case date():
            return f"{value:%d.%m.%Y}"
        case None:
            return ""
        case _:
            text = str(value)
            return f"{area_names[text]} ({text})" if text in area_names else text


def _new_associations(reading: RegisterReading, stored: Sequence[str]) -> tuple[str, ...]:
    """Those of the sheet Verbände, and those that only organisations name, each once."""
    known = {spelling(name) for name in stored}
    new: dict[str, str] = {}
    for name in (
        *(row.name for row in reading.associations),
        *(row.association for row in reading.organisations),
    ):
        if name and spelling(name) not in known:
            new.setdefault(spelling(name), name)
    return tuple(new.values())
