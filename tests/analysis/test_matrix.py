"""Raw matrices: areas of a level, what is known less exactly, and what is refused."""

import datetime as dt

import pytest

from analysis.matrix import (
    Count,
    Heading,
    Origin,
    Row,
    UnknownSource,
    area_columns,
    level_name,
    levels_finest_first,
    matrix,
)
from questionnaires.areas import Area, AreaTree, UnknownArea

TREE = AreaTree(
    municipality="Neuss",
    levels=("stadt", "stadtbezirk", "statistischer_bezirk"),
    areas=(
        Area(code="1", name="Innenstadt", level="stadtbezirk"),
        Area(code="101", name="City", level="statistischer_bezirk", parent="1"),
        Area(code="102", name="Hafen", level="statistischer_bezirk", parent="1"),
        Area(code="2", name="Nord", level="stadtbezirk"),
        Area(code="201", name="Furth", level="statistischer_bezirk", parent="2"),
    ),
)
ORIGIN = Origin(source="provider", wave="Trägerabfrage 2026", date=dt.date(2026, 3, 1))


def test_an_unknown_area_is_refused() -> None:
    with pytest.raises(UnknownArea, match="Das Gebiet „999“ steht nicht im Gebietsverzeichnis"):
        area_columns(TREE, "stadtbezirk", ["999"])


def test_an_unknown_source_is_refused() -> None:
    with pytest.raises(UnknownSource, match="Die Quelle „press“ gibt es nicht"):
        matrix(
            {},
            (),
            tree=TREE,
            area_level="stadt",
            title="",
            unit="",
            row_level="",
            origin=Origin(source="press", wave="", date=dt.date(2026, 1, 1)),
        )


def test_what_is_known_less_exactly_has_columns_of_its_own() -> None:
    columns, places = area_columns(
        TREE, "statistischer_bezirk", ["unbekannt", "stadtweit", "1", "102"]
    )

    assert columns == (
        Heading("101", "City"),
        Heading("102", "Hafen"),
        Heading("201", "Furth"),
        Heading("1", "Innenstadt (ohne genauere Angabe)"),
        Heading("stadtweit", "Stadtweit"),
        Heading("unbekannt", "ohne Angabe des Gebiets"),
    )
    assert places == {"unbekannt": 5, "stadtweit": 4, "1": 3, "102": 1}


@pytest.mark.parametrize(("tree", "level"), [(TREE, "stadt"), (None, "")])
def test_the_first_level_and_no_tree_are_one_column(tree: AreaTree | None, level: str) -> None:
    assert area_columns(tree, level, ["101", "unbekannt"]) == (
        (Heading("stadtweit", "Gesamtstadt"),),
        {"101": 0, "unbekannt": 0},
    )


def test_counts_are_added_up_into_coarser_rows_and_areas() -> None:
    counts = {
        ("kita", "101"): Count(2, 1, frozenset("ab")),
        ("schule", "102"): Count(3, 0, frozenset("bc")),
        ("kita", "201"): Count(1, 1, frozenset("d")),
    }

    raw = matrix(
        counts,
        (Row("bildung", "Bildung", ("kita", "schule")), Row("wohnen", "Wohnen", ("miete",))),
        tree=TREE,
        area_level="stadtbezirk",
        title="Themen",
        unit="Nennungen",
        row_level="Hauptkategorie",
        origin=ORIGIN,
    )

    assert raw.counts == ((5, 1), (0, 0))
    assert raw.reviewed == ((1, 1), (0, 0))
    nobody = frozenset[str]()
    assert raw.contributors == ((frozenset("abc"), frozenset("d")), (nobody, nobody))
    assert (raw.n, raw.exact, raw.mark, raw.columns) == (
        4,
        2,
        "intern",
        (Heading("1", "Innenstadt"), Heading("2", "Nord")),
    )


def test_levels_in_words() -> None:
    assert [level_name(level) for level in ("", *TREE.levels, "ortsteil")] == [
        "Gesamtstadt",
        "Gesamtstadt",
        "Stadtbezirk",
        "statistischer Bezirk",
        "Ortsteil",
    ]
    assert levels_finest_first(TREE) == ("statistischer_bezirk", "stadtbezirk", "stadt")
    assert levels_finest_first(None) == ("",)
