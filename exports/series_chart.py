"""A time series as a line chart (SVG): a break between two waves is a gap in every line."""

from collections.abc import Iterator
from itertools import pairwise
from xml.sax.saxutils import escape

from analysis.series import Series, figure, runs
from exports.series import comparison
from exports.table import safe_text

WIDTH, HEIGHT = 720.0, 320.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 24.0, 16.0, 44.0
COLOURS = ("#003064", "#b3261e", "#0b7a3e", "#7a4d00", "#5b2a86", "#00676b", "#6b6b6b", "#a3195b")
"""At least 4.5 to 1 on white; the shape of the mark differs too."""
MARKS = ("circle", "square", "diamond", "triangle")


def svg(series: Series, *, area: str = "", identifier: str = "zeitreihe") -> str:
    """Shares of every answer over the waves; a line is broken where waves cannot be compared."""
    places = _places(len(series.points))
    title = f"{series.label}: Anteile je Erhebungswelle"
    described = "; ".join(f"{point.wave}: {comparison(point)}" for point in series.points[1:])
    named = f'role="img" aria-labelledby="{identifier}-titel {identifier}-text" class="chart"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" {named}>',
        f'<title id="{identifier}-titel">{escape(safe_text(title))}</title>',
        f'<desc id="{identifier}-text">{escape(safe_text(described))}</desc>',
        *_grid(),
        *_waves(series, places),
    ]
    for number, (code, label) in enumerate(series.answers):
        shares = [figure(point, code, area).share for point in series.points]
        parts += _line(series, places, shares, label, number)
    return "".join((*parts, "</svg>"))


def _places(count: int) -> list[float]:
    """Horizontal places of the waves."""
    inner = WIDTH - LEFT - RIGHT
    return [LEFT + inner * (position + 0.5) / count for position in range(count)]


def _height(share: float) -> float:
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def _grid() -> Iterator[str]:
    for percent in (0, 25, 50, 75, 100):
        y = _height(percent / 100)
        yield (
            f'<line x1="{LEFT:g}" y1="{y:.1f}" x2="{WIDTH - RIGHT:g}" y2="{y:.1f}" '
            f'stroke="#c8ccd2"/><text x="{LEFT - 8:g}" y="{y + 5:.1f}" text-anchor="end" '
            f'font-size="14">{percent} %</text>'
        )


def _waves(series: Series, places: list[float]) -> Iterator[str]:
    for position, (point, x) in enumerate(zip(series.points, places, strict=True)):
        yield (
            f'<text x="{x:.1f}" y="{HEIGHT - 16:g}" text-anchor="middle" font-size="14">'
            f"{escape(safe_text(point.wave))}</text>"
        )
        if point.broken and position:
            middle = (places[position - 1] + x) / 2
            yield (
                f'<line x1="{middle:.1f}" y1="{TOP:g}" x2="{middle:.1f}" y2="{HEIGHT - BOTTOM:g}" '
                'stroke="#5b5b5b" stroke-width="2" stroke-dasharray="6 5"/>'
                f'<text x="{middle:.1f}" y="{TOP + 12:g}" text-anchor="middle" font-size="13">'
                f"{escape(point.broken)}</text>"
            )


def _line(
    series: Series, places: list[float], shares: list[float | None], label: str, number: int
) -> Iterator[str]:
    colour = COLOURS[number % len(COLOURS)]
    for run in runs(series.points):
        for one, other in pairwise(run):
            first, second = shares[one], shares[other]
            if first is not None and second is not None:
                yield (
                    f'<line x1="{places[one]:.1f}" y1="{_height(first):.1f}" '
                    f'x2="{places[other]:.1f}" y2="{_height(second):.1f}" '
                    f'stroke="{colour}" stroke-width="2.5"/>'
                )
    for point, x, share in zip(series.points, places, shares, strict=True):
        if share is not None:
            said = escape(safe_text(f"{label}, {point.wave}: {round(100 * share)} %"))
            yield f"<g><title>{said}</title>{_mark(x, _height(share), number, colour)}</g>"


def _mark(x: float, y: float, number: int, colour: str) -> str:
    shape = MARKS[number % len(MARKS)]
    if shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{colour}"/>'
    if shape == "square":
        return f'<rect x="{x - 5.5:.1f}" y="{y - 5.5:.1f}" width="11" height="11" fill="{colour}"/>'
    points = {
        "diamond": ((0, -7.5), (7.5, 0), (0, 7.5), (-7.5, 0)),
        "triangle": ((0, -7), (7, 6), (-7, 6)),
    }[shape]
    corners = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in points)
    return f'<polygon points="{corners}" fill="{colour}"/>'


def key_mark(number: int) -> str:
    """The mark of an answer for the legend beside the chart."""
    colour = COLOURS[number % len(COLOURS)]
    mark = _mark(8, 8, number, colour)
    return f'<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">{mark}</svg>'
