"""The map of the Sozialatlas as SVG: areas where there is geometry, and a link for every place.

Places that lie so close together that nobody could hit one of them share a circle with their
number; it leads to a larger map of that part. Plain SVG, as in exports/map.py.
"""

import math
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape, quoteattr

import msgspec

from exports.map import WIDTH, Point, Ring, outline, rings_of
from exports.table import safe_text
from questionnaires.areas import AreaTree, areas_of_level

APART = 40.0
"""Between two links: 24 pixels where the map is 480 pixels wide (WCAG 2.5.8)."""
SMALLEST_DEGREES = 0.004
"""Of a map, about 300 m: a single place is no map."""
MARGIN = 0.06
WIDE_MARGIN = 0.15
"""Of a map to draw on: what lies at its edge has to be gone round."""
NARROWEST, WIDEST = 0.8, 2.0
"""Width of a map by its height: a long thin one shows no surroundings."""
LEGEND_HEIGHT = 40.0


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """What the map shows. Degrees, WGS 84."""

    name: str
    url: str
    longitude: float
    latitude: float


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the earth, in degrees."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, longitude: float, latitude: float) -> bool:
        """Whether a point lies in it; its border belongs to it."""
        return self.west <= longitude <= self.east and self.south <= latitude <= self.north


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """From degrees to units of the drawing. ``across``, ``down``: units per degree."""

    west: float
    north: float
    across: float
    down: float
    width: float
    height: float

    def place(self, point: Point) -> Point:
        """Where a point (longitude, latitude) lies in the drawing."""
        return (point[0] - self.west) * self.across, (self.north - point[1]) * self.down


def frame_of(window: Window) -> Frame:
    """Equirectangular at the middle latitude: right enough for a city."""
    narrow = _narrow(window)
    wide = max((window.east - window.west) * narrow, 1e-9)
    high = max(window.north - window.south, 1e-9)
    scale = WIDTH / max(wide, high)
    return Frame(
        west=window.west,
        north=window.north,
        across=narrow * scale,
        down=scale,
        width=wide * scale,
        height=high * scale,
    )


def window_of(points: Sequence[Point], *, margin: float = MARGIN) -> Window:
    """Around all points, with a margin, and never tiny. Raises ValueError without any."""
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    aside = max((SMALLEST_DEGREES - (east - west)) / 2, (east - west) * margin)
    above = max((SMALLEST_DEGREES - (north - south)) / 2, (north - south) * margin)
    window = Window(west=west - aside, south=south - above, east=east + aside, north=north + above)
    return _shaped(window)


def _shaped(window: Window) -> Window:
    """Neither too narrow nor too wide: ground is added on both sides."""
    narrow = _narrow(window)
    wide, high = (window.east - window.west) * narrow, window.north - window.south
    aside = max(0.0, NARROWEST * high - wide) / narrow / 2
    above = max(0.0, wide / WIDEST - high) / 2
    return Window(
        west=window.west - aside,
        south=window.south - above,
        east=window.east + aside,
        north=window.north + above,
    )


def _narrow(window: Window) -> float:
    """How much shorter a degree of longitude is there than one of latitude."""
    return math.cos(math.radians((window.south + window.north) / 2))


def base_window(
    tree: AreaTree | None, places: Sequence[Place], *, margin: float = MARGIN
) -> Window | None:
    """What a map of the areas and places shows; None when nothing has a place."""
    points = [(place.longitude, place.latitude) for place in places]
    for _, rings in _shapes(tree):
        points += [point for ring in rings for point in ring]
    return window_of(points, margin=margin) if points else None


def _shapes(tree: AreaTree | None) -> list[tuple[str, list[Ring]]]:
    """Name and rings of the areas of the finest level that has geometry."""
    for level in reversed(tree.levels[1:] if tree else ()):
        found = [(area.name, rings_of(tree, area)) for area in areas_of_level(tree, level)]  # type: ignore[arg-type]
        if shaped := [(name, rings) for name, rings in found if rings]:
            return shaped
    return []


def svg(
    tree: AreaTree | None,
    places: Sequence[Place],
    window: Window,
    *,
    title: str,
    zoom: Callable[[Window], str],
    identifier: str = "atlas",
) -> str:
    """The map with its links. zoom: the address of a larger map of a part."""
    frame = frame_of(window)
    links = [_link(group, zoom) for group in _groups(places, frame)]
    legend = _legend(frame, areas=bool(_shapes(tree)))
    return _document(
        _areas(tree, frame, identifier) + _dots(places, frame) + "".join(links) + legend,
        frame,
        title=title,
        identifier=identifier,
        extra=LEGEND_HEIGHT,
    )


