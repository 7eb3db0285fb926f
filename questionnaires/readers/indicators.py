"""Small-area statistics as CSV: our own simple form, and the one of Köln's open data."""

import re
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from questionnaires.areas import CITYWIDE, AreaTree
from questionnaires.readers.csv_file import CsvLine, open_csv
from questionnaires.readers.problems import CellProblem
from questionnaires.readers.text_file import UploadRefused

MAXIMUM_ROWS = 200_000
MAXIMUM_PROBLEMS = 200
"""A file for another city would otherwise give one problem per line."""

MAXIMUM_NAME = 200
YEARS = range(1900, 2101)
KOELN = frozenset({"tabelle", "jahr", "raum_id", "zeile", "zahl"})
SIMPLE = frozenset({"code", "indicator", "year", "value"})
GERMAN = {
    "schlüssel": "code",
    "gebiet": "code",
    "kennzahl": "indicator",
    "einheit": "unit",
    "jahr": "year",
    "wert": "value",
    "quelle": "source",
}


class IndicatorRow(msgspec.Struct, frozen=True, kw_only=True):
    """`area` is an area code of the tree or CITYWIDE."""

    row: int
    area: str
    name: str
    unit: str
    year: int
    value: float
    source: str


class IndicatorReading(msgspec.Struct, frozen=True, kw_only=True):
    rows: tuple[IndicatorRow, ...]
    problems: tuple[CellProblem, ...]


class _Cells(NamedTuple):
    row: int
    code: str
    name: str
    unit: str
    year: str
    value: str
    source: str


def read(
    content: bytes, *, areas: AreaTree, source: str = "", name: str = "Kennzahlen"
) -> IndicatorReading:
    """`source`: for the lines (or files) that name none. Raises UploadRefused."""
    table = open_csv(content)
    headers = {GERMAN.get(header, header) for header in table.headers}
    if set(table.headers) >= KOELN:
        cells: Iterable[_Cells] = (_koeln(line, source) for line in table.lines)
    elif headers >= SIMPLE:
        cells = (_simple(line, source) for line in table.lines)
    else:
        raise UploadRefused(
            "Die Spaltenüberschriften sind nicht bekannt. Erwartet werden "
            "code;indicator;unit;year;value;source oder das Format der Stadt Köln (tabelle, jahr, "
            "raum_id, zeile, zahl)."
        )
    return _reading(cells, areas, name)


def _koeln(line: CsvLine, source: str) -> _Cells:
    found = line.cells
    return _Cells(
        row=line.row,
        code=found["raum_id"],
        name=f"{found['tabelle']}: {found['zeile']}",
        unit="Anzahl",
        year=found["jahr"],
        value=found["zahl"],
        source=source,
    )


def _simple(line: CsvLine, source: str) -> _Cells:
    found = {GERMAN.get(header, header): cell for header, cell in line.cells.items()}
    return _Cells(
        row=line.row,
        code=found["code"],
        name=found["indicator"],
        unit=found.get("unit", ""),
        year=found["year"],
        value=found["value"],
        source=found.get("source") or source,
    )


def _reading(cells: Iterable[_Cells], areas: AreaTree, place: str) -> IndicatorReading:
    rows: list[IndicatorRow] = []
    problems: list[CellProblem] = []
    first: dict[tuple[str, str, int], int] = {}
    for line in cells:
        found = _row(line, areas, place)
        if isinstance(found, IndicatorRow):
            key = (found.area, found.name, found.year)
            if key in first:
                message = f"Diese Kennzahl steht für Gebiet und Jahr schon in Zeile {first[key]}."
                found = _problem(place, line, "", message)
            else:
                first[key] = line.row
                rows.append(found)
        if isinstance(found, CellProblem):
            problems.append(found)
        if len(rows) > MAXIMUM_ROWS:
            raise UploadRefused(
                "Die Datei enthält mehr als 200.000 Werte. Bitte teilen Sie sie auf."
            )
    return IndicatorReading(rows=tuple(rows), problems=_shortened(problems, place))


def _row(line: _Cells, areas: AreaTree, place: str) -> IndicatorRow | CellProblem:
    area = area_of(areas, line.code)
    value = number(line.value)
    if area is None:
        message = f"Das Gebiet „{line.code[:60]}“ steht nicht im Gebietsverzeichnis."
        return _problem(place, line, "code", message)
    if not line.name or max(len(line.name), len(line.unit), len(line.source)) > MAXIMUM_NAME:
        message = (
            f"Die Kennzahl braucht einen Namen; Name, Einheit und Quelle dürfen höchstens "
            f"{MAXIMUM_NAME} Zeichen lang sein."
        )
        return _problem(place, line, "indicator", message)
    if not line.year.isdecimal() or int(line.year[:9]) not in YEARS:
        message = f"„{line.year[:60]}“ ist kein Jahr (zum Beispiel 2024)."
        return _problem(place, line, "year", message)
    if value is None:
        # Empty is unknown, never zero.
        message = f"„{line.value[:60]}“ ist keine Zahl." if line.value else "Der Wert fehlt."
        return _problem(place, line, "value", message)
    return IndicatorRow(
        row=line.row,
        area=area,
        name=line.name,
        unit=line.unit,
        year=int(line.year),
        value=value,
        source=line.source,
    )


def area_of(areas: AreaTree, code: str) -> str | None:
    """Statistics offices fill codes with zeros: 001 is the area 1, 000 the whole city."""
    if code in areas.by_code:
        return code
    short = code.lstrip("0")
    if (code and not short) or code == CITYWIDE:
        return CITYWIDE
    return short if short in areas.by_code else None


def number(text: str) -> float | None:
    """1250, 1250.5, 1250,5 and 1.250,5; None = not a number."""
    if re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?", text):
        text = text.replace(".", "")
    if not re.fullmatch(r"-?[0-9]{1,15}([.,][0-9]{1,15})?", text):
        return None
    return float(text.replace(",", "."))


def _problem(place: str, line: _Cells, column: str, message: str) -> CellProblem:
    return CellProblem(sheet=place, row=line.row, column=column, message=message)


def _shortened(problems: list[CellProblem], place: str) -> tuple[CellProblem, ...]:
    rest = len(problems) - MAXIMUM_PROBLEMS
    if rest <= 0:
        return tuple(problems)
    more = CellProblem(
        sheet=place, row=0, column="", message=f"… und {rest} weitere Zeilen mit Fehlern."
    )
    return (*problems[:MAXIMUM_PROBLEMS], more)
