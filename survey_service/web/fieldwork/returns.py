"""Inviting the organisations of a wave, and who has answered."""

from typing import Any

from litestar import Response, Router, get, post
from markupsafe import Markup

from analysis.matrix import level_name
from exports import return_curve
from survey_service import clock
from survey_service.domain.correspondence import invitations
from survey_service.domain.fieldwork import monitor, return_workbook, returns, surveys
from survey_service.domain.fieldwork.monitor import Monitor
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.errors import NotFound
from survey_service.permissions import Action, allowed
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of

# State of a line -> label, kind of badge.
KINDS = {
    "returned": "success",
    "begun": "warning",
    "opened": "info",
    "invited": "neutral",
    "waiting": "danger",
    "withdrawn": "neutral",
}
STATES = {state: (label, KINDS[state]) for state, label in monitor.LABELS.items()}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@get("/{slug:str}/einladen", opt={"action": Action.RUN_SURVEY}, sync_to_thread=True)
def ask_invite(request: WebRequest, slug: str) -> Response[str]:
    """Who would get a mail now, and its text."""
    with site_of(request).database.read() as session:
        survey = surveys.by_slug(session, slug)
        seen = invitations.preview(session, survey)
        sample = invitations.letter(session, survey, seen.ready[0]) if seen.ready else ""
    page = {
        "survey": survey,
        "seen": seen,
        "sample": sample,
        "open_today": surveys.is_open(survey, today=clock.today()),
        "smtp": bool(site_of(request).settings.smtp_url),
    }
    return show(request, "surveys/invite.html", page, title=f"Einladen: {survey.title}")


@post("/{slug:str}/einladen", opt={"action": Action.RUN_SURVEY}, sync_to_thread=True)
def invite(request: WebRequest, slug: str) -> Response[Any]:
    """Queue the mails; a second click invites only new organisations."""
    site = site_of(request)
    with site.database.write() as session:
        survey = surveys.by_slug(session, slug)
        done = invitations.invite_all(
            session, actor_of(request), survey.id, secret=site.settings.secret
        )
    message = f"{done.invited} Träger eingeladen. Die E-Mails stehen im Postausgang."
    if not done.invited:
        message = "Alle Träger mit E-Mail-Adresse sind schon eingeladen."
    return redirect(f"/erhebungen/{slug}/einladen", message=message)


@get("/{slug:str}/ruecklauf", opt={"action": Action.SEE_SURVEY}, sync_to_thread=True)
def return_list(
    request: WebRequest,
    slug: str,
    zustand: str = "",
    verband: str = "",
    gebiet: str = "",
    ebene: str = "",
    sortierung: str = "",
) -> Response[str]:
    """Who has answered, who is missing, where it is thin; raw, for the desk only."""
    actor = actor_of(request)
    with site_of(request).database.read() as session:
        survey = surveys.by_slug(session, slug)
        if not survey.is_wave:
            page = {
                "survey": survey,
                "progress": returns.progress(session, survey.id),
                "today": clock.today(),
            }
            return show(request, "surveys/answers.html", page, title=f"Rücklauf: {survey.title}")
        found = monitor.monitor(session, survey, level=ebene)
    page = {
        "survey": survey,
        "found": found,
        "lines": monitor.chosen(
            found, state=zustand, association=verband, area=gebiet, order=sortierung
        ),
        "choice": {
            "zustand": zustand,
            "verband": verband,
            "gebiet": gebiet,
            "ebene": found.level,
            "sortierung": sortierung,
        },
        "level_names": {level: level_name(level) for level in found.levels},
        "states": STATES,
        "today": clock.today(),
        "curve": curve_of(found, survey),
        "bar": bar_of(found),
        "may_invite": allowed(actor, Action.RUN_SURVEY),
        "may_see_register": allowed(actor, Action.SEE_REGISTER),
    }
    return show(request, "surveys/returns.html", page, title=f"Rücklauf: {survey.title}")


def curve_of(found: Monitor, survey: SurveyFacts) -> Markup:
    """The cumulative return as SVG; empty while nobody has returned."""
    if not found.total.returned:
        return Markup("")
    last = found.days[-1]
    curve = return_curve.Curve(
        title=f"Rücklauf im Verlauf: {survey.title}",
        description=(
            f"{last.returned} von {found.total.total} Trägern bis {last.day:%d.%m.%Y}. Alle "
            "Zahlen stehen in der Tabelle darunter."
        ),
        points=tuple((day.day, day.returned) for day in found.days),
        total=found.total.total,
        opens_on=survey.opens_on,
        closes_on=survey.closes_on,
        today=clock.today(),
        reminders=found.reminded,
    )
    # Made of dates and numbers; titles are escaped there.
    return Markup(return_curve.svg(curve))  # noqa: S704


def bar_of(found: Monitor) -> Markup:
    """All organisations in one bar; who has withdrawn is not in it."""
    parts = [
        (label, found.total.counts[state])
        for state, label in monitor.LABELS.items()
        if state != "withdrawn"
    ]
    return Markup(return_curve.bar(parts, label="Rücklauf"))  # noqa: S704


@get("/{slug:str}/ruecklauf/mappe", opt={"action": Action.SEE_SURVEY}, sync_to_thread=True)
def return_workbook_file(request: WebRequest, slug: str, ebene: str = "") -> Response[bytes]:
    """All of the page as Excel; with contacts only for those who may see the register."""
    actor = actor_of(request)
    with site_of(request).database.read() as session:
        survey = surveys.by_slug(session, slug)
        if not survey.is_wave:
            raise NotFound("Zu einer Beteiligung gibt es keinen Rücklauf nach Trägern.")
        found = monitor.monitor(session, survey, level=ebene)
    content = return_workbook.workbook(
        found,
        survey,
        today=clock.today(),
        contacts=allowed(actor, Action.SEE_REGISTER),
    )
    name = f"ruecklauf-{survey.slug}-{clock.today():%Y-%m-%d}.xlsx"
    return Response(
        content,
        media_type=XLSX,
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


router = Router(
    "/erhebungen", route_handlers=[ask_invite, invite, return_list, return_workbook_file]
)
