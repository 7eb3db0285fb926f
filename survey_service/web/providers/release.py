"""The management's release: switched on by the organisation, given by a link of its own."""

from typing import Any

from litestar import Response, Router, get, post

from survey_service import clock
from survey_service.domain.fieldwork import surveys
from survey_service.domain.providers import (
    access,
    comments,
    delegations,
    gaps,
    receipts,
    release,
    responses,
    submission,
)
from survey_service.errors import Refused
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.providers import refusals
from survey_service.web.providers.answering import ANSWER, PART, writable
from survey_service.web.providers.saves import number
from survey_service.web.site import WebRequest, actor_of, site_of

STATE, COMMENT = "_stand", "anmerkung"


@get("/{slug:str}/freigabe", opt=ANSWER, sync_to_thread=True)
def release_page(request: WebRequest, slug: str) -> Response[Any]:
    """Whether the management releases, its links, and what it gave the return back with."""
    return _page(request, slug)


def _page(
    request: WebRequest, slug: str, *, name: str = "", email: str = "", problem: str = ""
) -> Response[Any]:
    actor = actor_of(request)
    access.refuse_on_behalf(actor)
    with site_of(request).database.read() as session:
        opened = responses.load(session, actor, slug, now=clock.now())
        content = {
            "survey": opened.survey,
            "release": release.of_response(session, opened),
            "known": delegations.of_response(session, actor, opened, kind=delegations.RELEASE),
            "remarks": comments.of_place(session, actor, opened, comments.WHOLE),
            "writable": writable(opened),
            "hub_url": f"/traeger/{slug}",
            "name": name,
            "email": email,
            "problem": problem,
        }
    status = Refused.status if problem else 200
    title = "Freigabe durch die Leitung"
    return show(request, "traeger/release.html", content, title=title, status=status)


@post("/{slug:str}/freigabe", opt=ANSWER, sync_to_thread=True)
def change_release(request: WebRequest, slug: str, form: Form) -> Response[Any]:
    """Switch it on or off, settle a remark, or make a link for the management."""
    site, actor, now = site_of(request), actor_of(request), clock.now()
    access.refuse_on_behalf(actor)
    url = f"/traeger/{slug}/freigabe"
    if form.has("ein") or form.has("aus"):
        with site.database.write() as session:
            release.switch(session, actor, slug, on=form.has("ein"), now=now)
        on = "Die Leitung gibt jetzt frei, bevor abgesandt wird."
        return redirect(url, message=on if form.has("ein") else "Abgesandt wird ohne Freigabe.")
    try:
        with site.database.write() as session:
            made = delegations.hand_on(
                session,
                actor,
                slug,
                colleague=form.one("kollegin"),
                email=form.one("email"),
                kind=delegations.RELEASE,
                secret=site.settings.secret,
                now=now,
            )
    except Refused as refusal:
        if refusal.status != Refused.status:
            raise
        return _page(
            request,
            slug,
            name=form.one("kollegin"),
            email=form.one("email"),
            problem=str(refusal),
        )
    return redirect(f"/traeger/{slug}/weitergeben/{made}", message="Der Link ist gemacht.")


@get("/{slug:str}/freigeben", opt=PART, sync_to_thread=True)
def decision_page(request: WebRequest, slug: str) -> Response[Any]:
    """Everything to read, and the two buttons."""
    return _decision(request, slug)


def _decision(
    request: WebRequest, slug: str, *, comment: str = "", problem: str = ""
) -> Response[Any]:
    actor = actor_of(request)
    with site_of(request).database.read() as session:
        opened, state = release.to_read(session, actor, slug, now=clock.now())
        content = {
            "survey": opened.survey,
            "organisation": actor.name,
            "sections": receipts.sections(
                opened.questionnaire,
                submission.document(opened),
                organisation=actor.name,
                areas=surveys.area_choices(session),
            ),
            "release": release.of_response(session, opened),
            "gaps": len(gaps.of_response(opened)),
            "begun": opened.response is not None,
            "submitted": opened.submitted,
            "writable": writable(opened),
            "state": state,
            "url": f"/traeger/{slug}/freigeben",
            "comment": comment,
            "problem": problem,
        }
    status = Refused.status if problem else 200
    return show(request, "traeger/decision.html", content, title="Freigeben", status=status)


@post("/{slug:str}/freigeben", opt=PART, sync_to_thread=True)
def decide(request: WebRequest, slug: str, form: Form) -> Response[Any]:
    """Release, or give back with a comment."""
    released = not form.has("zurueck")
    try:
        with site_of(request).database.write() as session:
            done = release.decide(
                session,
                actor_of(request),
                slug,
                state=number(form.one(STATE)),
                released=released,
                comment=form.one(COMMENT),
                now=clock.now(),
            )
    except Refused as refusal:
        if refusal.status != Refused.status:
            raise
        return _decision(request, slug, comment=form.one(COMMENT), problem=str(refusal))
    url = f"/traeger/{slug}/freigeben"
    if not done:
        return redirect(
            url,
            message="Inzwischen wurde etwas geändert. Bitte lesen Sie noch einmal und entscheiden "
            "Sie dann.",
            kind="warning",
        )
    message = "Freigegeben. Ihr Team kann jetzt absenden."
    if not released:
        message = "Zurückgegeben. Ihr Team sieht Ihre Anmerkung."
    return redirect(url, message=message)


router = Router(
    "/traeger",
    route_handlers=[release_page, change_release, decision_page, decide],
    exception_handlers={Refused: refusals.refused},
)
