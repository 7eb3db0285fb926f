"""Rows of any area file -> an area tree, or what is wrong with them."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from questionnaires.areas import RESERVED, Area, AreaTree, spelling
from questionnaires.readers.problems import CellProblem

MAXIMUM_AREAS = 5_000
MAXIMUM_NAME = 200
MAXIMUM_POPULATION = 100_000_000
MAXIMUM_ALIASES = 50
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


class AreaRow(msgspec.Struct, frozen=True, kw_only=True):
    """One area as the file has it; `row` is where to look in the file."""

    row: int
    code: str
    name: str
    level: str = ""
    parent: str = ""
    aliases: tuple[str, ...] = ()
    population: str = ""
    geometry: dict[str, Any] | None = None


class AreaReading(msgspec.Struct, frozen=True, kw_only=True):
    """Without a tree where there is an error; warnings do not stand in the way."""

    tree: AreaTree | None
    problems: tuple[CellProblem, ...]


def tree_of(
    rows: Sequence[AreaRow], *, place: str, municipality: str, levels: Sequence[str]
) -> AreaReading:
    """`place` names the file in the problems; `levels` go from the municipality downwards."""
    if too_few_or_many := _size_problem(rows, place):
        return AreaReading(tree=None, problems=(too_few_or_many,))
    problems = [problem for row in rows for problem in _row_problems(row, place)]
    problems += _duplicates(rows, place)
    ordered, unplaced = _parents_first(rows)
    problems += [_unplaced_problem(row, rows, place) for row in unplaced]
    ordered = _with_levels(ordered, levels)
    order = _level_order(ordered, levels)
    problems += _level_problems(ordered, order, place)
    if problems:
        return AreaReading(tree=None, problems=tuple(problems))
    tree = AreaTree(
        municipality=municipality, levels=order, areas=tuple(_area(row) for row in ordered)
    )
    return AreaReading(tree=tree, problems=tuple(_ambiguous(tree, ordered, place)))


def _size_problem(rows: Sequence[AreaRow], place: str) -> CellProblem | None:
    message = ""
    if not rows:
        message = "Die Datei enthält kein Gebiet. Bitte prüfen Sie, ob es die richtige Datei ist."
    if len(rows) > MAXIMUM_AREAS:
        message = f"Die Datei enthält mehr als {MAXIMUM_AREAS} Gebiete. Bitte teilen Sie sie auf."
    return CellProblem(sheet=place, row=0, column="", message=message) if message else None


def _problem(place: str, row: AreaRow, column: str, message: str) -> CellProblem:
    return CellProblem(sheet=place, row=row.row, column=column, message=message)


def _row_problems(row: AreaRow, place: str) -> Iterable[CellProblem]:
    if not row.code:
        yield _problem(place, row, "code", "Das Gebiet hat keinen Schlüssel.")
    elif row.code in RESERVED:
        yield _problem(place, row, "code", f"„{row.code}“ ist als Schlüssel vergeben.")
    elif not CODE.fullmatch(row.code):
        message = (
            f"Der Schlüssel „{row.code[:60]}“ darf nur Buchstaben, Ziffern, Punkt, Binde- und "
            "Unterstrich enthalten, höchstens 40 Zeichen."
        )
        yield _problem(place, row, "code", message)
    for column, text in [("name", row.name), *(("aliases", alias) for alias in row.aliases)]:
        if len(text) > MAXIMUM_NAME:
            message = f"Der Name ist länger als {MAXIMUM_NAME} Zeichen."
            yield _problem(place, row, column, message)
    if not row.name:
        yield _problem(place, row, "name", f"Das Gebiet „{row.code}“ hat keinen Namen.")
    if len(row.aliases) > MAXIMUM_ALIASES:
        message = f"Ein Gebiet kann höchstens {MAXIMUM_ALIASES} weitere Namen haben."
        yield _problem(place, row, "aliases", message)
    if row.population and population(row.population) is None:
        message = f"„{row.population[:60]}“ ist keine Einwohnerzahl (zum Beispiel 1250)."
        yield _problem(place, row, "population", message)


def population(text: str) -> int | None:
    """Whole numbers as spreadsheets write them: 1250, 1.250 (thousands), 1250.0; else None."""
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", text):
        number = int(text.replace(".", ""))
    elif whole := re.fullmatch(r"([0-9]{1,9})([.,]0+)?", text):
        number = int(whole[1])
    else:
        return None
    return number if number <= MAXIMUM_POPULATION else None


def _duplicates(rows: Sequence[AreaRow], place: str) -> Iterable[CellProblem]:
    first: dict[str, int] = {}
    for row in rows:
        if row.code and row.code in first:
            message = f"Der Schlüssel „{row.code}“ steht schon in Zeile {first[row.code]}."
            yield _problem(place, row, "code", message)
        first.setdefault(row.code, row.row)


def _parents_first(rows: Sequence[AreaRow]) -> tuple[list[AreaRow], list[AreaRow]]:
    """Rows in the file's order, children behind their parents; and those with no way to the top."""
    below: dict[str, list[AreaRow]] = {}
    for row in rows:
        below.setdefault(row.parent, []).append(row)
    ordered: list[AreaRow] = []
    waiting = list(reversed(below.pop("", [])))
    while waiting:
        row = waiting.pop()
        ordered.append(row)
        waiting += reversed(below.pop(row.code, []))
    placed = {id(row) for row in ordered}
    return ordered, [row for row in rows if id(row) not in placed]


