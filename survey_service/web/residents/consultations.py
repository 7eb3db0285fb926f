"""What all pages of a consultation share: the consultation, the language, whether it is open."""

from dataclasses import replace

from litestar import Response
from litestar.response import Redirect

from survey_service import clock, keys
from survey_service.domain.fieldwork import deadlines
from survey_service.domain.fieldwork.deadlines import Phase
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.residents import taking_part
from survey_service.domain.residents.drafts import Draft
from survey_service.domain.residents.taking_part import Consultation
from survey_service.web import security
from survey_service.web.pages import redirect, show
from survey_service.web.residents import question_pages
from survey_service.web.residents.question_pages import Typed
from survey_service.web.site import WebRequest, site_of

# So long the browser can ask for its receipt again; then the code is on paper only.
RECEIPT_SECONDS = 900


def asked_of(request: WebRequest, slug: str) -> Consultation:
    """The consultation, at most two seconds old. Raises NotFound."""
    site = site_of(request)

    def read() -> Consultation:
        with site.database.read() as session:
            return taking_part.consultation(session, slug)

    return site.recent(("consultation", slug), read)


def language_of(asked: Consultation, *wanted: str) -> str:
    """The first wanted language that is offered; else the questionnaire's own."""
    offered = asked.survey.languages
    return next((tag for tag in wanted if tag in offered), asked.questionnaire.default_language)


def url(asked: Consultation, path: str = "", *, language: str = "") -> str:
    """An address below the consultation's."""
    query = ""
    if language and language != asked.questionnaire.default_language:
        query = f"?sprache={language}"
    return f"/mitmachen/{asked.survey.slug}{path}{query}"


def count_beginning(request: WebRequest) -> None:
    """Raises TooMany when very many answers were begun from this address in this hour."""
    site = site_of(request)
    address = request.client.host if request.client else ""
    most = site.settings.answers_per_hour
    site.limits.check("begin", address, most=most, now=clock.now())


def may_write(written: Draft) -> bool:
    """What was begun may be finished, also shortly after the last day."""
    return deadlines.phase(written.survey, now=clock.now()) in {Phase.OPEN, Phase.GRACE}


def closed(
    request: WebRequest,
    asked: Consultation,
    survey: SurveyFacts,
    language: str,
    typed: tuple[Typed, ...] = (),
) -> Response[str]:
    """Not yet or no longer open, with the dates; what was typed can be copied."""
    page = {
        "survey": survey,
        "upcoming": deadlines.phase(survey, now=clock.now()) == Phase.UPCOMING,
        "typed": typed,
    }
    return show(
        request,
        "participate/closed.html",
        page,
        title=survey.title_in(language),
        language=language,
        languages=() if typed else asked.survey.languages,
        status=409 if typed else 200,
    )


def closed_with_texts(
    request: WebRequest, asked: Consultation, written: Draft, language: str
) -> Response[str]:
    """The same for somebody who was still writing."""
    typed = question_pages.saved_texts(asked, written, language)
    return closed(request, asked, written.survey, language, typed)


def receipt_digest(request: WebRequest, token: str) -> str:
    """What is stored of the receipt code of a browser session."""
    secret = site_of(request).settings.secret
    return keys.receipt_digest(secret, keys.session_receipt_code(secret, token))


def to_receipt(request: WebRequest, asked: Consultation, token: str) -> Redirect:
    """The receipt's page; the browser forgets its session soon, because devices are shared."""
    cookie = security.session_cookie(request, "teilnahme", token)
    return redirect(url(asked, "/quittung"), cookies=(replace(cookie, max_age=RECEIPT_SECONDS),))
