"""A perimeter: what somebody drew on a map or got from a geoinformation system."""

from collections.abc import Sequence
from typing import Any

import msgspec

Corner = tuple[float, float]
"""Longitude, latitude: degrees, WGS 84."""

Ring = tuple[Corner, ...]
"""Closed: the last corner is the first."""


class Perimeter(msgspec.Struct, frozen=True, kw_only=True):
    """Polygons, each an outer ring and its holes; at least one."""

    polygons: tuple[tuple[Ring, ...], ...]


def inside(perimeter: Perimeter, points: Sequence[Corner]) -> list[bool]:
    """For each point whether it lies in the perimeter; its border belongs to it."""
    import shapely

    shape = shapely.union_all([_polygon(rings) for rings in perimeter.polygons])
    shapely.prepare(shape)
    found: list[bool] = shapely.intersects_xy(
        shape, [point[0] for point in points], [point[1] for point in points]
    ).tolist()
    return found


def crosses_itself(perimeter: Perimeter) -> bool:
    """Whether a border crosses itself, so that nobody can say what is inside."""
    return not all(_polygon(rings).is_valid for rings in perimeter.polygons)


def _polygon(rings: Sequence[Ring]) -> Any:
    import shapely

    return shapely.Polygon(rings[0], rings[1:])


def geojson(perimeter: Perimeter) -> bytes:
    """As GeoJSON geometry; `readers.perimeters.read_geojson` reads it back."""
    return msgspec.json.encode({"type": "MultiPolygon", "coordinates": perimeter.polygons})
