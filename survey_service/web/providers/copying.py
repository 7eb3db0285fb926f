""" "Gilt für mehrere Einrichtungen": choose where a page's answers hold, too."""

from typing import Any

from litestar import Response, Router, get, post

from survey_service import clock
from survey_service.domain.providers import copying, responses
from survey_service.domain.providers.copying import Copied
from survey_service.domain.providers.revisions import Place
from survey_service.errors import Refused
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.providers import refusals
from survey_service.web.providers.answering import PART, read_only, writable
from survey_service.web.providers.hub import page_url
from survey_service.web.providers.saves import number
from survey_service.web.site import WebRequest, actor_of, site_of

BASE, FACILITY = "_grundlage", "einrichtung"


@get("/{slug:str}/{page:str}/{facility:str}/uebertragen", opt=PART, sync_to_thread=True)
def copy_page(request: WebRequest, slug: str, page: str, facility: str) -> Response[Any]:
    """The other facilities, and what stands there."""
    return _page(request, slug, Place(page, facility))


def _page(
    request: WebRequest,
    slug: str,
    place: Place,
    *,
    problem: str = "",
    chosen: list[str] | None = None,
) -> Response[Any]:
    actor = actor_of(request)
    with site_of(request).database.read() as session:
        opened = responses.load(session, actor, slug, now=clock.now())
    found = copying.targets(opened, place)
    if not writable(opened):
        return redirect(read_only(actor, slug))
    house = responses.facility_at(opened, place)
    content = {
        "facility": house.name if house else "",
        "targets": found,
        "base": opened.sheet(place).number,
        "empty": not opened.sheet(place).content.answers,
        "url": request.url.path,
        "page_url": page_url(slug, place),
        "problem": problem,
        "chosen": chosen or [],
    }
    status = Refused.status if problem else 200
    title = "Gilt für mehrere Einrichtungen"
    return show(request, "traeger/copy.html", content, title=title, status=status)


@post("/{slug:str}/{page:str}/{facility:str}/uebertragen", opt=PART, sync_to_thread=True)
def copy(request: WebRequest, slug: str, page: str, facility: str, form: Form) -> Response[Any]:
    """Copy; where something else stands, both versions wait for a decision."""
    place = Place(page, facility)
    try:
        with site_of(request).database.write() as session:
            copied = copying.copy(
                session,
                actor_of(request),
                slug,
                place,
                form.all(FACILITY),
                base=number(form.one(BASE)),
                now=clock.now(),
            )
    except Refused as refusal:
        if refusal.status != Refused.status:
            raise
        return _page(request, slug, place, problem=str(refusal), chosen=form.all(FACILITY))
    kind = "warning" if copied.aside else "success"
    return redirect(f"/traeger/{slug}", message=_words(copied), kind=kind)  # type: ignore[arg-type]


def _words(copied: Copied) -> str:
    parts = []
    if copied.filled:
        parts.append(f"Auf {_facilities(copied.filled)} übertragen.")
    if copied.aside:
        parts.append(
            f"Bei {_facilities(len(copied.aside))} stand schon etwas anderes: Bitte entscheiden "
            "Sie dort zwischen den zwei Fassungen."
        )
    if copied.same:
        parts.append(f"Bei {_facilities(copied.same)} stand es schon so.")
    return " ".join(parts)


def _facilities(count: int) -> str:
    return "einer Einrichtung" if count == 1 else f"{count} Einrichtungen"


router = Router(
    "/traeger",
    route_handlers=[copy_page, copy],
    exception_handlers={Refused: refusals.refused},
)
