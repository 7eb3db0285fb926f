"""Inside or outside: the border belongs to it, holes do not."""

from questionnaires import perimeters
from questionnaires.perimeters import Perimeter, Ring
from questionnaires.readers.perimeters import read_geojson


def square(west: float, south: float, size: float) -> Ring:
    east, north = west + size, south + size
    return ((west, south), (east, south), (east, north), (west, north), (west, south))


HOLLOW = Perimeter(polygons=((square(6, 51, 1), square(6.25, 51.25, 0.5)), (square(8, 51, 1),)))


def test_inside_takes_the_border_and_leaves_holes_out() -> None:
    points = [(6.1, 51.1), (6.0, 51.5), (6.0, 51.0), (6.5, 51.5), (6.25, 51.5), (7.5, 51.5)]
    inside = perimeters.inside(HOLLOW, [*points, (8.5, 51.5)])
    assert inside == [True, True, True, False, True, False, True]


def test_overlapping_polygons_are_one_perimeter() -> None:
    both = Perimeter(polygons=((square(6, 51, 1),), (square(6.5, 51, 1),)))
    assert perimeters.inside(both, [(6.7, 51.5), (7.4, 51.5), (7.6, 51.5)]) == [True, True, False]


def test_no_point_is_no_answer() -> None:
    assert perimeters.inside(HOLLOW, []) == []


def test_a_perimeter_is_read_back_as_it_was_written() -> None:
    assert read_geojson(perimeters.geojson(HOLLOW)) == HOLLOW


def test_a_border_that_crosses_itself_is_noticed() -> None:
    bow = ((6.0, 51.0), (7.0, 52.0), (7.0, 51.0), (6.0, 52.0), (6.0, 51.0))
    assert perimeters.crosses_itself(Perimeter(polygons=((bow,),)))
    assert not perimeters.crosses_itself(HOLLOW)
