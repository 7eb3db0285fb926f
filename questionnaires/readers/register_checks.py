"""What every sheet of the register checks in the same way; a form's entry is a sheet of one row."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from questionnaires.areas import AreaTree, called, spelling
from questionnaires.readers.problems import CellProblem
from questionnaires.readers.sheet_table import SheetTable, TableRow

EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9äöüß]([A-Za-z0-9äöüß-]*[A-Za-z0-9äöüß])?\.)+[A-Za-z]{2,}"
)
YES = {"ja", "j", "x", "true", "wahr", "1", "aktiv"}
NO = {"nein", "n", "false", "falsch", "0", "inaktiv", "geschlossen"}
_GERMAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


class KnownOrganisations(msgspec.Struct, frozen=True):
    """By code, and all codes of a name."""

    codes: frozenset[str]
    by_name: Mapping[str, tuple[str, ...]]


def known_organisations(organisations: Mapping[str, str]) -> KnownOrganisations:
    """organisations: code -> name."""
    by_name: dict[str, tuple[str, ...]] = {}
    for code, name in organisations.items():
        by_name[spelling(name)] = (*by_name.get(spelling(name), ()), code)
    return KnownOrganisations(codes=frozenset(organisations), by_name=by_name)


def meant(text: str, organisations: KnownOrganisations) -> tuple[str, ...]:
    """Codes of the organisations that may be meant: by code, else by name."""
    if text in organisations.codes:
        return (text,)
    return organisations.by_name.get(spelling(text), ())


def organisation_problem(
    table: SheetTable, row: TableRow, organisations: KnownOrganisations
) -> Iterable[CellProblem]:
    """Whose facility or contact it is must be clear."""
    text = row.cells["organisation"]
    if text and len(meant(text, organisations)) != 1:
        message = (
            f"Zum Träger „{text[:80]}“ gibt es keinen Eintrag im Register und keine "
            "einlesbare Zeile auf dem Blatt „Träger“. Bitte prüfen Sie die Träger-Nr."
        )
        yield table.problem(row.number, "organisation", message)


def email_problem(table: SheetTable, row: TableRow) -> Iterable[CellProblem]:
    """An address must look like one."""
    email = row.cells["email"]
    if email and not EMAIL.fullmatch(email):
        message = f"„{email[:80]}“ ist keine E-Mail-Adresse (Beispiel: name@traeger.de)."
        yield table.problem(row.number, "email", message)


def yes_or_no(text: str, *, empty: bool) -> bool | None:
    """None = not readable."""
    written = text.casefold()
    if not written:
        return empty
    if written in YES:
        return True
    return False if written in NO else None


def yes_or_no_problem(table: SheetTable, row: TableRow, field: str) -> Iterable[CellProblem]:
    """Neither yes nor no."""
    if yes_or_no(row.cells[field], empty=True) is None:
        message = f"„{row.cells[field][:20]}“: Bitte schreiben Sie „ja“ oder „nein“."
        yield table.problem(row.number, field, message)


def day(text: str) -> date | None:
    """31.12.2026 or 2026-12-31; None = no day."""
    try:
        if found := _GERMAN_DATE.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text)
    except ValueError:
        return None


def area_problem(text: str, areas: AreaTree | None) -> str:
    """What is wrong with the name of an area; "" = nothing."""
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


def parts(text: str) -> tuple[str, ...]:
    """Several words in one cell, each once."""
    found = (part.strip() for part in re.split(r"[;,\n]", text))
    return tuple(dict.fromkeys(part for part in found if part))


def duplicates(table: SheetTable, fields: Sequence[str], what: str) -> Iterable[CellProblem]:
    """Each row whose key stood in an earlier one."""
    first: dict[tuple[str, ...], int] = {}
    for row in table.rows:
        key = tuple(row.cells[field].casefold() for field in fields)
        if not key[0] or not key[-1]:
            continue
        if key in first:
            message = f"{what} „{row.cells[fields[-1]][:80]}“ steht schon in Zeile {first[key]}."
            yield table.problem(row.number, fields[-1], message)
        first.setdefault(key, row.number)


def good(table: SheetTable, problems: Iterable[CellProblem]) -> list[TableRow]:
    """The rows without an error."""
    bad = {problem.row for problem in problems if problem.severity == "error"}
    return [row for row in table.rows if row.number not in bad]
