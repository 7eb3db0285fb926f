"""Handing parts on: the organisation gives links to colleagues, renews them and takes them back."""

from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post

from survey_service import clock
from survey_service.domain.providers import access, delegation_scopes, delegations, responses
from survey_service.domain.providers.delegations import DelegationFacts
from survey_service.errors import NotFound, Refused
from survey_service.permissions import Action
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.providers import refusals
from survey_service.web.site import WebRequest, actor_of, site_of

HAND_ON = {"action": Action.ANSWER_FOR_ORGANISATION}
PART = "teil"


@get("/{slug:str}/weitergeben", opt=HAND_ON, sync_to_thread=True)
def hand_on_page(
    request: WebRequest, slug: str, seite: str = "", einrichtung: str = ""
) -> Response[Any]:
    """What can be handed on, and to whom something was."""
    return _page(request, slug, chosen=[f"{seite}:{einrichtung}"])


def _page(
    request: WebRequest,
    slug: str,
    *,
    chosen: list[str],
    colleague: str = "",
    email: str = "",
    problem: str = "",
) -> Response[Any]:
    actor = actor_of(request)
    access.refuse_on_behalf(actor)
    with site_of(request).database.read() as session:
        opened = responses.load(session, actor, slug, now=clock.now())
        known = delegations.of_response(session, actor, opened, kind=delegations.PART)
    own, facilities, each = delegation_scopes.choosable(opened)
    content = {
        "survey": opened.survey,
        "hub_url": f"/traeger/{slug}",
        "groups": [
            ("Abschnitte über die Organisation", own),
            ("Einrichtungen mit allen ihren Abschnitten", facilities),
            ("Einzelne Abschnitte für alle Einrichtungen", each),
        ],
        "chosen": chosen,
        "colleague": colleague,
        "email": email,
        "problem": problem,
        "known": known,
    }
    status = Refused.status if problem else 200
    return show(request, "traeger/hand_on.html", content, title="Weitergeben", status=status)


@post("/{slug:str}/weitergeben", opt=HAND_ON, sync_to_thread=True)
def hand_on(request: WebRequest, slug: str, form: Form) -> Response[Any]:
    """Make the link; with an address it goes out by mail."""
    site = site_of(request)
    pairs = [one.partition(":") for one in form.all(PART)]
    try:
        with site.database.write() as session:
            made = delegations.hand_on(
                session,
                actor_of(request),
                slug,
                colleague=form.one("kollegin"),
                email=form.one("email"),
                scope=[(page, facility) for page, _, facility in pairs],
                secret=site.settings.secret,
                now=clock.now(),
            )
    except Refused as refusal:
        if refusal.status != Refused.status:
            raise
        return _page(
            request,
            slug,
            chosen=form.all(PART),
            colleague=form.one("kollegin"),
            email=form.one("email"),
            problem=str(refusal),
        )
    message = "Weitergegeben."
    if form.one("email").strip():
        message += " Die E-Mail mit dem Link ist unterwegs."
    return redirect(f"/traeger/{slug}/weitergeben/{made}", message=message)


@get("/{slug:str}/weitergeben/{delegation:uuid}", opt=HAND_ON, sync_to_thread=True)
def delegation_page(request: WebRequest, slug: str, delegation: UUID) -> Response[Any]:
    """One link, to be copied, renewed or taken back."""
    site, actor = site_of(request), actor_of(request)
    with site.database.read() as session:
        found = _found(request, slug, delegation)
        link = access.delegation_link(
            session,
            secret=site.settings.secret,
            base_url=site.settings.base_url,
            delegation_id=found.id,
        )
    content = {
        "organisation": actor.name,
        "one": found,
        "link": link,
        "hub_url": f"/traeger/{slug}",
        "url": request.url.path,
    }
    return show(request, "traeger/delegation.html", content, title="Link zum Weitergeben")


def _found(request: WebRequest, slug: str, delegation: UUID) -> DelegationFacts:
    """A link of the organisation's own return to this wave. Raises NotFound."""
    actor = actor_of(request)
    with site_of(request).database.read() as session:
        opened = responses.load(session, actor, slug, now=clock.now())
        for one in delegations.of_response(session, actor, opened):
            if one.id == delegation:
                return one
    raise NotFound("Diese Weitergabe gibt es nicht. Gehen Sie zur Übersicht zurück.")


@post("/{slug:str}/weitergeben/{delegation:uuid}", opt=HAND_ON, sync_to_thread=True)
def change_delegation(
    request: WebRequest, slug: str, delegation: UUID, form: Form
) -> Response[Any]:
    """Take the link back, or make a new one for the same part."""
    site, actor = site_of(request), actor_of(request)
    found = _found(request, slug, delegation)
    with site.database.write() as session:
        if form.has("zuruecknehmen"):
            delegations.revoke(session, actor, found.id)
            message = "Der Link gilt nicht mehr. Was damit eingetragen wurde, bleibt."
        else:
            delegations.renew(session, actor, found.id, secret=site.settings.secret)
            message = "Es gilt ein neuer Link. Der alte öffnet nichts mehr."
    return redirect(f"/traeger/{slug}/weitergeben/{found.id}", message=message)


router = Router(
    "/traeger",
    route_handlers=[hand_on_page, hand_on, delegation_page, change_delegation],
    exception_handlers={Refused: refusals.refused},
)
