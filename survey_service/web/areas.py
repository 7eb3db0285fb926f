"""Areas at the desk: tree, map, indicators, and the import of both."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, Router, get, post
from markupsafe import Markup

from exports import map as maps
from questionnaires import areas as trees
from questionnaires.areas import Area, AreaTree
from questionnaires.readers import indicators as indicator_files
from questionnaires.readers.indicators import IndicatorReading
from questionnaires.readers.problems import CellProblem
from questionnaires.readers.upload import UploadRefused
from survey_service.domain import area_imports, areas
from survey_service.domain.areas import AreaChange, IndicatorChange, IndicatorFacts
from survey_service.errors import Conflict, NotFound, Refused, UploadUnusable
from survey_service.permissions import Action, allowed
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of

# Words for the levels that the shipped files use; any other level is shown as it is called.
LEVEL_NAMES = {
    "stadt": "Stadt",
    "stadtbezirk": "Stadtbezirk",
    "statistischer_bezirk": "Statistischer Bezirk",
    "stadtteil": "Stadtteil",
    "quartier": "Quartier",
}
POPULATION = "Einwohnerzahl"
NOTHING = "Diese Datei ändert nichts: Alle Gebiete stehen schon so im Verzeichnis."
ROWS_SHOWN = 200
"""Of each table of a preview."""


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """What stood in the way of an upload: the field, a sentence, the places in the file."""

    field: str
    sentence: str
    problems: tuple[CellProblem, ...] = ()


def level_name(level: str) -> str:
    """How people call a level."""
    return LEVEL_NAMES.get(level, level.replace("_", " ").capitalize())


@get("/", opt={"action": Action.SEE_AREAS}, sync_to_thread=True)
def listing(request: WebRequest, kennzahl: str = "", ebene: str = "") -> Response[str]:
    """The tree, and one indicator on a map."""
    return _list(request, indicator=kennzahl, level=ebene)


def _list(
    request: WebRequest, *, indicator: str = "", level: str = "", refusal: Refusal | None = None
) -> Response[str]:
    with site_of(request).database.read() as session:
        tree = areas.tree(session)
        names = [name for name, _ in areas.indicator_names(session)]
        if indicator not in names:
            indicator = ""
        values = areas.latest_values(session, indicator) if indicator else {}
    levels = tree.levels[1:] if tree else ()
    if level not in levels:
        level = levels[-1] if levels else ""
    page = {
        "tree": tree,
        "depths": _depths(tree),
        "levels": [(found, level_name(found)) for found in levels],
        "level_names": {found: level_name(found) for found in levels},
        "level": level,
        "names": names,
        "indicator": indicator,
        "values": values,
        "map_title": indicator or POPULATION,
        "map": _map(tree, level, values) if tree else "",
        "map_source": _source(tree, level, values) if tree else "",
        "may_edit": allowed(actor_of(request), Action.EDIT_AREAS),
        "refusal": refusal,
    }
    status = UploadUnusable.status if refusal else 200
    return show(request, "areas/list.html", page, title="Gebiete", status=status)


def _depths(tree: AreaTree | None) -> dict[str, int]:
    """How far below the municipality an area lies, 0 = directly."""
    depths: dict[str, int] = {}
    for area in tree.areas if tree else ():
        depths[area.code] = depths[area.parent] + 1 if area.parent else 0
    return depths


def _map(tree: AreaTree, level: str, values: dict[str, IndicatorFacts]) -> Markup:
    shown = trees.areas_of_level(tree, level)
    first = next(iter(values.values()), None)
    if first is None:
        numbers = maps.AreaNumbers(
            title=POPULATION,
            description="Wie im Gebietsverzeichnis eingelesen.",
            unit="Einwohnerinnen und Einwohner",
            values={area.code: area.population for area in shown if area.population is not None},
            level=level,
        )
    else:
        numbers = maps.AreaNumbers(
            title=f"{first.name}, {first.year}",
            description=f"Quelle: {first.source or 'nicht genannt'}. Auf der Karte gerundet.",
            unit=first.unit,
            values={
                area.code: round(values[area.code].value) for area in shown if area.code in values
            },
            level=level,
        )
    # Made by our own exports from escaped names, see exports/map.py.
    return Markup(maps.svg(tree, numbers, identifier="gebietskarte"))  # noqa: S704


def _source(tree: AreaTree, level: str, values: dict[str, IndicatorFacts]) -> str:
    shown = trees.areas_of_level(tree, level)
    first = next((values[area.code] for area in shown if area.code in values), None)
    if first is not None:
        source = first.source or "nicht genannt"
        return f"{first.name}, {first.year}. Quelle: {source}. Auf der Karte gerundet."
    if not values and any(area.population is not None for area in shown):
        return "Einwohnerzahl, wie mit den Gebieten eingelesen."
    return "Für diese Ebene sind keine Zahlen eingelesen."


@post("/", opt={"action": Action.EDIT_AREAS}, sync_to_thread=True)
def upload(request: WebRequest, form: Form) -> Response[Any]:
    """Read an area file and keep it for its preview; one with errors is not kept."""
    database = site_of(request).database
    try:
        file = form.upload("gebietsdatei")
        with database.read() as session:
            reading = area_imports.read(session, file.content, name=file.name)
    except (UploadRefused, UploadUnusable) as error:
        return _list(request, refusal=Refusal(field="gebietsdatei", sentence=str(error)))
    try:
        with database.read() as session:
            found = area_imports.compare(session, reading, name=file.name)
    except Refused as error:
        refused = Refusal(
            field="gebietsdatei",
            sentence=str(error),
            problems=() if reading.tree else reading.problems,
        )
        return _list(request, refusal=refused)
    if found.changes_nothing:
        return redirect("/gebiete", message=NOTHING)
    with database.write() as session:
        key = area_imports.propose(session, file.content, name=file.name)
    return redirect(f"/gebiete/vorschau/{key}")


@get("/vorschau/{proposal:uuid}", opt={"action": Action.EDIT_AREAS}, sync_to_thread=True)
def preview(request: WebRequest, proposal: UUID) -> Response[str]:
    """What the file would change."""
    return _preview(request, proposal)


def _preview(
    request: WebRequest, proposal: UUID, *, refusal: Refused | None = None
) -> Response[str]:
    with site_of(request).database.read() as session:
        found = area_imports.preview(session, proposal)
    levels = {area.level for area in found.new}
    page = {
        "preview": found,
        "url": f"/gebiete/vorschau/{proposal}",
        "level_names": {level: level_name(level) for level in levels},
        "shown": ROWS_SHOWN,
        "refusal": str(refusal or ""),
    }
    status = refusal.status if refusal else 200
    return show(request, "areas/preview.html", page, title="Gebiete einlesen", status=status)


@post("/vorschau/{proposal:uuid}", opt={"action": Action.EDIT_AREAS}, sync_to_thread=True)
def decide(request: WebRequest, proposal: UUID, form: Form) -> Response[Any]:
    """Apply what was shown, or discard it."""
    database = site_of(request).database
    if form.has("verwerfen"):
        with database.write() as session:
            area_imports.discard(session, proposal)
        return redirect("/gebiete", message="Die Vorschau ist verworfen. Nichts wurde geändert.")
    if not form.has("uebernehmen"):
        raise Refused("Wählen Sie „Übernehmen“ oder „Verwerfen“. Nichts wurde geändert.")
    try:
        with database.write() as session:
            change = area_imports.apply(
                session, actor_of(request), proposal, state=form.one("stand")
            )
    except Conflict as error:
        return _preview(request, proposal, refusal=error)
    return redirect("/gebiete", message=_areas_said(change))


def _areas_said(change: AreaChange) -> str:
    if not change.new and not change.changed:
        return NOTHING
    return f"Übernommen: {len(change.new)} Gebiete neu, {len(change.changed)} geändert."


@post("/kennzahlen", opt={"action": Action.EDIT_AREAS}, sync_to_thread=True)
def upload_indicators(request: WebRequest, form: Form) -> Response[Any]:
    """Read a file of indicators; good lines are stored, the others named."""
    try:
        reading = _read_indicators(request, form)
    except (UploadRefused, UploadUnusable) as error:
        return _list(request, refusal=Refusal(field="kennzahldatei", sentence=str(error)))
    with site_of(request).database.write() as session:
        change = areas.import_indicators(session, actor_of(request), reading.rows)
    if reading.problems:
        sentence = f"{_indicators_said(change)} Diese Zeilen wurden nicht übernommen:"
        refused = Refusal(field="kennzahldatei", sentence=sentence, problems=reading.problems)
        return _list(request, refusal=refused)
    return redirect("/gebiete", message=_indicators_said(change))


def _read_indicators(request: WebRequest, form: Form) -> IndicatorReading:
    file = form.upload("kennzahldatei")
    with site_of(request).database.read() as session:
        tree = areas.tree(session)
    if tree is None:
        raise UploadUnusable("Lesen Sie zuerst die Gebiete ein.")
    source = form.one("quelle").strip()[:200]
    return indicator_files.read(file.content, areas=tree, source=source, name=file.name)


def _indicators_said(change: IndicatorChange) -> str:
    said = (
        f"Kennzahlen: {change.new} Werte neu, {change.changed} geändert, "
        f"{change.unchanged} unverändert."
    )
    if change.citywide:
        said += f" {change.citywide} Werte der ganzen Kommune gehören zu keinem Gebiet."
    return said


@get("/{code:str}", opt={"action": Action.SEE_AREAS}, sync_to_thread=True)
def detail(request: WebRequest, code: str) -> Response[str]:
    """One area: where it lies, its parts, its indicators."""
    with site_of(request).database.read() as session:
        tree = areas.tree(session)
        if tree is None or code not in tree.by_code:
            raise NotFound("Dieses Gebiet gibt es nicht. Wählen Sie eines aus der Liste.")
        found = areas.indicators(session, code)
    area: Area = tree.by_code[code]
    page = {
        "area": area,
        "level": level_name(area.level),
        "above": tuple(reversed(trees.ancestors(tree, code))),
        "parts": trees.children(tree, code),
        "indicators": found,
    }
    return show(request, "areas/area.html", page, title=area.name)


router = Router(
    "/gebiete", route_handlers=[listing, upload, preview, decide, upload_indicators, detail]
)
