"""The outbox: what was sent, what failed, what nobody knows."""

from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post

from survey_service.domain.correspondence import bounces, mails
from survey_service.permissions import Action, allowed
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of

# State -> label, kind of badge.
STATES = {
    "failed": ("fehlgeschlagen", "danger"),
    "unclear": ("unklar", "warning"),
    "queued": ("wartet", "neutral"),
    "sending": ("wird gesendet", "info"),
    "outbox": ("nicht gesendet, kein Mailserver", "info"),
    "sent": ("gesendet", "success"),
    "repeated": ("erneut gesendet", "neutral"),
    "bounced": ("zurückgekommen", "danger"),
}
KINDS = {
    "invitation": "Einladung",
    "reminder": "Erinnerung",
    "link": "Link",
    "delegation": "Weitergabe",
    "workshop": "Fragenwerkstatt",
    "trial": "Probe",
    "notice": "Mitteilung",
}


@get("/", opt={"action": Action.READ_MAIL}, sync_to_thread=True)
def outbox(request: WebRequest, zustand: str = "") -> Response[str]:
    """All mails, the newest first, or those of one state."""
    with site_of(request).database.read() as session:
        found = mails.outbox(session, state=zustand)
        numbers = mails.numbers(session)
    page = {
        "mails": found,
        "numbers": numbers,
        "total": sum(numbers.values()),
        "state": zustand,
        "states": STATES,
        "kinds": KINDS,
        "limit": mails.LIST_LENGTH,
        "smtp": bool(site_of(request).settings.smtp_url),
    }
    return show(request, "mails/outbox.html", page, title="Postausgang")


@get("/{mail:uuid}", opt={"action": Action.READ_MAIL}, sync_to_thread=True)
def letter(request: WebRequest, mail: UUID) -> Response[str]:
    """One mail as it is sent, with its link."""
    site = site_of(request)
    with site.database.read() as session:
        found = mails.read(session, mail, settings=site.settings)
    page = {
        "letter": found,
        "states": STATES,
        "may_bounce": found.state in mails.BOUNCEABLE
        and allowed(actor_of(request), Action.RUN_SURVEY),
        "may_send": found.state in mails.REPEATABLE
        and (found.state != "outbox" or bool(site.settings.smtp_url))
        and allowed(actor_of(request), Action.RUN_SURVEY),
    }
    return show(request, "mails/letter.html", page, title=found.subject)


@post("/{mail:uuid}", opt={"action": Action.RUN_SURVEY}, sync_to_thread=True)
def send_again(request: WebRequest, mail: UUID) -> Response[Any]:
    """Send a failed or unclear mail once more."""
    with site_of(request).database.write() as session:
        new = mails.send_again(session, actor_of(request), mail)
    return redirect(
        f"/postausgang/{new}", message="Die E-Mail wird noch einmal gesendet, als neue E-Mail."
    )


@post("/{mail:uuid}/zurueck", opt={"action": Action.RUN_SURVEY}, sync_to_thread=True)
def came_back(request: WebRequest, mail: UUID, form: Form) -> Response[Any]:
    """Somebody found the delivery report in a mailbox that this program does not read."""
    with site_of(request).database.write() as session:
        bounces.mark(session, actor_of(request), mail, reason=form.one("reason"))
    return redirect(f"/postausgang/{mail}", message="Die E-Mail ist als zurückgekommen vermerkt.")


router = Router("/postausgang", route_handlers=[outbox, letter, send_again, came_back])
