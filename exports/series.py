"""A time series as tables: what is protected or not comparable says so."""

import datetime as dt
from collections.abc import Iterator

from analysis.series import Figure, Point, Series, figure
from exports import xlsx
from exports.table import LONG_TEXT, PROTECTED, PROTECTED_LEGEND, Column, Table, shown

NOT_OFFERED = "–"


def words(one: Figure) -> str:
    """ "40 % (12 von 30)"; what is protected or was not offered says so."""
    if not one.asked:
        return NOT_OFFERED
    if one.share is None:
        return PROTECTED if one.n is None or one.number is None else "keine Antwort"
    return f"{round(100 * one.share)} % ({one.number} von {one.n})"


def workbook(series: Series, *, date: dt.date) -> bytes:
    """A sheet per answer by area, after one for the whole municipality."""
    title = f"Zeitreihe: {series.label}"
    return xlsx.workbook(tables(series, date=date), title=title, date=date)


def tables(series: Series, *, date: dt.date) -> Iterator[Table]:
    """The whole municipality, areas by answer, and what separates the waves."""
    yield _table(series, "Gesamtstadt", "Antwort", _city_rows(series), date=date)
    if len(series.areas) > 1:
        for code, label in series.answers:
            rows = _area_rows(series, code)
            yield _table(series, label, f"Gebiet ({label})", rows, date=date)
    yield Table(
        name="Vergleichbarkeit",
        title=f"Vergleichbarkeit: {series.label}",
        columns=(
            Column(name="Erhebungswelle", width=32),
            Column(name="Vergleich mit der Welle davor", kind=LONG_TEXT, width=80),
        ),
        rows=[
            (point.wave, comparison(point) if position else "erste Welle der Reihe")
            for position, point in enumerate(series.points)
        ],
        source_lines=(_source(series, date),),
        filters=False,
    )


def comparison(point: Point) -> str:
    """Whether the point may be compared with the one before, and why."""
    if point.broken:
        return f"nicht vergleichbar: {point.broken}"
    if point.declared:
        return f"für vergleichbar erklärt: {point.declared}"
    return "vergleichbar"


def _table(
    series: Series, name: str, first: str, rows: list[tuple[str, ...]], *, date: dt.date
) -> Table:
    return Table(
        name=name,
        title=f"Zeitreihe: {series.label}",
        columns=(
            Column(name=first, width=40),
            *(Column(name=heading(point), width=26) for point in series.points),
        ),
        rows=rows,
        source_lines=(_source(series, date),),
        notes=(
            PROTECTED_LEGEND,
            "Anteil an denen, die geantwortet haben; in Klammern die Zahlen.",
            series.points[-1].released.table.rule_text,
        ),
    )


def heading(point: Point) -> str:
    """The wave; a break before it shows."""
    return f"⫽ {point.wave}" if point.broken else point.wave


def _source(series: Series, date: dt.date) -> str:
    n = ", ".join(f"{point.wave}: n = {shown(point.released.n_total)}" for point in series.points)
    return f"{n} · Einheit: {series.unit} · Kürzel der Frage: {series.code} · Stand {date:%d.%m.%Y}"


def _city_rows(series: Series) -> list[tuple[str, ...]]:
    return [
        (label, *(words(figure(point, code)) for point in series.points))
        for code, label in series.answers
    ]


def _area_rows(series: Series, answer: str) -> list[tuple[str, ...]]:
    return [
        (label, *(words(figure(point, answer, area)) for point in series.points))
        for area, label in series.areas
    ]
