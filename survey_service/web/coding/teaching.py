"""Review by what it teaches the coder: ask for an order, work through it."""

from typing import Any

from litestar import Response, Router, get, post

from survey_service.domain.coding import teaching
from survey_service.domain.fieldwork import surveys
from survey_service.permissions import Action
from survey_service.web.pages import partial, redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of

FOLLOW = "lehrreich"
"""Value of ``?folge=`` on the page of a segment: go on in this order."""


def address(slug: str) -> str:
    """The order of a survey."""
    return f"/erhebungen/{slug}/kodierung/lehrreich"


@get("/", opt={"action": Action.REVIEW_CODING}, sync_to_thread=True)
def teaching_page(request: WebRequest, slug: str) -> Response[str]:
    """The latest order, why each is in it, how far one is."""
    page = _page(request, slug)
    title = f"Lehrreiche Sinneinheiten: {page['survey'].title}"
    return show(request, "coding/teaching.html", page, title=title)


def _page(request: WebRequest, slug: str) -> dict[str, Any]:
    with site_of(request).database.read() as session:
        survey = surveys.by_slug(session, slug)
        order = teaching.latest(session, survey.id)
    return {
        "survey": survey,
        "order": order,
        "address": address(slug),
        "number": teaching.NUMBER,
        "query": f"?folge={FOLLOW}",
    }


@get("/stand", opt={"action": Action.REVIEW_CODING}, sync_to_thread=True)
def teaching_state(request: WebRequest, slug: str) -> Response[str]:
    """The order alone, asked for while the worker finds it."""
    return partial("coding/_teaching.html", _page(request, slug))


@post("/", opt={"action": Action.REVIEW_CODING}, sync_to_thread=True)
def ask(request: WebRequest, slug: str) -> Response[Any]:
    """Have a new order found."""
    with site_of(request).database.write() as session:
        teaching.start(session, actor_of(request), surveys.by_slug(session, slug))
    return redirect(address(slug), message="Die Reihenfolge wird bestimmt.")


router = Router(
    "/erhebungen/{slug:str}/kodierung/lehrreich",
    route_handlers=[teaching_page, teaching_state, ask],
)
