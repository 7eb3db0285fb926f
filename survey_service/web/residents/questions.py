"""A resident's questions: a page at a time, the overview, handing in. Works without script."""

from typing import Any

from litestar import Response, get, post

from survey_service import clock
from survey_service.domain.residents import drafts, handing_in
from survey_service.domain.residents.drafts import Answered, Draft, Sent, Step
from survey_service.domain.residents.taking_part import Consultation
from survey_service.errors import NotFound
from survey_service.permissions import Action
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.rendering import translations
from survey_service.web.residents import question_pages
from survey_service.web.residents.consultations import (
    asked_of,
    closed_with_texts,
    language_of,
    may_write,
    receipt_digest,
    to_receipt,
    url,
)
from survey_service.web.residents.question_pages import QuestionPage
from survey_service.web.site import WebRequest, actor_of, site_of

ANSWER = {"action": Action.ANSWER_AS_RESIDENT}
# The form's own fields; no question's code begins with an underscore.
BASE, LANGUAGE, BACK = "_grundlage", "_sprache", "_zurueck"
HAND_IN, TO_OVERVIEW = "_absenden", "_uebersicht"


@get("/{slug:str}/frage/{number:int}", opt=ANSWER, sync_to_thread=True)
def question(
    request: WebRequest,
    slug: str,
    number: int,
    sprache: str = "",
    ziel: str = "",
    neu: str = "",
    fehler: str = "",
) -> Response[Any]:
    """A page of questions, with what was saved; with ``fehler`` also what is wrong with it."""
    asked = asked_of(request, slug)
    with site_of(request).database.read() as session:
        written = drafts.load(session, actor_of(request), asked)
    language = language_of(asked, sprache, written.language)
    if not may_write(written):
        return closed_with_texts(request, asked, written, language)
    walked = drafts.steps(asked, written.pages)
    if all(step.number != number for step in walked):
        if not 1 <= number <= len(asked.questionnaire.pages):
            raise NotFound("Diese Seite gibt es nicht. Prüfen Sie die Adresse.")
        return redirect(_onward(asked, number, walked))
    page = question_pages.question_page(
        site_of(request),
        asked,
        drafts.step_at(walked, number),
        walked,
        language=language,
        to_overview=ziel == "uebersicht",
        notice="unseen" if neu else "empty" if fehler == "leer" else "",
        strict=bool(fehler),
    )
    return _show(request, asked, page, language)


def _onward(asked: Consultation, number: int, walked: tuple[Step, ...]) -> str:
    following = [step.number for step in walked if step.number > number]
    return url(asked, f"/frage/{following[0]}" if following else "/pruefen")


def _show(
    request: WebRequest, asked: Consultation, page: QuestionPage, language: str, status: int = 200
) -> Response[str]:
    return show(
        request,
        "participate/question.html",
        page,
        title=question_pages.title(page, asked.survey.title_in(language), language=language),
        language=language,
        languages=asked.survey.languages,
        status=status,
        shared=(page.action, page.progress) if page.blank else None,
    )


@post("/{slug:str}/frage/{number:int}", opt=ANSWER, sync_to_thread=True)
def answer(
    request: WebRequest, slug: str, number: int, form: Form, sprache: str = ""
) -> Response[Any]:
    """Save a page, whatever it holds; then on, back, to the overview, or hand in."""
    asked = asked_of(request, slug)
    with site_of(request).database.write() as session:
        before = drafts.load(session, actor_of(request), asked, lock=True)
        language = language_of(asked, form.one(LANGUAGE), sprache, before.language)
        sent = Sent(fields=form.fields, base=_number(form.one(BASE)), language=language)
        answered = drafts.answer(asked, before, number, sent)
        closed, finished = not may_write(before), False
        if not closed and not answered.clash:
            finished = form.has(HAND_IN) and handing_in.is_complete(asked, answered)
            if finished:
                handing_in.hand_in(
                    session,
                    asked,
                    answered.after,
                    answered.walked,
                    digest=receipt_digest(request, actor_of(request).session),
                    today=clock.today(),
                )
            else:
                drafts.save(session, before, answered, now=clock.now())
    if closed:
        return closed_with_texts(request, asked, answered.after, language)
    if finished:
        return to_receipt(request, asked, actor_of(request).session)
    return _after_saving(request, asked, answered, form, language)


