"""For the operator's monitoring."""

from litestar import Response, Router, get
from sqlalchemy import text

from survey_service.permissions import Action
from survey_service.web.site import WebRequest, site_of


@get("/", opt={"action": Action.VISIT}, sync_to_thread=True)
def health(request: WebRequest) -> Response[str]:
    """200 and "ok" when the database answers."""
    with site_of(request).database.read() as session:
        session.execute(text("SELECT 1"))
    return Response("ok", media_type="text/plain")


router = Router("/gesund", route_handlers=[health])
