"""Maps: well-formed SVG with title and description, safe under a strict CSP."""

import datetime as dt

import pytest
from lxml import etree

from analysis.disclosure import release, rule_for
from analysis.matrix import Heading, Origin, RawMatrix
from exports.map import AreaNumbers, intern_row, released_row, svg
from questionnaires.areas import Area, AreaTree

NAMESPACE = {"s": "http://www.w3.org/2000/svg"}


def square(west: float, south: float) -> dict[str, object]:
    ring = [[west, south], [west + 1, south], [west + 1, south + 1], [west, south + 1]]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


SHAPED = AreaTree(
    municipality="Köln",
    levels=("stadt", "bezirk", "stadtteil"),
    areas=(
        Area(code="1", name="Mitte", level="bezirk"),
        Area(code="101", name="Alt & Neu", level="stadtteil", parent="1", geometry=square(6, 50)),
        Area(
            code="102",
            name="<Hafen>",
            level="stadtteil",
            parent="1",
            geometry={
                "type": "MultiPolygon",
                "coordinates": [square(7, 50)["coordinates"], square(7, 51)["coordinates"]],
            },
        ),
        Area(code="2", name="Nord", level="bezirk", geometry=square(6, 51)),
    ),
)
SHAPELESS = AreaTree(
    municipality="Neuss",
    levels=("stadt", "stadtbezirk", "quartier"),
    areas=(
        Area(code="1", name="Innenstadt", level="stadtbezirk"),
        *(
            Area(code=f"10{i}", name=f"Quartier Nummer {i} am Hafen", level="quartier", parent="1")
            for i in range(7)
        ),
    ),
)


def numbers(level: str, **values: int | None) -> AreaNumbers:
    return AreaNumbers(
        title="Themen <alle>",
        description="n = 40 & mehr",
        unit="Nennungen",
        values={code.removeprefix("a"): value for code, value in values.items()},
        level=level,
    )


def parsed(text: str) -> etree._Element:
    return etree.fromstring(text.encode())


def labels(text: str, *, of: str) -> list[str | None]:
    found = parsed(text).xpath(f"//s:{of}/s:title", namespaces=NAMESPACE)
    assert isinstance(found, list)
    return [element.text for element in found if isinstance(element, etree._Element)]


def test_every_area_bears_its_name_and_number() -> None:
    text = svg(SHAPED, numbers("stadtteil", a101=1234, a102=None))

    assert labels(text, of="path") == ["Alt & Neu: 1.234 Nennungen", "<Hafen>: geschützt"]


def test_a_coarser_level_takes_the_shapes_inside() -> None:
    text = svg(SHAPED, numbers("bezirk", a1=3))

    assert labels(text, of="path") == ["Mitte: 3 Nennungen", "Nord: keine Angaben"]
    paths = parsed(text).xpath("//s:path[s:title]/@d", namespaces=NAMESPACE)
    assert isinstance(paths, list)
    assert [str(path).count("M") for path in paths] == [3, 1]


def test_areas_without_shapes_become_tiles_by_parent() -> None:
    text = svg(SHAPELESS, numbers("quartier", a100=0, a101=7, a102=None))

    assert labels(text, of="g") == [
        "Quartier Nummer 0 am Hafen: 0 Nennungen",
        "Quartier Nummer 1 am Hafen: 7 Nennungen",
        "Quartier Nummer 2 am Hafen: geschützt",
        *(f"Quartier Nummer {i} am Hafen: keine Angaben" for i in range(3, 7)),
    ]
    written = parsed(text).xpath("//s:text/text()", namespaces=NAMESPACE)
    assert isinstance(written, list)
    assert written[:4] == ["Innenstadt", "0", "7", "•"]
    lines = parsed(text).xpath("//s:tspan/text()", namespaces=NAMESPACE)
    assert isinstance(lines, list)
    assert lines[:4] == ["Quartier Nummer 0", "am Hafen", "Quartier Nummer 1", "am Hafen"]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Furth", ["Furth"]),
        ("Grimlinghausen-Uedesheim", ["Grimlinghausen-", "Uedesheim"]),
        ("Donaudampfschifffahrtsgesellschaft", ["Donaudampfschiff-", "fahrtsgesellschaft"]),
        ("Mmmmmmmm Wwwwwwww Mmmmmmmm Wwwwwwww", ["Mmmmmmmm", "Wwwwwwww", "Mmmmmmm…"]),
    ],
)
def test_name_stays_inside_its_tile(name: str, lines: list[str]) -> None:
    tree = AreaTree(
        municipality="Neuss",
        levels=("stadt", "quartier"),
        areas=(Area(code="1", name=name, level="quartier"),),
    )
    text = parsed(svg(tree, numbers("quartier", a1=3)))
    assert text.xpath("//s:tspan/text()", namespaces=NAMESPACE) == lines
    [box] = text.xpath("//s:g/s:rect", namespaces=NAMESPACE)  # type: ignore[misc,union-attr]
    bottom = float(box.get("y")) + float(box.get("height"))  # type: ignore[union-attr,arg-type]
    heights = text.xpath("//s:g//@y", namespaces=NAMESPACE)
    assert max(float(str(y)) for y in heights) < bottom  # type: ignore[union-attr]


