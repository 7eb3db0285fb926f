"""Codings -> theme counts per area, source and statement type.

A *Nennung* is one segment with one code; a segment with two codes is two of them. So counts of
codes add up to those of their category, and areas to the whole, on every sheet alike.
"""

from collections.abc import Iterable, Iterator

import msgspec

from analysis.codebook import Codebook
from analysis.matrix import (
    SOURCES,
    Counts,
    Gathering,
    Origin,
    RawMatrix,
    Row,
    UnknownSource,
    levels_finest_first,
    matrix,
)
from questionnaires.areas import AreaTree

CODE = "Thema"
CATEGORY = "Hauptkategorie"
TYPE = "Aussagetyp"


class UnknownCode(ValueError):
    """A coding names a code or statement type that the codebook does not have."""


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """One current code on one segment; never two for the same (segment, code)."""

    code: str
    """Empty for a segment that has a statement type but no theme."""
    area: str
    source: str
    segment: str
    contributor: str
    """Key of the distinct organisation or person who said it."""
    reviewed: bool
    """A human decided; otherwise the machine alone did."""
    types: tuple[str, ...] = ()
    types_reviewed: bool = False


class ThemeCounts(msgspec.Struct, frozen=True, kw_only=True):
    """All counts of one source. codes and types: (code or type, area) -> count."""

    source: str
    codes: Counts
    types: Counts
    contributors: frozenset[str]


def tally(mentions: Iterable[Mention]) -> dict[str, ThemeCounts]:
    """One pass; source -> counts. All tables are then added up from these."""
    codes = {source: Gathering() for source in SOURCES}
    types = {source: Gathering() for source in SOURCES}
    people: dict[str, set[str]] = {source: set() for source in SOURCES}
    typed: set[tuple[str, str]] = set()
    for mention in mentions:
        if mention.source not in SOURCES:
            raise UnknownSource(f"Die Quelle „{mention.source}“ gibt es nicht.")
        who = mention.contributor
        people[mention.source].add(mention.contributor)
        if mention.code:
            codes[mention.source].add(
                mention.code, mention.area, reviewed=mention.reviewed, contributor=who
            )
        for kind in mention.types:
            # A segment with two codes comes twice, but is one problem, one need.
            if (mention.segment, kind) not in typed:
                typed.add((mention.segment, kind))
                types[mention.source].add(
                    kind, mention.area, reviewed=mention.types_reviewed, contributor=who
                )
    return {
        source: ThemeCounts(
            source=source,
            codes=codes[source].counts(),
            types=types[source].counts(),
            contributors=frozenset(people[source]),
        )
        for source in SOURCES
        if people[source]
    }


def code_rows(codebook: Codebook) -> tuple[Row, ...]:
    return tuple(
        Row(code.id, code.label, (code.id,), category.label)
        for category in codebook.categories
        for code in category.codes
    )


def category_rows(codebook: Codebook) -> tuple[Row, ...]:
    return tuple(
        Row(category.id, category.label, tuple(code.id for code in category.codes))
        for category in codebook.categories
    )


def type_rows(codebook: Codebook) -> tuple[Row, ...]:
    return tuple(Row(kind.id, kind.label, (kind.id,)) for kind in codebook.types)


def theme_matrix(
    counts: ThemeCounts,
    *,
    codebook: Codebook,
    rows: str,
    tree: AreaTree | None,
    area_level: str,
    origin: Origin,
) -> RawMatrix:
    """rows: CODE, CATEGORY or TYPE. Raises UnknownCode, UnknownArea."""
    kinds = {CODE: code_rows, CATEGORY: category_rows, TYPE: type_rows}
    chosen = kinds[rows](codebook)
    found = counts.types if rows == TYPE else counts.codes
    known = {member for row in chosen for member in row.members}
    for member, _ in found:
        if member not in known:
            raise UnknownCode(
                f"„{member}“ steht nicht im Kategoriensystem „{codebook.title}“, "
                f"Version {codebook.version}."
            )
    return matrix(
        found,
        chosen,
        tree=tree,
        area_level=area_level,
        title=_title(rows, whole=tree is None or area_level == tree.levels[0]),
        unit="Sinneinheiten" if rows == TYPE else "Nennungen",
        row_level=rows,
        origin=origin,
    )


def _title(rows: str, *, whole: bool) -> str:
    if rows == TYPE:
        return "Aussagetypen"
    return "Themen in der Gesamtstadt" if whole else "Themen nach Gebiet"


def theme_levels(
    counts: ThemeCounts, *, codebook: Codebook, tree: AreaTree | None, origin: Origin
) -> Iterator[RawMatrix]:
    """Every combination of area level and code level, the finest first."""
    for area_level in levels_finest_first(tree):
        for rows in (CODE, CATEGORY):
            yield theme_matrix(
                counts,
                codebook=codebook,
                rows=rows,
                tree=tree,
                area_level=area_level,
                origin=origin,
            )


def type_levels(
    counts: ThemeCounts, *, codebook: Codebook, tree: AreaTree | None, origin: Origin
) -> Iterator[RawMatrix]:
    for area_level in levels_finest_first(tree):
        yield theme_matrix(
            counts, codebook=codebook, rows=TYPE, tree=tree, area_level=area_level, origin=origin
        )
