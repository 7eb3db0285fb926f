"""A facility that has not changed: last wave's answers on one page, taken over by one button."""

from typing import Any

import msgspec
from litestar import Response, Router, get, post

from questionnaires.questionnaire import text
from survey_service import clock
from survey_service.domain.fieldwork import surveys
from survey_service.domain.providers import previous, responses, takeover
from survey_service.domain.providers.revisions import Place
from survey_service.domain.providers.takeover import Offer
from survey_service.errors import Refused
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.providers import refusals
from survey_service.web.providers.answering import PART, read_only, writable
from survey_service.web.providers.hub import page_url
from survey_service.web.providers.saves import taken_words
from survey_service.web.site import WebRequest, actor_of, site_of


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the facility with last wave's answers."""

    title: str
    url: str
    offers: tuple[Offer, ...]


@get("/{slug:str}/uebernehmen/{facility:str}", opt=PART, sync_to_thread=True)
def facility_page(request: WebRequest, slug: str, facility: str) -> Response[Any]:
    """What was answered last time, and what of it the button takes over."""
    actor = actor_of(request)
    with site_of(request).database.read() as session:
        opened = responses.load(session, actor, slug, now=clock.now())
        last = previous.last_wave(session, actor, opened.survey)
        areas = surveys.area_choices(session)
    places = takeover.places_of(opened, facility)
    if not writable(opened):
        return redirect(read_only(actor, slug))
    sections = [
        Section(
            title=text(responses.page_at(opened, place).title, opened.language),
            url=page_url(slug, place),
            offers=tuple(takeover.offers(opened, place, last, areas=areas).values()),
        )
        for place in places
    ]
    house = responses.facility_at(opened, places[0])
    content = {
        "facility": house.name if house else "",
        "last": last,
        "sections": [section for section in sections if section.offers],
        "bulk": sum(one.bulk for section in sections for one in section.offers),
        "url": request.url.path,
        "hub_url": f"/traeger/{slug}",
    }
    return show(request, "traeger/takeover.html", content, title="Unverändert übernehmen")


@post("/{slug:str}/uebernehmen/{facility:str}", opt=PART, sync_to_thread=True)
def take_facility(request: WebRequest, slug: str, facility: str, form: Form) -> Response[Any]:  # noqa: ARG001
    """Take over all pages of the facility."""
    actor, now = actor_of(request), clock.now()
    with site_of(request).database.write() as session:
        opened = responses.load(session, actor, slug, now=now)
        taken = takeover.take(
            session,
            actor,
            slug,
            takeover.places_of(opened, facility),
            areas=surveys.area_choices(session),
            now=now,
        )
        house = responses.facility_at(opened, Place("", facility))
    name = house.name if house else ""
    if not taken.answers:
        message = f"„{name}“: Es gab nichts zu übernehmen. Was schon dasteht, bleibt."
        return redirect(f"/traeger/{slug}", message=message, kind="info")
    return redirect(f"/traeger/{slug}", message=f"„{name}“: {taken_words(taken)}")


router = Router(
    "/traeger",
    route_handlers=[facility_page, take_facility],
    exception_handlers={Refused: refusals.refused},
)
