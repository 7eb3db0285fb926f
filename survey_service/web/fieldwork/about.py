"""The page "Worum es geht": public once the survey was opened, before that for the desk."""

from litestar import Response, Router, get

from survey_service.domain.fieldwork import about, surveys
from survey_service.domain.fieldwork.about import AboutPage
from survey_service.permissions import Action
from survey_service.web.pages import show
from survey_service.web.site import WebRequest, site_of


@get("/worum-es-geht/{slug:str}", opt={"action": Action.VISIT}, sync_to_thread=True)
def public(request: WebRequest, slug: str) -> Response[str]:
    """For everybody who is asked, and everybody else."""
    with site_of(request).database.read() as session:
        found = about.public_page(session, slug)
    return show_about(request, found)


@get("/erhebungen/{slug:str}/worum-es-geht", opt={"action": Action.SEE_SURVEY}, sync_to_thread=True)
def at_the_desk(request: WebRequest, slug: str) -> Response[str]:
    """As it is or will be, with the way back."""
    with site_of(request).database.read() as session:
        survey = surveys.by_slug(session, slug)
        found = about.draft_page(session, survey.id)
    return show_about(
        request,
        found,
        back_label=survey.title,
        back_url=f"/erhebungen/{slug}",
        draft=survey.state == "draft",
    )


def show_about(
    request: WebRequest,
    found: AboutPage,
    *,
    back_label: str = "",
    back_url: str = "",
    draft: bool = False,
) -> Response[str]:
    """The page, for the public, the desk or the workshop."""
    page = {"about": found, "back_label": back_label, "back_url": back_url, "draft": draft}
    return show(request, "surveys/about.html", page, title=f"Worum es geht: {found.title}")


router = Router("/", route_handlers=[public, at_the_desk])
