"""What became of an answer: looked up by its receipt code, without a name."""

from typing import Any

import msgspec
from babel import Locale, dates
from litestar import Response, Router, get, post

from survey_service import clock
from survey_service.domain.residents import whereabouts
from survey_service.domain.residents.whereabouts import Whereabouts
from survey_service.errors import NotFound, TooMany
from survey_service.permissions import Action
from survey_service.web.chrome import LANGUAGE_NAMES
from survey_service.web.forms import Form
from survey_service.web.pages import show
from survey_service.web.rendering import translations
from survey_service.web.site import WebRequest, site_of

VISIT = {"action": Action.VISIT}
LANGUAGES = tuple(LANGUAGE_NAMES)
CODE_CHARACTERS = 60


class LookUp(msgspec.Struct, frozen=True, kw_only=True):
    """The page. ``problem``: "" | unknown | too_many; ``month`` "" = nothing was looked up."""

    language: str
    code: str = ""
    problem: str = ""
    month: str = ""
    title: str = ""
    slug: str = ""
    evaluated: bool = False


@get("/", opt=VISIT, sync_to_thread=True)
def ask(request: WebRequest, sprache: str = "de") -> Response[Any]:
    """The form; the code is sent by POST, so that it stands in no address and no log."""
    return _page(request, LookUp(language=_language(sprache)))


@post("/", opt=VISIT, sync_to_thread=True)
def look_up(request: WebRequest, form: Form, sprache: str = "de") -> Response[Any]:
    """Title, month and state; never the text: whoever finds the paper may be somebody else."""
    site, language = site_of(request), _language(sprache)
    code = form.one("code")[:CODE_CHARACTERS]
    address = request.client.host if request.client else ""
    try:
        site.limits.check("receipt", address, most=site.settings.answers_per_hour, now=clock.now())
        with site.database.read() as session:
            found = whereabouts.look_up(session, secret=site.settings.secret, code=code)
    except NotFound:
        return _page(request, LookUp(language=language, code=code, problem="unknown"), 404)
    except TooMany:
        return _page(request, LookUp(language=language, code=code, problem="too_many"), 429)
    return _page(request, _found(found, code, language))


def _language(wanted: str) -> str:
    return wanted if wanted in LANGUAGES else "de"


def _found(found: Whereabouts, code: str, language: str) -> LookUp:
    locale = Locale.parse(language.partition("-")[0])
    return LookUp(
        language=language,
        code=code,
        # The day itself, together with the code, would say more than anybody needs.
        month=dates.format_skeleton("yMMMM", found.receipt.submitted_on, locale=locale),
        title=found.receipt.title,
        slug=found.receipt.slug,
        evaluated=found.state == "evaluated",
    )


def _page(request: WebRequest, page: LookUp, status: int = 200) -> Response[str]:
    heading = translations(page.language).gettext("Was wurde aus Ihrer Antwort?")
    return show(
        request,
        "receipts/lookup.html",
        page,
        title=heading,
        language=page.language,
        languages=LANGUAGES,
        status=status,
    )


router = Router("/beleg", route_handlers=[ask, look_up])
