"""The desk's start page: waves and consultations, and what waits."""

from litestar import Response, Router, get

from survey_service.permissions import Action
from survey_service.web.pages import show
from survey_service.web.site import WebRequest


@get("/", opt={"action": Action.SEE_DESK}, sync_to_thread=True)
def desk(request: WebRequest) -> Response[str]:
    """Start page after signing in."""
    return show(request, "desk/start.html", {}, title="Übersicht")


router = Router("/arbeitsplatz", route_handlers=[desk])
