"""Refusals on providers' pages: what was typed stands there to be copied."""

from typing import Any

from litestar import Response

from survey_service import clock
from survey_service.domain.providers import pages, responses
from survey_service.domain.providers.responses import OrganisationResponse
from survey_service.errors import NotFound, Refused
from survey_service.permissions import NOBODY
from survey_service.web import failures
from survey_service.web.pages import show
from survey_service.web.site import WebRequest, actor_of, site_of


def refused(request: WebRequest, error: Refused) -> Response[str]:
    """The refusal's sentence; after a form also everything that was in it."""
    typed = _typed(request)
    if not typed:
        return failures.refused(request, error)
    slug = request.path_params.get("slug", "")
    content = {
        "heading": error.title,
        "sentence": str(error),
        "typed": typed,
        "hub_url": f"/traeger/{slug}" if actor_of(request) != NOBODY else "",
    }
    return show(request, "traeger/not_saved.html", content, title=error.title, status=error.status)


def _typed(request: WebRequest) -> list[tuple[str, str]]:
    """Question and text, in the order of the form."""
    sent: Any = getattr(request.state, "sent", None)
    found: dict[str, list[str]] = {}
    for name, value in [] if sent is None else sent.multi_items():
        if isinstance(value, str) and value.strip() and not name.startswith("_"):
            found.setdefault(name, []).append(value)
    if not found:
        return []
    opened = _opened(request)
    return [
        (pages.label_of(opened, name) if opened else name, "\n".join(values))
        for name, values in found.items()
    ]


def _opened(request: WebRequest) -> OrganisationResponse | None:
    """The response, for the questions' wording; None when the visitor may not see it."""
    try:
        with site_of(request).database.read() as session:
            slug = request.path_params.get("slug", "")
            return responses.load(session, actor_of(request), slug, now=clock.now())
    except NotFound:
        return None
