"""The desk's start page: waves and consultations, and what comes next."""

from litestar import Response, Router, get

from survey_service import clock
from survey_service.domain.associations import directory, members
from survey_service.domain.fieldwork import tasks
from survey_service.domain.register import reports
from survey_service.permissions import Action, allowed, associations_of
from survey_service.web.pages import show
from survey_service.web.site import WebRequest, actor_of, site_of

PARTS = (("open", "Offen"), ("draft", "In Vorbereitung"), ("closed", "Beendet"))


@get("/", opt={"action": Action.SEE_DESK}, sync_to_thread=True)
def desk(request: WebRequest) -> Response[str]:
    """Start page after signing in."""
    actor = actor_of(request)
    if allowed(actor, Action.SEE_MEMBERS):
        return _association_desk(request)
    with site_of(request).database.read() as session:
        cards = tasks.cards(session, actor)
        may_edit = allowed(actor, Action.EDIT_REGISTER)
        open_reports = reports.count(session).get("open", 0) if may_edit else 0
    parts = [
        (heading, [card for card in cards if card.survey.state == state])
        for state, heading in PARTS
    ]
    page = {
        "parts": [(heading, found) for heading, found in parts if found],
        "may_run": allowed(actor, Action.RUN_SURVEY),
        "may_import": may_edit,
        "open_reports": open_reports,
        "today": clock.today(),
    }
    return show(request, "desk/start.html", page, title="Übersicht")


def _association_desk(request: WebRequest) -> Response[str]:
    """An association's own waves; it sees nothing else of the desk."""
    actor = actor_of(request)
    with site_of(request).database.read() as session:
        names = directory.names(session)
        page = {
            "association": ", ".join(names[key] for key in associations_of(actor)),
            "waves": members.waves(session, actor),
            "today": clock.today(),
        }
    return show(request, "associations/start.html", page, title="Ihre Mitglieder")


router = Router("/arbeitsplatz", route_handlers=[desk])
