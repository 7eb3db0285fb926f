"""A colleague's link, and what somebody who came by a link says of themselves."""

from typing import Any

from litestar import Response, Router, get, post, route

from survey_service import clock
from survey_service.domain.providers import access, delegations, responses
from survey_service.permissions import Action
from survey_service.web import security
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of

PERSON = "person"


@route(
    "/{token:str}",
    http_method=["GET", "HEAD"],
    opt={"action": Action.USE_LINK},
    sync_to_thread=True,
)
def link_page(request: WebRequest, token: str) -> Response[str]:
    """For whom and what this is. Mail scanners fetch links: nothing happens here."""
    with site_of(request).database.read() as session:
        found = access.handed_on(session, token)
    page = {"found": found, "url": request.url.path}
    return show(request, "traeger/colleague.html", page, title="Zugang öffnen")


@post("/{token:str}", opt={"action": Action.USE_LINK}, sync_to_thread=True)
def open_link(request: WebRequest, token: str, form: Form) -> Response[Any]:
    """Exchange the token; the address that remains holds no secret."""
    site = site_of(request)
    with site.database.write() as session:
        found = access.handed_on(session, token)
        minted = access.open_delegation(
            session,
            token,
            hours=site.settings.session_hours,
            now=clock.now(),
            person=form.one(PERSON),
        )
    page = f"/traeger/{found.slug}"
    if found.kind == delegations.RELEASE:
        page += "/freigeben"
    return redirect(page, cookies=(security.session_cookie(request, "zugang", minted),))


@get("/name", opt={"action": Action.ANSWER_PART}, sync_to_thread=True)
def name_page(request: WebRequest, zurueck: str = "") -> Response[str]:
    """The name that stands beside what one saves."""
    page = {"person": actor_of(request).person, "back": _wave(zurueck)}
    return show(request, "traeger/name.html", page, title="Ihr Name oder Kürzel")


@post("/name", opt={"action": Action.ANSWER_PART}, sync_to_thread=True)
def introduce(request: WebRequest, form: Form) -> Response[Any]:
    """Keep it for this browser session."""
    actor = actor_of(request)
    access.refuse_on_behalf(actor)
    with site_of(request).database.write() as session:
        access.introduce(session, actor.session, form.one(PERSON))
    back = _wave(form.one("zurueck"))
    return redirect(f"/traeger/{back}" if back else "/traeger", message="Ihr Name ist geändert.")


def _wave(name: str) -> str:
    """A wave's name in addresses; anything else would lead astray."""
    return name if name.replace("-", "").isalnum() and name.isascii() else ""


@post("/{slug:str}/fertig", opt={"action": Action.ANSWER_PART}, sync_to_thread=True)
def finish(request: WebRequest, slug: str, form: Form) -> Response[Any]:
    """ "Ich bin fertig", or not after all."""
    done = not form.has("doch_nicht")
    with site_of(request).database.write() as session:
        responses.wave(session, actor_of(request), slug)
        delegations.finish(session, actor_of(request), done=done, now=clock.now())
    message = (
        "Danke! Ihr Team sieht jetzt, dass Sie fertig sind." if done else "Gut, weiter geht's."
    )
    return redirect(f"/traeger/{slug}", message=message)


link_router = Router("/weitergabe", route_handlers=[link_page, open_link])
router = Router("/traeger", route_handlers=[name_page, introduce, finish])
