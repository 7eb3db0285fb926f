"""Closed items through the waves: chart, tables, workbook. Released numbers only."""

from itertools import groupby
from typing import Annotated, Any

from litestar import Response, Router, get
from litestar.params import Parameter
from markupsafe import Markup

from analysis.matrix import level_name
from analysis.series import Series, figure
from exports import series as exported
from exports import series_chart
from survey_service import clock
from survey_service.domain.fieldwork import time_series
from survey_service.domain.fieldwork.time_series import Askable
from survey_service.permissions import Action
from survey_service.web.pages import show
from survey_service.web.site import WebRequest, site_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SEE = {"action": Action.SEE_SURVEY}

Item = Annotated[str, Parameter(query="frage", default="")]
Level = Annotated[str, Parameter(query="ebene", default="")]
Answer = Annotated[str, Parameter(query="antwort", default="")]


@get("/zeitreihen", opt=SEE, sync_to_thread=True)
def series_page(
    request: WebRequest, slug: str, code: Item, level: Level, answer: Answer
) -> Response[str]:
    """One item: all answers for the municipality, one answer by area."""
    with site_of(request).database.read() as session:
        survey = time_series.wave(session, slug)
        askable = time_series.closed_items(session, survey)
        known = time_series.levels(session, survey)
        chosen = level if level in known else known[0]
        wanted = code or (askable[0].code if askable else "")
        found = (
            time_series.series(session, survey, wanted, level=chosen, today=clock.today())
            if wanted
            else None
        )
    content = {
        "survey": survey,
        "sections": _sections(askable),
        "code": wanted,
        "levels": [(one, level_name(one)) for one in known],
        "level": chosen,
        "series": found,
        **(_shown(found, answer) if found else {}),
    }
    return show(request, "comparisons/series.html", content, title=f"Zeitreihen: {survey.title}")


def _sections(askable: tuple[Askable, ...]) -> list[tuple[str, list[Askable]]]:
    return [(name, list(items)) for name, items in groupby(askable, key=lambda one: one.section)]


def _shown(found: Series, answer: str) -> dict[str, Any]:
    codes = [code for code, _ in found.answers]
    chosen = answer if answer in codes else codes[0]
    return {
        "answer": chosen,
        "answer_label": dict(found.answers)[chosen],
        "chart": Markup(series_chart.svg(found)),  # noqa: S704  every text in it is escaped
        "keys": [
            (Markup(series_chart.key_mark(number)), label)  # noqa: S704
            for number, (_, label) in enumerate(found.answers)
        ],
        "headings": [exported.heading(point) for point in found.points],
        "comparisons": [(point.wave, exported.comparison(point)) for point in found.points[1:]],
        "city": [
            (label, [exported.words(figure(point, code)) for point in found.points])
            for code, label in found.answers
        ],
        "by_area": [
            (label, [exported.words(figure(point, chosen, area)) for point in found.points])
            for area, label in found.areas
        ]
        if len(found.areas) > 1
        else [],
        "n": [(point.wave, point.released.n_total) for point in found.points],
        "rule": found.points[-1].released.table.rule_text,
        "today": clock.today(),
    }


@get("/zeitreihen/mappe", opt=SEE, sync_to_thread=True)
def series_workbook(request: WebRequest, slug: str, code: Item, level: Level) -> Response[bytes]:
    """The same as an Excel workbook."""
    with site_of(request).database.read() as session:
        survey = time_series.wave(session, slug)
        known = time_series.levels(session, survey)
        chosen = level if level in known else known[0]
        found = time_series.series(session, survey, code, level=chosen, today=clock.today())
    return Response(
        exported.workbook(found, date=clock.today()),
        media_type=XLSX,
        headers={"content-disposition": f'attachment; filename="Zeitreihe-{found.code}.xlsx"'},
    )


router = Router("/erhebungen/{slug:str}", route_handlers=[series_page, series_workbook])
