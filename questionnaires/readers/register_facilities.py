"""The facilities of a register: a sheet of them, or one typed into a form."""

import re
from collections.abc import Iterable, Mapping

from questionnaires.areas import CITYWIDE, AreaTree, called, spelling
from questionnaires.readers import coordinates
from questionnaires.readers.problems import CellProblem
from questionnaires.readers.register_checks import (
    KnownOrganisations,
    area_problem,
    email_problem,
    known_organisations,
    meant,
    organisation_problem,
    parts,
    yes_or_no,
    yes_or_no_problem,
)
from questionnaires.readers.register_columns import FACILITY_COLUMNS
from questionnaires.readers.register_rows import FacilityRow
from questionnaires.readers.sheet_table import SheetTable, TableRow, typed_table

MAXIMUM_TARGET_GROUPS = 30
MAXIMUM_TARGET_GROUP = 100
_WEBSITE = re.compile(r"(https?://)?[\w-]+(\.[\w-]+)+(:\d+)?(/\S*)?", re.IGNORECASE)


def typed_facility(
    cells: Mapping[str, str], *, organisation: str, areas: AreaTree | None
) -> tuple[FacilityRow | None, list[CellProblem]]:
    """One facility of the organisation with this code; a problem's column is the field's name."""
    table = typed_table({**cells, "organisation": organisation}, FACILITY_COLUMNS)
    known = known_organisations({organisation: ""})
    problems = [*table.problems, *facility_problems(table, table.rows[0], known, areas)]
    return (None if problems else facility(table.rows[0], known, areas)), problems


def facility_problems(
    table: SheetTable, row: TableRow, organisations: KnownOrganisations, areas: AreaTree | None
) -> Iterable[CellProblem]:
    """Everything that is wrong with a row."""
    yield from organisation_problem(table, row, organisations)
    if message := area_problem(row.cells["area"], areas):
        yield table.problem(row.number, "area", message)
    yield from _serves_problems(table, row, areas)
    groups = parts(row.cells["target_groups"])
    if len(groups) > MAXIMUM_TARGET_GROUPS or max(map(len, groups), default=0) > (
        MAXIMUM_TARGET_GROUP
    ):
        message = (
            f"Bitte nennen Sie höchstens {MAXIMUM_TARGET_GROUPS} Zielgruppen mit je höchstens "
            f"{MAXIMUM_TARGET_GROUP} Zeichen, getrennt durch Semikolon."
        )
        yield table.problem(row.number, "target_groups", message)
    yield from email_problem(table, row)
    website = row.cells["website"]
    if website and not _WEBSITE.fullmatch(website):
        message = f"„{website[:80]}“ ist keine Internetadresse (Beispiel: www.traeger.de)."
        yield table.problem(row.number, "website", message)
    try:
        coordinates.place(row.cells["latitude"], row.cells["longitude"])
    except coordinates.NoPlace as error:
        yield table.problem(row.number, "latitude", str(error))
    yield from yes_or_no_problem(table, row, "protected")
    yield from yes_or_no_problem(table, row, "active")


def _serves_problems(
    table: SheetTable, row: TableRow, areas: AreaTree | None
) -> Iterable[CellProblem]:
    names = parts(row.cells["serves"])
    citywide = [name for name in names if spelling(name) == CITYWIDE]
    if citywide and len(names) > 1:
        message = "Entweder „stadtweit“ oder einzelne Gebiete, nicht beides."
        yield table.problem(row.number, "serves", message)
        return
    for name in names:
        if name not in citywide and (message := area_problem(name, areas)):
            yield table.problem(row.number, "serves", message)


def facility(
    row: TableRow, organisations: KnownOrganisations, areas: AreaTree | None
) -> FacilityRow:
    """A row without problems."""
    cells = row.cells
    latitude, longitude = coordinates.place(cells["latitude"], cells["longitude"]) or (None, None)
    website = cells["website"]
    return FacilityRow(
        row=row.number,
        organisation=meant(cells["organisation"], organisations)[0],
        code=cells["code"],
        name=cells["name"],
        service_type=cells["service_type"],
        address=cells["address"],
        area=_code(cells["area"], areas),
        serves=_serves(cells["serves"], areas),
        target_groups=parts(cells["target_groups"]),
        phone=cells["phone"],
        email=cells["email"],
        website=website if not website or "://" in website else f"https://{website}",
        latitude=latitude,
        longitude=longitude,
        protected=yes_or_no(cells["protected"], empty=False) is True,
        active=yes_or_no(cells["active"], empty=True) is not False,
    )


def _code(text: str, areas: AreaTree | None) -> str | None:
    found = called(areas, text) if areas and text else ()
    return found[0].code if found else None


def _serves(text: str, areas: AreaTree | None) -> tuple[str, ...]:
    names = parts(text)
    if any(spelling(name) == CITYWIDE for name in names):
        return (CITYWIDE,)
    codes = {code for name in names if (code := _code(name, areas))}
    return tuple(sorted(codes))