def legend(text: str) -> list[str]:
    written = parsed(text).xpath("/s:svg/s:text/text()", namespaces=NAMESPACE)
    assert isinstance(written, list)
    words = [str(one) for one in written]
    return words[words.index("Nennungen") + 1 :]


def test_legend_names_only_what_stands_on_the_map() -> None:
    """The column of the whole city is 400; the classes are those of the areas."""
    shown = numbers("stadtteil", a101=5, a102=2, stadtweit=400)
    assert legend(svg(SHAPED, shown)) == ["1", "2", "3", "4", "5"]
    assert legend(svg(SHAPED, numbers("stadtteil"))) == ["keine Angaben"]
    assert legend(svg(SHAPED, numbers("stadtteil", a101=0, a102=None))) == ["0", "geschützt"]


def test_the_whole_municipality_is_one_tile() -> None:
    assert labels(svg(SHAPELESS, numbers("stadt", stadtweit=42)), of="g") == ["Neuss: 42 Nennungen"]


@pytest.mark.parametrize("tree", [SHAPED, SHAPELESS])
def test_a_map_is_named_and_needs_neither_style_nor_script(tree: AreaTree) -> None:
    text = svg(tree, numbers(tree.levels[-1], a101=5), identifier="k7")

    root = parsed(text)
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "k7-titel k7-text")
    assert root.xpath("string(s:title)", namespaces=NAMESPACE) == "Themen <alle>"
    assert root.xpath("string(s:desc)", namespaces=NAMESPACE) == "n = 40 & mehr"
    assert "style=" not in text
    assert "<script" not in text
    assert "<style" not in text


def test_protected_areas_are_hatched_not_only_coloured() -> None:
    text = svg(SHAPED, numbers("stadtteil", a101=9, a102=None))

    fills = parsed(text).xpath("//s:path[s:title]/@fill", namespaces=NAMESPACE)
    assert fills == ["#003064", "url(#karte-schraffur)"]


def matrix() -> RawMatrix:
    people = (tuple(frozenset(f"{j}.{i}" for i in range(n)) for j, n in enumerate((9, 2, 4))),)
    return RawMatrix(
        title="Themen nach Gebiet",
        unit="Nennungen",
        row_level="Hauptkategorie",
        area_level="stadtbezirk",
        rows=(Heading("bildung", "Bildung"),),
        columns=(Heading("1", "A"), Heading("2", "B"), Heading("3", "C")),
        counts=((9, 2, 4),),
        reviewed=((0, 0, 0),),
        contributors=people,
        exact=3,
        n=15,
        origin=Origin(source="provider", wave="2026", date=dt.date(2026, 3, 1)),
    )


def test_numbers_of_a_released_table_are_protected_and_raw_ones_say_intern() -> None:
    table = release(matrix(), rule_for("provider"))

    public, desk = released_row(table, "bildung"), intern_row(matrix(), "bildung")

    assert (public.title, dict(public.values)) == (
        "Themen nach Gebiet: Bildung",
        {"1": 9, "2": None, "3": None},
    )
    assert "n = 15, 2026, Stand 01.03.2026" in public.description
    assert (desk.title, dict(desk.values)) == (
        "Themen nach Gebiet: Bildung (intern)",
        {"1": 9, "2": 2, "3": 4},
    )
    assert released_row(table).values == {"1": 9, "2": None, "3": None}
    assert intern_row(matrix()).title == "Themen nach Gebiet: alle Themen (intern)"
