"""Handing in, the receipt, the copy, and taking the return up again."""

from itertools import chain
from typing import Any

import msgspec
from litestar import Response, Router, get, post

from survey_service import clock
from survey_service.domain import files
from survey_service.domain.coding import statements
from survey_service.domain.fieldwork import surveys
from survey_service.domain.providers import gaps, joining, receipts, release, responses, submission
from survey_service.domain.providers.gaps import Gap
from survey_service.domain.providers.submission import Receipt
from survey_service.errors import NotFound, NotReady, Refused
from survey_service.web.forms import Form
from survey_service.web.pages import partial, redirect, show
from survey_service.web.providers import refusals
from survey_service.web.providers.answering import ANSWER, deadline, writable
from survey_service.web.providers.hub import page_url
from survey_service.web.site import WebRequest, actor_of, site_of

REASON = "grund"


class GapLink(msgspec.Struct, frozen=True, kw_only=True):
    """What is missing, with the way there."""

    text: str
    url: str


@get("/{slug:str}/absenden", opt=ANSWER, sync_to_thread=True)
def submit_page(request: WebRequest, slug: str) -> Response[Any]:
    """What is missing, and the button."""
    return _submit_page(request, slug)


def _submit_page(
    request: WebRequest, slug: str, *, reason: str = "", quoting: str = "", problem: str = ""
) -> Response[Any]:
    with site_of(request).database.read() as session:
        opened = responses.load(session, actor_of(request), slug, now=clock.now())
        needed = release.of_response(session, opened)
        known = submission.quoting_before(session, opened)
    if opened.submitted:
        return redirect(f"/traeger/{slug}/beleg")
    if not writable(opened):
        return redirect(f"/traeger/{slug}/antworten")
    missing = gaps.of_response(opened)
    content = {
        "survey": opened.survey,
        "gaps": [_link(slug, gap) for gap in missing],
        "hub_url": f"/traeger/{slug}",
        "reason": reason,
        "problem": problem,
        **deadline(opened),
        "release": needed,
        "ask_quoting": not statements.asks_for_quoting(opened.questionnaire),
        "quoting": quoting or known,
    }
    return show(
        request,
        "traeger/submit.html",
        content,
        title="Absenden",
        status=NotReady.status if problem else 200,
    )


def _link(slug: str, gap: Gap) -> GapLink:
    url = page_url(slug, gap.place)
    where = f"{gap.page}, {gap.facility}" if gap.facility else gap.page
    if gap.kind == "versions":
        return GapLink(text=f"{where}: zwei Fassungen, bitte entscheiden", url=f"{url}/fassungen")
    if gap.kind == "untouched":
        return GapLink(text=f"{where}: noch nicht bearbeitet", url=url)
    state = "nicht auswertbar, bitte prüfen" if gap.kind == "unreadable" else "Antwort fehlt"
    return GapLink(text=f"{where}: {gap.label} ({state})", url=f"{url}#{gap.item}")


@post("/{slug:str}/absenden", opt=ANSWER, sync_to_thread=True)
def submit(request: WebRequest, slug: str, form: Form) -> Response[Any]:
    """Hand in; a second click gives the same receipt."""
    reason, quoting = form.one(REASON), form.one("zitate")
    try:
        with site_of(request).database.write() as session:
            submission.submit(
                session,
                actor_of(request),
                slug,
                reason=reason,
                quoting=quoting,
                now=clock.now(),
            )
    except NotReady as refusal:
        return _submit_page(request, slug, reason=reason, quoting=quoting, problem=str(refusal))
    return redirect(f"/traeger/{slug}/beleg")


@post("/{slug:str}/aendern", opt=ANSWER, sync_to_thread=True)
def reopen(request: WebRequest, slug: str) -> Response[Any]:
    """Take the return up again."""
    with site_of(request).database.write() as session:
        submission.reopen(session, actor_of(request), slug, now=clock.now())
    return redirect(
        f"/traeger/{slug}",
        message="Sie können Ihre Antworten jetzt ändern. Es gilt weiter, was Sie abgesandt haben, "
        "bis Sie noch einmal absenden.",
        kind="info",
    )


