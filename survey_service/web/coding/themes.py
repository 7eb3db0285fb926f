"""The theme x area matrix at the desk (intern) and its map."""

from typing import Annotated
from urllib.parse import urlencode

import msgspec
from litestar import Response, Router, get
from litestar.params import Parameter
from markupsafe import Markup

from analysis import themes
from analysis.matrix import SOURCES, Origin, RawMatrix, level_name
from analysis.themes import CATEGORY, CODE
from exports import map as maps
from questionnaires.areas import AreaTree
from survey_service import clock
from survey_service.domain import areas
from survey_service.domain.administration import municipality
from survey_service.domain.coding import themes as coded
from survey_service.domain.coding.themes import CodedWith
from survey_service.domain.fieldwork import surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.permissions import Action
from survey_service.web.pages import show
from survey_service.web.site import WebRequest, site_of

SHADES = 5
ROWS = {"kategorie": CATEGORY, "thema": CODE}


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked at: source, rows (kategorie | thema), area level, row on the map."""

    source: str
    rows: str
    level: str
    row: str = ""

    def url(self, slug: str, **changes: str) -> str:
        """The page of this view, with some of it changed."""
        names = {"source": "quelle", "rows": "zeilen", "level": "ebene", "row": "zeile"}
        fields = {**msgspec.structs.asdict(self), **changes}
        query = {names.get(name, name): value for name, value in fields.items() if value}
        return f"/erhebungen/{slug}/themen?{urlencode(query)}"


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One number. ``shade`` 0..5 by its share of the largest; ``url`` leads to the sentences."""

    count: int
    reviewed: int
    contributors: int
    shade: int
    few: bool
    url: str


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the matrix."""

    code: str
    label: str
    group: str
    cells: tuple[Cell, ...]
    total: int
    map_url: str


@get("/themen", opt={"action": Action.SEE_RAW_COUNTS}, sync_to_thread=True)
def matrix_page(
    request: WebRequest,
    slug: str,
    source: Annotated[str, Parameter(query="quelle", default="")],
    rows: Annotated[str, Parameter(query="zeilen", default="kategorie")],
    level: Annotated[str, Parameter(query="ebene", default="")],
    row: Annotated[str, Parameter(query="zeile", default="")],
) -> Response[str]:
    """Themes x areas of one source, with n, map and links to the sentences."""
    with site_of(request).database.read() as session:
        survey = surveys.by_slug(session, slug)
        tree = areas.tree(session)
        made_with = coded.coded_with(session, survey.id)
        counts = coded.tally(session, survey.id)
        coders = coded.coders(session, survey.id)
        facts = municipality.facts(session)
    title = f"Themen: {survey.title}"
    if not counts:
        empty = {"survey": survey, "made_with": made_with}
        return show(request, "themes/empty.html", empty, title=title)
    view = _view(tree, tuple(counts), source=source, rows=rows, level=level, row=row)
    raw = themes.theme_matrix(
        counts[view.source],
        codebook=made_with.codebook,
        rows=ROWS[view.rows],
        tree=tree,
        area_level=view.level,
        origin=Origin(source=view.source, wave=survey.title, date=clock.today()),
    )
    minimum = facts.minimum_persons if view.source == "resident" else facts.minimum_organisations
    matrix = _matrix(survey, view, raw, made_with, tree, tuple(counts), minimum=minimum)
    return show(request, "themes/matrix.html", {**matrix, "coders": coders}, title=title)


def _view(
    tree: AreaTree | None, known: tuple[str, ...], *, source: str, rows: str, level: str, row: str
) -> View:
    """What was asked for where it exists, else the usual."""
    levels = tree.levels if tree else ("",)
    usual = levels[1] if len(levels) > 1 else levels[0]
    return View(
        source=source if source in known else known[0],
        rows=rows if rows in ROWS else "kategorie",
        level=level if level in levels else usual,
        row=row,
    )


def _matrix(
    survey: SurveyFacts,
    view: View,
    raw: RawMatrix,
    made_with: CodedWith,
    tree: AreaTree | None,
    known: tuple[str, ...],
    *,
    minimum: int,
) -> dict[str, object]:
    chosen = next((heading for heading in raw.rows if heading.code == view.row), None)
    levels = tree.levels if tree else ("",)
    numbers = maps.intern_row(raw, chosen.code if chosen else "")
    return {
        "survey": survey,
        "made_with": made_with,
        "raw": raw,
        "view": view,
        "lines": _lines(survey.slug, view, raw, minimum=minimum),
        "column_totals": [sum(column) for column in zip(*raw.counts, strict=True)],
        "total": sum(map(sum, raw.counts)),
        "reviewed": sum(map(sum, raw.reviewed)),
        "minimum": minimum,
        "source_label": SOURCES[view.source],
        "sources": [
            (SOURCES[one], view.url(survey.slug, source=one), one == view.source) for one in known
        ],
        "levels": [
            (level_name(one), view.url(survey.slug, level=one), one == view.level) for one in levels
        ],
        "row_kinds": [
            (name, view.url(survey.slug, rows=key, row=""), key == view.rows)
            for key, name in (("kategorie", "Hauptkategorien"), ("thema", "Themen"))
        ],
        "map_title": numbers.title,
        "map_reset": view.url(survey.slug, row=""),
        # Made by our own exports from escaped names, see exports/map.py.
        "map_svg": Markup(maps.svg(tree, numbers, identifier="bild")) if tree else "",  # noqa: S704
    }


def _lines(slug: str, view: View, raw: RawMatrix, *, minimum: int) -> tuple[Line, ...]:
    largest = max((count for line in raw.counts for count in line), default=0)
    lines = []
    for position, heading in enumerate(raw.rows):
        cells = tuple(
            Cell(
                count=raw.counts[position][place],
                reviewed=raw.reviewed[position][place],
                contributors=len(raw.contributors[position][place]),
                shade=_shade(raw.counts[position][place], largest),
                few=0 < len(raw.contributors[position][place]) < minimum,
                url=_cell_url(slug, view, heading.code, column.code),
            )
            for place, column in enumerate(raw.columns)
        )
        lines.append(
            Line(
                code=heading.code,
                label=heading.label,
                group=heading.group,
                cells=cells,
                total=sum(raw.counts[position]),
                map_url=view.url(slug, row=heading.code),
            )
        )
    return tuple(lines)


def _shade(count: int, largest: int) -> int:
    return -(-SHADES * count // largest) if largest else 0


def _cell_url(slug: str, view: View, row: str, area: str) -> str:
    query = {
        "quelle": view.source,
        "zeilen": view.rows,
        "ebene": view.level,
        "zeile": row,
        "gebiet": area,
    }
    return f"/erhebungen/{slug}/themen/aussagen?{urlencode(query)}"


router = Router("/erhebungen/{slug:str}", route_handlers=[matrix_page])
