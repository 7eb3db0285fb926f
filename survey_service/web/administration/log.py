"""The audit log, for the administrator."""

from litestar import Response, Router, get

from survey_service.domain.administration import audit
from survey_service.permissions import Action
from survey_service.web.chrome import LANGUAGE_NAMES
from survey_service.web.pages import show
from survey_service.web.site import WebRequest, site_of


@get("/", opt={"action": Action.READ_AUDIT}, sync_to_thread=True)
def log_page(request: WebRequest) -> Response[str]:
    """Who did what, newest first."""
    sent = request.query_params.get("seite", "1")
    page = int(sent) if sent.isdecimal() and int(sent) > 0 else 1
    with site_of(request).database.read() as session:
        entries, total = audit.entries(session, page=min(page, 1_000_000))
    pages = max(1, -(-total // audit.PAGE_SIZE))
    content = {
        "entries": entries,
        "total": total,
        "page": page,
        "pages": pages,
        "names": LANGUAGE_NAMES,
    }
    return show(request, "log/entries.html", content, title="Protokoll")


router = Router("/protokoll", route_handlers=[log_page])
