"""The contacts of a register: a sheet of them, or one typed into a form."""

from collections.abc import Iterable, Mapping
from datetime import date

from questionnaires.readers.problems import CellProblem
from questionnaires.readers.register_checks import (
    KnownOrganisations,
    day,
    email_problem,
    known_organisations,
    meant,
    organisation_problem,
)
from questionnaires.readers.register_columns import CONTACT_COLUMNS
from questionnaires.readers.register_rows import ContactRow
from questionnaires.readers.sheet_table import SheetTable, TableRow, typed_table

FIRST_YEAR = 2000


def typed_contact(
    cells: Mapping[str, str],
    *,
    organisation: str,
    facilities: frozenset[tuple[str, str]],
    today: date,
) -> tuple[ContactRow | None, list[CellProblem]]:
    """One contact of the organisation with this code; a problem's column is the field's name."""
    table = typed_table({**cells, "organisation": organisation}, CONTACT_COLUMNS)
    known = known_organisations({organisation: ""})
    found = contact_problems(table, table.rows[0], known, facilities, today)
    problems = [*table.problems, *found]
    return (None if problems else contact(table.rows[0], known)), problems


def contact_problems(
    table: SheetTable,
    row: TableRow,
    organisations: KnownOrganisations,
    facilities: frozenset[tuple[str, str]],
    today: date,
) -> Iterable[CellProblem]:
    """Everything that is wrong with a row."""
    yield from organisation_problem(table, row, organisations)
    owner, code = meant(row.cells["organisation"], organisations), row.cells["facility"]
    if code and len(owner) == 1 and (owner[0], code) not in facilities:
        message = f"Eine Einrichtung „{code[:60]}“ hat dieser Träger nicht."
        yield table.problem(row.number, "facility", message)
    yield from email_problem(table, row)
    text = row.cells["consented_on"]
    consented = day(text)
    if text and (consented is None or consented.year < FIRST_YEAR):
        message = f"„{text[:20]}“ ist kein Datum. Schreiben Sie es so: 31.12.2026."
        yield table.problem(row.number, "consented_on", message)
    elif consented is not None and consented > today:
        message = (
            "Die Einwilligung liegt in der Zukunft. Tragen Sie die Person ein, sobald sie da ist."
        )
        yield table.problem(row.number, "consented_on", message)


def contact(row: TableRow, organisations: KnownOrganisations) -> ContactRow:
    """A row without problems."""
    cells = row.cells
    consented = day(cells["consented_on"])
    if consented is None:
        raise ValueError("a contact without consent")
    return ContactRow(
        row=row.number,
        organisation=meant(cells["organisation"], organisations)[0],
        facility=cells["facility"],
        name=cells["name"],
        function=cells["function"],
        email=cells["email"],
        phone=cells["phone"],
        consented_on=consented,
        consent_note=cells["consent_note"],
    )
