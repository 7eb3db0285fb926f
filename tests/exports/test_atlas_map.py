"""The atlas map: right proportions, links that nobody misses, safe under a strict CSP."""

import math
from itertools import combinations

import pytest
from lxml import etree

from exports import atlas_map
from exports.atlas_map import APART, Place, Window
from questionnaires.areas import AreaTree
from tests.exports.test_map import SHAPED, SHAPELESS

NAMESPACE = {"s": "http://www.w3.org/2000/svg"}
NEUSS = Window(west=6.6, south=51.1, east=6.8, north=51.25)


def place(name: str, longitude: float, latitude: float) -> Place:
    return Place(name=name, url=f"/{name}", longitude=longitude, latitude=latitude)


def drawn(tree: AreaTree | None, places: list[Place], window: Window = NEUSS) -> etree._Element:
    def zoom(part: Window) -> str:
        return f"?{part.west:.3f},{part.south:.3f},{part.east:.3f},{part.north:.3f}&x=1"

    return etree.fromstring(atlas_map.svg(tree, places, window, title="Karte & Liste", zoom=zoom))


def links(svg: etree._Element) -> list[tuple[str, str]]:
    found = svg.xpath("//s:a", namespaces=NAMESPACE)
    return [(link.get("href"), link.get("aria-label")) for link in found]


def test_a_degree_of_longitude_is_as_much_shorter_as_it_is_on_the_ground() -> None:
    frame = atlas_map.frame_of(NEUSS)
    assert frame.across / frame.down == pytest.approx(math.cos(math.radians(51.175)))
    assert frame.place((6.6, 51.25)) == (0, 0)
    assert frame.place((6.8, 51.1)) == pytest.approx((frame.width, frame.height))
    # 0.2 degrees of longitude here are 13.9 km, 0.15 of latitude 16.7 km.
    assert frame.width / frame.height == pytest.approx(13.94 / 16.68, abs=0.01)


def test_every_place_has_a_link_with_its_name() -> None:
    svg = drawn(None, [place("Haus A & B", 6.65, 51.15), place("<Treff>", 6.75, 51.2)])
    assert links(svg) == [("/Haus A & B", "Haus A & B"), ("/<Treff>", "<Treff>")]
    assert (svg.get("role"), svg.get("aria-label")) == ("group", "Karte & Liste")


def test_places_close_together_share_a_link_to_a_larger_map() -> None:
    places = [place("a", 6.7, 51.2), place("b", 6.701, 51.2), place("c", 6.62, 51.12)]
    part = atlas_map.window_of([(6.7, 51.2), (6.701, 51.2)])
    assert links(drawn(None, places)) == [
        (
            f"?{part.west:.3f},{part.south:.3f},{part.east:.3f},{part.north:.3f}&x=1",
            "2 Einrichtungen nah beieinander: diesen Teil vergrößern",
        ),
        ("/c", "c"),
    ]
    assert links(drawn(None, places[:2], part)) == [("/a", "a"), ("/b", "b")]


def test_links_never_come_closer_than_a_finger_needs() -> None:
    places = [
        place(str(number), 6.6 + (number * 37 % 200) / 1000, 51.1 + (number * 59 % 150) / 1000)
        for number in range(1000)
    ]
    circles = drawn(None, places).xpath("//s:a/s:circle", namespaces=NAMESPACE)
    spots = [(float(circle.get("cx")), float(circle.get("cy"))) for circle in circles]
    assert 50 < len(spots) < 400
    assert min(math.dist(one, other) for one, other in combinations(spots, 2)) >= APART - 0.2


def test_areas_with_geometry_are_drawn_with_their_names_and_those_without_are_not() -> None:
    window = atlas_map.base_window(SHAPED, [])
    assert window is not None
    titles = drawn(SHAPED, [], window).xpath("//s:path/s:title/text()", namespaces=NAMESPACE)
    assert titles == ["Alt & Neu", "<Hafen>"]
    assert drawn(SHAPELESS, []).xpath("//s:path/s:title", namespaces=NAMESPACE) == []


def test_without_geometry_and_places_there_is_no_map() -> None:
    assert atlas_map.base_window(SHAPELESS, []) is None
    assert atlas_map.base_window(None, []) is None


def test_a_single_place_has_some_ground_around_it() -> None:
    window = atlas_map.base_window(None, [place("a", 6.7, 51.2)])
    assert window is not None
    assert (window.south, window.north) == pytest.approx((51.198, 51.202))
    assert (window.west + window.east) / 2 == pytest.approx(6.7)


@pytest.mark.parametrize(
    ("points", "shape"),
    [([(6.7, 51.1), (6.7, 51.3)], 0.8), ([(6.2, 51.2), (7.2, 51.2)], 2.0)],
)
def test_no_map_is_a_strip(points: list[tuple[float, float]], shape: float) -> None:
    frame = atlas_map.frame_of(atlas_map.window_of(points))
    assert frame.width / frame.height == pytest.approx(shape)
    spots = [frame.place(point) for point in points]
    assert all(17 < x < frame.width - 17 and 17 < y < frame.height - 17 for x, y in spots)


def test_a_drawing_says_how_to_get_from_units_to_degrees_and_links_nowhere() -> None:
    ring = ((6.65, 51.15), (6.7, 51.15), (6.7, 51.2), (6.65, 51.15))
    svg = etree.fromstring(
        atlas_map.drawing(
            None, [place("a", 6.7, 51.2)], NEUSS, title="Zeichnen", polygons=((ring,),)
        )
    )
    frame = atlas_map.frame_of(NEUSS)
    west, north, across, down = (
        float(svg.get(f"data-{name}")) for name in ("west", "north", "across", "down")
    )
    x, y = frame.place((6.7, 51.2))
    assert (west + x / across, north - y / down) == pytest.approx((6.7, 51.2), abs=1e-5)
    assert links(svg) == []
    assert len(svg.xpath("//s:path[@fill-opacity]", namespaces=NAMESPACE)) == 1


@pytest.mark.parametrize("tree", [SHAPED, SHAPELESS, None])
def test_nothing_a_strict_policy_forbids(tree: AreaTree | None) -> None:
    text = etree.tostring(drawn(tree, [place("a", 6.7, 51.2)])).decode()
    assert not any(
        word in text for word in ("style=", "<style", "<script", "onclick", "javascript")
    )
