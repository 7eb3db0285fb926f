"""Who wrote what when, page by page; an earlier version becomes the newest again."""

from typing import Any

from litestar import Response, Router, get, post

from survey_service import clock
from survey_service.domain.fieldwork import surveys
from survey_service.domain.providers import history, responses
from survey_service.domain.providers.revisions import Place
from survey_service.errors import Refused
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.providers import refusals
from survey_service.web.providers.answering import PART, writable
from survey_service.web.providers.hub import page_url
from survey_service.web.providers.saves import number
from survey_service.web.site import WebRequest, actor_of, site_of


@get("/{slug:str}/{page:str}/verlauf", opt=PART, sync_to_thread=True)
def organisation_history(request: WebRequest, slug: str, page: str) -> Response[Any]:
    """All versions of a page about the organisation, the newest first."""
    return _show(request, slug, Place(page))


@get("/{slug:str}/{page:str}/{facility:str}/verlauf", opt=PART, sync_to_thread=True)
def facility_history(request: WebRequest, slug: str, page: str, facility: str) -> Response[Any]:
    """The same for a facility."""
    return _show(request, slug, Place(page, facility))


def _show(request: WebRequest, slug: str, place: Place) -> Response[Any]:
    actor = actor_of(request)
    with site_of(request).database.read() as session:
        opened = responses.load(session, actor, slug, now=clock.now())
        areas = surveys.area_choices(session)
        entries = history.entries(session, actor, opened, place, areas=areas)
    house = responses.facility_at(opened, place)
    content = {
        "title": responses.title_of(opened, place),
        "facility": house.name if house else "",
        "entries": entries,
        "base": opened.sheet(place).number,
        "writable": writable(opened),
        "url": request.url.path,
        "page_url": page_url(slug, place),
        "hub_url": f"/traeger/{slug}",
    }
    return show(request, "traeger/history.html", content, title="Verlauf")


@post("/{slug:str}/{page:str}/verlauf", opt=PART, sync_to_thread=True)
def restore_organisation(request: WebRequest, slug: str, page: str, form: Form) -> Response[Any]:
    """Make a version the newest again."""
    return _restore(request, slug, Place(page), form)


@post("/{slug:str}/{page:str}/{facility:str}/verlauf", opt=PART, sync_to_thread=True)
def restore_facility(
    request: WebRequest, slug: str, page: str, facility: str, form: Form
) -> Response[Any]:
    """The same for a facility."""
    return _restore(request, slug, Place(page, facility), form)


def _restore(request: WebRequest, slug: str, place: Place, form: Form) -> Response[Any]:
    with site_of(request).database.write() as session:
        done = history.restore(
            session,
            actor_of(request),
            slug,
            place,
            number=number(form.one("_fassung")),
            base=number(form.one("_grundlage")),
            now=clock.now(),
        )
    if not done:
        return redirect(
            f"{page_url(slug, place)}/verlauf",
            message="Inzwischen wurde noch einmal gespeichert. Bitte lesen Sie den Verlauf neu.",
            kind="warning",
        )
    return redirect(
        page_url(slug, place),
        message="Die frühere Fassung gilt wieder. Die spätere steht weiter im Verlauf.",
    )


router = Router(
    "/traeger",
    route_handlers=[
        organisation_history,
        restore_organisation,
        facility_history,
        restore_facility,
    ],
    exception_handlers={Refused: refusals.refused},
)
