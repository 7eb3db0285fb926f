"""District mentions: names meant as places, and words that only look so."""

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.components.areas import AreaFinder
from questionnaires.areas import Area, AreaTree
from questionnaires.readers import areas

DATA = Path(__file__).parents[2] / "data"
MARKED = re.compile(r"\{(\w+):([^}]*)\}")


def tree() -> AreaTree:
    def area(code: str, name: str, parent: str | None, *aliases: str) -> Area:
        level = "statistischer_bezirk" if parent else "stadtbezirk"
        return Area(code=code, name=name, level=level, parent=parent, aliases=aliases)

    return AreaTree(
        municipality="Neuss",
        levels=("stadt", "stadtbezirk", "statistischer_bezirk"),
        areas=(
            area("1", "Innenstadt und Hafen", None),
            area("101", "Innenstadt", "1", "City", "Zentrum"),
            area("103", "Hafengebiet", "1", "Hafen"),
            area("2", "Süd-Ost", None),
            area("205", "Norf", "2"),
            area("207", "Allerheiligen", "2"),
            area("208", "Rosellen", "2"),
            area("209", "Rosellerheide/Neuenbaum", "2", "Rosellerheide", "Neuenbaum"),
            area("3", "Süd-West", None),
            area("303", "Weckhoven", "3"),
            area("307", "Speck/Wehl/Helpenstein", "3", "Speck", "Wehl", "Helpenstein"),
            area("4", "Nord", None),
            area("401", "Furth-Süd", "4", "Furth Süd", "südliche Furth"),
            area("403", "Furth-Nord", "4", "Furth Nord", "nördliche Furth"),
            area("404", "Weissenberg", "4", "Weißenberg"),
        ),
    )


@pytest.fixture(scope="module")
def finder() -> AreaFinder:
    return AreaFinder(tree())


@pytest.mark.parametrize(
    "text",
    [
        "Mein Sachbearbeiter Herr Rosellen ist nett.",
        "Das sagt Peter Rosellen.",
        "Das ist mein sicherer Hafen.",
        "Der Kurs 'Weg mit dem Speck' war gut.",
        "Im Familienzentrum in Neuss.",
        "Der Mensch steht im Zentrum.",
        "Ein Zentrum für Familien.",
        "An Allerheiligen ist geschlossen.",
        "Im Süden und im Norden der Stadt.",
        "In der Weckhovener Straße 5.",
        "Vom Neusser Süden ist nichts zu hören.",
        "Die Weckhofnerei.",
    ],
)
def test_find_nothing(finder: AreaFinder, text: str) -> None:
    assert finder.find(text) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("In Norf und in weckhoven fehlt es.", [("Norf", "205"), ("weckhoven", "303")]),
        ("Die Weckhovener Siedlung", [("Weckhovener", "303")]),
        ("Norfs Kinder", [("Norfs", "205")]),
        ("Neuss-Norf", [("Norf", "205")]),
        ("auf der südlichen Furth", [("südlichen Furth", "401")]),
        ("Furth-Nord, Furth Süd", [("Furth-Nord", "403"), ("Furth Süd", "401")]),
        ("Auf der Furth ist es schön", [("Furth", "4")]),
        ("Schwerpunkt ist der Neusser Norden.", [("Neusser Norden", "4")]),
        ("der Stadtbezirk Nord", [("Stadtbezirk Nord", "4")]),
        ("in Weißenberg, Weissenberg, weissenberg", [
            ("Weißenberg", "404"), ("Weissenberg", "404"), ("weissenberg", "404")]),
        ("Die Haltestelle am Hafen", [("Hafen", "103")]),
        ("rund um den Hafen; der Hafen ist laut", [("Hafen", "103"), ("Hafen", "103")]),
        ("ab Speck ist der Bus voll", [("Speck", "307")]),
        ("im Zentrum, in der City", [("Zentrum", "101"), ("City", "101")]),
        ("Allerheiligen wächst", [("Allerheiligen", "207")]),
        ("in Rosellerheide/Neuenbaum", [("Rosellerheide", "209"), ("Neuenbaum", "209")]),
        ("in Weckhofen", [("Weckhofen", "303")]),
        ("In the city centre", [("city centre", "101")]),
        ("Norf'ta otobüs yok", [("Norf", "205")]),
        ("В Векховене нет врача, в центре тоже", [("Векховене", "303"), ("центре", "101")]),
    ],
)  # fmt: skip
def test_find(finder: AreaFinder, text: str, found: list[tuple[str, str]]) -> None:
    assert [(text[place.start : place.end], place.area) for place in finder.find(text)] == found


def test_find_ignores_names_that_two_areas_share() -> None:
    twice = AreaTree(
        municipality="X",
        levels=("stadt", "quartier"),
        areas=(
            Area(code="1", name="Am Bach", level="quartier", aliases=("Bachviertel",)),
            Area(code="2", name="Bachtal", level="quartier", aliases=("Bachviertel",)),
        ),
    )
    text = "Im Bachviertel und im Bachtal"
    assert [place.area for place in AreaFinder(twice).find(text)] == ["2"]


def koeln() -> AreaTree:
    with (DATA / "koeln/stadtbezirke.csv").open(encoding="utf-8") as file:
        upper = [
            Area(code=row["code"], name=row["name"], level="stadtbezirk")
            for row in csv.DictReader(file, delimiter=";")
        ]
    quarters = json.loads((DATA / "koeln/stadtteile.geojson").read_text(encoding="utf-8"))
    lower = [
        Area(
            level="stadtteil", **{key: one["properties"][key] for key in ("code", "name", "parent")}
        )
        for one in quarters["features"]
    ]
    levels = ("stadt", "stadtbezirk", "stadtteil")
    return AreaTree(municipality="Köln", levels=levels, areas=(*upper, *lower))


def bergstadt() -> AreaTree:
    return areas.read_yaml((DATA / "areas/bergstadt.yaml").read_bytes()).tree


@pytest.mark.parametrize("tree", [bergstadt, koeln])
def test_find_in_texts_that_were_written_for_it(tree: Callable[[], AreaTree]) -> None:
    finder = AreaFinder(tree())
    right = wanted = claimed = 0
    for line in (DATA / f"places/{tree.__name__}.txt").read_text(encoding="utf-8").splitlines():
        text = MARKED.sub(r"\2", line)
        expected = MARKED.findall(line)
        given = [(place.area, text[place.start : place.end]) for place in finder.find(text)]
        right += sum(min(expected.count(one), given.count(one)) for one in set(expected))
        wanted += len(expected)
        claimed += len(given)
    assert 2 * right / (wanted + claimed) >= 0.98


def test_find_takes_the_district_where_a_quarter_has_the_same_name() -> None:
    finder = AreaFinder(koeln())
    assert [place.area for place in finder.find("In Nippes, im Stadtteil Nippes")] == ["5", "501"]
