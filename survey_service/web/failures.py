"""Every refusal and every failure becomes a page with a sentence, never a traceback."""

import logging

from litestar import Response
from litestar.exceptions import HTTPException

from survey_service.errors import Refused, SignInNeeded
from survey_service.permissions import NOBODY
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest

log = logging.getLogger(__name__)

SENTENCES = {
    404: ("Nicht gefunden", "Diese Seite gibt es nicht. Prüfen Sie die Adresse."),
    405: ("Das geht so nicht", "Diese Adresse kann nicht so aufgerufen werden."),
    413: (
        "Datei zu groß",
        (
            "Die Datei ist zu groß und wurde nicht angenommen. Teilen Sie sie auf oder verkleinern "
            "Sie sie."
        ),
    ),
}
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
    return _page(request, error.status, error.title, str(error))


def _is_desk(request: WebRequest) -> bool:
    return getattr(request.state, "door", "konto") == "konto"


def http_error(request: WebRequest, error: HTTPException) -> Response[str]:
    """What the framework refuses: unknown address, wrong method, broken body."""
    title, sentence = SENTENCES.get(error.status_code, UNREADABLE)
    status = error.status_code if error.status_code < 500 else 400
    return _page(request, status, title, sentence)


def broken(request: WebRequest, error: Exception) -> Response[str]:
    """Our own fault: logged without the request's content."""
    log.error("failure at %s", type(error).__name__, exc_info=error)
    return _page(request, 500, *BROKEN)


def _page(request: WebRequest, status: int, title: str, sentence: str) -> Response[str]:
    if not hasattr(request.state, "actor"):
        request.state.actor = NOBODY
    page = {"heading": title, "sentence": sentence}
    return show(request, "failures/sentence.html", page, title=title, status=status)
