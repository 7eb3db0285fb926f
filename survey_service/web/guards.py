"""Default-deny: every route names its action in ``opt``; writing needs the form's token."""

from litestar import Request
from litestar.concurrency import sync_to_thread
from litestar.handlers import BaseRouteHandler

from survey_service import clock
from survey_service.domain.administration import signing_in
from survey_service.domain.fieldwork import workshop_links
from survey_service.domain.providers import access
from survey_service.domain.residents import taking_part
from survey_service.errors import NotAllowed, NotFound, SignInNeeded
from survey_service.permissions import NOBODY, PUBLIC, Action, Actor, allowed
from survey_service.web import security
from survey_service.web.security import Door
from survey_service.web.site import Connection, Site, WebRequest, site_of

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


async def check(connection: Connection, handler: BaseRouteHandler) -> None:
    """Find out who acts, then whether they may, then whether they meant to."""
    action = handler.opt.get("action")
    if not isinstance(action, Action):
        raise NotFound("Diese Seite gibt es nicht.")
    door = security.door_of(action)
    token = security.read_cookie(connection, door)
    connection.state.door = door
    connection.state.actor = NOBODY
    writing = _writing(connection)
    if writing is not None and (door != "konto" or action == Action.WRITE_POSITION):
        # Read before anything is refused: the refusal's page hands back what was typed.
        connection.state.sent = await writing.form()
    if token and action not in PUBLIC:
        site = site_of(connection)
        if door == "teilnahme" and taking_part.remembered(token):
            connection.state.actor = _actor(site, door, token)
        else:
            connection.state.actor = await sync_to_thread(_actor, site, door, token)
    refuse_unless_allowed(connection.state.actor, action, door)
    if writing is not None:
        await _refuse_foreign_form(writing, door)


def _writing(connection: Connection) -> WebRequest | None:
    if isinstance(connection, Request) and connection.method not in SAFE_METHODS:
        return connection
    return None


def refuse_unless_allowed(actor: Actor, action: Action, door: Door) -> None:
    """Raise SignInNeeded for nobody, NotAllowed for somebody without the permission."""
    if allowed(actor, action):
        return
    if actor == NOBODY:
        raise SignInNeeded(
            "Ihre Sitzung ist beendet. Öffnen Sie den Link aus Ihrer Einladung noch einmal; "
            "Gespeichertes ist noch da."
            if door in {"zugang", "teilnahme", "werkstatt"}
            else "Bitte melden Sie sich an, um diese Seite zu sehen."
        )
    raise NotAllowed(
        "Dafür hat Ihr Konto keine Berechtigung. Wenn Sie diese Aufgabe haben, bitten Sie die "
        "Administration um die passende Rolle."
    )


def _actor(site: Site, door: Door, token: str) -> Actor:
    with site.database.read() as session:
        if door == "zugang":
            return access.actor_of(session, token, now=clock.now())
        if door == "werkstatt":
            return workshop_links.actor_of(session, token, now=clock.now())
        if door == "teilnahme":
            return taking_part.actor_of(session, token, now=clock.now())
        return signing_in.actor_of(session, token, now=clock.now())


async def _refuse_foreign_form(request: WebRequest, door: Door) -> None:
    sent, form = request.headers.get(security.CSRF_HEADER, ""), None
    if not sent and not security.from_other_site(request):
        form = await request.form()
        sent = str(form.get(security.CSRF_FIELD, ""))
    if security.from_other_site(request) or not security.csrf_valid(request, door, sent):
        if form is not None:
            # No handler will run that would close what came as files.
            await form.close()
        raise NotAllowed(
            "Das Formular ist abgelaufen oder kam von einer anderen Seite. Nichts wurde "
            "geändert. Gehen Sie zurück, laden Sie die Seite neu und senden Sie noch einmal."
        )
