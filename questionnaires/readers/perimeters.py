"""Perimeters: a GeoJSON file or typed corners -> polygons in WGS 84."""

import math
import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from questionnaires import perimeters
from questionnaires.perimeters import Corner, Perimeter, Ring
from questionnaires.readers.text_file import MEGABYTE, UploadRefused, decode

MAXIMUM_BYTES = 5 * MEGABYTE
MAXIMUM_CORNERS = 20_000
MAXIMUM_DEPTH = 8
WGS84 = ("CRS84", "4326")
UTM = "25832"
NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
"""A comma is a decimal comma where digits follow without a space."""

NOT_GEOJSON = (
    "Die Datei ist kein GeoJSON mit einer Fläche (Polygon oder MultiPolygon). Bitte exportieren "
    "Sie sie so aus dem Geoinformationssystem."
)
NOT_DEGREES = (
    "Die Koordinaten sind keine Grad (Länge, Breite). Bitte exportieren Sie die Datei in WGS 84 "
    "(EPSG:4326) oder in ETRS89/UTM 32N (EPSG:25832) mit der Angabe „crs“."
)
CROSSED = (
    "Die Grenze der Fläche kreuzt sich selbst. Bitte ordnen Sie die Ecken so, dass sie der Reihe "
    "nach um die Fläche herumführen."
)


def read_geojson(content: bytes) -> Perimeter:
    """Geometry, Feature or FeatureCollection; several polygons together are one perimeter.

    Raises UploadRefused with a German sentence that says what to do.
    """
    if len(content) > MAXIMUM_BYTES:
        raise UploadRefused(
            f"Die Datei ist größer als {MAXIMUM_BYTES // MEGABYTE} MB. Bitte vereinfachen Sie die "
            "Fläche im Geoinformationssystem."
        )
    try:
        document = msgspec.json.decode(decode(content))
    except (msgspec.MsgspecError, RecursionError):
        raise UploadRefused(NOT_GEOJSON) from None
    if not isinstance(document, dict):
        raise UploadRefused(NOT_GEOJSON)
    polygons = [_rings(one) for one in _polygons(document, depth=0)]
    if not polygons:
        raise UploadRefused(NOT_GEOJSON)
    if (corners := sum(len(ring) for rings in polygons for ring in rings)) > MAXIMUM_CORNERS:
        raise UploadRefused(
            f"Die Fläche hat {corners:,} Ecken, höchstens {MAXIMUM_CORNERS:,} sind möglich. Bitte "
            "vereinfachen Sie sie im Geoinformationssystem.".replace(",", ".", 2)
        )
    if _system(document) == UTM:
        polygons = [[_from_utm(ring) for ring in rings] for rings in polygons]
    return _checked(polygons)


def _system(document: dict[str, Any]) -> str:
    """The reference system the file names; WGS 84 when it names none."""
    if (named := document.get("crs")) is None:
        return WGS84[0]
    properties = named.get("properties") if isinstance(named, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    system = re.split(r"[:/]", name)[-1].upper()
    if system not in (*WGS84, UTM):
        raise UploadRefused(
            f"Das Bezugssystem „{name[:60] or 'ohne Namen'}“ ist hier nicht bekannt. Bitte "
            "exportieren Sie die Datei in WGS 84 (EPSG:4326) oder ETRS89/UTM 32N (EPSG:25832)."
        )
    return system


def _polygons(node: Any, *, depth: int) -> Iterable[Any]:
    """The coordinates of every polygon in the document."""
    if not isinstance(node, dict) or depth > MAXIMUM_DEPTH:
        raise UploadRefused(NOT_GEOJSON)
    kind, coordinates = node.get("type"), node.get("coordinates")
    if kind == "Polygon":
        yield coordinates
    elif kind == "MultiPolygon" and isinstance(coordinates, list):
        yield from coordinates
    elif kind == "Feature":
        yield from _polygons(node.get("geometry"), depth=depth + 1)
    elif kind == "FeatureCollection" and isinstance(node.get("features"), list):
        for feature in node["features"]:
            yield from _polygons(feature, depth=depth + 1)
    else:
        raise UploadRefused(NOT_GEOJSON)


def _rings(coordinates: Any) -> list[list[Corner]]:
    if not isinstance(coordinates, list) or not coordinates:
        raise UploadRefused(NOT_GEOJSON)
    return [[_corner(corner) for corner in _list(ring)] for ring in coordinates]


def _list(found: Any) -> list[Any]:
    if not isinstance(found, list):
        raise UploadRefused(NOT_GEOJSON)
    return found


def _corner(found: Any) -> Corner:
    numbers = _list(found)[:2]
    if len(numbers) < 2 or not all(type(number) in (int, float) for number in numbers):
        raise UploadRefused(NOT_GEOJSON)
    return float(numbers[0]), float(numbers[1])


def _from_utm(ring: Sequence[Corner]) -> list[Corner]:
    from pyproj import Transformer

    transformer = Transformer.from_crs(int(UTM), 4326, always_xy=True)
    return [(float(x), float(y)) for x, y in transformer.itransform(ring)]


def read_corners(text: str) -> Perimeter:
    """One corner per line: latitude and longitude in degrees, or east and north in UTM 32N.

    "51.2043, 6.6879", "51,2043; 6,6879", "344123 5674321". Raises UploadRefused.
    """
    if not text.strip():
        raise UploadRefused(
            "Es ist keine Fläche da. Setzen Sie mindestens drei Ecken auf der Karte, schreiben Sie "
            "sie in das Feld oder wählen Sie eine Datei."
        )
    corners = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        found = NUMBER.findall(line)
        if len(found) != 2:
            raise UploadRefused(
                f"Zeile {number} nennt keine Ecke: „{line.strip()[:60]}“. Schreiben Sie je Zeile "
                "Breite und Länge, zum Beispiel 51,2043; 6,6879."
            )
        first, second = (float(one.replace(",", ".")) for one in found)
        corners.append((second, first) if abs(first) <= 90 else _from_utm([(first, second)])[0])
        if len(corners) > MAXIMUM_CORNERS:
            raise UploadRefused(f"Das sind mehr als {MAXIMUM_CORNERS} Ecken. Kürzen Sie die Liste.")
    return _checked([[corners]])


def _checked(polygons: Sequence[Sequence[Sequence[Corner]]]) -> Perimeter:
    """Closed rings in degrees that do not cross themselves, or UploadRefused."""
    closed = tuple(tuple(_closed(ring) for ring in rings) for rings in polygons)
    if not all(_in_degrees(corner) for rings in closed for ring in rings for corner in ring):
        raise UploadRefused(NOT_DEGREES)
    perimeter = Perimeter(polygons=closed)
    if perimeters.crosses_itself(perimeter):
        raise UploadRefused(CROSSED)
    return perimeter


def _closed(ring: Sequence[Corner]) -> Ring:
    if len(set(ring)) < 3:
        raise UploadRefused(
            "Eine Fläche braucht mindestens drei Ecken. Ergänzen Sie die fehlenden."
        )
    return tuple(ring) if ring[0] == ring[-1] else (*ring, ring[0])


def _in_degrees(corner: Corner) -> bool:
    return all(map(math.isfinite, corner)) and abs(corner[0]) <= 180 and abs(corner[1]) <= 90
