"""The Excel return as somebody filled it in -> what stands in the cells of every page and facility.

Sheets, rows and columns are known by keys in a hidden row and column, so they may be renamed, moved
or deleted. What cannot be assigned is said with sheet and cell, and changes nothing.
"""

import math
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial

import msgspec

from questionnaires import return_marks
from questionnaires.items import numbers
from questionnaires.questionnaire import FACILITIES, Choice, Questionnaire
from questionnaires.readers import upload
from questionnaires.readers.cell_text import cell_text
from questionnaires.readers.return_sheet import Filled, PageSheet, Problem, cell_at
from questionnaires.readers.upload import Limits, Sheet, SheetRow, Workbook, column_letter
from questionnaires.return_cells import ANSWER_KEY, GUIDE_SHEET, LISTS_SHEET, MARKS_SHEET
from questionnaires.return_marks import Marks

LIMITS = Limits(sheets=120, columns=2_000, cells=600_000, seconds=20.0)
"""300 questions for 60 facilities with last wave's answers beside them are 50,000 cells."""
DIGITS = 15
"""Excel counts so far; what follows is the computer's rounding: 0.30000000000000004."""
SPARE = re.compile("_x([0-9A-Fa-f]{4})_")
"""How a workbook writes signs that XML cannot hold."""


class ReturnedPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A page (of a facility). ``items``: by code; what is not in the file is absent, not empty."""

    page: str
    facility: str
    sheet: str
    items: dict[str, Filled]


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What the file says. ``problems``: their answers are not in ``places``."""

    places: tuple[ReturnedPlace, ...]
    problems: tuple[Problem, ...]


def open_return(content: bytes, *, language: str) -> Workbook:
    """The cells as text. Raises UploadRefused for what is no usable workbook."""
    return upload.open_workbook(content, limits=LIMITS, text_of=partial(as_text, language=language))


def as_text(value: object, *, language: str) -> str:
    """A cell as a person would type it in a language: numbers and signs are read back the same."""
    if isinstance(value, float) and math.isfinite(value):
        return numbers.spelled(Decimal(f"{value:.{DIGITS}g}"), language)
    if isinstance(value, str):
        return SPARE.sub(lambda found: chr(int(found[1], 16)), value).strip()
    return cell_text(value)


def marks_of(workbook: Workbook) -> tuple[Marks, str] | None:
    """What the workbook says of itself and the signature; None = it is not one of ours."""
    for sheet in workbook.sheets:
        if sheet.name == MARKS_SHEET:
            pairs = [(row.cells[0], row.cells[1]) for row in sheet.rows if len(row.cells) == 2]
            return return_marks.read(pairs)
    return None


def read(
    workbook: Workbook,
    questionnaire: Questionnaire,
    *,
    facilities: Mapping[str, str],
    areas: Sequence[Choice],
    language: str,
) -> Reading:
    """Everything that can be assigned. facilities: id -> name of those that may be answered for."""
    pages = {page.code: page for page in questionnaire.pages}
    places: dict[tuple[str, str], ReturnedPlace] = {}
    problems: list[Problem] = []
    for sheet in workbook.sheets:
        if sheet.name in {GUIDE_SHEET, LISTS_SHEET, MARKS_SHEET}:
            continue
        found = PageSheet.of(sheet, pages, areas, language)
        if found is None:
            problems += _unknown_sheet(sheet)
            continue
        if found.page.roster == FACILITIES:
            read_places = _roster(found, facilities)
        else:
            read_places = _organisation(found)
        for place in read_places:
            key = (place.page, place.facility)
            if key in places and _answers(places[key]) != _answers(place):
                problems.append(_twice(place))
            places.setdefault(key, place)
        problems += found.problems
    return Reading(places=tuple(places.values()), problems=tuple(problems))


