"""Taking part in a consultation: the public first page, beginning, the receipt."""

from typing import Any

from litestar import Response, Router, get, post
from litestar.exceptions import HTTPException

from survey_service import clock, keys
from survey_service.domain.fieldwork import deadlines
from survey_service.domain.fieldwork.deadlines import Phase
from survey_service.domain.residents import drafts, taking_part, whereabouts
from survey_service.domain.residents.drafts import AlreadyHandedIn, Draft
from survey_service.domain.residents.taking_part import Consultation
from survey_service.errors import Refused, SignInNeeded, WaveClosed
from survey_service.permissions import Action
from survey_service.web import security
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.rendering import translations
from survey_service.web.residents import first_pages, questions, refusals, single_page
from survey_service.web.residents.consultations import (
    asked_of,
    closed,
    count_beginning,
    language_of,
    receipt_digest,
    url,
)
from survey_service.web.site import Site, WebRequest, actor_of, site_of

VISIT = {"action": Action.VISIT}


@get("/{slug:str}", opt=VISIT, sync_to_thread=True)
def start(request: WebRequest, slug: str, sprache: str = "") -> Response[Any]:
    """What it is about, who reads it, what happens with it."""
    asked, site = asked_of(request, slug), site_of(request)
    begun = _begun(site, asked, security.read_cookie(request, "teilnahme"))
    survey = begun.survey if begun else asked.survey
    language = language_of(asked, sprache, begun.language if begun else "")
    phase = deadlines.phase(survey, now=clock.now())
    if phase != Phase.OPEN and not (phase == Phase.GRACE and begun):
        return closed(request, asked, survey, language)
    page = first_pages.start_page(
        asked,
        survey,
        language,
        reader=site.municipality().department,
        begun=begun is not None,
    )
    if len(asked.questionnaire.pages) == 1 and begun is None:
        return single_page.first_page(request, asked, page)
    return show(
        request,
        "participate/start.html",
        page,
        title=survey.title_in(language),
        language=language,
        languages=survey.languages,
        shared=page,
    )


def _begun(site: Site, asked: Consultation, token: str) -> Draft | None:
    """What this browser has begun and not handed in."""
    if not token:
        return None
    with site.database.read() as session:
        actor = taking_part.actor_of(session, token, now=clock.now())
        try:
            return drafts.load(session, actor, asked)
        except (SignInNeeded, AlreadyHandedIn):
            return None


@post("/{slug:str}/beginnen", opt=VISIT, sync_to_thread=True)
def begin(request: WebRequest, slug: str, form: Form) -> Response[Any]:
    """A new draft; one that this browser had begun before is deleted."""
    asked, site, now = asked_of(request, slug), site_of(request), clock.now()
    language = language_of(asked, form.one(questions.LANGUAGE))
    count_beginning(request)
    before = security.read_cookie(request, "teilnahme")
    try:
        with site.database.write() as session:
            if before:
                taking_part.discard(session, before)
            token = taking_part.begin(
                session, asked, language=language, hours=site.settings.session_hours, now=now
            )
    except WaveClosed:
        # The first page says since when.
        return redirect(url(asked, language=language))
    cookie = security.session_cookie(request, "teilnahme", token)
    return redirect(url(asked, "/frage/1"), cookies=(cookie,))


@get("/{slug:str}/quittung", opt=VISIT, sync_to_thread=True)
def receipt(request: WebRequest, slug: str, sprache: str = "") -> Response[Any]:
    """The receipt of what this browser has handed in, for a quarter of an hour."""
    asked, site = asked_of(request, slug), site_of(request)
    token, found = security.read_cookie(request, "teilnahme"), None
    if token:
        with site.database.read() as session:
            found = whereabouts.find(session, receipt_digest(request, token))
    if found is None or found.slug != slug:
        raise SignInNeeded("Ihre Sitzung ist beendet.")
    language = language_of(asked, sprache, found.language)
    code = keys.session_receipt_code(site.settings.secret, token)
    page = {"code": code, "receipt": found, "language": language}
    return show(
        request,
        "participate/receipt.html",
        page,
        title=translations(language).gettext("Ihre Antwort ist angekommen"),
        language=language,
        languages=asked.survey.languages,
        shared=("receipt", slug),
        own=("code",),
    )


@post("/{slug:str}/abbrechen", opt=questions.ANSWER, sync_to_thread=True)
def abandon(request: WebRequest, slug: str, form: Form) -> Response[Any]:
    """Delete what was written and not handed in."""
    asked, actor = asked_of(request, slug), actor_of(request)
    language = language_of(asked, form.one(questions.LANGUAGE))
    with site_of(request).database.write() as session:
        taking_part.discard(session, actor.session)
    return redirect(
        url(asked, language=language),
        message=translations(language).gettext("Ihre Antworten sind gelöscht."),
        cookies=(security.ended_cookie(request, "teilnahme"),),
    )


router = Router(
    "/mitmachen",
    route_handlers=[
        start,
        begin,
        single_page.answer_at_once,
        questions.question,
        questions.answer,
        questions.check,
        questions.hand_in,
        receipt,
        abandon,
    ],
    exception_handlers={
        Refused: refusals.refused,
        HTTPException: refusals.http_error,
    },
)
