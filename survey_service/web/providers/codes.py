"""The access code of a letter: typed by hand, exchanged for the browser's session."""

from typing import Any

from litestar import Response, Router, get, post

from survey_service import clock
from survey_service.domain.providers import standing
from survey_service.errors import LinkInvalid
from survey_service.permissions import Action
from survey_service.web import security
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, site_of


@get("/", opt={"action": Action.USE_LINK}, sync_to_thread=True)
def ask(request: WebRequest) -> Response[str]:
    """Where the letter's address leads."""
    return _page(request)


def _page(request: WebRequest, *, typed: str = "", problem: str = "") -> Response[str]:
    page = {"typed": typed, "problems": [("code", f"Zugangscode: {problem}")] if problem else []}
    status = 404 if problem else 200
    return show(request, "traeger/code.html", page, title="Zugang mit Code", status=status)


@post("/", opt={"action": Action.USE_LINK}, sync_to_thread=True)
def enter(request: WebRequest, form: Form) -> Response[Any]:
    """Exchange the code; whoever tries many is slowed down."""
    site = site_of(request)
    address = request.client.host if request.client else ""
    site.limits.check("code", address, most=site.settings.answers_per_hour, now=clock.now())
    typed = form.one("code")
    try:
        with site.database.write() as session:
            minted = standing.open_code(
                session,
                typed,
                secret=site.settings.secret,
                hours=site.settings.session_hours,
                now=clock.now(),
            )
    except LinkInvalid as error:
        return _page(request, typed=typed[:60], problem=str(error))
    return redirect("/traeger", cookies=(security.session_cookie(request, "zugang", minted),))


router = Router("/zugang", route_handlers=[ask, enter])
