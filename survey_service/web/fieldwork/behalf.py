"""The planner opens an organisation's return to enter something on its behalf."""

from typing import Any
from uuid import UUID

from litestar import Response, Router, post

from survey_service import clock
from survey_service.domain.providers import behalf
from survey_service.permissions import Action
from survey_service.web import security
from survey_service.web.forms import Form
from survey_service.web.pages import redirect
from survey_service.web.site import WebRequest, actor_of, site_of

WORKBOOK = "arbeitsmappe"


@post(
    "/{slug:str}/ruecklauf/{organisation:uuid}/eintragen",
    opt={"action": Action.RUN_SURVEY},
    sync_to_thread=True,
)
def enter(request: WebRequest, slug: str, organisation: UUID, form: Form) -> Response[Any]:
    """A session of the planner's own in the organisation's place; it is marked and logged.

    It begins with the overview, or where a filled-in workbook is handed up.
    """
    site = site_of(request)
    with site.database.write() as session:
        minted = behalf.begin(
            session,
            actor_of(request),
            slug,
            organisation,
            secret=site.settings.secret,
            hours=site.settings.session_hours,
            now=clock.now(),
        )
    cookie = security.session_cookie(request, "zugang", minted)
    onward = f"/traeger/{slug}/arbeitsmappe" if form.has(WORKBOOK) else f"/traeger/{slug}"
    return redirect(onward, cookies=(cookie,))


router = Router("/erhebungen", route_handlers=[enter])