def _unplaced_problem(row: AreaRow, rows: Sequence[AreaRow], place: str) -> CellProblem:
    if all(other.code != row.parent for other in rows):
        message = f"Das übergeordnete Gebiet „{row.parent}“ von „{row.code}“ fehlt in der Datei."
    else:
        message = (
            f"Das Gebiet „{row.code}“ hängt an keinem obersten Gebiet: "
            "die übergeordneten Gebiete fehlen oder verweisen im Kreis aufeinander."
        )
    return _problem(place, row, "parent", message)


def _with_levels(ordered: Sequence[AreaRow], levels: Sequence[str]) -> list[AreaRow]:
    """A row that names no level gets the one of its depth (1 = directly in the municipality)."""
    depths: dict[str, int] = {}
    levelled = []
    for row in ordered:
        depth = depths[row.code] = depths.get(row.parent, 0) + 1
        usual = levels[depth] if depth < len(levels) else f"ebene_{depth}"
        levelled.append(msgspec.structs.replace(row, level=row.level or usual))
    return levelled


def _level_order(ordered: Sequence[AreaRow], levels: Sequence[str]) -> tuple[str, ...]:
    """The given levels as far as they occur, then those that only rows name, by their depth."""
    depths: dict[str, int] = {}
    deepest: dict[str, int] = {}
    for row in ordered:
        depth = depths[row.code] = depths.get(row.parent, 0) + 1
        deepest[row.level] = max(deepest.get(row.level, 0), depth)
    own = sorted((level for level in deepest if level not in levels), key=deepest.__getitem__)
    return (levels[0], *(level for level in levels[1:] if level in deepest), *own)


def _level_problems(
    ordered: Sequence[AreaRow], order: Sequence[str], place: str
) -> Iterable[CellProblem]:
    rank = {level: position for position, level in enumerate(order)}
    above = {row.code: row.level for row in reversed(ordered)}  # The first of two counts.
    for row in ordered:
        if row.level == order[0]:
            message = (
                f"Die Ebene „{row.level}“ steht für die ganze Kommune und wird nicht als Gebiet "
                "angelegt. Bitte löschen Sie die Zeile oder nennen Sie eine andere Ebene."
            )
            yield _problem(place, row, "level", message)
        elif row.parent and rank[row.level] <= rank[above[row.parent]]:
            message = (
                f"„{row.code}“ ({row.level}) kann nicht in „{row.parent}“ "
                f"({above[row.parent]}) liegen: Die Ebene ist nicht kleiner."
            )
            yield _problem(place, row, "level", message)


def _area(row: AreaRow) -> Area:
    return Area(
        code=row.code,
        name=row.name,
        level=row.level,
        parent=row.parent or None,
        aliases=row.aliases,
        population=population(row.population) if row.population else None,
        geometry=row.geometry,
    )


def _ambiguous(tree: AreaTree, rows: Sequence[AreaRow], place: str) -> Iterable[CellProblem]:
    """Two areas of one name: answers that name it cannot be placed."""
    reported = set()
    for row in reversed(rows):  # Known areas stand first, those of the file behind them.
        for name in (row.name, *row.aliases):
            same = [area.code for area in tree.by_name[spelling(name)]]
            if len(same) > 1 and spelling(name) not in reported:
                reported.add(spelling(name))
                message = (
                    f"„{name}“ heißen mehrere Gebiete ({', '.join(same)}). Wer nur den Namen "
                    "nennt, wird keinem davon zugeordnet."
                )
                yield CellProblem(
                    sheet=place, row=row.row, column="name", message=message, severity="warning"
                )


def merged(stored: AreaTree, read: AreaTree, *, place: str = "Gebiete") -> AreaReading:
    """The stored tree with what was read put over it.

    Areas that the file does not name stay. Aliases, population and geometry that it leaves out
    stay too: a map file knows shapes, a list knows names, and both describe one tree.
    """
    rows = [_over(stored.by_code.get(area.code), area) for area in read.areas]
    rows += [area for area in stored.areas if area.code not in read.by_code]
    return tree_of(
        [row_of(area) for area in rows],
        place=place,
        municipality=read.municipality,
        levels=read.levels if len(read.levels) >= len(stored.levels) else stored.levels,
    )


def _over(stored: Area | None, read: Area) -> Area:
    if stored is None:
        return read
    return msgspec.structs.replace(
        read,
        aliases=read.aliases or stored.aliases,
        population=stored.population if read.population is None else read.population,
        geometry=read.geometry or stored.geometry,
    )


def row_of(area: Area) -> AreaRow:
    """An area of a tree as if a file named it, outside of its lines."""
    return AreaRow(
        row=0,
        code=area.code,
        name=area.name,
        level=area.level,
        parent=area.parent or "",
        aliases=area.aliases,
        population="" if area.population is None else str(area.population),
        geometry=area.geometry,
    )
