"""The standing page of an organisation: its waves, and what it has handed in."""

from typing import Any

from litestar import Response, Router, get, post

from survey_service import clock
from survey_service.domain.administration import signing_in
from survey_service.domain.fieldwork import deadlines
from survey_service.domain.followups import told
from survey_service.domain.providers import hub
from survey_service.permissions import Action
from survey_service.web import security
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of


@get("/", opt={"action": Action.ANSWER_FOR_ORGANISATION}, sync_to_thread=True)
def standing_page(request: WebRequest) -> Response[str]:
    """Open waves with state and deadline; past ones with their receipts."""
    now = clock.now()
    with site_of(request).database.read() as session:
        waves = hub.standing(session, actor_of(request), now=now)
        told_at = told.last_told(session, actor_of(request))
    current = {deadlines.Phase.OPEN, deadlines.Phase.GRACE, deadlines.Phase.UPCOMING}
    page = {
        "organisation": actor_of(request).name,
        "current": [wave for wave in waves if wave.phase in current],
        "grace_ends": {
            wave.survey.slug: deadlines.grace_ends(wave.survey.closes_on) for wave in waves
        },
        "told": told_at,
        "past": [wave for wave in waves if wave.phase not in current],
    }
    return show(request, "traeger/standing.html", page, title="Ihre Erhebungen")


@post("/beenden", opt={"action": Action.ANSWER_PART}, sync_to_thread=True)
def leave(request: WebRequest) -> Response[Any]:
    """End this browser's session, for shared computers."""
    actor = actor_of(request)
    with site_of(request).database.write() as session:
        signing_in.sign_out(session, actor.session)
    onward = "/arbeitsplatz" if actor.behalf else "/traeger/abgemeldet"
    return redirect(onward, cookies=(security.ended_cookie(request, "zugang"),))


@get("/abgemeldet", opt={"action": Action.VISIT}, sync_to_thread=True)
def left(request: WebRequest) -> Response[str]:
    """After ending the session."""
    return show(request, "traeger/left.html", {}, title="Zugang geschlossen")


router = Router("/traeger", route_handlers=[standing_page, leave, left])
