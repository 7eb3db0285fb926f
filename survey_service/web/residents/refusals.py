"""Refusals on residents' pages: in their language, with what they had typed, to be copied."""

from typing import Any

from litestar import Response
from litestar.datastructures import FormMultiDict
from litestar.exceptions import HTTPException
from litestar.response import Redirect

from survey_service.domain.residents.drafts import AlreadyHandedIn
from survey_service.errors import (
    NotAllowed,
    NotFound,
    Refused,
    SignInNeeded,
    TextTooLong,
    TooMany,
)
from survey_service.permissions import NOBODY
from survey_service.web import security
from survey_service.web.chrome import LANGUAGE_NAMES
from survey_service.web.pages import redirect, show
from survey_service.web.rendering import translations
from survey_service.web.residents import question_pages
from survey_service.web.residents.consultations import asked_of
from survey_service.web.site import WebRequest

# Which sentence of participate/refused.html is shown; others show the refusal's own (German).
KINDS: dict[type[Refused], str] = {
    SignInNeeded: "session",
    AlreadyHandedIn: "handed_in",
    NotAllowed: "form",
    NotFound: "unknown",
    TextTooLong: "too_long",
    TooMany: "too_many",
}


def refused(request: WebRequest, error: Refused) -> Response[str]:
    """A refusal of ours."""
    late = isinstance(error, SignInNeeded | AlreadyHandedIn)
    if late and _may_have_a_receipt(request):
        return _to_receipt(request)
    return _page(request, error.status, KINDS.get(type(error), "other"), str(error))


def http_error(request: WebRequest, error: HTTPException) -> Response[str]:
    """What the framework refuses: broken body, wrong method."""
    status = error.status_code if error.status_code < 500 else 400
    return _page(request, status, "unknown" if status == 404 else "unreadable", "")


def _may_have_a_receipt(request: WebRequest) -> bool:
    """Pressed twice, or gone back: what was handed in has a receipt. The receipt's page decides."""
    if not security.read_cookie(request, "teilnahme") or request.url.path.endswith("/quittung"):
        return False
    return request.method == "GET" or request.url.path.endswith("/absenden")


def _to_receipt(request: WebRequest) -> Redirect:
    return redirect(f"/mitmachen/{request.path_params['slug']}/quittung")


def _page(request: WebRequest, status: int, kind: str, sentence: str) -> Response[str]:
    if not hasattr(request.state, "actor"):
        request.state.actor = NOBODY
    language = request.query_params.get("sprache", "de")
    if language not in LANGUAGE_NAMES:
        language = "de"
    sent: FormMultiDict = getattr(request.state, "sent", FormMultiDict())
    slug = request.path_params.get("slug", "")
    page = {
        "kind": kind,
        "sentence": sentence,
        "typed": question_pages.sent_texts(sent.multi_items(), _asked(request, slug), language),
        "start": f"/mitmachen/{slug}" if slug and kind != "unknown" else "/",
        "language": language,
    }
    title = translations(language).gettext("Das hat nicht geklappt")
    return show(
        request, "participate/refused.html", page, title=title, status=status, language=language
    )


def _asked(request: WebRequest, slug: str) -> Any:
    try:
        return asked_of(request, slug)
    except NotFound:
        return None
