"""Maps of areas as SVG: a choropleth where there is geometry, a tile map where there is none.

Plain SVG with presentation attributes only (no style, no script): fits a strict CSP. Every area
bears its name and number as title; protected ones are hatched, so colour never stands alone.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import msgspec

from analysis.disclosure import Number, ReleasedTable
from analysis.matrix import RawMatrix
from exports.table import PROTECTED, safe_text
from exports.tile_names import LINE_HEIGHT, LINE_SIZE, in_lines
from questionnaires.areas import CITYWIDE, Area, AreaTree, areas_of_level, descendants

SHADES = ("#f2f6fa", "#cfdfee", "#9fc0dd", "#5e93c2", "#22649c", "#003064")
"""0, then five classes from few to many."""
LIGHT_TEXT_FROM = 4
"""On this shade and darker ones the text is white (contrast at least 4.5)."""
NOTHING = "#ffffff"
WIDTH = 720.0
TILE = (150.0, 88.0)
TILES_ACROSS = 4
LEGEND_STEP = 144.0

Point = tuple[float, float]
Ring = list[Point]


class AreaNumbers(msgspec.Struct, frozen=True, kw_only=True):
    """What a map shows. values: area code -> number, None = protected; missing = no answers."""

    title: str
    description: str
    unit: str
    values: Mapping[str, Number]
    level: str


def released_row(table: ReleasedTable, row: str = "") -> AreaNumbers:
    """One row of a released table; without a row its column totals."""
    cells = table.cells[table.row_codes.index(row)] if row else table.column_totals
    label = table.row_labels[table.row_codes.index(row)] if row else "alle Themen"
    return AreaNumbers(
        title=f"{table.title}: {label}",
        description=f"Quelle: {table.source_label}, n = {table.n}, {table.wave}, "
        f"Stand {table.date:%d.%m.%Y}. {table.rule_text}",
        unit=table.unit,
        values=dict(zip(table.column_codes, cells, strict=True)),
        level=table.area_level,
    )


def intern_row(raw: RawMatrix, row: str = "") -> AreaNumbers:
    """Unprotected numbers, for the desk only; says so."""
    codes = [heading.code for heading in raw.rows]
    cells = raw.counts[codes.index(row)] if row else [sum(c) for c in zip(*raw.counts, strict=True)]
    label = raw.rows[codes.index(row)].label if row else "alle Themen"
    return AreaNumbers(
        title=f"{raw.title}: {label} ({raw.mark})",
        description=f"{raw.mark}: ungeschützte Zahlen. n = {raw.n}, {raw.origin.wave}, "
        f"Stand {raw.origin.date:%d.%m.%Y}.",
        unit=raw.unit,
        values={heading.code: cell for heading, cell in zip(raw.columns, cells, strict=True)},
        level=raw.area_level,
    )


def svg(tree: AreaTree, numbers: AreaNumbers, *, identifier: str = "karte") -> str:
    """A map of the level. identifier: prefix of the ids; distinct per map on a page."""
    whole = Area(code=CITYWIDE, name=tree.municipality, level=numbers.level)
    areas = areas_of_level(tree, numbers.level) or (whole,)
    shapes = {area.code: rings_of(tree, area) for area in areas}
    if all(shapes.values()):
        return _choropleth(areas, shapes, numbers, identifier=identifier)
    return _tiles(tree, areas, numbers, identifier=identifier)


def rings_of(tree: AreaTree, area: Area) -> list[Ring]:
    """Own geometry, or that of the areas inside that have one."""
    if area.geometry is not None:
        return _of_geometry(area.geometry)
    inside = [part for part in descendants(tree, area.code) if part.geometry is not None]
    return [ring for part in inside for ring in _of_geometry(part.geometry or {})]


def _of_geometry(geometry: dict[str, Any]) -> list[Ring]:
    polygons = {
        "Polygon": [geometry.get("coordinates", [])],
        "MultiPolygon": geometry.get("coordinates", []),
    }.get(str(geometry.get("type")), [])
    return [
        [(float(point[0]), float(point[1])) for point in ring]
        for polygon in polygons
        for ring in polygon
    ]


def _choropleth(
    areas: Sequence[Area],
    shapes: Mapping[str, list[Ring]],
    numbers: AreaNumbers,
    *,
    identifier: str,
) -> str:
    points = [point for rings in shapes.values() for ring in rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    # Equirectangular at the middle latitude: right enough for a city.
    narrow = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / max((east - west) * narrow, (north - south), 1e-9)

    def place(point: Point) -> Point:
        return ((point[0] - west) * narrow * scale, (north - point[1]) * scale)

    size = place((east, south))
    bounds = _bounds(_shown(areas, numbers))
    paths = []
    for area in areas:
        rings = [[place(point) for point in ring] for ring in shapes[area.code]]
        paths.append(_shape(area, outline(rings), numbers, bounds, identifier=identifier))
    return _document(
        "".join(paths),
        areas,
        numbers,
        bounds,
        width=max(size[0], 360),
        height=size[1],
        identifier=identifier,
    )


def outline(rings: Iterable[Ring]) -> str:
    """What ``d`` of an SVG path takes."""
    return "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in rings if ring
    )


def _shape(
    area: Area, path: str, numbers: AreaNumbers, bounds: tuple[int, ...], *, identifier: str
) -> str:
    fill = _fill(numbers.values.get(area.code), area.code in numbers.values, bounds, identifier)
    return (
        f'<path d="{path}" fill="{fill}" fill-rule="evenodd" stroke="#4a5b6c" stroke-width="0.8">'
        f"<title>{_label(area, numbers)}</title></path>"
    )


def _tiles(tree: AreaTree, areas: Sequence[Area], numbers: AreaNumbers, *, identifier: str) -> str:
    """One row (or more) of tiles per parent area."""
    bounds = _bounds(_shown(areas, numbers))
    (wide, high), across = TILE, TILES_ACROSS
    parts: list[str] = []
    top = 0.0
    for parent in dict.fromkeys(area.parent for area in areas):
        group = [area for area in areas if area.parent == parent]
        if parent is not None:
            name = escape(safe_text(tree.by_code[parent].name))
            parts.append(f'<text x="0" y="{top + 16:.0f}" font-weight="bold">{name}</text>')
            top += 24
        for position, area in enumerate(group):
            at = (position % across * wide, top + position // across * high)
            parts.append(_tile(area, at, numbers, bounds, identifier=identifier))
        top += math.ceil(len(group) / across) * high + 8
    return _document(
        "".join(parts),
        areas,
        numbers,
        bounds,
        width=across * wide,
        height=top,
        identifier=identifier,
    )


def _shown(areas: Sequence[Area], numbers: AreaNumbers) -> list[Number]:
    """What stands on the map. The column for the whole city is none of the areas."""
    return [numbers.values[area.code] for area in areas if area.code in numbers.values]


def _tile(
    area: Area, at: Point, numbers: AreaNumbers, bounds: tuple[int, ...], *, identifier: str
) -> str:
    value, known = numbers.values.get(area.code), area.code in numbers.values
    fill = _fill(value, known, bounds, identifier)
    dark = value is not None and _class_of(value, bounds) >= LIGHT_TEXT_FROM
    colour = "#ffffff" if dark else "#1a1a1a"
    x, y = at
    lines = "".join(
        f'<tspan x="{x + 10:.0f}" y="{y + 20 + number * LINE_HEIGHT:.0f}">{escape(line)}</tspan>'
        for number, line in enumerate(in_lines(safe_text(area.name), TILE[0] - 20))
    )
    return (
        f"<g><title>{_label(area, numbers)}</title>"
        f'<rect x="{x + 2:.0f}" y="{y + 2:.0f}" '
        f'width="{TILE[0] - 4:.0f}" height="{TILE[1] - 4:.0f}" rx="3" fill="{fill}" '
        f'stroke="#4a5b6c"/><text font-size="{LINE_SIZE:.0f}" fill="{colour}">{lines}</text>'
        f'<text x="{x + 10:.0f}" y="{y + TILE[1] - 14:.0f}" '
        f'font-size="17" font-weight="bold" fill="{colour}">{_number(value, known=known)}</text>'
        "</g>"
    )


def _document(
    content: str,
    areas: Sequence[Area],
    numbers: AreaNumbers,
    bounds: tuple[int, ...],
    *,
    width: float,
    height: float,
    identifier: str,
) -> str:
    legend, legend_height = _legend(
        bounds, areas, numbers, top=height + 16, width=width, identifier=identifier
    )
    total = height + 16 + legend_height
    mark = quoteattr(f"{identifier}-titel {identifier}-text")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby={mark} '
        f'viewBox="-2 -2 {width + 4:.0f} {total + 4:.0f}" font-family="sans-serif" font-size="14" '
        f'fill="#1a1a1a"><title id="{identifier}-titel">{escape(safe_text(numbers.title))}</title>'
        f'<desc id="{identifier}-text">{escape(safe_text(numbers.description))}</desc>'
        f'<defs><pattern id="{identifier}-schraffur" width="7" height="7" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="7" height="7" '
        'fill="#ffffff"/><path d="M0 0V7" stroke="#a8b4c0" stroke-width="3"/></pattern></defs>'
        f"{content}{legend}</svg>"
    )


def _legend(
    bounds: tuple[int, ...],
    areas: Sequence[Area],
    numbers: AreaNumbers,
    *,
    top: float,
    width: float,
    identifier: str,
) -> tuple[str, float]:
    """The classes, and of the other signs those that stand on the map."""
    across = int(width // LEGEND_STEP)
    shown = _shown(areas, numbers)
    entries = [(SHADES[0], "0")] if 0 in shown else []
    for position, bound in enumerate(bounds):
        low = bounds[position - 1] + 1 if position else 1
        entries.append((SHADES[position + 1], f"{low}" if low == bound else f"{low} bis {bound}"))
    if None in shown:
        entries.append((f"url(#{identifier}-schraffur)", "geschützt"))
    if len(shown) < len(areas):
        entries.append((NOTHING, "keine Angaben"))
    parts = [f'<text x="0" y="{top + 14:.0f}">{escape(numbers.unit)}</text>']
    for position, (fill, words) in enumerate(entries):
        x, y = position % across * LEGEND_STEP, top + 24 + position // across * 26
        parts.append(
            f'<rect x="{x:.0f}" y="{y:.0f}" width="24" height="18" fill="{fill}" stroke="#4a5b6c"/>'
            f'<text x="{x + 32:.0f}" y="{y + 14:.0f}">{words}</text>'
        )
    return "".join(parts), 24 + math.ceil(len(entries) / across) * 26


def _bounds(values: Iterable[Number]) -> tuple[int, ...]:
    """Upper bounds of at most five classes of about equal width."""
    largest = max((value for value in values if value is not None), default=0)
    return tuple(sorted({math.ceil(largest * part / 5) for part in range(1, 6)} - {0}))


def _class_of(value: int, bounds: tuple[int, ...]) -> int:
    if value == 0:
        return 0
    return next(number for number, bound in enumerate(bounds, 1) if value <= bound)


def _fill(value: Number, known: bool, bounds: tuple[int, ...], identifier: str) -> str:  # noqa: FBT001
    if not known:
        return NOTHING
    if value is None:
        return f"url(#{identifier}-schraffur)"
    return SHADES[_class_of(value, bounds)]


def _number(value: Number, *, known: bool) -> str:
    if not known:
        return "–"
    return PROTECTED if value is None else f"{value:,}".replace(",", ".")


def _label(area: Area, numbers: AreaNumbers) -> str:
    if area.code not in numbers.values:
        words = "keine Angaben"
    elif numbers.values[area.code] is None:
        words = "geschützt"
    else:
        words = f"{_number(numbers.values[area.code], known=True)} {numbers.unit}"
    return escape(safe_text(f"{area.name}: {words}"))
