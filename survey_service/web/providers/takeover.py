"""A facility that has not changed: last wave's answers on one page, taken over by one button."""

from typing import Any

import msgspec
from litestar import Response, Router, get, post

from questionnaires.questionnaire import text
from survey_service import clock
from survey_service.domain.fieldwork import surveys
from survey_service.domain.providers import nothing_new, previous, responses, takeover
from survey_service.domain.providers.revisions import Place
from survey_service.domain.providers.takeover import Offer, Taken
from survey_service.errors import Refused
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.providers import refusals
from survey_service.web.providers.answering import PART, read_only, writable
from survey_service.web.providers.hub import page_url
from survey_service.web.providers.saves import taken_words
from survey_service.web.site import WebRequest, actor_of, site_of

NOTHING_NEW = "nichts_neues"


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
    filled = {section.url for section in sections if any(one.bulk for one in section.offers)}
    # "Nothing new" says something only of what was answered before.
    unanswered = [
        responses.title_of(opened, place)
        for place in nothing_new.markable(opened, places)
        if previous.answered(last, facility) and page_url(slug, place) not in filled
    ]
    house = responses.facility_at(opened, places[0])
    content = {
        "facility": house.name if house else "",
        "last": last,
        "sections": [section for section in sections if section.offers],
        "bulk": sum(one.bulk for section in sections for one in section.offers),
        "unanswered": unanswered,
        "url": request.url.path,
        "hub_url": f"/traeger/{slug}",
    }
    return show(request, "traeger/takeover.html", content, title="Unverändert übernehmen")


@post("/{slug:str}/uebernehmen/{facility:str}", opt=PART, sync_to_thread=True)
def take_facility(request: WebRequest, slug: str, facility: str, form: Form) -> Response[Any]:
    """Take over all pages of the facility; ticked, what stays empty is marked."""
    actor, now = actor_of(request), clock.now()
    with site_of(request).database.write() as session:
        opened = responses.load(session, actor, slug, now=now)
        places = takeover.places_of(opened, facility)
        areas = surveys.area_choices(session)
        last = previous.last_wave(session, actor, opened.survey)
        taken = takeover.take(session, actor, slug, places, areas=areas, now=now)
        marked = 0
        if form.has(NOTHING_NEW) and previous.answered(last, facility):
            marked = nothing_new.mark(session, actor, slug, places, now=now)
        house = responses.facility_at(opened, Place("", facility))
    name = house.name if house else ""
    message = f"„{name}“: {_words(taken, marked)}"
    kind = "success" if taken.answers or marked else "info"
    return redirect(f"/traeger/{slug}", message=message, kind=kind)  # type: ignore[arg-type]


def _words(taken: Taken, marked: int) -> str:
    parts = [taken_words(taken)] if taken.answers else []
    if marked:
        pages = "einer Seite" if marked == 1 else f"{marked} Seiten"
        parts.append(f"Auf {pages} nichts Neues gemeldet.")
    return " ".join(parts) or "Es gab nichts zu übernehmen. Was schon dasteht, bleibt."


router = Router(
    "/traeger",
    route_handlers=[facility_page, take_facility],
    exception_handlers={Refused: refusals.refused},
)
