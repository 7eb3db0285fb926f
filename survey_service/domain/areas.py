"""The area tree and its indicators: read, import, look up. The same file twice changes nothing."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import func, insert, update
from sqlmodel import Session, col, select

from questionnaires import areas as trees
from questionnaires.areas import CITYWIDE, AreaTree
from questionnaires.readers.area_rows import merged
from questionnaires.readers.indicators import IndicatorRow
from survey_service.domain.administration import audit, municipality
from survey_service.errors import NotFound, Refused
from survey_service.permissions import Actor
from survey_service.tables.areas import Area, Indicator

CITY_LEVEL = "stadt"
"""Name of the level of the municipality itself; it is no area and has no row."""


class AreaChange(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did: codes of areas. ``absent``: stored, but not in the file; they stay."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    absent: tuple[str, ...]


class IndicatorChange(msgspec.Struct, frozen=True, kw_only=True):
    """How many values an import added, changed and found as they are.

    ``citywide``: values of the whole municipality; they belong to no area and are left out.
    """

    new: int
    changed: int
    unchanged: int
    citywide: int


class IndicatorFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A small-area statistic of one area."""

    name: str
    unit: str
    year: int
    value: float
    source: str


def tree(session: Session) -> AreaTree | None:
    """The area tree; None before any area was imported."""
    rows = session.exec(select(Area).order_by(col(Area.position), col(Area.code))).all()
    if not rows:
        return None
    found = tuple(_area(row) for row in rows)
    return AreaTree(
        municipality=municipality.facts(session).name,
        levels=(CITY_LEVEL, *_levels(found)),
        areas=found,
    )


def _area(row: Area) -> trees.Area:
    return trees.Area(
        code=row.code,
        name=row.name,
        level=row.level,
        parent=row.parent_code,
        aliases=tuple(row.aliases),
        population=row.population,
        geometry=row.geometry,
    )


def _levels(found: Sequence[trees.Area]) -> list[str]:
    """From coarse to fine, by the greatest depth at which a level occurs."""
    depths: dict[str, int] = {}
    deepest: dict[str, int] = {}
    for area in found:
        depth = depths[area.code] = depths.get(area.parent or "", 0) + 1
        deepest[area.level] = max(deepest.get(area.level, 0), depth)
    return sorted(deepest, key=deepest.__getitem__)


def import_tree(session: Session, actor: Actor, read: AreaTree) -> AreaChange:
    """Put what was read over what is stored. Raises Refused when both contradict each other."""
    before, after = laid_over(session, read)
    change = _change(before, after, read)
    _store(session, before, after)
    if change.new or change.changed:
        audit.record(
            session,
            actor,
            "Gebiete eingelesen",
            detail=f"{len(change.new)} neu, {len(change.changed)} geändert",
        )
    return change


def laid_over(
    session: Session, read: AreaTree
) -> tuple[tuple[trees.Area, ...], tuple[trees.Area, ...]]:
    """The areas as they stand, and as they would with what was read. Raises Refused."""
    stored = tree(session)
    if stored is None:
        return (), read.areas
    reading = merged(stored, read)
    if reading.tree is None:
        raise Refused(
            "Die Datei widerspricht den vorhandenen Gebieten: "
            + " ".join(problem.message for problem in reading.problems[:3])
        )
    return stored.areas, reading.tree.areas


def _change(
    before: Sequence[trees.Area], after: Sequence[trees.Area], read: AreaTree
) -> AreaChange:
    old = {area.code: area for area in before}
    return AreaChange(
        new=tuple(area.code for area in after if area.code not in old),
        changed=tuple(area.code for area in after if area.code in old and area != old[area.code]),
        unchanged=tuple(area.code for area in after if area == old.get(area.code)),
        absent=tuple(area.code for area in before if area.code not in read.by_code),
    )