def _number(typed: str) -> int:
    """0 stands on nothing: then nobody's version is taken for known."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


def _after_saving(
    request: WebRequest, asked: Consultation, answered: Answered, form: Form, language: str
) -> Response[Any]:
    """The same page where somebody must look again, else the page that was asked for."""
    if answered.clash:
        return _again(request, asked, answered, form, language, notice="clash")
    leaves = form.has(LANGUAGE) or form.has(BACK)
    if answered.form.problems and not leaves:
        return _again(request, asked, answered, form, language)
    if form.has(HAND_IN) and not leaves and not answered.unseen:
        return _again(request, asked, answered, form, language, notice="empty")
    return redirect(_next_url(asked, answered, form))


def _next_url(asked: Consultation, answered: Answered, form: Form) -> str:
    number = answered.step.number
    here = url(asked, f"/frage/{number}")
    if form.has(LANGUAGE):
        return here + ("?ziel=uebersicht" if form.has(TO_OVERVIEW) else "")
    if form.has(BACK):
        earlier = [step.number for step in answered.walked if step.number < number]
        return url(asked, f"/frage/{earlier[-1]}") if earlier else here
    if answered.unseen:
        return f"{here}?neu=1#{answered.unseen[0]}"
    if form.has(TO_OVERVIEW):
        return url(asked, "/pruefen")
    return _onward(asked, number, answered.walked)


def _again(
    request: WebRequest,
    asked: Consultation,
    answered: Answered,
    form: Form,
    language: str,
    *,
    notice: str = "",
) -> Response[str]:
    """The same page with what was sent, and what is wrong with it."""
    kept = answered.step.saved if answered.clash else answered.after.pages[answered.step.page.code]
    page = question_pages.question_page(
        site_of(request),
        asked,
        drafts.standing_on(answered.step, kept),
        answered.walked,
        language=language,
        form=answered.form,
        previous=kept.content.answers if answered.clash else None,
        to_overview=form.has(TO_OVERVIEW),
        notice=notice,
    )
    return _show(request, asked, page, language, 409 if answered.clash else 422)


@get("/{slug:str}/pruefen", opt=ANSWER, sync_to_thread=True)
def check(request: WebRequest, slug: str, sprache: str = "") -> Response[Any]:
    """All answers before they are handed in."""
    asked = asked_of(request, slug)
    with site_of(request).database.read() as session:
        written = drafts.load(session, actor_of(request), asked)
    return _overview(request, asked, written, language_of(asked, sprache, written.language))


def _overview(
    request: WebRequest,
    asked: Consultation,
    written: Draft,
    language: str,
    *,
    refused: bool = False,
) -> Response[str]:
    if not may_write(written):
        return closed_with_texts(request, asked, written, language)
    walked = drafts.steps(asked, written.pages)
    page = question_pages.overview(asked, walked, language, refused=refused)
    gettext = translations(language).gettext
    heading = gettext("Bitte prüfen Sie Ihre Antworten")
    consultation = asked.survey.title_in(language)
    return show(
        request,
        "participate/overview.html",
        page,
        title=f"{gettext('Fehler:') + ' ' if refused else ''}{heading} – {consultation}",
        language=language,
        languages=asked.survey.languages,
        status=422 if refused else 200,
    )


@post("/{slug:str}/absenden", opt=ANSWER, sync_to_thread=True)
def hand_in(request: WebRequest, slug: str, sprache: str = "") -> Response[Any]:
    """Hand in what was checked. A second press finds the same receipt."""
    asked = asked_of(request, slug)
    digest = receipt_digest(request, actor_of(request).session)
    with site_of(request).database.write() as session:
        written = drafts.load(session, actor_of(request), asked, lock=True)
        walked = drafts.steps(asked, written.pages)
        refused = bool(handing_in.gaps(walked)) or not handing_in.answers_of(walked)
        finished = may_write(written) and not refused
        if finished:
            handing_in.hand_in(
                session,
                asked,
                written,
                walked,
                digest=digest,
                today=clock.today(),
            )
    if finished:
        return to_receipt(request, asked, actor_of(request).session)
    language = language_of(asked, sprache, written.language)
    return _overview(request, asked, written, language, refused=refused)
