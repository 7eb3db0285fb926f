"""Remarks inside an organisation, beneath the page they are about."""

from typing import Any
from uuid import UUID

from litestar import Response, Router, post

from survey_service import clock
from survey_service.domain.providers import comments
from survey_service.domain.providers.revisions import Place
from survey_service.errors import NotFound, Refused
from survey_service.web.forms import Form
from survey_service.web.pages import redirect
from survey_service.web.providers import refusals
from survey_service.web.providers.answering import PART
from survey_service.web.providers.hub import page_url
from survey_service.web.site import WebRequest, actor_of, site_of

TEXT, SETTLE, REOPEN = "anmerkung", "_erledigt", "_offen"


@post("/{slug:str}/{page:str}/anmerkungen", opt=PART, sync_to_thread=True)
def organisation_remark(request: WebRequest, slug: str, page: str, form: Form) -> Response[Any]:
    """Write a remark, or say that one is dealt with (or not after all)."""
    return _remark(request, slug, Place(page), form)


@post("/{slug:str}/{page:str}/{facility:str}/anmerkungen", opt=PART, sync_to_thread=True)
def facility_remark(
    request: WebRequest, slug: str, page: str, facility: str, form: Form
) -> Response[Any]:
    """The same for a facility."""
    return _remark(request, slug, Place(page, facility), form)


def _remark(request: WebRequest, slug: str, place: Place, form: Form) -> Response[Any]:
    actor, now = actor_of(request), clock.now()
    with site_of(request).database.write() as session:
        if form.has(SETTLE) or form.has(REOPEN):
            done = form.has(SETTLE)
            one = _id(form.one(SETTLE) or form.one(REOPEN))
            comments.settle(session, actor, slug, place, one, done=done, now=now)
            message = "Als erledigt vermerkt." if done else "Die Anmerkung ist wieder offen."
        else:
            comments.write(session, actor, slug, place, text=form.one(TEXT), now=now)
            message = "Ihre Anmerkung steht auf der Seite."
    return redirect(f"{page_url(slug, place)}#anmerkungen", message=message)


def _id(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise NotFound("Diese Anmerkung gibt es nicht. Laden Sie die Seite neu.") from None


router = Router(
    "/traeger",
    route_handlers=[organisation_remark, facility_remark],
    exception_handlers={Refused: refusals.refused},
)
