"""A perimeter at the desk: draw or upload it, see who lies inside, take the list along."""

from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post
from markupsafe import Markup

from exports import atlas as tables
from exports import atlas_map
from exports.atlas import ReachLine
from questionnaires.perimeters import Perimeter
from questionnaires.readers import perimeters as reader
from questionnaires.readers.upload import UploadRefused
from survey_service import clock
from survey_service.domain import areas
from survey_service.domain.register import atlas, perimeters
from survey_service.domain.register.perimeters import Inside, Reached
from survey_service.errors import UploadUnusable
from survey_service.permissions import Action, allowed
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.register.atlas import places_of, workbook
from survey_service.web.site import WebRequest, actor_of, site_of

URL = "/sozialatlas/flaeche"
CHOSEN = "Einrichtungen in einer gezeichneten oder hochgeladenen Fläche"


@get("/", opt={"action": Action.SEE_REGISTER}, sync_to_thread=True)
def draw(request: WebRequest) -> Response[str]:
    """A map to draw on, a field for the corners, a field for a file."""
    return _draw(request)


def _draw(
    request: WebRequest, *, corners: str = "", problems: tuple[tuple[str, str], ...] = ()
) -> Response[str]:
    with site_of(request).database.read() as session:
        tree = areas.tree(session)
        found = atlas.listed(session, actor_of(request), Action.SEE_REGISTER, tree)
    places = places_of(tuple(found))
    window = atlas_map.base_window(tree, places, margin=atlas_map.WIDE_MARGIN)
    board = ""
    if window is not None:
        title = "Karte, auf der Sie eine Fläche zeichnen"
        # Made by our own exports from escaped names, see exports/atlas_map.py.
        board = Markup(atlas_map.drawing(tree, places, window, title=title))  # noqa: S704
    page = {"board": board, "corners": corners, "problems": problems}
    status = UploadUnusable.status if problems else 200
    return show(request, "atlas/draw.html", page, title="Fläche einzeichnen", status=status)


@post("/", opt={"action": Action.SEE_REGISTER}, sync_to_thread=True)
def take(request: WebRequest, form: Form) -> Response[Any]:
    """Keep the perimeter; a file goes before corners. What was typed stays when it is refused."""
    corners = form.one("ecken")
    file = form.files.get("datei")
    uploaded = file is not None and bool(file.content)
    try:
        perimeter = (
            reader.read_geojson(file.content)
            if file is not None and uploaded
            else reader.read_corners(corners)
        )
    except UploadRefused as error:
        return _draw(
            request, corners=corners, problems=(("datei" if uploaded else "ecken", str(error)),)
        )
    with site_of(request).database.write() as session:
        key = perimeters.store(session, perimeter)
    return redirect(f"{URL}/{key}")


@get("/{perimeter:uuid}", opt={"action": Action.SEE_REGISTER}, sync_to_thread=True)
def result(request: WebRequest, perimeter: UUID) -> Response[str]:
    """Who lies inside, and whom to call."""
    actor = actor_of(request)
    with site_of(request).database.read() as session:
        tree = areas.tree(session)
        shape = perimeters.load(session, perimeter)
        inside = perimeters.look(session, actor, shape)
    places = places_of(tuple(one.facility for one in inside.facilities))
    window = atlas_map.window_of(_corners(shape), margin=atlas_map.WIDE_MARGIN)
    title = f"Die Fläche mit {len(places)} Einrichtungen"
    drawing = atlas_map.drawing(tree, places, window, title=title, polygons=shape.polygons)
    page = {
        "inside": inside,
        # Made by our own exports from escaped names, see exports/atlas_map.py.
        "map": Markup(drawing),  # noqa: S704
        "url": f"{URL}/{perimeter}",
        "query_url": f"/sozialatlas/blitzabfrage?flaeche={perimeter}",
        "may_ask": allowed(actor, Action.RUN_SURVEY),
        "today": clock.today(),
    }
    return show(request, "atlas/inside.html", page, title="Einrichtungen in der Fläche")


def _corners(shape: Perimeter) -> list[tuple[float, float]]:
    return [corner for rings in shape.polygons for ring in rings for corner in ring]


@get("/{perimeter:uuid}/excel", opt={"action": Action.SEE_REGISTER}, sync_to_thread=True)
def download(request: WebRequest, perimeter: UUID) -> Response[bytes]:
    """The list with contacts; it is noted who took it."""
    site, actor = site_of(request), actor_of(request)
    with site.database.write() as session:
        inside = perimeters.look(session, actor, perimeters.load(session, perimeter))
        perimeters.note_download(session, actor, inside)
    table = tables.reach(
        lines(inside),
        municipality=site.municipality().name,
        number=len(inside.facilities),
        chosen=CHOSEN,
        date=clock.today(),
    )
    return workbook(table, name="Einrichtungen-Flaeche")


def lines(inside: Inside) -> list[ReachLine]:
    """A line for the facility itself and one for each person."""
    return [line for one in inside.facilities for line in _lines(one)]


def _lines(one: Reached) -> list[ReachLine]:
    facility = one.facility
    own = ReachLine(
        facility=facility.name,
        service_type=facility.service_type,
        address=facility.address,
        area=facility.area,
        organisation=facility.organisation,
        person="",
        function="",
        phone=facility.phone or one.organisation.phone,
        email=facility.email or one.organisation.email,
    )
    return [own] + [
        ReachLine(
            facility=facility.name,
            service_type=facility.service_type,
            address=facility.address,
            area=facility.area,
            organisation=facility.organisation,
            person=person.name,
            function=person.function,
            phone=person.phone,
            email=person.email,
        )
        for person in one.contacts
    ]


router = Router(URL, route_handlers=[draw, take, result, download])
