"""The Sozialatlas: which facilities there are, as a list, on a map, as a workbook."""

from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Response, Router, get
from litestar.params import Parameter
from markupsafe import Markup

from exports import atlas as tables
from exports import atlas_map
from exports.atlas import FacilityLine
from exports.atlas_map import Place, Window
from exports.table import Table
from questionnaires.areas import AreaTree
from survey_service import clock
from survey_service.domain import areas
from survey_service.domain.register import atlas
from survey_service.domain.register.atlas import Atlas, AtlasFacility, Filter
from survey_service.permissions import Action, allowed
from survey_service.web.pages import show
from survey_service.web.site import WebRequest, actor_of, site_of

URL = "/sozialatlas"
PAGE_SIZE = 25
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Field of the filter -> its name in addresses.
NAMES = {
    "area": "gebiet",
    "target_group": "zielgruppe",
    "service_type": "art",
    "association": "verband",
}


def filter_of(values: dict[str, str]) -> Filter:
    """What an address or a form asks for; what cannot be read is not asked for."""
    return Filter(
        **{field: values.get(name, "")[:300] for field, name in NAMES.items()},
        citywide=values.get("stadtweit") == "1",
        window=_window(values.get("ausschnitt", "")),
    )


def _window(text: str) -> tuple[float, float, float, float] | None:
    try:
        west, south, east, north = map(float, text.split(",")[:5])
    except ValueError:
        return None
    in_degrees = -180 <= west < east <= 180 and -90 <= south < north <= 90
    return (west, south, east, north) if in_degrees else None


def parameters(wanted: Filter) -> dict[str, str]:
    """The filter as it stands in addresses; only what is set."""
    found = {name: getattr(wanted, field) for field, name in NAMES.items()}
    found["stadtweit"] = "1" if wanted.citywide else ""
    found["ausschnitt"] = ",".join(f"{degree:.5f}" for degree in wanted.window or ())
    return {name: value for name, value in found.items() if value}


def address(wanted: Filter, path: str = URL) -> str:
    """The address of a filtered page."""
    query = urlencode(parameters(wanted))
    return f"{path}?{query}" if query else path


def words(wanted: Filter, tree: AreaTree | None) -> str:
    """The filter as people say it."""
    area = tree.by_code[wanted.area].name if tree and wanted.area in tree.by_code else wanted.area
    parts = [
        ("Gebiet", f"{area} und stadtweit tätige" if wanted.citywide and area else area),
        ("Zielgruppe", wanted.target_group),
        ("Art des Angebots", wanted.service_type),
        ("Verband", wanted.association),
        ("Kartenausschnitt", "gewählt" if wanted.window else ""),
    ]
    return "; ".join(f"{name}: {value}" for name, value in parts if value) or "alle"


def places_of(facilities: tuple[AtlasFacility, ...]) -> list[Place]:
    """Those that have a place on the map."""
    return [
        Place(
            name=one.name,
            url=f"{URL}/{one.id}",
            longitude=one.longitude,
            latitude=one.latitude,
        )
        for one in facilities
        if one.longitude is not None and one.latitude is not None
    ]


@get("/", opt={"action": Action.SEE_ATLAS}, sync_to_thread=True)
def listing(
    request: WebRequest, seite: Annotated[int, Parameter(ge=1, le=100_000, default=1)]
) -> Response[str]:
    """The facilities that match, on a map and as a list."""
    actor, wanted = actor_of(request), filter_of(dict(request.query_params))
    with site_of(request).database.read() as session:
        tree = areas.tree(session)
        found = atlas.atlas(session, actor, wanted, tree)
    pages = max(1, -(-len(found.facilities) // PAGE_SIZE))
    seite = min(seite, pages)
    page = {
        "atlas": found,
        "wanted": wanted,
        "hidden_window": parameters(wanted).get("ausschnitt", ""),
        "shown": found.facilities[(seite - 1) * PAGE_SIZE : seite * PAGE_SIZE],
        "areas": tree.areas if tree else (),
        "map": _map(tree, found, wanted),
        "page": seite,
        "pages": pages,
        "url": address(wanted),
        "whole_url": address(msgspec.structs.replace(wanted, window=None)),
        "workbook_url": address(wanted, f"{URL}/excel"),
        "query_url": address(wanted, f"{URL}/blitzabfrage"),
        "today": clock.today(),
        "may_draw": allowed(actor, Action.SEE_REGISTER),
        "may_ask": allowed(actor, Action.RUN_SURVEY) and allowed(actor, Action.SEE_REGISTER),
    }
    return show(request, "atlas/list.html", page, title="Sozialatlas")


def _map(tree: AreaTree | None, found: Atlas, wanted: Filter) -> Markup:
    places = places_of(found.facilities)
    window = atlas_map.base_window(tree, places)
    if wanted.window:
        west, south, east, north = wanted.window
        window = Window(west=west, south=south, east=east, north=north)
    if window is None or not (places or wanted.window):
        return Markup("")

    def zoom(part: Window) -> str:
        edges = (part.west, part.south, part.east, part.north)
        return address(msgspec.structs.replace(wanted, window=edges))

    title = f"Karte: {len(places)} Einrichtungen"
    # Made by our own exports from escaped names, see exports/atlas_map.py.
    return Markup(atlas_map.svg(tree, places, window, title=title, zoom=zoom))  # noqa: S704


@get("/excel", opt={"action": Action.SEE_ATLAS}, sync_to_thread=True)
def download(request: WebRequest) -> Response[bytes]:
    """The filtered list, without contacts."""
    wanted = filter_of(dict(request.query_params))
    site, actor = site_of(request), actor_of(request)
    with site.database.write() as session:
        tree = areas.tree(session)
        found = atlas.atlas(session, actor, wanted, tree).facilities
        atlas.note_download(session, actor, len(found))
    table = tables.facilities(
        map(_line, found),
        municipality=site.municipality().name,
        number=len(found),
        filters=words(wanted, tree),
        date=clock.today(),
    )
    return workbook(table, name="Sozialatlas")


def _line(one: AtlasFacility) -> FacilityLine:
    return FacilityLine(
        name=one.name,
        service_type=one.service_type,
        target_groups="; ".join(one.target_groups),
        area=one.area,
        serves="stadtweit" if one.citywide else "; ".join(one.serves),
        address=one.address,
        organisation=one.organisation,
        association=one.association,
        website=one.website,
        latitude=one.latitude,
        longitude=one.longitude,
    )


def workbook(table: Table, *, name: str) -> Response[bytes]:
    """One table as an Excel workbook of today."""
    # Only downloads need it: the web process starts without openpyxl.
    from exports import xlsx

    today = clock.today()
    return Response(
        xlsx.workbook([table], title=table.title, date=today),
        media_type=XLSX,
        headers={"content-disposition": f'attachment; filename="{name}-{today:%Y-%m-%d}.xlsx"'},
    )


@get("/{facility:uuid}", opt={"action": Action.SEE_ATLAS}, sync_to_thread=True)
def detail(request: WebRequest, facility: UUID) -> Response[Any]:
    """One facility, as everybody at the desk may see it."""
    actor = actor_of(request)
    with site_of(request).database.read() as session:
        found = atlas.facility(session, actor, facility)
    page = {"facility": found, "may_see_register": allowed(actor, Action.SEE_REGISTER)}
    return show(request, "atlas/facility.html", page, title=found.name)


router = Router(URL, route_handlers=[listing, download, detail])