@get("/{slug:str}/beleg", opt=ANSWER, sync_to_thread=True)
def receipt_page(request: WebRequest, slug: str) -> Response[Any]:
    """Number, time and the copy."""
    with site_of(request).database.read() as session:
        opened = responses.load(session, actor_of(request), slug, now=clock.now())
        found = submission.receipts(session, opened)
        if not found:
            raise NotFound("Für diese Erhebung wurde noch nichts abgesandt.")
        late = receipts.is_overdue(session, found[0], now=clock.now())
    content = {
        "survey": opened.survey,
        "receipt": found[0],
        "earlier": found[1:],
        "slug": slug,
        "late": late,
        "reopened": not opened.submitted,
        "changeable": opened.submitted and opened.phase == "open",
        "organisation": actor_of(request).name,
    }
    return show(request, "traeger/receipt.html", content, title="Rücklauf abgesandt")


@get("/{slug:str}/beleg/{number:str}/stand", opt=ANSWER, sync_to_thread=True)
def copy_state(request: WebRequest, slug: str, number: str) -> Response[Any]:
    """Whether the copy is ready: the part of the receipt page that is asked for again."""
    receipt = _receipt(request, slug, number)
    with site_of(request).database.read() as session:
        late = receipts.is_overdue(session, receipt, now=clock.now())
    content = {"receipt": receipt, "slug": slug, "late": late}
    return partial("traeger/_copy.html", content)


@get("/{slug:str}/beleg/{number:str}/pdf", opt=ANSWER, sync_to_thread=True)
def copy(request: WebRequest, slug: str, number: str) -> Response[Any]:
    """The copy as PDF; before it is written, the receipt page."""
    receipt = _receipt(request, slug, number)
    if receipt.file_id is None:
        return redirect(
            f"/traeger/{slug}/beleg", message="Die Kopie wird noch erstellt.", kind="info"
        )
    with site_of(request).database.read() as session:
        file = files.head(session, receipt.file_id)
        content = b"".join(files.stream(session, receipt.file_id))
    headers = {"content-disposition": f'attachment; filename="{file.name}"'}
    return Response(content, media_type=file.media_type, headers=headers)


def _receipt(request: WebRequest, slug: str, number: str) -> Receipt:
    """One receipt of the organisation's own responses to a wave. Raises NotFound."""
    with site_of(request).database.read() as session:
        actor, now = actor_of(request), clock.now()
        opened = responses.load(session, actor, slug, now=now)
        aside = joining.laid_aside(session, actor, opened.survey, now=now)
        held = [submission.receipts(session, opened), *(one.receipts for one in aside)]
        for receipt in chain.from_iterable(held):
            if receipt.receipt_number == number:
                return receipt
    raise NotFound("Diesen Beleg gibt es nicht. Prüfen Sie die Nummer.")


@get("/{slug:str}/antworten", opt=ANSWER, sync_to_thread=True)
def answers_page(request: WebRequest, slug: str) -> Response[Any]:
    """Everything that was typed, to read, print and copy; also after the end."""
    actor = actor_of(request)
    with site_of(request).database.read() as session:
        opened = responses.load(session, actor, slug, now=clock.now())
        sections = receipts.sections(
            opened.questionnaire,
            submission.document(opened),
            organisation=actor.name,
            areas=surveys.area_choices(session),
        )
    content = {
        "survey": opened.survey,
        "sections": sections,
        "hub_url": f"/traeger/{slug}",
        "submitted": opened.submitted,
        "writable": writable(opened),
    }
    return show(request, "traeger/answers.html", content, title="Ihre Antworten")


@get("/{slug:str}/zweiter-ruecklauf", opt=ANSWER, sync_to_thread=True)
def aside_page(request: WebRequest, slug: str) -> Response[Any]:
    """What the organisation said a second time, under an entry that was merged with its own."""
    actor, now = actor_of(request), clock.now()
    with site_of(request).database.read() as session:
        opened = responses.load(session, actor, slug, now=now)
        found = joining.laid_aside(session, actor, opened.survey, now=now)
        areas = surveys.area_choices(session)
    if not found:
        raise NotFound("Zu dieser Erhebung gibt es keinen zweiten Rücklauf Ihrer Organisation.")
    content = {
        "survey": opened.survey,
        "slug": slug,
        "organisation": actor.name,
        "returns": [
            (
                one,
                receipts.sections(
                    opened.questionnaire, one.document, organisation=one.organisation, areas=areas
                ),
            )
            for one in found
        ],
    }
    return show(request, "traeger/aside.html", content, title="Zweiter Rücklauf")


router = Router(
    "/traeger",
    route_handlers=[
        submit_page,
        submit,
        reopen,
        receipt_page,
        copy_state,
        copy,
        answers_page,
        aside_page,
    ],
    exception_handlers={Refused: refusals.refused},
)
