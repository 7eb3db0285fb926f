"""The associations write the Stellungnahme together: versions, comments, releases."""

from typing import Any

from litestar import Response, Router, get, post

from survey_service.domain.associations import differences, parties, position, writing
from survey_service.domain.associations.position import Paper
from survey_service.errors import Conflict, Refused
from survey_service.permissions import Action
from survey_service.web import failures
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of


def _address(slug: str) -> str:
    return f"/verband/{slug}/stellungnahme"


def _paper(request: WebRequest, slug: str) -> Paper:
    with site_of(request).database.read() as session:
        return position.load(session, actor_of(request), slug)


@get("/", opt={"action": Action.WRITE_POSITION}, sync_to_thread=True)
def overview(request: WebRequest, slug: str) -> Response[str]:
    """The newest version, who has released it, what was said about it."""
    return _version(request, _paper(request, slug))


def _version(
    request: WebRequest, paper: Paper, number: int = 0, *, problem: str = "", typed: str = ""
) -> Response[str]:
    shown = paper.version(number) if number else paper.newest
    page = {
        "paper": paper,
        "shown": shown,
        "before": shown.number - 1 if shown else 0,
        "address": _address(paper.survey.slug),
        "problem": problem,
        "typed": typed,
    }
    title = f"Stellungnahme: {paper.survey.title}"
    if number:
        title = f"Fassung {number}, {title}"
    status = 422 if problem else 200
    return show(request, "associations/position.html", page, title=title, status=status)


@get("/fassungen/{number:int}", opt={"action": Action.WRITE_POSITION}, sync_to_thread=True)
def version(request: WebRequest, slug: str, number: int) -> Response[str]:
    """One version with its comments."""
    return _version(request, _paper(request, slug), number)


@get(
    "/fassungen/{number:int}/aenderungen",
    opt={"action": Action.WRITE_POSITION},
    sync_to_thread=True,
)
def changes(request: WebRequest, slug: str, number: int) -> Response[str]:
    """What changed from the version before, word by word."""
    paper = _paper(request, slug)
    after, before = paper.version(number), paper.version(number - 1)
    page = {
        "paper": paper,
        "after": after,
        "before": before,
        "changes": differences.differences(before.text, after.text),
        "address": _address(slug),
    }
    title = f"Was sich änderte: Fassung {before.number} und {after.number}"
    return show(request, "associations/changes.html", page, title=title)


@get("/schreiben", opt={"action": Action.WRITE_POSITION}, sync_to_thread=True)
def form_page(request: WebRequest, slug: str) -> Response[str]:
    """The newest text to be changed; saving makes a new version of it."""
    with site_of(request).database.read() as session:
        paper = position.to_work_on(session, actor_of(request), slug)
    text = paper.newest.text if paper.newest else ""
    return _form(request, paper, text=text)


def _form(
    request: WebRequest, paper: Paper, *, text: str, refusal: Refused | None = None
) -> Response[str]:
    newest = paper.newest
    overtaken = isinstance(refusal, Conflict) and newest is not None
    page = {
        "paper": paper,
        "text": text,
        "based_on": newest.number if newest else 0,
        "problem": str(refusal or ""),
        # Somebody else has written in between: both versions stand there.
        "overtaken": overtaken,
        "changes": differences.differences(newest.text, text) if overtaken and newest else (),
        "address": _address(paper.survey.slug),
    }
    title = f"Stellungnahme schreiben: {paper.survey.title}"
    status = refusal.status if refusal else 200
    return show(request, "associations/write.html", page, title=title, status=status)


@post("/schreiben", opt={"action": Action.WRITE_POSITION}, sync_to_thread=True)
def write(request: WebRequest, slug: str, form: Form) -> Response[Any]:
    """Add a version; when there is a newer one, both are shown and nothing is lost."""
    text, based_on = form.one("text"), form.one("based_on")
    try:
        with site_of(request).database.write() as session:
            number = writing.write(
                session,
                actor_of(request),
                slug,
                text=text,
                based_on=int(based_on) if based_on.isdecimal() else 0,
            )
    except Refused as error:
        if error.status in {403, 404}:
            raise
        return _form(request, _paper(request, slug), text=text, refusal=error)
    return redirect(_address(slug), message=f"Fassung {number} ist gespeichert.")


@post(
    "/fassungen/{number:int}/kommentar",
    opt={"action": Action.WRITE_POSITION},
    sync_to_thread=True,
)
def comment(request: WebRequest, slug: str, number: int, form: Form) -> Response[Any]:
    """A remark on a version, for all associations that take part."""
    text = form.one("text")
    try:
        with site_of(request).database.write() as session:
            writing.comment(session, actor_of(request), slug, number=number, text=text)
    except Refused as error:
        if error.status in {403, 404}:
            raise
        paper = _paper(request, slug)
        return _version(request, paper, number, problem=str(error), typed=text)
    return redirect(f"{_address(slug)}/fassungen/{number}", message="Ihr Kommentar steht da.")


@post(
    "/fassungen/{number:int}/freigabe",
    opt={"action": Action.WRITE_POSITION},
    sync_to_thread=True,
)
def release(request: WebRequest, slug: str, number: int) -> Response[Any]:
    """The own association agrees to the version that was shown."""
    with site_of(request).database.write() as session:
        complete = writing.release(session, actor_of(request), slug, number=number)
    message = f"Ihr Verband hat Fassung {number} freigegeben."
    if complete:
        message += " Damit haben es alle: die Kommune sieht jetzt diese Fassung."
    return redirect(_address(slug), message=message)


@post("/mitwirken", opt={"action": Action.WRITE_POSITION}, sync_to_thread=True)
def take_part(request: WebRequest, slug: str) -> Response[Any]:
    """The own association takes part after all."""
    actor = actor_of(request)
    with site_of(request).database.write() as session:
        paper = position.load(session, actor, slug)
        parties.bring_back(session, actor, paper.survey, paper.own.id)
    return redirect(_address(slug), message="Ihr Verband wirkt mit.")


def refused(request: WebRequest, error: Refused) -> Response[str]:
    """The refusal's sentence; whoever wrote a text and lost the session can copy it."""
    sent: Any = getattr(request.state, "sent", None)
    text = str(sent.get("text", "")).strip() if sent is not None else ""
    if not text:
        return failures.refused(request, error)
    page = {"heading": error.title, "sentence": str(error), "typed": [("Ihr Text", text)]}
    template = "associations/not_saved.html"
    return show(request, template, page, title=error.title, status=error.status)


router = Router(
    "/verband/{slug:str}/stellungnahme",
    route_handlers=[
        overview,
        version,
        changes,
        form_page,
        write,
        comment,
        release,
        take_part,
    ],
    exception_handlers={Refused: refused},
)
