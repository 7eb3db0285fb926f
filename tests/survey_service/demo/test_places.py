"""Where the demo's facilities stand: drawn, the same every time, one of them protected."""

from questionnaires.areas import Area, AreaTree
from survey_service.demo import collection, places, register
from survey_service.domain.administration.demonstration import Placed

TREE = collection.area_tree()
FACILITIES = register.reading(TREE, collection.statements()).facilities


def placed() -> list[Placed]:
    return list(places.placed(TREE, FACILITIES))


def test_places_are_the_same_every_time_and_near_their_district() -> None:
    found = placed()
    assert found == placed()
    for row, one in zip(FACILITIES, found, strict=True):
        if one.longitude is None or one.latitude is None:
            continue
        east, north = places.MIDDLES[row.area or ""]
        assert abs(one.longitude - east) <= places.REACH[0] + 1e-5
        assert abs(one.latitude - north) <= places.REACH[1] + 1e-5


def test_some_have_no_coordinates_and_one_is_protected() -> None:
    found = placed()
    assert sum(one.latitude is None for one in found) == 180 // places.WITHOUT
    protected = [one for one in found if one.protected]
    assert len(protected) == 1
    assert protected[0].latitude is not None


def test_where_an_area_has_a_shape_the_place_lies_in_it() -> None:
    ring = [[6.0, 51.0], [6.1, 51.0], [6.0, 51.1], [6.0, 51.0]]
    area = Area(
        code="101",
        name="Innenstadt",
        level="quartier",
        geometry={"type": "Polygon", "coordinates": [ring]},
    )
    tree = AreaTree(municipality="Neuss", levels=("stadt", "quartier"), areas=(area,))
    inside = [one for one in FACILITIES if one.area == "101"]
    for one in places.placed(tree, inside):
        assert one.longitude is not None
        assert one.latitude is not None
        assert one.longitude >= 6.0
        assert one.latitude >= 51.0
        assert one.longitude - 6.0 + one.latitude - 51.0 <= 0.1 + 1e-9
