"""The curve and the bar: well-formed, escaped, within their frame."""

import datetime as dt

import msgspec
from defusedxml import ElementTree

from exports import return_curve
from exports.return_curve import Curve

SVG = "{http://www.w3.org/2000/svg}"
CURVE = Curve(
    title="Rücklauf <b>",
    description="2 von 4",
    points=((dt.date(2026, 5, 4), 0), (dt.date(2026, 5, 6), 1), (dt.date(2026, 5, 8), 2)),
    total=4,
    opens_on=dt.date(2026, 5, 1),
    closes_on=dt.date(2026, 5, 31),
    today=dt.date(2026, 5, 11),
    reminders=(dt.date(2026, 5, 7),),
)


def test_curve_steps_up_to_today_and_marks_the_last_day() -> None:
    root = ElementTree.fromstring(return_curve.svg(CURVE))
    line = root.find(f"{SVG}polyline")
    assert line is not None
    assert line.get("points") == (
        "40,210 90.4,210 90.4,210 124,210 124,166 157.6,166 157.6,122 208,122"
    )
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert texts == ["0", "2", "4", "E", "letzter Tag 31.05.", "01.05.2026", "31.05.2026"]
    title = root.find(f"{SVG}title")
    assert title is not None
    assert title.text == "Rücklauf <b>"


def test_curve_stays_in_its_frame_long_after_the_last_day() -> None:
    late = msgspec.structs.replace(
        CURVE, today=dt.date(2027, 1, 1), points=((dt.date(2026, 4, 1), 1),)
    )
    root = ElementTree.fromstring(return_curve.svg(late))
    line = root.find(f"{SVG}polyline")
    assert line is not None
    places = [tuple(map(float, place.split(","))) for place in (line.get("points") or "").split()]
    assert all(40 <= across <= 544 and 34 <= down <= 210 for across, down in places)


def test_bar_says_its_numbers_and_leaves_empty_parts_out() -> None:
    root = ElementTree.fromstring(
        return_curve.bar([("eingereicht", 3), ("begonnen", 0), ("geöffnet", 1)], label="Rücklauf")
    )
    assert root.get("aria-label") == "Rücklauf: 3 eingereicht, 0 begonnen, 1 geöffnet"
    assert [box.get("width") for box in root.iter(f"{SVG}rect")] == ["418.5", "139.5"]
    assert list(ElementTree.fromstring(return_curve.bar([("a", 0)], label="n"))) == []
