"""The register as the workbook that ``questionnaires.readers.register`` reads: nothing changes."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from exports import xlsx
from exports.table import DATE, LONG_TEXT, TEXT, Cell, Column, Row, Table
from questionnaires.readers import coordinates, register_columns, sheet_table
from questionnaires.readers.register import ContactRow, FacilityRow, OrganisationRow

MARK = "Intern: enthält Schutzadressen und persönliche Angaben"
KINDS: Mapping[str, str] = {"consented_on": DATE, "target_groups": LONG_TEXT, "serves": LONG_TEXT}
WIDTHS: Mapping[str, float] = {
    "code": 16,
    "organisation": 14,
    "facility": 18,
    "active": 9,
    "protected": 15,
    "salutation": 10,
    "latitude": 13,
    "longitude": 13,
    "name": 44,
    "address": 40,
    "target_groups": 36,
    "serves": 28,
}


YES_NO, SALUTATIONS = ("ja", "nein"), ("Frau", "Herr")
CLOSED = frozenset({"active", "protected", "salutation"})
"""Columns that take nothing else than what the drop-down offers."""

MOST_CHOICES = 100
"""A longer list is no help: one types faster than one scrolls."""


class RegisterContent(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the register, in the order of the sheets."""

    associations: tuple[str, ...]
    organisations: tuple[OrganisationRow, ...]
    facilities: tuple[FacilityRow, ...]
    contacts: tuple[ContactRow, ...]
    areas: tuple[str, ...] = ()
    """What may be written into the column Gebiet, in the order of the tree."""


def workbook(content: RegisterContent, *, municipality: str, date: dt.date) -> bytes:
    """Four sheets; protected facilities are among them, marked in their column."""
    source = (f"{municipality}, Register der Träger. Stand: {date:%d.%m.%Y}",)
    choices = _choices(content)
    rows: tuple[tuple[str, Sequence[sheet_table.Column], Iterable[Row]], ...] = (
        (
            "Verbände",
            register_columns.ASSOCIATION_COLUMNS,
            ((name,) for name in content.associations),
        ),
        (
            "Träger",
            register_columns.ORGANISATION_COLUMNS,
            (_row(row, register_columns.ORGANISATION_COLUMNS) for row in content.organisations),
        ),
        (
            "Einrichtungen",
            register_columns.FACILITY_COLUMNS,
            (_row(row, register_columns.FACILITY_COLUMNS) for row in content.facilities),
        ),
        (
            "Kontakte",
            register_columns.CONTACT_COLUMNS,
            (_row(row, register_columns.CONTACT_COLUMNS) for row in content.contacts),
        ),
    )
    tables = (
        Table(
            name=name,
            title=name,
            columns=tuple(_column(column, choices) for column in columns),
            rows=found,
            source_lines=source,
            mark=MARK,
        )
        for name, columns, found in rows
    )
    return xlsx.workbook(tables, title="Register der Träger", date=date)


def _choices(content: RegisterContent) -> dict[str, tuple[str, ...]]:
    """Field -> what its drop-down offers; lists that are too long are left out."""
    types = {row.service_type for row in content.facilities if row.service_type}
    found = {
        "association": content.associations,
        "service_type": tuple(sorted(types, key=str.casefold)),
        "area": content.areas,
        "salutation": SALUTATIONS,
        "protected": YES_NO,
        "active": YES_NO,
    }
    return {field: one for field, one in found.items() if len(one) <= MOST_CHOICES}


def _column(column: sheet_table.Column, choices: Mapping[str, tuple[str, ...]]) -> Column:
    return Column(
        name=column.headers[0],
        kind=KINDS.get(column.field, TEXT),
        width=WIDTHS.get(column.field, 0),
        choices=choices.get(column.field, ()),
        only_choices=column.field in CLOSED,
    )


def _row(
    row: OrganisationRow | FacilityRow | ContactRow, columns: Sequence[sheet_table.Column]
) -> Row:
    return tuple(_cell(column.field, getattr(row, column.field)) for column in columns)


def _cell(field: str, value: object) -> Cell:
    match value:
        case None | "":
            return None
        case bool():
            return "ja" if value else "nein"
        case float():
            return coordinates.written(value)
        case tuple():
            return "; ".join(map(str, value)) or None
        case dt.date():
            return value
        case _:
            return str(value).capitalize() if field == "salutation" else str(value)
