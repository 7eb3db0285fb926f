"""Was daraus wurde, for those who answered: organisations, associations, residents."""

from typing import Any

from litestar import Response, Router, get
from litestar.exceptions import HTTPException

from survey_service.domain.followups import told
from survey_service.domain.followups.told import Told
from survey_service.errors import Refused
from survey_service.permissions import Action
from survey_service.web.followups.wording import state_names
from survey_service.web.pages import show
from survey_service.web.rendering import translations
from survey_service.web.residents import refusals
from survey_service.web.residents.consultations import asked_of, language_of
from survey_service.web.site import WebRequest, actor_of, site_of

HEADING = "Was daraus wurde"


@get(
    "/traeger/was-daraus-wurde", opt={"action": Action.ANSWER_FOR_ORGANISATION}, sync_to_thread=True
)
def organisation(request: WebRequest) -> Response[Any]:
    """Of the organisation's waves, of observations, and of what residents said."""
    with site_of(request).database.read() as session:
        found = told.for_organisation(session, actor_of(request))
    page = {"told": found, "states": state_names("de")}
    return show(request, "followups/organisation.html", page, title=HEADING)


@get(
    "/verband/{slug:str}/was-daraus-wurde", opt={"action": Action.SEE_MEMBERS}, sync_to_thread=True
)
def association(request: WebRequest, slug: str) -> Response[Any]:
    """Of a wave of its members."""
    with site_of(request).database.read() as session:
        found = told.for_association(session, actor_of(request), slug)
    page = {"told": found, "states": state_names("de")}
    title = f"{HEADING}: {found.survey.title}"
    return show(request, "followups/association.html", page, title=title)


@get("/{slug:str}/was-daraus-wurde", opt={"action": Action.VISIT}, sync_to_thread=True)
def residents(request: WebRequest, slug: str, sprache: str = "") -> Response[Any]:
    """Public, like the consultation itself; the texts are the city's own, in German."""
    asked, site = asked_of(request, slug), site_of(request)
    language = language_of(asked, sprache)

    def read() -> Told:
        with site.database.read() as session:
            return told.of_survey(session, asked.survey)

    page = {
        "survey": asked.survey,
        "told": site.recent(("follow-ups", slug), read),
        "states": state_names(language),
        "language": language,
    }
    return show(
        request,
        "followups/residents.html",
        page,
        title=translations(language).gettext("Was daraus wurde"),
        language=language,
        languages=asked.survey.languages,
        shared=("follow-ups", slug),
    )


router = Router("/", route_handlers=[organisation, association])
residents_router = Router(
    "/mitmachen",
    route_handlers=[residents],
    exception_handlers={
        Refused: refusals.refused,
        HTTPException: refusals.http_error,
    },
)
