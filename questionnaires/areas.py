"""The area tree of a municipality: which place lies in which."""

from functools import cached_property
from typing import Any

import msgspec

CITYWIDE = "stadtweit"
"""Stands where an area code stands and means the whole municipality."""

UNKNOWN = "unbekannt"
"""Stands where an area code stands and means: the answer is "weiß ich nicht"."""

RESERVED = frozenset({CITYWIDE, UNKNOWN})


class UnknownArea(LookupError):
    """No area of the tree has this code."""


class Area(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    name: str
    level: str
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    population: int | None = None
    geometry: dict[str, Any] | None = None
    """GeoJSON geometry, WGS 84."""


class AreaTree(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """The municipality itself is no area of the tree: it is `levels[0]` and `CITYWIDE`.

    `areas` holds parents before their children; an area without parent lies directly in the
    municipality. `levels` goes from the municipality to the smallest areas.
    """

    municipality: str
    levels: tuple[str, ...]
    areas: tuple[Area, ...]

    @cached_property
    def by_code(self) -> dict[str, Area]:
        return {area.code: area for area in self.areas}

    @cached_property
    def by_parent(self) -> dict[str | None, tuple[Area, ...]]:
        found: dict[str | None, list[Area]] = {}
        for area in self.areas:
            found.setdefault(area.parent, []).append(area)
        return {parent: tuple(below) for parent, below in found.items()}

    @cached_property
    def by_name(self) -> dict[str, tuple[Area, ...]]:
        """Spelling without case and spaces -> all areas that are called so."""
        found: dict[str, dict[str, Area]] = {}
        for area in self.areas:
            for name in (area.name, *area.aliases):
                found.setdefault(spelling(name), {})[area.code] = area
        return {name: tuple(called.values()) for name, called in found.items()}


def spelling(name: str) -> str:
    """What is compared when somebody names an area: no case, no spaces, any kind of hyphen."""
    name = name.replace("\u2013", "-").replace("\u2011", "-").replace("-", "")
    return "".join(name.split()).casefold()


def area(tree: AreaTree, code: str) -> Area:
    try:
        return tree.by_code[code]
    except KeyError:
        raise UnknownArea(f"Das Gebiet „{code}“ steht nicht im Gebietsverzeichnis.") from None


def children(tree: AreaTree, code: str | None) -> tuple[Area, ...]:
    """The areas directly below; `None` and `CITYWIDE` stand for the municipality."""
    if code is None or code == CITYWIDE:
        return tree.by_parent.get(None, ())
    return tree.by_parent.get(area(tree, code).code, ())


def descendants(tree: AreaTree, code: str | None) -> tuple[Area, ...]:
    """All areas below, parents before their children."""
    if code is None or code == CITYWIDE:
        return tree.areas
    inside = {area(tree, code).code}
    found = []
    for candidate in tree.areas:
        if candidate.parent in inside:
            inside.add(candidate.code)
            found.append(candidate)
    return tuple(found)


def ancestors(tree: AreaTree, code: str) -> tuple[Area, ...]:
    """The areas above, the nearest first; without the municipality itself."""
    if code in RESERVED:
        return ()
    found = []
    parent = area(tree, code).parent
    while parent is not None:
        found.append(area(tree, parent))
        parent = found[-1].parent
    return tuple(found)


def at_level(tree: AreaTree, code: str, level: str) -> str:
    """The code of the area of that level in which the area lies.

    An area that is coarser than the level stays what it is: what was said about a whole
    Stadtbezirk belongs to none of its parts. `CITYWIDE` and `UNKNOWN` stay what they are.
    """
    if level not in tree.levels:
        raise UnknownArea(f"Die Ebene „{level}“ gibt es im Gebietsverzeichnis nicht.")
    if code in RESERVED:
        return code
    if level == tree.levels[0]:
        return CITYWIDE
    for candidate in (area(tree, code), *ancestors(tree, code)):
        if candidate.level == level:
            return candidate.code
    return code


def areas_of_level(tree: AreaTree, level: str) -> tuple[Area, ...]:
    return tuple(area for area in tree.areas if area.level == level)


def label(tree: AreaTree, code: str) -> str:
    """The name for people; also for the two codes that are no areas."""
    if code == CITYWIDE:
        return "Stadtweit"
    if code == UNKNOWN:
        return "ohne Angabe des Gebiets"
    return area(tree, code).name


def called(tree: AreaTree, text: str) -> tuple[Area, ...]:
    """The areas that somebody may mean who writes a code, a name or an alias."""
    text = text.strip()
    if text in tree.by_code:
        return (tree.by_code[text],)
    return tree.by_name.get(spelling(text), ())
