"""What organisations reported between the waves, with its date, at the desk (intern)."""

from litestar import Response, Router, get

from survey_service import clock
from survey_service.domain.fieldwork import surveys
from survey_service.domain.providers import observations
from survey_service.errors import NotFound
from survey_service.permissions import Action
from survey_service.web.coding.segments import QUOTING
from survey_service.web.pages import show
from survey_service.web.site import WebRequest, site_of


@get("/{slug:str}/beobachtungen", opt={"action": Action.SEE_RAW_COUNTS}, sync_to_thread=True)
def reported(request: WebRequest, slug: str) -> Response[str]:
    """All observations of a year, the latest first."""
    with site_of(request).database.read() as session:
        survey = surveys.by_slug(session, slug)
        if not survey.is_observations:
            raise NotFound("Beobachtungen haben eine eigene Erhebung je Jahr.")
        found = observations.of_survey(session, survey.id)
    page = {"survey": survey, "found": found, "quoting": QUOTING, "today": clock.today()}
    return show(request, "surveys/observations.html", page, title=survey.title)


router = Router("/erhebungen", route_handlers=[reported])
