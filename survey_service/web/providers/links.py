"""Invitation links: looking uses nothing up, the button exchanges the token for a cookie."""

from typing import Any

from litestar import Response, Router, post, route

from survey_service import clock
from survey_service.domain.providers import standing
from survey_service.permissions import Action
from survey_service.web import security
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, site_of


@route(
    "/{token:str}",
    http_method=["GET", "HEAD"],
    opt={"action": Action.USE_LINK},
    sync_to_thread=True,
)
def link_page(request: WebRequest, token: str) -> Response[str]:
    """Whose access this is. Mail scanners fetch links: nothing happens here."""
    if token == standing.TRIAL:
        return show(request, "traeger/trial.html", {}, title="Probe-E-Mail")
    with site_of(request).database.read() as session:
        name = standing.organisation_name(session, token)
        about = standing.about_pages(session, token)
    page = {"organisation": name, "url": request.url.path, "about": about}
    return show(request, "traeger/link.html", page, title="Zugang öffnen")


@post("/{token:str}", opt={"action": Action.USE_LINK}, sync_to_thread=True)
def open_link(request: WebRequest, token: str, form: Form) -> Response[Any]:
    """Exchange the token; the address that remains holds no secret."""
    site = site_of(request)
    with site.database.write() as session:
        minted = standing.open_link(
            session,
            token,
            hours=site.settings.session_hours,
            now=clock.now(),
            person=form.one("person"),
        )
    return redirect("/traeger", cookies=(security.session_cookie(request, "zugang", minted),))


router = Router("/t", route_handlers=[link_page, open_link])
