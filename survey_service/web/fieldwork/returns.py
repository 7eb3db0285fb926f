"""Inviting the organisations of a wave, and who has answered."""

from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post

from survey_service import clock
from survey_service.domain.correspondence import invitations
from survey_service.domain.fieldwork import returns, surveys
from survey_service.errors import NotFound, Refused
from survey_service.permissions import Action, allowed
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of

# State of a line -> label, kind of badge, in the order of the chips above the list.
STATES = {
    "returned": ("eingereicht", "success"),
    "begun": ("begonnen", "warning"),
    "opened": ("Link geöffnet", "info"),
    "invited": ("nicht geöffnet", "neutral"),
    "waiting": ("nicht eingeladen", "danger"),
    "withdrawn": ("zurückgezogen", "neutral"),
}


@get("/{slug:str}/einladen", opt={"action": Action.RUN_SURVEY}, sync_to_thread=True)
def ask_invite(request: WebRequest, slug: str) -> Response[str]:
    """Who would get a mail now, and its text."""
    with site_of(request).database.read() as session:
        survey = surveys.by_slug(session, slug)
        seen = invitations.preview(session, survey)
        sample = invitations.letter(session, survey, seen.ready[0]).body if seen.ready else ""
    page = {
        "survey": survey,
        "seen": seen,
        "sample": sample,
        "open_today": surveys.is_open(survey, today=clock.today()),
        "smtp": bool(site_of(request).settings.smtp_url),
    }
    return show(request, "surveys/invite.html", page, title=f"Einladen: {survey.title}")


@post("/{slug:str}/einladen", opt={"action": Action.RUN_SURVEY}, sync_to_thread=True)
def invite(request: WebRequest, slug: str, form: Form) -> Response[Any]:
    """Queue the mails, to all or to those chosen; a second click invites only new ones."""
    site, actor = site_of(request), actor_of(request)
    with site.database.write() as session:
        survey = surveys.by_slug(session, slug)
        secret = site.settings.secret
        if form.has("auswahl"):
            chosen = _chosen(form.all("organisation"))
            done = invitations.invite_chosen(session, actor, survey.id, chosen, secret=secret)
        else:
            done = invitations.invite_all(session, actor, survey.id, secret=secret)
    message = f"{done.invited} Träger eingeladen. Die E-Mails stehen im Postausgang."
    if not done.invited:
        message = "Alle Träger mit E-Mail-Adresse sind schon eingeladen."
    return redirect(f"/erhebungen/{slug}/einladen", message=message)


def _chosen(sent: list[str]) -> frozenset[UUID]:
    try:
        return frozenset(UUID(text) for text in sent)
    except ValueError as error:
        raise Refused("Die Auswahl ist nicht lesbar. Laden Sie die Seite neu.") from error


@get("/{slug:str}/ruecklauf", opt={"action": Action.SEE_SURVEY}, sync_to_thread=True)
def return_list(request: WebRequest, slug: str, zustand: str = "") -> Response[str]:
    """Who has answered; raw, for the desk only."""
    with site_of(request).database.read() as session:
        survey = surveys.by_slug(session, slug)
        if survey.is_observations:
            raise NotFound("Zu Beobachtungen gibt es keinen Rücklauf: niemand wird eingeladen.")
        progress = returns.progress(session, survey.id)
        lines = returns.lines(session, survey.id)
    counts = {state: sum(line.state == state for line in lines) for state in STATES}
    shown = [line for line in lines if not zustand or line.state == zustand]
    page = {
        "survey": survey,
        "progress": progress,
        "lines": shown,
        "total": len(lines),
        "state": zustand,
        "states": STATES,
        "counts": counts,
        "today": clock.today(),
        "may_invite": allowed(actor_of(request), Action.RUN_SURVEY),
    }
    return show(request, "surveys/returns.html", page, title=f"Rücklauf: {survey.title}")


router = Router("/erhebungen", route_handlers=[ask_invite, invite, return_list])
