"""A consultation of one page: answered and handed in at once, without a draft."""

import re
from typing import Any

from litestar import Response, post

from survey_service import clock, keys
from survey_service.domain.residents import drafts, handing_in, taking_part
from survey_service.domain.residents.drafts import AlreadyHandedIn, Answered, Sent
from survey_service.domain.residents.taking_part import Consultation
from survey_service.errors import WaveClosed
from survey_service.permissions import Action
from survey_service.web import security
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.residents import first_pages, question_pages
from survey_service.web.residents.consultations import (
    asked_of,
    closed,
    count_beginning,
    language_of,
    receipt_digest,
    to_receipt,
    url,
)
from survey_service.web.residents.first_pages import StartPage
from survey_service.web.residents.questions import HAND_IN, LANGUAGE
from survey_service.web.site import WebRequest, site_of

# Drawn with every page shown: what is sent twice with it is the same answer, with one receipt.
ERRAND = "_vorgang"
ERRAND_FORM = re.compile(r"[\w-]{43}", re.ASCII)


def first_page(request: WebRequest, asked: Consultation, start: StartPage) -> Response[Any]:
    """What it is about, and all questions."""
    page = first_pages.single_page(site_of(request), asked, start, errand=keys.new_token())
    return show(
        request,
        "participate/single.html",
        page,
        title=asked.survey.title_in(start.language),
        language=start.language,
        languages=asked.survey.languages,
        shared=start,
        own=("errand",),
    )


@post("/{slug:str}/antworten", opt={"action": Action.VISIT}, sync_to_thread=True)
def answer_at_once(request: WebRequest, slug: str, form: Form, sprache: str = "") -> Response[Any]:
    """Hand in; where somebody must look again it becomes a draft, so that nothing is lost."""
    asked = asked_of(request, slug)
    language = language_of(asked, form.one(LANGUAGE), sprache)
    count_beginning(request)
    sent = Sent(fields=form.fields, base=0, language=language)
    answered = drafts.answer(asked, drafts.blank(asked, language), 1, sent)
    try:
        if not form.has(HAND_IN) or not handing_in.is_complete(asked, answered):
            return _keep(request, asked, answered, form)
        return _hand_in(request, asked, answered, form)
    except WaveClosed:
        with site_of(request).database.read() as session:
            survey = taking_part.as_it_is_now(session, asked.survey)
        typed = question_pages.saved_texts(asked, answered.after, language)
        return closed(request, asked, survey, language, typed)


def _hand_in(
    request: WebRequest, asked: Consultation, answered: Answered, form: Form
) -> Response[Any]:
    site = site_of(request)
    errand = form.one(ERRAND) if ERRAND_FORM.fullmatch(form.one(ERRAND)) else keys.new_token()
    digest = receipt_digest(request, errand)
    after, walked = answered.after, answered.walked
    try:
        with site.database.write() as session:
            handing_in.hand_in_at_once(
                session, asked, after, walked, digest=digest, now=clock.now()
            )
    except AlreadyHandedIn:
        with site.database.read() as session:
            same = handing_in.is_as_handed_in(session, asked, after, walked, digest=digest)
        if not same:
            raise
    return to_receipt(request, asked, errand)


def _keep(
    request: WebRequest, asked: Consultation, answered: Answered, form: Form
) -> Response[Any]:
    """A draft of what was sent; then the page again, with what is wrong, or in the language."""
    site, now = site_of(request), clock.now()
    with site.database.write() as session:
        token = taking_part.begin(
            session,
            asked,
            language=answered.after.language,
            hours=site.settings.session_hours,
            now=now,
        )
        before = drafts.load(session, taking_part.actor_of(session, token, now=now), asked)
        drafts.save(session, before, answered, now=now)
    cookie = security.session_cookie(request, "teilnahme", token)
    query = "" if form.has(LANGUAGE) else _what_is_wrong(answered)
    return redirect(url(asked, "/frage/1") + query, cookies=(cookie,))


def _what_is_wrong(answered: Answered) -> str:
    if answered.unseen and not answered.form.problems:
        return f"?neu=1#{answered.unseen[0]}"
    return "?fehler=1" if answered.form.problems else "?fehler=leer"
