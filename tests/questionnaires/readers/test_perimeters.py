"""Files and typed corners of perimeters: refusals first, each with a sentence."""

import json
import math
from typing import Any

import pytest

from questionnaires.readers import perimeters
from questionnaires.readers.perimeters import MAXIMUM_BYTES, read_corners, read_geojson
from questionnaires.readers.upload import UploadRefused

RING = [[6.6, 51.1], [6.7, 51.1], [6.7, 51.2], [6.6, 51.1]]
CORNERS = ((6.6, 51.1), (6.7, 51.1), (6.7, 51.2), (6.6, 51.1))
BOW = [[6.0, 51.0], [7.0, 52.0], [7.0, 51.0], [6.0, 52.0], [6.0, 51.0]]
DEEP: dict[str, Any] = {"type": "Polygon", "coordinates": [RING]}
for _ in range(20):
    DEEP = {"type": "Feature", "geometry": DEEP}


def polygon(*rings: Any, **more: Any) -> bytes:
    return json.dumps({"type": "Polygon", "coordinates": list(rings), **more}).encode()


def named(name: str) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": name}}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "leer"),
        (b"\x00\x01", "keine Textdatei"),
        (b"PK\x03\x04 workbook", "Excel-Arbeitsmappe"),
        (b"[" * 100_000, "kein GeoJSON"),
        (b"{", "kein GeoJSON"),
        (b"[]", "kein GeoJSON"),
        (b"{}", "kein GeoJSON"),
        (b'{"type": "Point", "coordinates": [6, 51]}', "kein GeoJSON"),
        (b'{"type": "FeatureCollection", "features": []}', "kein GeoJSON"),
        (b'{"type": "FeatureCollection", "features": [7]}', "kein GeoJSON"),
        (b'{"type": "Polygon"}', "kein GeoJSON"),
        (polygon(), "kein GeoJSON"),
        (polygon(7), "kein GeoJSON"),
        (polygon([7, 8]), "kein GeoJSON"),
        (polygon([[6.6], [6.7]]), "kein GeoJSON"),
        (polygon([["6.6", "51"], [6.7, 51.1], [6.7, 51.2]]), "kein GeoJSON"),
        (json.dumps(DEEP).encode(), "kein GeoJSON"),
        (polygon(RING[:2]), "mindestens drei Ecken"),
        (polygon([RING[0], RING[1], RING[0]]), "mindestens drei Ecken"),
        (polygon(BOW), "kreuzt sich"),
        (polygon([[344000, 5674000], [345000, 5674000], [345000, 5675000]]), "keine Grad"),
        (polygon([[6, 91], [7, 91], [7, 92]]), "keine Grad"),
        (polygon([[1e999, 51], [7, 51], [7, 52]]), "kein"),
        (polygon(RING, crs=named("EPSG:31466")), "Bezugssystem „EPSG:31466“"),
        (polygon(RING, crs=7), "Bezugssystem „ohne Namen“"),
        (polygon([[6 + i / 1e6, 51] for i in range(20_001)]), "20.001 Ecken"),
        (b" " * (MAXIMUM_BYTES + 1), "größer als 5 MB"),
    ],
)
def test_a_file_that_is_no_perimeter_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(UploadRefused, match=sentence):
        read_geojson(content)


@pytest.mark.parametrize(
    "document",
    [
        {"type": "Polygon", "coordinates": [RING]},
        {"type": "Polygon", "coordinates": [[[*corner, 41.5] for corner in RING[:3]]]},
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [RING]}},
        {
            "type": "FeatureCollection",
            "crs": named("urn:ogc:def:crs:OGC:1.3:CRS84"),
            "features": [
                {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [RING]}}
            ],
        },
        {"type": "MultiPolygon", "coordinates": [[RING]], "crs": named("EPSG:4326")},
    ],
)
def test_geojson_of_every_shape_is_read(document: dict[str, Any]) -> None:
    assert read_geojson(json.dumps(document).encode()).polygons == ((CORNERS,),)


def meridian(degrees: float, *, steps: int = 10_000) -> float:
    """Metres from the equator along a meridian, GRS 80, by adding up small pieces."""
    axis, flattening = 6_378_137.0, 1 / 298.257222101
    eccentricity = flattening * (2 - flattening)
    step = math.radians(degrees) / steps
    return sum(
        axis
        * (1 - eccentricity)
        / (1 - eccentricity * math.sin((number + 0.5) * step) ** 2) ** 1.5
        * step
        for number in range(steps)
    )


def test_utm_becomes_degrees() -> None:
    """On the middle meridian of zone 32 (9 degrees) north is 0.9996 of the way from the equator."""
    south, north = (0.9996 * meridian(degrees) for degrees in (51.0, 51.5))
    ring = [[500_000, south], [500_000, north], [550_000, north]]
    read = read_geojson(polygon(ring, crs=named("urn:ogc:def:crs:EPSG::25832")))
    first, second, third, _ = read.polygons[0][0]
    assert first == pytest.approx((9.0, 51.0), abs=1e-7)
    assert second == pytest.approx((9.0, 51.5), abs=1e-7)
    assert 9.71 < third[0] < 9.73


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Es ist keine Fläche da"),
        ("  \n ", "Es ist keine Fläche da"),
        ("51,1; 6,6", "mindestens drei Ecken"),
        ("51,1; 6,6\n51,2 6,7\nam Rhein", "Zeile 3 nennt keine Ecke: „am Rhein“"),
        ("51,1; 6,6\n51,2\n51,3; 6,8", "Zeile 2 nennt keine Ecke"),
        ("51;6\n52;7\n51;7\n52;6", "kreuzt sich"),
        ("51;6\n52;7\n51;200", "keine Grad"),
    ],
)
def test_corners_that_are_none_are_refused(text: str, sentence: str) -> None:
    with pytest.raises(UploadRefused, match=sentence):
        read_corners(text)


@pytest.mark.parametrize(
    "text",
    [
        "51.1, 6.6\n51.1, 6.7\n51.2, 6.7",
        "51,1; 6,6\n\n51,1; 6,7\n51,2; 6,7\n",
        "51,1 6,6\n51,1 6,7\n51,2 6,7\n51,1 6,6",
        "51.1,6.6\n51.1,6.7\n51.2,6.7",
    ],
)
def test_corners_are_read_as_people_write_them(text: str) -> None:
    assert read_corners(text).polygons == ((CORNERS,),)


def test_corners_in_utm_become_degrees() -> None:
    read = read_corners("500000 5650000\n510000 5650000\n510000,5 5660000,5")
    first, second, third, _ = read.polygons[0][0]
    assert first[0] == pytest.approx(9.0, abs=1e-7)
    assert 50.9 < first[1] < second[1] + 0.01 < third[1] < 51.1


def test_the_list_of_corners_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(perimeters, "MAXIMUM_CORNERS", 3)
    with pytest.raises(UploadRefused, match="mehr als 3 Ecken"):
        read_corners("51;6\n52;6\n52;7\n51;7")
