"""Raw matrices: rows x areas of any level, added up from counts. For the desk, by permission.

What leaves the desk passes `disclosure`.
"""

import datetime as dt
from collections.abc import Iterable, Mapping

import msgspec

from questionnaires.areas import CITYWIDE, AreaTree, area, areas_of_level, at_level, label

SOURCES = {
    "provider": "Träger",
    "resident": "Bewohnerinnen und Bewohner",
    "council": "Beiräte und Räte",
    "minutes": "Protokolle",
}


class UnknownSource(ValueError):
    """Not one of `SOURCES`."""


class Heading(msgspec.Struct, frozen=True):
    code: str
    label: str
    group: str = ""
    """Label of what it belongs to: of a code's category."""


class Count(msgspec.Struct, frozen=True):
    """mentions of one row in one area; reviewed = how many of them a human decided."""

    mentions: int = 0
    reviewed: int = 0
    contributors: frozenset[str] = frozenset()


Counts = Mapping[tuple[str, str], Count]
"""(row member, area code) -> count; what is not there was not mentioned."""


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """What every table says about itself."""

    source: str
    wave: str
    date: dt.date
    """Day of the snapshot."""


class Row(msgspec.Struct, frozen=True):
    """One row of a table and the keys of the counts that belong to it."""

    code: str
    label: str
    members: tuple[str, ...]
    group: str = ""


class RawMatrix(msgspec.Struct, frozen=True, kw_only=True):
    """Unprotected numbers, rows x columns. Never leaves the desk."""

    title: str
    unit: str
    row_level: str
    """What the rows are, in words: "Thema", "Hauptkategorie", "Antwort"."""
    area_level: str
    """Level of the area tree; its first one (or "" without a tree) = the municipality as one."""
    rows: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    counts: tuple[tuple[int, ...], ...]
    reviewed: tuple[tuple[int, ...], ...]
    contributors: tuple[tuple[frozenset[str], ...], ...]
    exact: int
    """So many leading columns are areas of the level; after them what is known less exactly."""
    n: int
    """Distinct contributors of the whole."""
    origin: Origin
    mark: str = "intern"


class Gathering:
    """Counts while they are being added up."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], tuple[list[int], set[str]]] = {}

    def add(self, row: str, area: str, *, contributor: str, reviewed: bool = False) -> None:
        numbers, contributors = self.found.setdefault((row, area), ([0, 0], set()))
        numbers[0] += 1
        numbers[1] += reviewed
        contributors.add(contributor)

    def counts(self) -> dict[tuple[str, str], Count]:
        return {
            place: Count(numbers[0], numbers[1], frozenset(contributors))
            for place, (numbers, contributors) in self.found.items()
        }


def level_name(level: str) -> str:
    """How a level of the area tree is called in a sentence."""
    if level in {"", "stadt"}:
        return "Gesamtstadt"
    *words, noun = level.split("_")
    return " ".join((*words, noun.capitalize()))


def area_columns(
    tree: AreaTree | None, level: str, areas: Iterable[str]
) -> tuple[tuple[Heading, ...], dict[str, int]]:
    """The columns at a level, and in which of them each of `areas` belongs.

    All areas of the level are there, also empty ones; after them what is known less exactly:
    coarser areas, the whole municipality, unknown. Without a tree, or at its first level, there
    is one column. An area that the tree does not know raises UnknownArea.
    """
    if tree is None or level == tree.levels[0]:
        return (Heading(CITYWIDE, "Gesamtstadt"),), dict.fromkeys(areas, 0)
    places = {code: at_level(tree, code, level) for code in areas}
    columns = [Heading(found.code, found.name) for found in areas_of_level(tree, level)]
    exact = {column.code for column in columns}
    order = {known.code: position for position, known in enumerate(tree.areas)}
    vague = sorted(
        set(places.values()) - exact, key=lambda code: (order.get(code, len(order)), code)
    )
    columns += [Heading(code, _vague_label(tree, code)) for code in vague]
    index = {column.code: position for position, column in enumerate(columns)}
    return tuple(columns), {code: index[place] for code, place in places.items()}


def _vague_label(tree: AreaTree, code: str) -> str:
    if code in tree.by_code:
        return f"{area(tree, code).name} (ohne genauere Angabe)"
    return label(tree, code)


def matrix(
    counts: Counts,
    rows: tuple[Row, ...],
    *,
    tree: AreaTree | None,
    area_level: str,
    title: str,
    unit: str,
    row_level: str,
    origin: Origin,
) -> RawMatrix:
    """Add the counts up into the rows and the areas of a level."""
    if origin.source not in SOURCES:
        raise UnknownSource(f"Die Quelle „{origin.source}“ gibt es nicht.")
    columns, column_of = area_columns(tree, area_level, sorted({place for _, place in counts}))
    row_of = {member: position for position, row in enumerate(rows) for member in row.members}
    mentions = [[0] * len(columns) for _ in rows]
    reviewed = [[0] * len(columns) for _ in rows]
    people: list[list[set[str]]] = [[set() for _ in columns] for _ in rows]
    for (member, place), count in counts.items():
        i, j = row_of[member], column_of[place]
        mentions[i][j] += count.mentions
        reviewed[i][j] += count.reviewed
        people[i][j] |= count.contributors
    return RawMatrix(
        title=title,
        unit=unit,
        row_level=row_level,
        area_level=area_level,
        rows=tuple(Heading(row.code, row.label, row.group) for row in rows),
        columns=columns,
        counts=tuple(map(tuple, mentions)),
        reviewed=tuple(map(tuple, reviewed)),
        contributors=tuple(tuple(map(frozenset, line)) for line in people),
        exact=_exact(tree, area_level),
        n=len(frozenset[str]().union(*(count.contributors for count in counts.values()))),
        origin=origin,
    )


def _exact(tree: AreaTree | None, level: str) -> int:
    if tree is None or level == tree.levels[0]:
        return 1
    return len(areas_of_level(tree, level))


def levels_finest_first(tree: AreaTree | None) -> tuple[str, ...]:
    return ("",) if tree is None else tuple(reversed(tree.levels))