def _store(session: Session, before: Sequence[trees.Area], after: Sequence[trees.Area]) -> None:
    """New rows parents first; then whatever stands otherwise, its place in the order included."""
    old = {area.code: (position, area) for position, area in enumerate(before)}
    rows = [
        (area.code in old, _columns(area, position))
        for position, area in enumerate(after)
        if old.get(area.code) != (position, area)
    ]
    for row in [row for known, row in rows if not known]:
        # One by one: each child finds its parent.
        session.execute(insert(Area).values(**row))
    if changed := [row for known, row in rows if known]:
        session.execute(update(Area), changed)


def _columns(area: trees.Area, position: int) -> dict[str, Any]:
    return {
        "code": area.code,
        "name": area.name,
        "level": area.level,
        "parent_code": area.parent,
        "position": position,
        "aliases": list(area.aliases),
        "geometry": area.geometry,
        "population": area.population,
    }


# -- indicators ------------------------------------------------------------------------------


def indicators(session: Session, code: str) -> list[IndicatorFacts]:
    """All of one area, by name, the latest year first. Raises NotFound."""
    if session.get(Area, code) is None:
        raise NotFound("Dieses Gebiet gibt es nicht. Wählen Sie eines aus der Liste.")
    rows = session.exec(
        select(Indicator)
        .where(Indicator.area_code == code)
        .order_by(col(Indicator.name), col(Indicator.year).desc())
    )
    return [_facts(row) for row in rows]


def _facts(row: Indicator) -> IndicatorFacts:
    return IndicatorFacts(
        name=row.name, unit=row.unit, year=row.year, value=row.value, source=row.source
    )


def indicator_names(session: Session) -> list[tuple[str, int]]:
    """Name and number of values of every indicator."""
    rows = session.exec(
        select(Indicator.name, func.count())
        .group_by(col(Indicator.name))
        .order_by(col(Indicator.name))
    )
    return [(name, count) for name, count in rows]


def latest_values(session: Session, name: str) -> dict[str, IndicatorFacts]:
    """Area code -> the indicator in its latest year; empty when nobody imported it."""
    latest = session.exec(select(func.max(Indicator.year)).where(Indicator.name == name)).one()
    rows = session.exec(select(Indicator).where(Indicator.name == name, Indicator.year == latest))
    return {row.area_code: _facts(row) for row in rows}


def import_indicators(
    session: Session, actor: Actor, rows: Sequence[IndicatorRow]
) -> IndicatorChange:
    """Add and change values; none is deleted."""
    stored = _stored_indicators(session)
    placed = [row for row in rows if row.area != CITYWIDE]
    new, changed = [], []
    for row in placed:
        values = {"unit": row.unit, "value": row.value, "source": row.source}
        found = stored.get((row.area, row.name, row.year))
        if found is None:
            key = {"id": uuid4(), "area_code": row.area, "name": row.name, "year": row.year}
            new.append({**key, **values})
        elif found[1:] != (row.unit, row.value, row.source):
            changed.append({"id": found[0], **values})
    if new:
        session.execute(insert(Indicator), new)
    if changed:
        session.execute(update(Indicator), changed)
    if new or changed:
        detail = f"{len(new)} Werte neu, {len(changed)} geändert"
        audit.record(session, actor, "Kennzahlen eingelesen", detail=detail)
    return IndicatorChange(
        new=len(new),
        changed=len(changed),
        unchanged=len(placed) - len(new) - len(changed),
        citywide=len(rows) - len(placed),
    )


def _stored_indicators(
    session: Session,
) -> dict[tuple[str, str, int], tuple[UUID, str, float, str]]:
    columns = (
        Indicator.area_code,
        Indicator.name,
        Indicator.year,
        Indicator.id,
        Indicator.unit,
        Indicator.value,
        Indicator.source,
    )
    rows = session.exec(select(*columns))  # type: ignore[call-overload]
    return {
        (area, name, year): (key, unit, value, source)
        for area, name, year, key, unit, value, source in rows
    }