def _unknown_sheet(sheet: Sheet) -> list[Problem]:
    if not sheet.rows:
        return []
    message = (
        "Dieses Blatt gehört nicht zum Fragebogen, oder seine ausgeblendete erste Zeile oder "
        "Spalte fehlt. Es wurde nicht gelesen. Wenn Antworten darauf stehen, laden Sie die "
        "Arbeitsmappe neu herunter und übertragen Sie sie."
    )
    return [Problem(sheet=sheet.name, cell="", message=message)]


def _answers(place: ReturnedPlace) -> dict[str, tuple[str, ...]]:
    return {code: filled.raw for code, filled in place.items.items()}


def _twice(place: ReturnedPlace) -> Problem:
    cell = next((filled.cell for filled in place.items.values()), "")
    message = (
        "Diese Zeile kommt zweimal mit verschiedenen Antworten vor. Gelesen wurde die erste. Bitte "
        "löschen Sie eine von beiden."
    )
    return Problem(
        sheet=place.sheet, cell=cell, message=message, page=place.page, facility=place.facility
    )


def _organisation(sheet: PageSheet) -> list[ReturnedPlace]:
    if ANSWER_KEY not in sheet.heads:
        sheet.problem(
            "",
            "Die Spalte „Ihre Antwort“ fehlt oder ihre ausgeblendete erste Zeile wurde geändert. "
            "Das Blatt wurde nicht gelesen. Laden Sie die Arbeitsmappe neu herunter und übertragen "
            "Sie Ihre Antworten.",
        )
        return []
    column = sheet.heads.index(ANSWER_KEY)
    found: dict[str, tuple[int, int, str]] = {}
    for row in sheet.below():
        key = cell_at(row, sheet.column)
        if key:
            found.setdefault(key, (row.number, column, cell_at(row, column)))
    return [
        ReturnedPlace(
            page=sheet.page.code,
            facility="",
            sheet=sheet.sheet.name,
            items=sheet.collected(found),
        )
    ]


def _roster(sheet: PageSheet, facilities: Mapping[str, str]) -> list[ReturnedPlace]:
    columns: dict[str, int] = {}
    for column, key in enumerate(sheet.heads):
        if key and column != sheet.column:
            columns.setdefault(key, column)
    places = []
    for row in sheet.below():
        facility = cell_at(row, sheet.column)
        if facility in facilities and _named(sheet, row, facilities[facility]):
            found = {key: (row.number, at, cell_at(row, at)) for key, at in columns.items()}
            places.append(
                ReturnedPlace(
                    page=sheet.page.code,
                    facility=facility,
                    sheet=sheet.sheet.name,
                    items=sheet.collected(found, facility),
                )
            )
        elif (facility or _below_the_heads(places)) and any(
            cell_at(row, at) for at in columns.values()
        ):
            _strange_row(sheet, row, known=facility in facilities)
    return places


def _below_the_heads(places: Sequence[ReturnedPlace]) -> bool:
    """Rows above the first facility are titles and explanations."""
    return bool(places)


def _named(sheet: PageSheet, row: SheetRow, name: str) -> bool:
    """Whether a row's visible name belongs to its key: somebody may have sorted one without both.

    A changed kind of service in the second line of the cell, or an emptied one, does no harm.
    """
    cells = (cell for at, cell in enumerate(row.cells) if at > sheet.column)
    shown = " ".join(next(cells, "").partition("\n")[0].split())
    return shown.casefold() in {"", " ".join(name.split()).casefold()}


def _strange_row(sheet: PageSheet, row: SheetRow, *, known: bool) -> None:
    """A row with answers that belongs to nobody."""
    message = (
        "Der Name der Einrichtung passt nicht zur Kennung dieser Zeile, vermutlich nach dem "
        "Sortieren. Die Zeile wurde nicht gelesen. Laden Sie die Arbeitsmappe neu herunter und "
        "übertragen Sie die Antworten."
        if known
        else "Diese Zeile gehört zu keiner Ihrer Einrichtungen und wurde nicht gelesen. Neue "
        "Einrichtungen meldet die Sozialplanung an."
    )
    sheet.problem(f"{column_letter(sheet.column + 1)}{row.number}", message)
