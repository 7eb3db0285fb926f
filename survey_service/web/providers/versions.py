"""Two versions of one page side by side; a person decides."""

from typing import Any

from litestar import Response, Router, get, post

from survey_service import clock
from survey_service.domain.fieldwork import surveys
from survey_service.domain.providers import responses, versions
from survey_service.domain.providers.revisions import Place
from survey_service.errors import Refused
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.providers import refusals
from survey_service.web.providers.answering import PART
from survey_service.web.providers.hub import page_url
from survey_service.web.site import WebRequest, actor_of, site_of

NUMBER, BASE = "_wartend", "_grundlage"


@get("/{slug:str}/{page:str}/fassungen", opt=PART, sync_to_thread=True)
def organisation_versions(request: WebRequest, slug: str, page: str) -> Response[Any]:
    """Both versions of a page about the organisation."""
    return _show(request, slug, Place(page))


@get("/{slug:str}/{page:str}/{facility:str}/fassungen", opt=PART, sync_to_thread=True)
def facility_versions(request: WebRequest, slug: str, page: str, facility: str) -> Response[Any]:
    """Both versions of a page about a facility."""
    return _show(request, slug, Place(page, facility))


def _show(
    request: WebRequest, slug: str, place: Place, *, problem: str = "", form: Form | None = None
) -> Response[Any]:
    with site_of(request).database.read() as session:
        opened = responses.load(session, actor_of(request), slug, now=clock.now())
        comparison = versions.compare(opened, place, areas=surveys.area_choices(session))
    if comparison is None:
        return redirect(page_url(slug, place))
    facility = responses.facility_at(opened, place)
    content = {
        "comparison": comparison,
        "facility": facility.name if facility else "",
        "url": f"{page_url(slug, place)}/fassungen",
        "page_url": page_url(slug, place),
        "problem": problem,
        "chosen": {name: form.one(name) for name in form.fields} if form else {},
    }
    return show(
        request,
        "traeger/versions.html",
        content,
        title="Zwei Fassungen",
        status=Refused.status if problem else 200,
    )


@post("/{slug:str}/{page:str}/fassungen", opt=PART, sync_to_thread=True)
def settle_organisation(request: WebRequest, slug: str, page: str, form: Form) -> Response[Any]:
    """Keep what was chosen."""
    return _settle(request, slug, Place(page), form)


@post("/{slug:str}/{page:str}/{facility:str}/fassungen", opt=PART, sync_to_thread=True)
def settle_facility(
    request: WebRequest, slug: str, page: str, facility: str, form: Form
) -> Response[Any]:
    """The same for a facility."""
    return _settle(request, slug, Place(page, facility), form)


def _settle(request: WebRequest, slug: str, place: Place, form: Form) -> Response[Any]:
    try:
        with site_of(request).database.write() as session:
            done = versions.settle(
                session,
                actor_of(request),
                slug,
                place,
                number=_number(form.one(NUMBER)),
                base=_number(form.one(BASE)),
                choices={name: form.one(name) for name in form.fields if not name.startswith("_")},
                now=clock.now(),
            )
    except Refused as refusal:
        if refusal.status != Refused.status:
            raise
        return _show(request, slug, place, problem=str(refusal), form=form)
    if not done:
        return redirect(
            f"{page_url(slug, place)}/fassungen",
            message="Inzwischen wurde noch einmal gespeichert. Bitte vergleichen Sie neu.",
            kind="warning",
        )
    return redirect(
        page_url(slug, place), message="Ihre Auswahl gilt. Bitte lesen Sie die Seite noch einmal."
    )


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


router = Router(
    "/traeger",
    route_handlers=[
        organisation_versions,
        settle_organisation,
        facility_versions,
        settle_facility,
    ],
    exception_handlers={Refused: refusals.refused},
)
