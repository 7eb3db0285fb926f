"""The plan of reminders of a wave: what was sent, what comes, and the button that stops it."""

from typing import Any

from litestar import Response, Router, get, post

from survey_service import clock
from survey_service.domain.correspondence import invitations, reminders
from survey_service.errors import NotFound, Refused
from survey_service.permissions import Action
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of


@get("/{slug:str}/erinnerungen", opt={"action": Action.RUN_SURVEY}, sync_to_thread=True)
def plan(request: WebRequest, slug: str) -> Response[str]:
    """The days, and who would be reminded today."""
    return _page(request, slug)


def _page(request: WebRequest, slug: str, *, problem: str = "", typed: str = "") -> Response[str]:
    with site_of(request).database.read() as session:
        survey = invitations.wave(session, slug)
        days = reminders.plan(session, survey.id)
        page = {
            "survey": survey,
            "days": days,
            "to_come": [day for day in days if day.sent_at is None],
            "waiting": len(reminders.waiting(session, survey, today=clock.today())),
            "last_day": reminders.last_day(session, survey),
            "from_hour": reminders.FROM_HOUR.hour,
            "today": clock.today(),
            "problems": [("due_on", f"Tag: {problem}")] if problem else [],
            "due_on": typed,
        }
    title = f"Erinnerungen: {survey.title}"
    status = 422 if problem else 200
    return show(request, "correspondence/reminders.html", page, title=title, status=status)


@post("/{slug:str}/erinnerungen", opt={"action": Action.RUN_SURVEY}, sync_to_thread=True)
def change(request: WebRequest, slug: str, form: Form) -> Response[Any]:
    """Plan a day, take one off, or stop them all: which, the button says."""
    database, actor = site_of(request).database, actor_of(request)
    if form.has("streichen") or form.has("anhalten"):
        with database.write() as session:
            survey = invitations.wave(session, slug)
            days = {str(day.id): day.id for day in reminders.plan(session, survey.id)}
            one = days.get(form.one("streichen"))
            if form.has("streichen") and one is None:
                raise NotFound("Diese Erinnerung gibt es nicht mehr. Laden Sie die Seite neu.")
            number = reminders.stop(session, actor, survey, reminder_id=one)
        message = "Eine Erinnerung ist" if number == 1 else f"{number} Erinnerungen sind"
        return redirect(f"/erhebungen/{slug}/erinnerungen", message=f"{message} gestrichen.")
    typed = form.one("due_on")
    try:
        due_on = form.day("due_on")
        with database.write() as session:
            reminders.add(session, actor, invitations.wave(session, slug), due_on)
    except Refused as error:
        return _page(request, slug, problem=str(error), typed=typed)
    return redirect(
        f"/erhebungen/{slug}/erinnerungen",
        message=f"Die Erinnerung am {due_on:%d.%m.%Y} ist geplant.",
    )


router = Router("/erhebungen", route_handlers=[plan, change])
