"""The return of a wave as SVG: how many had handed in by which day, and a bar of the states.

Plain SVG with presentation attributes only (no style, no script): fits a strict CSP.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape, quoteattr

import msgspec

WIDTH, HEIGHT = 560.0, 240.0
LEFT, RIGHT, TOP, BOTTOM = 40.0, 16.0, 34.0, 30.0
LINE, DEADLINE, GRID, TEXT = "#003064", "#a3281d", "#c8ccd6", "#2b2f3a"
FILLS = ("#003064", "#22649c", "#5e93c2", "#cfdfee", "#ffffff")
"""From returned to not invited; a border parts them, the numbers stand beside."""


class Curve(msgspec.Struct, frozen=True, kw_only=True):
    """points: day -> returns up to and including it, ascending. total: all organisations."""

    title: str
    description: str
    points: tuple[tuple[dt.date, int], ...]
    total: int
    opens_on: dt.date
    closes_on: dt.date
    today: dt.date
    reminders: tuple[dt.date, ...] = ()


def svg(curve: Curve, *, identifier: str = "verlauf") -> str:
    """A step line from the first day to today; the last day and reminders are marked."""
    first = min([curve.opens_on, *(day for day, _ in curve.points[:1])])
    last = max(curve.closes_on, min(curve.today, curve.closes_on + dt.timedelta(days=14)))
    top = max(curve.total, 1)

    def x(day: dt.date) -> float:
        share = (min(max(day, first), last) - first).days / max((last - first).days, 1)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(value: int) -> float:
        return round(HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM), 1)

    parts = [
        _open(identifier),
        f'<title id="{identifier}-titel">{escape(curve.title)}</title>',
        f'<desc id="{identifier}-text">{escape(curve.description)}</desc>',
    ]
    for value in sorted({0, top // 2, top}):
        parts.append(_line(LEFT, y(value), WIDTH - RIGHT, y(value), GRID))
        parts.append(_text(LEFT - 6, y(value) + 5, str(value), "end"))
    for day in curve.reminders:
        parts.append(_line(x(day), TOP, x(day), HEIGHT - BOTTOM, TEXT, dash="2 4"))
        parts.append(_text(x(day), TOP - 4, "E", "middle"))
    parts.append(_line(x(curve.closes_on), TOP - 14, x(curve.closes_on), HEIGHT - BOTTOM, DEADLINE))
    label = f"letzter Tag {curve.closes_on:%d.%m.}"
    parts.append(_text(x(curve.closes_on) - 5, TOP - 18, label, "end", fill=DEADLINE))
    until = min(curve.today, last)
    parts.append(_steps(curve.points, x=x, y=y, first=first, until=until))
    parts.append(_text(LEFT, HEIGHT - 8, f"{first:%d.%m.%Y}", "start"))
    parts.append(_text(WIDTH - RIGHT, HEIGHT - 8, f"{last:%d.%m.%Y}", "end"))
    return "".join([*parts, "</svg>"])


def _open(identifier: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" '
        f'role="img" aria-labelledby="{identifier}-titel {identifier}-text" '
        f'font-family="Fira Sans, sans-serif" font-size="14" fill="{TEXT}">'
    )


def _steps(
    points: Sequence[tuple[dt.date, int]],
    *,
    x: Callable[[dt.date], float],
    y: Callable[[int], float],
    first: dt.date,
    until: dt.date,
) -> str:
    drawn = [(x(first), y(0))]
    value = 0
    for day, reached in points:
        drawn += [(x(day), y(value)), (x(day), y(reached))]
        value = reached
    drawn.append((max(x(until), drawn[-1][0]), y(value)))
    places = " ".join(f"{across:g},{down:g}" for across, down in drawn)
    return f'<polyline points="{places}" fill="none" stroke="{LINE}" stroke-width="3"/>'


def _line(x1: float, y1: float, x2: float, y2: float, stroke: str, *, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="{stroke}" '
        f'stroke-width="1.5"{dashed}/>'
    )


def _text(x: float, y: float, text: str, anchor: str, *, fill: str = TEXT) -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" fill="{fill}">{escape(text)}</text>'


def bar(parts: Sequence[tuple[str, int]], *, label: str) -> str:
    """One bar, parted by state. parts: (name, number), at most as many as FILLS."""
    total = sum(number for _, number in parts) or 1
    said = f"{label}: " + ", ".join(f"{number} {name}" for name, number in parts)
    drawn, across = [], 1.0
    for (_, number), fill in zip(parts, FILLS, strict=False):
        width = number / total * (WIDTH - 2)
        if number:
            drawn.append(
                f'<rect x="{across:.1f}" y="1" width="{width:.1f}" height="26" fill="{fill}" '
                f'stroke="{TEXT}"/>'
            )
        across += width
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} 28" '
        f'preserveAspectRatio="none" height="28" role="img" aria-label={quoteattr(said)}>'
        + "".join(drawn)
        + "</svg>"
    )
