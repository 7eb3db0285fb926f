"""Where the demo's facilities stand. All points are drawn; no address is real."""

from collections.abc import Iterator, Sequence

import msgspec

from questionnaires import perimeters
from questionnaires.areas import AreaTree
from questionnaires.perimeters import Corner
from questionnaires.readers import perimeters as reader
from questionnaires.readers.register import FacilityRow
from survey_service.demo.dice import dice
from survey_service.domain.administration.demonstration import Placed

# Roughly the middle of each district: longitude, latitude. Districts with geometry need none.
MIDDLES: dict[str, Corner] = {
    "101": (6.692, 51.198),
    "102": (6.697, 51.192),
    "103": (6.705, 51.206),
    "104": (6.718, 51.199),
    "105": (6.706, 51.189),
    "106": (6.684, 51.190),
    "107": (6.678, 51.185),
    "201": (6.704, 51.177),
    "202": (6.735, 51.176),
    "203": (6.775, 51.165),
    "204": (6.721, 51.168),
    "205": (6.721, 51.153),
    "206": (6.735, 51.146),
    "207": (6.744, 51.131),
    "208": (6.730, 51.135),
    "209": (6.730, 51.120),
    "301": (6.676, 51.176),
    "302": (6.687, 51.173),
    "303": (6.692, 51.156),
    "304": (6.689, 51.135),
    "305": (6.661, 51.158),
    "306": (6.636, 51.170),
    "307": (6.667, 51.148),
    "401": (6.690, 51.208),
    "402": (6.687, 51.215),
    "403": (6.685, 51.222),
    "404": (6.672, 51.220),
    "405": (6.672, 51.210),
    "406": (6.703, 51.213),
    "407": (6.655, 51.220),
    "408": (6.663, 51.195),
}
CENTRE = MIDDLES["101"]
REACH = (0.006, 0.004)
"""Degrees around the middle."""
DRAWS = 200
WITHOUT = 36
"""One of so many has no coordinates: the atlas has to say so."""
PROTECTED = "Frauenberatung"
"""One facility of this kind is protected."""
CONTACTS = 4
"""One organisation of so many has a contact who agreed to be stored."""


def placed(tree: AreaTree, facilities: Sequence[FacilityRow]) -> Iterator[Placed]:
    """Every facility's coordinates (or none), telephone, and which one is protected."""
    protected = next((one for one in facilities if one.service_type == PROTECTED), None)
    for number, one in enumerate(facilities, 1):
        point = None if number % WITHOUT == 0 else _point(tree, one)
        yield Placed(
            organisation=one.organisation,
            code=one.code,
            longitude=point[0] if point else None,
            latitude=point[1] if point else None,
            phone=f"02131 0000-{number:03}",
            protected=one is protected,
        )


def _point(tree: AreaTree, facility: FacilityRow) -> Corner:
    random = dice("place", facility.organisation, facility.code)
    area = tree.by_code.get(facility.area or "")
    geometry = area.geometry if area else None
    if geometry is None or geometry["type"] == "Point":
        east, north = MIDDLES.get(facility.area or "", CENTRE)
        return (
            round(east + random.uniform(-1, 1) * REACH[0], 5),
            round(north + random.uniform(-1, 1) * REACH[1], 5),
        )
    shape = reader.read_geojson(msgspec.json.encode(geometry))
    corners = [corner for rings in shape.polygons for corner in rings[0]]
    west, east = min(x for x, _ in corners), max(x for x, _ in corners)
    south, north = min(y for _, y in corners), max(y for _, y in corners)
    draws = [
        (round(random.uniform(west, east), 5), round(random.uniform(south, north), 5))
        for _ in range(DRAWS)
    ]
    flags = perimeters.inside(shape, draws)
    return next((one for one, flag in zip(draws, flags, strict=True) if flag), corners[0])
