"""Workbook with Träger, Einrichtungen, Kontakte -> rows of the register, and what is wrong."""

from collections.abc import Mapping, Sequence
from datetime import date

from questionnaires.areas import AreaTree, spelling
from questionnaires.readers.problems import CellProblem
from questionnaires.readers.register_checks import (
    EMAIL,
    KnownOrganisations,
    duplicates,
    good,
    known_organisations,
)
from questionnaires.readers.register_columns import (
    ASSOCIATION_COLUMNS,
    ASSOCIATION_SHEETS,
    CONTACT_COLUMNS,
    CONTACT_SHEETS,
    FACILITY_COLUMNS,
    FACILITY_SHEETS,
    ORGANISATION_COLUMNS,
    ORGANISATION_SHEETS,
)
from questionnaires.readers.register_contacts import contact, contact_problems
from questionnaires.readers.register_facilities import facility, facility_problems
from questionnaires.readers.register_organisations import organisation, organisation_problems
from questionnaires.readers.register_rows import (
    AssociationRow,
    ContactRow,
    FacilityRow,
    KnownRegister,
    OrganisationRow,
    RegisterReading,
)
from questionnaires.readers.sheet_table import find_sheet, read_table
from questionnaires.readers.upload import Limits, Sheet, UploadRefused, open_workbook

# 500 organisations with 60 facilities each and all columns fit in; 10 s CPU, 160 MB, measured.
LIMITS = Limits(rows=40_000, cells=800_000, seconds=15)


def read(
    content: bytes,
    *,
    areas: AreaTree | None = None,
    known: KnownRegister | None = None,
    today: date | None = None,
) -> RegisterReading:
    """Raises UploadRefused where nothing can be read. today: no consent is later.

    A Verband must stand on the sheet Verbände or be known; where neither names any (the first
    import of a simple list), those of the sheet Träger are taken as they are.
    """
    known = known or KnownRegister()
    sheets = open_workbook(content, limits=LIMITS).sheets
    organisation_sheet = find_sheet(sheets, ORGANISATION_SHEETS)
    facility_sheet = find_sheet(sheets, FACILITY_SHEETS)
    if organisation_sheet is None and facility_sheet is None:
        found = ", ".join(f"„{sheet.name[:40]}“" for sheet in sheets[:10])
        raise UploadRefused(
            "Die Arbeitsmappe hat weder ein Blatt „Träger“ noch ein Blatt „Einrichtungen“, sondern "
            f"{found}. Bitte benennen Sie die Blätter um oder verwenden Sie die Vorlage."
        )
    associations, problems = _associations(find_sheet(sheets, ASSOCIATION_SHEETS))
    organisations, more, organisation_fields = _organisations(
        organisation_sheet, associations, known
    )
    problems += more
    index = known_organisations(
        {**known.organisations, **{row.code: row.name for row in organisations}}
    )
    facilities, more, facility_fields = _facilities(facility_sheet, index, areas)
    problems += more
    places = known.facilities | {(row.organisation, row.code) for row in facilities}
    contacts, more, contact_fields = _contacts(
        find_sheet(sheets, CONTACT_SHEETS), index, places, today or date.max
    )
    return RegisterReading(
        associations=tuple(associations),
        organisations=tuple(organisations),
        facilities=tuple(facilities),
        contacts=tuple(contacts),
        problems=tuple(problems + more),
        organisation_fields=organisation_fields,
        facility_fields=facility_fields,
        contact_fields=contact_fields,
    )


def _associations(sheet: Sheet | None) -> tuple[list[AssociationRow], list[CellProblem]]:
    if sheet is None:
        return [], []
    table = read_table(sheet, ASSOCIATION_COLUMNS)
    problems = [*table.problems, *duplicates(table, ("name",), "Der Verband")]
    return [
        AssociationRow(row=row.number, name=row.cells["name"]) for row in good(table, problems)
    ], problems


def _organisations(
    sheet: Sheet | None, associations: Sequence[AssociationRow], known: KnownRegister
) -> tuple[list[OrganisationRow], list[CellProblem], tuple[str, ...]]:
    if sheet is None:
        return [], [], ()
    table = read_table(sheet, ORGANISATION_COLUMNS)
    names: Mapping[str, str] = {
        **{spelling(name): name for name in sorted(known.associations)},
        **{spelling(row.name): row.name for row in associations},
    }
    problems = [*table.problems, *duplicates(table, ("code",), "Die Träger-Nr.")]
    for row in table.rows:
        problems += organisation_problems(table, row, names)
    return (
        [organisation(row, names) for row in good(table, problems)],
        problems,
        tuple(table.letters),
    )


def _facilities(
    sheet: Sheet | None, organisations: KnownOrganisations, areas: AreaTree | None
) -> tuple[list[FacilityRow], list[CellProblem], tuple[str, ...]]:
    if sheet is None:
        return [], [], ()
    table = read_table(sheet, FACILITY_COLUMNS)
    problems = [
        *table.problems,
        *duplicates(table, ("organisation", "code"), "Diese Einrichtungs-Nr. des Trägers"),
    ]
    for row in table.rows:
        problems += facility_problems(table, row, organisations, areas)
    rows = [facility(row, organisations, areas) for row in good(table, problems)]
    return rows, problems, tuple(table.letters)


def _contacts(
    sheet: Sheet | None,
    organisations: KnownOrganisations,
    facilities: frozenset[tuple[str, str]],
    today: date,
) -> tuple[list[ContactRow], list[CellProblem], tuple[str, ...]]:
    if sheet is None:
        return [], [], ()
    table = read_table(sheet, CONTACT_COLUMNS)
    problems = [
        *table.problems,
        *duplicates(table, ("organisation", "facility", "name"), "Die Person"),
    ]
    for row in table.rows:
        problems += contact_problems(table, row, organisations, facilities, today)
    rows = [contact(row, organisations) for row in good(table, problems)]
    return rows, problems, tuple(table.letters)


__all__ = [
    "EMAIL",
    "LIMITS",
    "AssociationRow",
    "ContactRow",
    "FacilityRow",
    "KnownRegister",
    "OrganisationRow",
    "RegisterReading",
    "read",
]
