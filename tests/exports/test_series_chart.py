"""The line chart: gaps at breaks, nothing of a text breaks out of the SVG."""

import datetime as dt
from xml.etree import ElementTree as ET

import msgspec

from analysis.disclosure import release_item, rule_for
from analysis.matrix import Origin
from analysis.series import Point, Series
from analysis.tabulation import AnswerSheet, item_table, tally_items
from exports import series, series_chart
from questionnaires.questionnaire import Choice, Item

DAY = dt.date(2026, 3, 1)
ITEM = Item(
    code="A1",
    kind="single",
    label={"de": "Mehr & <b>?"},
    choices=tuple(Choice(value=v, label={"de": v}) for v in ("mehr", "weniger")),
)
SVG = "{http://www.w3.org/2000/svg}"


def point(wave: str, more: int, *, broken: str = "") -> Point:
    answers = ["mehr"] * more + ["weniger"] * (20 - more)
    sheets = [
        AnswerSheet(contributor=f"o{i}", area="x", answers={"A1": answer})
        for i, answer in enumerate(answers)
    ]
    table = item_table(
        ITEM,
        tally_items([ITEM], sheets)["A1"],
        tree=None,
        area_level="",
        unit="Träger",
        origin=Origin(source="provider", wave=wave, date=DAY),
    )
    return Point(wave=wave, released=release_item([table], rule_for("provider")), broken=broken)


def made(*points: Point) -> Series:
    return Series(code="A1", label="Mehr & <b>?", unit="Träger", points=points)


def joins(drawn: str) -> int:
    """Lines between two points; the grid's are thinner."""
    lines = ET.fromstring(drawn).iter(f"{SVG}line")
    return sum(line.get("stroke-width") == "2.5" for line in lines)


def test_points_are_joined_unless_a_break_lies_between_them() -> None:
    points = (point("2020", 10), point("2023", 12), point("2026", 14))
    assert joins(series_chart.svg(made(*points))) == 4
    broken = msgspec.structs.replace(points[1], broken="anders formuliert")
    drawn = series_chart.svg(made(points[0], broken, points[2]))
    assert joins(drawn) == 2
    assert "anders formuliert" in drawn
    assert "<b>" not in drawn


def test_a_protected_share_is_no_point() -> None:
    hidden = series_chart.svg(made(point("2023", 10), point("2026", 18)))
    assert joins(hidden) == 0
    assert "18" not in [text.text for text in ET.fromstring(hidden).iter(f"{SVG}title")]


def test_tables_say_what_is_protected_and_what_was_not_asked() -> None:
    other = msgspec.structs.replace(point("2026", 18), broken="Antworten geändert")
    (city, comparability) = series.tables(made(point("2023", 10), other), date=DAY)
    assert list(city.rows) == [
        ("mehr", "50 % (10 von 20)", "•"),
        ("weniger", "50 % (10 von 20)", "•"),
    ]
    assert city.columns[2].name == "⫽ 2026"
    assert list(comparability.rows) == [
        ("2023", "erste Welle der Reihe"),
        ("2026", "nicht vergleichbar: Antworten geändert"),
    ]
