"""Workbook with the sheets Träger and Einrichtungen -> rows of the register, and what is wrong."""

import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from questionnaires.areas import AreaTree, called, spelling
from questionnaires.readers.problems import CellProblem
from questionnaires.readers.register_columns import (
    ASSOCIATION_COLUMNS,
    ASSOCIATION_SHEETS,
    FACILITY_COLUMNS,
    FACILITY_SHEETS,
    ORGANISATION_COLUMNS,
    ORGANISATION_SHEETS,
)
from questionnaires.readers.sheet_table import SheetTable, TableRow, find_sheet, read_table
from questionnaires.readers.upload import Limits, Sheet, UploadRefused, open_workbook

# 500 organisations with 60 facilities each fit in; 6 s and 103 MB, measured.
LIMITS = Limits(rows=40_000, cells=400_000, seconds=15)
MAXIMUM_TARGET_GROUPS = 30
MAXIMUM_TARGET_GROUP = 100

EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9äöüß]([A-Za-z0-9äöüß-]*[A-Za-z0-9äöüß])?\.)+[A-Za-z]{2,}"
)
YES = {"", "ja", "j", "x", "true", "wahr", "1", "aktiv"}
NO = {"nein", "n", "false", "falsch", "0", "inaktiv", "geschlossen"}


class AssociationRow(msgspec.Struct, frozen=True, kw_only=True):
    row: int
    name: str


class OrganisationRow(msgspec.Struct, frozen=True, kw_only=True):
    row: int
    code: str
    name: str
    association: str = ""
    contact_name: str = ""
    email: str = ""
    active: bool = True


class FacilityRow(msgspec.Struct, frozen=True, kw_only=True):
    """`organisation` is the organisation's code, `area` an area code."""

    row: int
    organisation: str
    code: str
    name: str
    service_type: str = ""
    address: str = ""
    area: str | None = None
    target_groups: tuple[str, ...] = ()
    active: bool = True


