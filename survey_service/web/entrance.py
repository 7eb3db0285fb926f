"""The address itself: where residents, providers and the administration go from here."""

from litestar import Response, Router, get

from survey_service import clock
from survey_service.domain.administration import signing_in
from survey_service.domain.fieldwork import surveys
from survey_service.permissions import NOBODY, Action
from survey_service.web import security
from survey_service.web.pages import show
from survey_service.web.site import WebRequest, site_of


@get("/", opt={"action": Action.VISIT}, sync_to_thread=True)
def entrance(request: WebRequest) -> Response[str]:
    """Open consultations, and the ways in for everybody else."""
    site = site_of(request)
    token = security.read_cookie(request, "konto")
    with site.database.read() as session:
        at_work = bool(token) and signing_in.actor_of(session, token, now=clock.now()) != NOBODY
        found = surveys.all_surveys(session, kind=surveys.CONSULTATION)
    today = clock.today()
    page = {
        "consultations": [one for one in found if surveys.is_open(one, today=today)],
        "at_work": at_work,
    }
    return show(request, "entrance.html", page, title="Startseite")


router = Router("/", route_handlers=[entrance])