def drawing(
    tree: AreaTree | None,
    places: Sequence[Place],
    window: Window,
    *,
    title: str,
    polygons: Sequence[Sequence[Sequence[Point]]] = (),
    identifier: str = "flaeche",
) -> str:
    """The map to draw on: no links, places as dots, and how to get from units to degrees."""
    frame = frame_of(window)
    shapes = "".join(
        f'<path d="{outline([[frame.place(point) for point in ring] for ring in rings])}" '
        'fill="#b45f06" fill-opacity="0.25" fill-rule="evenodd" stroke="#8a4a05" '
        'stroke-width="2"/>'
        for rings in polygons
    )
    return _document(
        _areas(tree, frame, identifier) + _dots(places, frame) + shapes,
        frame,
        title=title,
        identifier=identifier,
        attributes=(
            f' data-west="{frame.west:.6f}" data-north="{frame.north:.6f}" '
            f'data-across="{frame.across:.4f}" data-down="{frame.down:.4f}"'
        ),
    )


def _document(
    content: str,
    frame: Frame,
    *,
    title: str,
    identifier: str,
    attributes: str = "",
    extra: float = 0.0,
) -> str:
    width = max(frame.width, 360.0)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" id="{identifier}" role="group" '
        f'aria-label={quoteattr(safe_text(title))} viewBox="-2 -2 {width + 4:.0f} '
        f'{frame.height + extra + 4:.0f}" font-family="sans-serif" font-size="14" '
        f'fill="#1a1a1a"{attributes}><defs><clipPath id="{identifier}-rand"><rect '
        f'width="{frame.width:.1f}" height="{frame.height:.1f}"/></clipPath></defs>'
        f'<rect width="{frame.width:.1f}" height="{frame.height:.1f}" fill="#f7f9fb" '
        f'stroke="#a8b4c0"/>{content}</svg>'
    )


def _areas(tree: AreaTree | None, frame: Frame, identifier: str) -> str:
    shapes = [
        f'<path d="{outline([[frame.place(point) for point in ring] for ring in rings])}">'
        f"<title>{escape(safe_text(name))}</title></path>"
        for name, rings in _shapes(tree)
    ]
    return (
        f'<g aria-hidden="true" clip-path="url(#{identifier}-rand)" fill="#e6edf4" '
        'fill-rule="evenodd" '
        f'stroke="#8796a5" stroke-width="0.8">{"".join(shapes)}</g>'
    )


def _dots(places: Sequence[Place], frame: Frame) -> str:
    """Every place as a dot, whether it shares its link or not: one path for all of them."""
    spots = (frame.place((place.longitude, place.latitude)) for place in places)
    path = "".join(f"M{x:.1f} {y:.1f}h0" for x, y in spots)
    return (
        f'<path aria-hidden="true" d="{path}" stroke="#22649c" stroke-width="7" '
        'stroke-linecap="round"/>'
        if path
        else ""
    )


class _Group(msgspec.Struct):
    """Places that share a link; it stands where the first of them lies."""

    spot: Point
    places: list[Place]


def _groups(places: Sequence[Place], frame: Frame) -> list[_Group]:
    """Each place joins the first group within reach, else begins one: links never overlap."""
    groups: list[_Group] = []
    cells: dict[tuple[int, int], list[_Group]] = {}
    for place in places:
        spot = frame.place((place.longitude, place.latitude))
        column, row = int(spot[0] // APART), int(spot[1] // APART)
        near = (
            group
            for x in (column - 1, column, column + 1)
            for y in (row - 1, row, row + 1)
            for group in cells.get((x, y), ())
        )
        joined = next((group for group in near if math.dist(group.spot, spot) < APART), None)
        if joined is None:
            joined = _Group(spot, [])
            groups.append(joined)
            cells.setdefault((column, row), []).append(joined)
        joined.places.append(place)
    return groups


def _link(group: _Group, zoom: Callable[[Window], str]) -> str:
    x, y = group.spot
    if len(group.places) == 1:
        name, url = group.places[0].name, group.places[0].url
        mark = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="#003064" stroke="#ffffff"/>'
    else:
        number = len(group.places)
        name = f"{number} Einrichtungen nah beieinander: diesen Teil vergrößern"
        url = zoom(window_of([(one.longitude, one.latitude) for one in group.places]))
        mark = (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="17" fill="#22649c" stroke="#ffffff"/>'
            f'<text x="{x:.1f}" y="{y + 5:.1f}" text-anchor="middle" font-weight="bold" '
            f'fill="#ffffff">{number}</text>'
        )
    label = quoteattr(safe_text(name))
    hover = escape(safe_text(name))
    return f"<a href={quoteattr(url)} aria-label={label}><title>{hover}</title>{mark}</a>"


def _legend(frame: Frame, *, areas: bool) -> str:
    y = frame.height + 26
    content = (
        f'<circle cx="10" cy="{y - 5:.0f}" r="9" fill="#003064"/>'
        f'<text x="26" y="{y:.0f}">eine Einrichtung</text>'
        f'<circle cx="178" cy="{y - 5:.0f}" r="13" fill="#22649c"/>'
        f'<text x="178" y="{y:.0f}" text-anchor="middle" font-weight="bold" fill="#ffffff">7</text>'
        f'<text x="199" y="{y:.0f}">mehrere</text>'
    )
    if areas:
        content += (
            f'<rect x="278" y="{y - 14:.0f}" width="22" height="18" fill="#e6edf4" '
            f'stroke="#8796a5"/><text x="308" y="{y:.0f}">Gebiet</text>'
        )
    return f'<g aria-hidden="true">{content}</g>'
