"""Every refusal and every failure becomes a page with a sentence, never a traceback."""

import logging
from urllib.parse import urlsplit

from litestar import Response
from litestar.exceptions import HTTPException
from litestar.status_codes import HTTP_413_REQUEST_ENTITY_TOO_LARGE

from survey_service import clock
from survey_service.domain.administration import signing_in
from survey_service.domain.providers import access, responses
from survey_service.errors import NotFound, Refused, SignInNeeded
from survey_service.permissions import NOBODY, Actor
from survey_service.web import security
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, site_of

STANDING = "/traeger/"

log = logging.getLogger(__name__)

SENTENCES = {
    404: ("Nicht gefunden", "Diese Seite gibt es nicht. Prüfen Sie die Adresse."),
    405: ("Das geht so nicht", "Diese Adresse kann nicht so aufgerufen werden."),
}
TOO_LARGE = (
    "Datei zu groß",
    (
        "Die Datei ist größer als {limit} MB und wurde nicht angenommen. Teilen Sie sie auf oder "
        "verkleinern Sie sie."
    ),
)
UNREADABLE = (
    "Formular nicht lesbar",
    (
        "Das Formular kam unvollständig an. Nichts wurde geändert. Laden Sie die Seite neu und "
        "senden Sie noch einmal."
    ),
)
BROKEN = (
    "Ein Fehler ist aufgetreten",
    (
        "Das hätte nicht geschehen dürfen; es ist vermerkt. Was zuvor gespeichert wurde, ist da. "
        "Versuchen Sie es noch einmal."
    ),
)


def refused(request: WebRequest, error: Refused) -> Response[str]:
    """A refusal of ours: its own sentence. Nobody at the desk is sent to the sign-in form."""
    if isinstance(error, SignInNeeded) and _is_desk(request) and request.method == "GET":
        return redirect("/anmelden", message=str(error), kind="info")
    title = error.title
    if isinstance(error, SignInNeeded) and not _is_desk(request):
        # Who came by a link has no account to sign in with.
        title = "Bitte öffnen Sie Ihren Link noch einmal"
    return _page(request, error.status, title, str(error))


def _is_desk(request: WebRequest) -> bool:
    return getattr(request.state, "door", "konto") == "konto"


def http_error(request: WebRequest, error: HTTPException) -> Response[str]:
    """What the framework refuses: unknown address, wrong method, broken body."""
    title, sentence = SENTENCES.get(error.status_code, UNREADABLE)
    if error.status_code == HTTP_413_REQUEST_ENTITY_TOO_LARGE:
        limit = site_of(request).settings.upload_megabytes
        title, sentence = TOO_LARGE[0], TOO_LARGE[1].format(limit=limit)
    status = error.status_code if error.status_code < 500 else 400
    return _page(request, status, title, sentence)


def broken(request: WebRequest, error: Exception) -> Response[str]:
    """Our own fault: logged without the request's content."""
    log.error("failure at %s", type(error).__name__, exc_info=error)
    return _page(request, 500, *BROKEN)


def _page(request: WebRequest, status: int, title: str, sentence: str) -> Response[str]:
    if not hasattr(request.state, "actor"):
        _find_actor(request)
    actor: Actor = request.state.actor
    page = {
        "heading": title,
        "sentence": sentence,
        "at_desk": actor.account_id is not None and not actor.behalf,
        "of_organisation": actor.invitation_id is not None,
        "back": _came_from(request),
        "hub_url": _hub_url(request, actor),
    }
    return show(request, "failures/sentence.html", page, title=title, status=status)


def _hub_url(request: WebRequest, actor: Actor) -> str:
    """The overview of the wave the address is about, if the actor belongs to it; "" otherwise."""
    slug = request.url.path.removeprefix(STANDING).partition("/")[0]
    if not request.url.path.startswith(STANDING) or actor.organisation_id is None:
        return ""
    with site_of(request).database.read() as session:
        try:
            return f"{STANDING}{responses.wave(session, actor, slug).slug}"
        except NotFound:
            return ""


def _find_actor(request: WebRequest) -> None:
    """An address nobody knows has no guard; who is at work keeps the way back all the same."""
    at_provider = request.url.path.startswith(STANDING)
    door: security.Door = "zugang" if at_provider else "konto"
    request.state.actor = NOBODY
    token = security.read_cookie(request, door)
    if not token:
        return
    with site_of(request).database.read() as session:
        find = access.actor_of if at_provider else signing_in.actor_of
        request.state.actor = find(session, token, now=clock.now())
    if request.state.actor != NOBODY:
        request.state.door = door


def _came_from(request: WebRequest) -> str:
    """The page whose form was refused, if it is one of ours; "" otherwise."""
    sent = urlsplit(request.headers.get("referer", ""))
    ours = sent.netloc == request.url.netloc and sent.path.startswith("/")
    if request.method == "GET" or not ours:
        return ""
    return sent.path + (f"?{sent.query}" if sent.query else "")
