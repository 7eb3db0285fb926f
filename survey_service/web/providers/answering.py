"""A page of questions: shown with what was typed and last wave's answers, and saved."""

import secrets
from typing import Any

from litestar import Response, Router, get, post

from survey_service import clock
from survey_service.domain.fieldwork import deadlines, surveys
from survey_service.domain.providers import (
    comments,
    copying,
    pages,
    previous,
    responses,
    takeover,
)
from survey_service.domain.providers.responses import OrganisationResponse
from survey_service.domain.providers.revisions import Place
from survey_service.errors import Refused
from survey_service.permissions import Action, Actor
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.providers import refusals, saves
from survey_service.web.providers.hub import minutes_text, page_url
from survey_service.web.site import WebRequest, actor_of, site_of

ANSWER = {"action": Action.ANSWER_FOR_ORGANISATION}
PART = {"action": Action.ANSWER_PART}


@get("/{slug:str}/{page:str}", opt=PART, sync_to_thread=True)
def organisation_page(request: WebRequest, slug: str, page: str) -> Response[Any]:
    """A page about the organisation."""
    return _page(request, slug, Place(page))


@get("/{slug:str}/{page:str}/{facility:str}", opt=PART, sync_to_thread=True)
def facility_page(request: WebRequest, slug: str, page: str, facility: str) -> Response[Any]:
    """A page about one facility."""
    return _page(request, slug, Place(page, facility))


def _page(request: WebRequest, slug: str, place: Place) -> Response[Any]:
    actor = actor_of(request)
    with site_of(request).database.read() as session:
        opened = responses.load(session, actor, slug, now=clock.now())
        last = previous.last_wave(session, actor, opened.survey)
        areas = surveys.area_choices(session)
        answers = last.answers if last else {}
        view = pages.page_view(opened, place, areas=areas, previous=answers)
        offers = takeover.offers(opened, place, last, areas=areas)
        remarks = comments.of_place(session, actor, opened, place)
    if not writable(opened):
        return redirect(read_only(actor, slug))
    content = {
        "view": view,
        "survey": opened.survey,
        "url": page_url(slug, place),
        "hub_url": f"/traeger/{slug}",
        "minutes": minutes_text(view.minutes),
        "form": new_form(),
        "shown": " ".join(field.name for field in view.fields),
        **deadline(opened),
        "offers": offers,
        "bulk": sum(one.bulk for one in offers.values()),
        "last_title": last.title if last else "",
        "taken_over": opened.sheet(place).content.taken_over,
        "copyable": len(copying.targets(opened, place)) > 0,
        "remarks": None if actor.behalf else remarks,
    }
    title = f"{view.title}, {view.facility}" if view.facility else view.title
    return show(request, "traeger/page.html", content, title=title)


def deadline(opened: OrganisationResponse) -> dict[str, object]:
    """What a page says about the end; ``near``: only then where one writes."""
    closes_on = opened.survey.closes_on
    return {
        "grace": opened.phase == "grace",
        "near": deadlines.is_near(closes_on, now=clock.now()),
        "grace_ends": deadlines.grace_ends(closes_on),
    }


def writable(opened: OrganisationResponse) -> bool:
    """Whether a form is of any use now."""
    begun = opened.response is not None
    return not opened.submitted and (opened.phase == "open" or (opened.phase == "grace" and begun))


def read_only(actor: Actor, slug: str) -> str:
    """Where one reads what can no longer be changed; a colleague sees the overview."""
    return f"/traeger/{slug}" if actor.delegation_id else f"/traeger/{slug}/antworten"


def new_form() -> str:
    """Tells the forms apart that somebody has opened: one never conflicts with itself."""
    return secrets.token_hex(8)


@post("/{slug:str}/{page:str}", opt=PART, sync_to_thread=True)
def save_organisation_page(request: WebRequest, slug: str, page: str, form: Form) -> Response[Any]:
    """Save and go on, go to the hub, or (autosave) stay."""
    return _save(request, slug, Place(page), form)


@post("/{slug:str}/{page:str}/{facility:str}", opt=PART, sync_to_thread=True)
def save_facility_page(
    request: WebRequest, slug: str, page: str, facility: str, form: Form
) -> Response[Any]:
    """The same for a facility."""
    return _save(request, slug, Place(page, facility), form)


def _save(request: WebRequest, slug: str, place: Place, form: Form) -> Response[Any]:
    sent = {place: saves.sent_of(form)}
    return saves.save(request, slug, sent, form, url=page_url(slug, place))


router = Router(
    "/traeger",
    route_handlers=[
        organisation_page,
        save_organisation_page,
        facility_page,
        save_facility_page,
    ],
    exception_handlers={Refused: refusals.refused},
)
