"""The organisations of a register: a sheet of them, or one typed into a form."""

from collections.abc import Iterable, Mapping

import msgspec

from questionnaires.areas import spelling
from questionnaires.readers.problems import CellProblem
from questionnaires.readers.register_checks import (
    email_problem,
    yes_or_no,
    yes_or_no_problem,
)
from questionnaires.readers.register_columns import ORGANISATION_COLUMNS
from questionnaires.readers.register_rows import OrganisationRow
from questionnaires.readers.sheet_table import SheetTable, TableRow, typed_table

SALUTATIONS = {
    "": "",
    "frau": "frau",
    "fr.": "frau",
    "herr": "herr",
    "herrn": "herr",
    "hr.": "herr",
}


def typed_organisation(
    cells: Mapping[str, str], *, associations: Iterable[str]
) -> tuple[OrganisationRow | None, list[CellProblem]]:
    """One organisation; a problem's column is the name of the field."""
    table = typed_table(cells, ORGANISATION_COLUMNS)
    names = {spelling(name): name for name in associations}
    found = [*table.problems, *organisation_problems(table, table.rows[0], names)]
    problems = [problem for problem in found if problem.severity == "error"]
    return (None if problems else organisation(table.rows[0], names)), problems


def organisation_problems(
    table: SheetTable, row: TableRow, names: Mapping[str, str]
) -> Iterable[CellProblem]:
    """names: spelling of each known association -> its name."""
    email, association = row.cells["email"], row.cells["association"]
    yield from email_problem(table, row)
    active = yes_or_no(row.cells["active"], empty=True)
    if not email and "email" in table.letters and active:
        message = "Ohne E-Mail-Adresse kann der Träger nicht per Mail eingeladen werden."
        yield msgspec.structs.replace(
            table.problem(row.number, "email", message), severity="warning"
        )
    if association and names and spelling(association) not in names:
        message = (
            f"Der Verband „{association[:80]}“ ist nicht bekannt. Bekannt sind: "
            f"{', '.join(names.values())}. Einen neuen Verband tragen Sie auf dem Blatt "
            "„Verbände“ ein."
        )
        yield table.problem(row.number, "association", message)
    if row.cells["salutation"].casefold() not in SALUTATIONS:
        message = (
            f"„{row.cells['salutation'][:20]}“: Bitte schreiben Sie „Frau“, „Herr“ oder nichts."
        )
        yield table.problem(row.number, "salutation", message)
    yield from yes_or_no_problem(table, row, "active")


def organisation(row: TableRow, names: Mapping[str, str]) -> OrganisationRow:
    """A row without problems."""
    cells = row.cells
    return OrganisationRow(
        row=row.number,
        code=cells["code"],
        name=cells["name"],
        association=names.get(spelling(cells["association"]), cells["association"]),
        contact_name=cells["contact_name"],
        salutation=SALUTATIONS[cells["salutation"].casefold()],
        email=cells["email"],
        phone=cells["phone"],
        postal_address=cells["postal_address"],
        active=yes_or_no(cells["active"], empty=True) is not False,
    )
