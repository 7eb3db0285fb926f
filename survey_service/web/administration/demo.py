"""The page about the demo: what is invented, where the texts come from, how they were coded."""

from litestar import Response, Router, get

from survey_service.domain.administration import demonstration
from survey_service.errors import NotFound
from survey_service.permissions import Action
from survey_service.web.pages import show
from survey_service.web.site import WebRequest, site_of


@get("/", opt={"action": Action.VISIT}, sync_to_thread=True)
def about(request: WebRequest) -> Response[str]:
    """For everybody; only where there is a demo."""
    with site_of(request).database.read() as session:
        surveys = demonstration.held(session)
    if not surveys:
        raise NotFound("Diese Installation ist keine Vorführung.")
    return show(request, "demo/about.html", {"surveys": surveys}, title="Über diese Vorführung")


router = Router("/vorfuehrung", route_handlers=[about])