class KnownRegister(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the register already. organisations: code -> name."""

    associations: frozenset[str] = frozenset()
    organisations: Mapping[str, str] = {}


class RegisterReading(msgspec.Struct, frozen=True, kw_only=True):
    """The good rows, and every problem; a row with an error is not among the good ones.

    `organisation_fields`, `facility_fields`: those that have a column in the file. What has none
    is not said, which is something else than an empty cell.
    """

    associations: tuple[AssociationRow, ...]
    organisations: tuple[OrganisationRow, ...]
    facilities: tuple[FacilityRow, ...]
    problems: tuple[CellProblem, ...]
    organisation_fields: tuple[str, ...] = ()
    facility_fields: tuple[str, ...] = ()


def read(
    content: bytes, *, areas: AreaTree | None = None, known: KnownRegister | None = None
) -> RegisterReading:
    """Raises UploadRefused where nothing can be read.

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
    known_codes = {**known.organisations, **{row.code: row.name for row in organisations}}
    facilities, more, facility_fields = _facilities(facility_sheet, _index(known_codes), areas)
    problems += more
    return RegisterReading(
        associations=tuple(associations),
        organisations=tuple(organisations),
        facilities=tuple(facilities),
        problems=tuple(problems),
        organisation_fields=organisation_fields,
        facility_fields=facility_fields,
    )


def _associations(sheet: Sheet | None) -> tuple[list[AssociationRow], list[CellProblem]]:
    if sheet is None:
        return [], []
    table = read_table(sheet, ASSOCIATION_COLUMNS)
    problems = [*table.problems, *_duplicates(table, ("name",), "Der Verband")]
    return [
        AssociationRow(row=row.number, name=row.cells["name"]) for row in _good(table, problems)
    ], problems


def _organisations(
    sheet: Sheet | None, associations: Sequence[AssociationRow], known: KnownRegister
) -> tuple[list[OrganisationRow], list[CellProblem], tuple[str, ...]]:
    if sheet is None:
        return [], [], ()
    table = read_table(sheet, ORGANISATION_COLUMNS)
    names = {spelling(name): name for name in sorted(known.associations)}
    names |= {spelling(row.name): row.name for row in associations}
    problems = [*table.problems, *_duplicates(table, ("code",), "Die Träger-Nr.")]
    for row in table.rows:
        problems += _organisation_problems(table, row, names)
    rows = [_organisation(row, names) for row in _good(table, problems)]
    return rows, problems, tuple(table.letters)


def _organisation_problems(
    table: SheetTable, row: TableRow, names: Mapping[str, str]
) -> Iterable[CellProblem]:
    email, association = row.cells["email"], row.cells["association"]
    if email and not EMAIL.fullmatch(email):
        message = f"„{email[:80]}“ ist keine E-Mail-Adresse (Beispiel: name@traeger.de)."
        yield table.problem(row.number, "email", message)
    if not email and "email" in table.letters and _active(row):
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
    yield from _active_problem(table, row)


def _organisation(row: TableRow, names: Mapping[str, str]) -> OrganisationRow:
    association = row.cells["association"]
    return OrganisationRow(
        row=row.number,
        code=row.cells["code"],
        name=row.cells["name"],
        association=names.get(spelling(association), association),
        contact_name=row.cells["contact_name"],
        email=row.cells["email"],
        active=_active(row) is not False,
    )


class _Organisations(msgspec.Struct, frozen=True):
    codes: frozenset[str]
    by_name: Mapping[str, tuple[str, ...]]


def _index(organisations: Mapping[str, str]) -> _Organisations:
    by_name: dict[str, tuple[str, ...]] = {}
    for code, name in organisations.items():
        by_name[spelling(name)] = (*by_name.get(spelling(name), ()), code)
    return _Organisations(codes=frozenset(organisations), by_name=by_name)


def _meant(text: str, organisations: _Organisations) -> tuple[str, ...]:
    """Codes of the organisations that may be meant: by code, else by name."""
    if text in organisations.codes:
        return (text,)
    return organisations.by_name.get(spelling(text), ())


def _facilities(
    sheet: Sheet | None, organisations: _Organisations, areas: AreaTree | None
) -> tuple[list[FacilityRow], list[CellProblem], tuple[str, ...]]:
    if sheet is None:
        return [], [], ()
    table = read_table(sheet, FACILITY_COLUMNS)
    problems = [
        *table.problems,
        *_duplicates(table, ("organisation", "code"), "Diese Einrichtungs-Nr. des Trägers"),
    ]
    for row in table.rows:
        problems += _facility_problems(table, row, organisations, areas)
    rows = [_facility(row, organisations, areas) for row in _good(table, problems)]
    return rows, problems, tuple(table.letters)


def _facility_problems(
    table: SheetTable, row: TableRow, organisations: _Organisations, areas: AreaTree | None
) -> Iterable[CellProblem]:
    organisation = row.cells["organisation"]
    if organisation and len(_meant(organisation, organisations)) != 1:
        message = (
            f"Zum Träger „{organisation[:80]}“ gibt es keinen Eintrag im Register und keine "
            "einlesbare Zeile auf dem Blatt „Träger“. Bitte prüfen Sie die Träger-Nr."
        )
        yield table.problem(row.number, "organisation", message)
    if message := _area_problem(row.cells["area"], areas):
        yield table.problem(row.number, "area", message)
    groups = _target_groups(row)
    if len(groups) > MAXIMUM_TARGET_GROUPS or max(map(len, groups), default=0) > (
        MAXIMUM_TARGET_GROUP
    ):
        message = (
            f"Bitte nennen Sie höchstens {MAXIMUM_TARGET_GROUPS} Zielgruppen mit je höchstens "
            f"{MAXIMUM_TARGET_GROUP} Zeichen, getrennt durch Semikolon."
        )
        yield table.problem(row.number, "target_groups", message)
    yield from _active_problem(table, row)


def _facility(row: TableRow, organisations: _Organisations, areas: AreaTree | None) -> FacilityRow:
    found = called(areas, row.cells["area"]) if areas else ()
    return FacilityRow(
        row=row.number,
        organisation=_meant(row.cells["organisation"], organisations)[0],
        code=row.cells["code"],
        name=row.cells["name"],
        service_type=row.cells["service_type"],
        address=row.cells["address"],
        area=found[0].code if found else None,
        target_groups=_target_groups(row),
        active=_active(row) is not False,
    )


def _area_problem(text: str, areas: AreaTree | None) -> str:
    if not text:
        return ""
    if areas is None:
        return "Es sind noch keine Gebiete angelegt. Bitte lesen Sie zuerst die Gebiete ein."
    found = called(areas, text)
    if not found:
        return f"Das Gebiet „{text[:80]}“ steht nicht im Gebietsverzeichnis ({areas.municipality})."
    if len(found) > 1:
        codes = ", ".join(area.code for area in found)
        return f"„{text[:80]}“ heißen mehrere Gebiete. Bitte nennen Sie den Schlüssel ({codes})."
    return ""


def _target_groups(row: TableRow) -> tuple[str, ...]:
    parts = (part.strip() for part in re.split(r"[;,\n]", row.cells["target_groups"]))
    return tuple(dict.fromkeys(part for part in parts if part))


def _active(row: TableRow) -> bool | None:
    """None = not readable."""
    written = row.cells["active"].casefold()
    if written in YES:
        return True
    return False if written in NO else None


def _active_problem(table: SheetTable, row: TableRow) -> Iterable[CellProblem]:
    if _active(row) is None:
        message = f"„{row.cells['active'][:20]}“: Bitte schreiben Sie „ja“ oder „nein“."
        yield table.problem(row.number, "active", message)


def _duplicates(table: SheetTable, fields: Sequence[str], what: str) -> Iterable[CellProblem]:
    first: dict[tuple[str, ...], int] = {}
    for row in table.rows:
        key = tuple(row.cells[field].casefold() for field in fields)
        if not all(key):
            continue
        if key in first:
            message = f"{what} „{row.cells[fields[-1]][:80]}“ steht schon in Zeile {first[key]}."
            yield table.problem(row.number, fields[-1], message)
        first.setdefault(key, row.number)


def _good(table: SheetTable, problems: Iterable[CellProblem]) -> list[TableRow]:
    bad = {problem.row for problem in problems if problem.severity == "error"}
    return [row for row in table.rows if row.number not in bad]
