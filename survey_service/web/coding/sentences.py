"""The sentences behind a cell of the matrix (intern), with the evidence marked."""

from datetime import date
from typing import Annotated

import msgspec
from litestar import Response, Router, get
from litestar.params import Parameter

from analysis.matrix import SOURCES
from questionnaires.areas import CITYWIDE, AreaTree, descendants, label
from survey_service import clock
from survey_service.domain import areas
from survey_service.domain.coding import themes as coded
from survey_service.domain.coding.themes import CodedSentence, CodedWith
from survey_service.domain.fieldwork import surveys
from survey_service.errors import NotFound
from survey_service.permissions import Action, allowed
from survey_service.web.coding.marking import Piece, pieces
from survey_service.web.coding.themes import View
from survey_service.web.pages import show
from survey_service.web.site import WebRequest, actor_of, site_of

STANDINGS = {
    "accepted": "geprüft: angenommen",
    "rejected": "geprüft: abgelehnt",
    "open": "offen: Menschen uneinig",
    "proposed": "nur maschinell",
}


class ShownSentence(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence of a cell, cut for marking."""

    url: str
    pieces: tuple[Piece, ...]
    code: str
    standing: str
    automatic: bool
    confidence: float | None
    area: str
    language: str
    observed_on: date | None


@get("/themen/aussagen", opt={"action": Action.SEE_RAW_COUNTS}, sync_to_thread=True)
def sentences_page(
    request: WebRequest,
    slug: str,
    source: Annotated[str, Parameter(query="quelle", default="")],
    rows: Annotated[str, Parameter(query="zeilen", default="kategorie")],
    level: Annotated[str, Parameter(query="ebene", default="")],
    row: Annotated[str, Parameter(query="zeile", default="")],
    area: Annotated[str, Parameter(query="gebiet", default="")],
) -> Response[str]:
    """The sentences behind one cell, with the evidence marked."""
    with site_of(request).database.read() as session:
        survey = surveys.by_slug(session, slug)
        tree = areas.tree(session)
        made_with = coded.coded_with(session, survey.id)
        codes, row_label = _codes(made_with, row)
        found = coded.sentences(
            session, survey.id, codes=codes, areas=_areas(tree, level, area), source=source
        )
    labels = {code.id: code.label for one in made_with.codebook.categories for code in one.codes}
    view = View(source=source, rows=rows, level=level)
    page = {
        "survey": survey,
        "row_label": row_label,
        "area_label": _area_label(tree, level, area),
        "source_label": SOURCES.get(source, "alle Quellen"),
        "sentences": [_shown(one, labels, tree) for one in found],
        "limit": coded.LIST_LENGTH,
        "back": view.url(survey.slug),
        "may_review": allowed(actor_of(request), Action.REVIEW_CODING),
        "standings": STANDINGS,
        "today": clock.today(),
    }
    return show(request, "themes/sentences.html", page, title=f"Aussagen: {row_label}")


def _codes(made_with: CodedWith, row: str) -> tuple[tuple[str, ...], str]:
    for category in made_with.codebook.categories:
        if category.id == row:
            return tuple(code.id for code in category.codes), category.label
        for code in category.codes:
            if code.id == row:
                return (code.id,), code.label
    raise NotFound("Dieses Thema steht nicht im Kategoriensystem.")


def _areas(tree: AreaTree | None, level: str, area: str) -> frozenset[str] | None:
    """Codes of the statements that a column counts; None = all."""
    if tree is None or level not in tree.levels or level == tree.levels[0] or not area:
        return None
    if area == CITYWIDE:
        return frozenset({""})
    if area not in tree.by_code:
        return frozenset({area})
    if tree.by_code[area].level != level:
        # A column "without closer place": what was said of the coarser area itself.
        return frozenset({area})
    return frozenset({area, *(one.code for one in descendants(tree, area))})


def _area_label(tree: AreaTree | None, level: str, area: str) -> str:
    if _areas(tree, level, area) is None or tree is None:
        return "Gesamtstadt"
    return label(tree, area) if area == CITYWIDE or area in tree.by_code else area


def _shown(one: CodedSentence, labels: dict[str, str], tree: AreaTree | None) -> ShownSentence:
    known = tree is not None and (one.area == CITYWIDE or one.area in tree.by_code)
    return ShownSentence(
        url=f"/aussagen/{one.segment}",
        pieces=pieces(one.text, segment=(one.start, one.end), evidence=one.evidence),
        code=labels.get(one.code, one.code),
        standing=one.standing,
        automatic=one.automatic,
        confidence=one.confidence,
        area=label(tree, one.area) if tree is not None and known else one.area,
        observed_on=one.observed_on,
        language=one.language,
    )


router = Router("/erhebungen/{slug:str}", route_handlers=[sentences_page])
