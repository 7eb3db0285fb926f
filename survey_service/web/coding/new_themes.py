"""New themes: groups among what fits no theme, to be read by a person."""

from typing import Any

from litestar import Response, Router, get, post

from survey_service.domain.coding import new_themes
from survey_service.domain.fieldwork import surveys
from survey_service.permissions import Action
from survey_service.web.pages import partial, redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of


@get("/", opt={"action": Action.REVIEW_CODING}, sync_to_thread=True)
def groups_page(request: WebRequest, slug: str) -> Response[str]:
    """The latest groups, each with its words, its size and its examples."""
    page = _page(request, slug)
    title = f"Neue Themen: {page['survey'].title}"
    return show(request, "coding/new_themes.html", page, title=title)


def _page(request: WebRequest, slug: str) -> dict[str, Any]:
    with site_of(request).database.read() as session:
        survey = surveys.by_slug(session, slug)
        grouping = new_themes.latest(session, survey.id)
    return {"survey": survey, "grouping": grouping, "address": _address(slug)}


@get("/stand", opt={"action": Action.REVIEW_CODING}, sync_to_thread=True)
def groups_state(request: WebRequest, slug: str) -> Response[str]:
    """The groups alone, asked for while the worker finds them."""
    return partial("coding/_new_themes.html", _page(request, slug))


@post("/", opt={"action": Action.REVIEW_CODING}, sync_to_thread=True)
def ask(request: WebRequest, slug: str) -> Response[Any]:
    """Have groups found anew."""
    with site_of(request).database.write() as session:
        new_themes.start(session, actor_of(request), surveys.by_slug(session, slug))
    return redirect(_address(slug), message="Neue Themen werden gesucht.")


def _address(slug: str) -> str:
    return f"/erhebungen/{slug}/kodierung/neue-themen"


router = Router(
    "/erhebungen/{slug:str}/kodierung/neue-themen",
    route_handlers=[groups_page, groups_state, ask],
)
