"""Which place lies in which."""

import pytest

from questionnaires import areas
from questionnaires.areas import Area, AreaTree, UnknownArea

NORTH = Area(code="4", name="Nord", level="stadtbezirk")
FURTH = Area(code="401", name="Furth-Süd", level="quartier", parent="4", aliases=("Süd-Furth",))
BLOCK = Area(code="4011", name="Am Bahnhof", level="block", parent="401")
SOUTH = Area(code="2", name="Süd", level="stadtbezirk", aliases=("Am Bahnhof",))
TREE = AreaTree(
    municipality="Musterstadt",
    levels=("stadt", "stadtbezirk", "quartier", "block"),
    areas=(NORTH, FURTH, BLOCK, SOUTH),
)


def test_unknown_area_and_level_are_refused() -> None:
    with pytest.raises(UnknownArea, match="„9“ steht nicht im Gebietsverzeichnis"):
        areas.at_level(TREE, "9", "stadtbezirk")
    with pytest.raises(UnknownArea, match="Ebene „kiez“"):
        areas.at_level(TREE, "4", "kiez")


def test_at_level_climbs_and_leaves_coarser_areas_alone() -> None:
    cases = [
        ("4011", "block"),
        ("4011", "quartier"),
        ("4011", "stadtbezirk"),
        ("4011", "stadt"),
        ("4", "quartier"),
        (areas.CITYWIDE, "quartier"),
        (areas.UNKNOWN, "stadtbezirk"),
    ]
    assert [areas.at_level(TREE, code, level) for code, level in cases] == [
        "4011",
        "401",
        "4",
        areas.CITYWIDE,
        "4",
        areas.CITYWIDE,
        areas.UNKNOWN,
    ]


def test_children_descendants_and_ancestors() -> None:
    assert areas.children(TREE, None) == (NORTH, SOUTH)
    assert areas.children(TREE, areas.CITYWIDE) == (NORTH, SOUTH)
    assert areas.children(TREE, "4") == (FURTH,)
    assert areas.children(TREE, "2") == ()
    assert areas.descendants(TREE, "4") == (FURTH, BLOCK)
    assert areas.descendants(TREE, None) == TREE.areas
    assert areas.ancestors(TREE, "4011") == (FURTH, NORTH)
    assert areas.ancestors(TREE, areas.CITYWIDE) == ()
    assert areas.areas_of_level(TREE, "stadtbezirk") == (NORTH, SOUTH)


def test_called_finds_codes_names_and_aliases_in_any_spelling() -> None:
    found = {
        text: areas.called(TREE, text)
        for text in ("401", " furth süd ", "Süd–Furth", "AM BAHNHOF", "Nordpol", "")
    }
    assert found == {
        "401": (FURTH,),
        " furth süd ": (FURTH,),
        "Süd–Furth": (FURTH,),
        "AM BAHNHOF": (BLOCK, SOUTH),
        "Nordpol": (),
        "": (),
    }


def test_labels_of_areas_and_of_what_is_none() -> None:
    assert [areas.label(TREE, code) for code in ("4", areas.CITYWIDE, areas.UNKNOWN)] == [
        "Nord",
        "Stadtweit",
        "ohne Angabe des Gebiets",
    ]
