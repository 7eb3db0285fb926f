"""Coding runs at the desk: start one, watch it, see what earlier ones did."""

from typing import Any

from litestar import Response, Router, get, post

from survey_service.domain.coding import reviews, runs
from survey_service.domain.coding import themes as coded
from survey_service.domain.fieldwork import surveys
from survey_service.permissions import Action, allowed
from survey_service.web.pages import partial, redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of


@get("/kodierung", opt={"action": Action.SEE_RAW_COUNTS}, sync_to_thread=True)
def coding_page(request: WebRequest, slug: str) -> Response[str]:
    """What is coded, what is not, and the runs."""
    page = _page(request, slug)
    return show(request, "coding/runs.html", page, title=f"Kodierung: {page['survey'].title}")


def _page(request: WebRequest, slug: str) -> dict[str, Any]:
    with site_of(request).database.read() as session:
        survey = surveys.by_slug(session, slug)
        made_with = coded.coded_with(session, survey.id)
        coders = coded.coders(session, survey.id)
        found = runs.of_survey(session, survey.id)
        reviewed, segments = reviews.reviewed_count(session, survey.id)
        first = reviews.next_unreviewed(session, survey.id)
    return {
        "survey": survey,
        "made_with": made_with,
        "coders": coders,
        "runs": found,
        "active": next((run for run in found if run.state in runs.ACTIVE), None),
        "reviewed": reviewed,
        "segments": segments,
        "first": first,
        "may_start": allowed(actor_of(request), Action.START_CODING),
        "may_review": allowed(actor_of(request), Action.REVIEW_CODING),
    }


@get("/kodierung/stand", opt={"action": Action.SEE_RAW_COUNTS}, sync_to_thread=True)
def coding_state(request: WebRequest, slug: str) -> Response[str]:
    """The state of the runs alone, asked for while one is active."""
    return partial("coding/_state.html", _page(request, slug))


@post("/kodierung", opt={"action": Action.START_CODING}, sync_to_thread=True)
def start_coding(request: WebRequest, slug: str) -> Response[Any]:
    """Begin a run over everything that is not yet coded."""
    with site_of(request).database.write() as session:
        survey = surveys.by_slug(session, slug)
        runs.start(session, actor_of(request), survey_id=survey.id)
    return redirect(
        f"/erhebungen/{slug}/kodierung",
        message="Die Kodierung hat begonnen. Sie können die Seite verlassen.",
    )


router = Router("/erhebungen/{slug:str}", route_handlers=[coding_page, coding_state, start_coding])
