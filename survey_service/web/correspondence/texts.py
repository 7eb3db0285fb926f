"""The texts of a wave: write, look at them with a real organisation's data, try them, reset."""

from typing import Any

import msgspec
from litestar import Response, Router, get, post

from survey_service.domain.correspondence import addressees, invitations, templates, trials
from survey_service.domain.correspondence.templates import Template, Text
from survey_service.errors import NotFound, Refused
from survey_service.permissions import Action
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of

# Part of the address -> kind, and how pages call it.
KINDS = {
    "einladung": (templates.INVITATION, "Einladung"),
    "erinnerung": (templates.REMINDER, "Erinnerung"),
    "brief": (templates.LETTER, "Brief"),
}


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """The form as typed. ``organisation``: whose name the preview shows."""

    text: Text
    organisation: str = ""
    to: str = ""


def _typed(form: Form) -> Typed:
    return Typed(
        text=Text(subject=form.one("subject"), body=form.one("body")),
        organisation=form.one("organisation"),
        to=form.one("to"),
    )


def _kind(name: str) -> tuple[str, str]:
    if name not in KINDS:
        raise NotFound("Einen solchen Text gibt es nicht. Es gibt Einladung, Erinnerung und Brief.")
    return KINDS[name]


@get("/{slug:str}/texte", opt={"action": Action.RUN_SURVEY}, sync_to_thread=True)
def all_texts(request: WebRequest, slug: str) -> Response[str]:
    """The three texts, and which of them are the municipality's own."""
    with site_of(request).database.read() as session:
        survey = invitations.wave(session, slug)
        found = [
            (name, label, templates.load(session, survey, kind))
            for name, (kind, label) in KINDS.items()
        ]
    page = {"survey": survey, "texts": found}
    return show(request, "correspondence/texts.html", page, title=f"Texte: {survey.title}")


@get("/{slug:str}/texte/{name:str}", opt={"action": Action.RUN_SURVEY}, sync_to_thread=True)
def edit(request: WebRequest, slug: str, name: str) -> Response[str]:
    """The text in use, to be changed."""
    kind, _ = _kind(name)
    with site_of(request).database.read() as session:
        text = templates.load(session, invitations.wave(session, slug), kind).text
    return _page(request, slug, name, Typed(text=text))


def _page(
    request: WebRequest,
    slug: str,
    name: str,
    typed: Typed,
    *,
    problems: list[tuple[str, str]] | None = None,
) -> Response[str]:
    kind, label = _kind(name)
    with site_of(request).database.read() as session:
        survey = invitations.wave(session, slug)
        known = addressees.active(session)
        example = addressees.example(session, typed.organisation)
        stored: Template = templates.load(session, survey, kind)
        preview = templates.written(session, survey, example, kind=kind, text=typed.text)
    page = {
        "survey": survey,
        "name": name,
        "label": label,
        "stored": stored,
        "typed": typed,
        "problems": problems or [],
        "placeholders": templates.PLACEHOLDERS,
        "organisations": known,
        "example": example,
        "preview": preview,
        "smtp": bool(site_of(request).settings.smtp_url),
    }
    title = f"{label}: {survey.title}"
    status = 422 if problems else 200
    return show(request, "correspondence/text.html", page, title=title, status=status)


@post("/{slug:str}/texte/{name:str}", opt={"action": Action.RUN_SURVEY}, sync_to_thread=True)
def act(request: WebRequest, slug: str, name: str, form: Form) -> Response[Any]:
    """Save, look, try or reset: which, the button says."""
    kind, label = _kind(name)
    actor, database = actor_of(request), site_of(request).database
    address = f"/erhebungen/{slug}/texte"
    if form.has("zuruecksetzen"):
        with database.write() as session:
            templates.reset(session, actor, invitations.wave(session, slug), kind)
        return redirect(f"{address}/{name}", message="Der mitgelieferte Text gilt wieder.")
    typed = _typed(form)
    problems = templates.problems(kind, typed.text)
    if problems or form.has("vorschau"):
        return _page(request, slug, name, typed, problems=problems)
    if form.has("probe"):
        return _try(request, slug, name, typed)
    with database.write() as session:
        templates.change(session, actor, invitations.wave(session, slug), kind, typed.text)
    return redirect(address, message=f"Der Text „{label}“ ist gespeichert.")


def _try(request: WebRequest, slug: str, name: str, typed: Typed) -> Response[Any]:
    kind, _ = _kind(name)
    try:
        with site_of(request).database.write() as session:
            mail = trials.send(
                session,
                actor_of(request),
                invitations.wave(session, slug),
                addressees.example(session, typed.organisation),
                kind=kind,
                text=typed.text,
                to=typed.to,
            )
    except Refused as error:
        return _page(request, slug, name, typed, problems=[("to", f"Probe an: {error}")])
    message = f"Die Probe-E-Mail an {typed.to.strip()} steht im Postausgang."
    return redirect(f"/postausgang/{mail}", message=message)


router = Router("/erhebungen", route_handlers=[all_texts, edit, act])
