"""One organisation of a wave: mails, link, last day, and what a planner may do about them."""

from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post

from survey_service import clock
from survey_service.domain.correspondence import invitations, mails, participations
from survey_service.domain.correspondence.participations import Participant
from survey_service.domain.fieldwork import surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.providers import unchanged
from survey_service.domain.providers.unchanged import Unchanged
from survey_service.errors import Refused
from survey_service.permissions import Action, allowed
from survey_service.web.correspondence.mails import KINDS, STATES
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of

RESPONSES = {
    "none": ("nicht begonnen", "neutral"),
    "draft": ("begonnen", "warning"),
    "submitted": ("eingereicht", "success"),
    "reopened": ("wird geändert", "warning"),
    "withdrawn": ("zurückgezogen", "neutral"),
}
LINKS = {
    "none": ("noch keiner", "neutral"),
    "valid": ("gilt", "success"),
    "revoked": ("gesperrt", "danger"),
}


@get(
    "/{slug:str}/traeger/{organisation:uuid}",
    opt={"action": Action.RUN_SURVEY},
    sync_to_thread=True,
)
def participant(request: WebRequest, slug: str, organisation: UUID) -> Response[str]:
    """What was written to an organisation in this wave, and what it confirmed unchanged."""
    with site_of(request).database.read() as session:
        survey = invitations.wave(session, slug)
        found = participations.load(session, survey, organisation)
        parts = tuple(unchanged.parts(session, survey, organisation_id=organisation))
    return _page(request, survey, found, parts)


def _page(
    request: WebRequest,
    survey: SurveyFacts,
    found: Participant,
    parts: tuple[Unchanged, ...],
    *,
    problems: list[tuple[str, str]] | None = None,
    typed: str = "",
) -> Response[str]:
    page = {
        "survey": survey,
        "participant": found,
        "unchanged": parts,
        "states": STATES,
        "kinds": KINDS,
        "responses": RESPONSES,
        "links": LINKS,
        "problems": problems or [],
        "until": typed or (found.extended_until.isoformat() if found.extended_until else ""),
        "open_today": surveys.is_open(
            surveys.extended(survey, found.extended_until), today=clock.today()
        ),
        "may_read_mail": allowed(actor_of(request), Action.READ_MAIL),
        "bounceable": mails.BOUNCEABLE,
    }
    title = f"{found.addressee.name}: {survey.title}"
    status = 422 if problems else 200
    return show(request, "correspondence/participant.html", page, title=title, status=status)


@post(
    "/{slug:str}/traeger/{organisation:uuid}/frist",
    opt={"action": Action.RUN_SURVEY},
    sync_to_thread=True,
)
def extend(request: WebRequest, slug: str, organisation: UUID, form: Form) -> Response[Any]:
    """More time for one organisation, or no more."""
    site, actor = site_of(request), actor_of(request)
    address = f"/erhebungen/{slug}/traeger/{organisation}"
    if form.has("aufheben"):
        with site.database.write() as session:
            survey = invitations.wave(session, slug)
            participations.end_extension(session, actor, survey, organisation)
        return redirect(address, message="Die Verlängerung ist aufgehoben.")
    try:
        until = form.day("until")
        with site.database.write() as session:
            participations.extend(
                session,
                actor,
                invitations.wave(session, slug),
                organisation,
                until=until,
                tell=form.has("tell"),
                secret=site.settings.secret,
            )
    except Refused as error:
        with site.database.read() as session:
            survey = invitations.wave(session, slug)
            found = participations.load(session, survey, organisation)
            parts = tuple(unchanged.parts(session, survey, organisation_id=organisation))
        problems = [("until", f"Antworten bis: {error}")]
        return _page(request, survey, found, parts, problems=problems, typed=form.one("until"))
    return redirect(address, message=f"Die Frist ist bis zum {until:%d.%m.%Y} verlängert.")


@post(
    "/{slug:str}/traeger/{organisation:uuid}/link",
    opt={"action": Action.RUN_SURVEY},
    sync_to_thread=True,
)
def act_on_link(request: WebRequest, slug: str, organisation: UUID, form: Form) -> Response[Any]:
    """Send, renew or revoke the link: which, the button says."""
    site, actor = site_of(request), actor_of(request)
    with site.database.write() as session:
        survey = invitations.wave(session, slug)
        if form.has("sperren"):
            participations.revoke_link(session, actor, survey, organisation)
            message = "Der Link ist gesperrt. Wer ihn offen hatte, ist abgemeldet."
        elif form.has("erneuern"):
            participations.renew_link(
                session, actor, survey, organisation, secret=site.settings.secret
            )
            message = "Es gilt ein neuer Link; der alte öffnet nichts mehr."
        else:
            participations.send_link(
                session, actor, survey, organisation, secret=site.settings.secret
            )
            message = "Die E-Mail mit dem Link steht im Postausgang."
    return redirect(f"/erhebungen/{slug}/traeger/{organisation}", message=message)


router = Router("/erhebungen", route_handlers=[participant, extend, act_on_link])
