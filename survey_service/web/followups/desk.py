"""Was daraus wurde, at the desk: write, look at it as readers will, publish, take back."""

from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post

from survey_service import clock
from survey_service.domain.fieldwork import surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.followups import drafts, entries, writing
from survey_service.domain.followups.drafts import Draft
from survey_service.domain.followups.entries import Entry
from survey_service.errors import Conflict, FieldsInvalid, Refused
from survey_service.permissions import Action, allowed
from survey_service.web.followups.form_fields import draft_of, form_page
from survey_service.web.followups.wording import state_names
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of

SEE = {"action": Action.SEE_FOLLOW_UPS}
WRITE = {"action": Action.WRITE_FOLLOW_UPS}


def _address(slug: str) -> str:
    return f"/erhebungen/{slug}/was-daraus-wurde"


@get("/", opt=SEE, sync_to_thread=True)
def overview(request: WebRequest, slug: str) -> Response[Any]:
    """All of a survey, also what nobody outside sees."""
    with site_of(request).database.read() as session:
        survey = surveys.by_slug(session, slug)
        found = entries.of_survey(session, survey.id)
    page = {
        "survey": survey,
        "entries": found,
        "address": _address(slug),
        "may_write": allowed(actor_of(request), Action.WRITE_FOLLOW_UPS),
        "states": state_names("de"),
        "today": clock.today(),
    }
    title = f"Was daraus wurde: {survey.title}"
    return show(request, "followups/overview.html", page, title=title)


@get("/neu", opt=WRITE, sync_to_thread=True)
def new(request: WebRequest, slug: str) -> Response[Any]:
    """An empty form, dated today."""
    with site_of(request).database.read() as session:
        survey = surveys.by_slug(session, slug)
    return _form(request, survey, Draft(dated_on=clock.today().isoformat()))


@post("/neu", opt=WRITE, sync_to_thread=True)
def add(request: WebRequest, slug: str, form: Form) -> Response[Any]:
    """Store it; nobody outside sees it before it is published."""
    site, typed = site_of(request), draft_of(form)
    try:
        with site.database.write() as session:
            survey = surveys.by_slug(session, slug)
            entry_id = writing.add(session, actor_of(request), survey, typed)
    except FieldsInvalid as error:
        return _form(request, survey, typed, refusal=error)
    message = "Gespeichert. Lesen Sie den Eintrag noch einmal und veröffentlichen Sie ihn dann."
    return redirect(f"{_address(slug)}/{entry_id}", message=message)


@get("/{entry:uuid}", opt=SEE, sync_to_thread=True)
def look(request: WebRequest, slug: str, entry: UUID) -> Response[Any]:
    """The newest version as readers will see it, and all versions."""
    survey, found = _read(request, slug, entry)
    page = {
        "survey": survey,
        "entry": found,
        "address": f"{_address(slug)}/{entry}",
        "list_address": _address(slug),
        "may_write": allowed(actor_of(request), Action.WRITE_FOLLOW_UPS),
        "states": state_names("de"),
    }
    title = f"{found.newest.draft.headline}: Was daraus wurde"
    return show(request, "followups/entry.html", page, title=title)


def _read(request: WebRequest, slug: str, entry: UUID) -> tuple[SurveyFacts, Entry]:
    with site_of(request).database.read() as session:
        survey = surveys.by_slug(session, slug)
        return survey, entries.one(session, survey, entry)


@get("/{entry:uuid}/bearbeiten", opt=WRITE, sync_to_thread=True)
def edit(request: WebRequest, slug: str, entry: UUID) -> Response[Any]:
    """The newest version to be changed."""
    survey, found = _read(request, slug, entry)
    return _form(request, survey, found.newest.draft, entry=found)


@post("/{entry:uuid}/bearbeiten", opt=WRITE, sync_to_thread=True)
def change(request: WebRequest, slug: str, entry: UUID, form: Form) -> Response[Any]:
    """A new version; when somebody was faster, both are shown and nothing is lost."""
    typed, on = draft_of(form), form.one("based_on")
    try:
        with site_of(request).database.write() as session:
            number = writing.change(
                session,
                actor_of(request),
                surveys.by_slug(session, slug),
                entry,
                typed,
                on=int(on) if on.isdecimal() else 0,
            )
    except Refused as error:
        if error.status in {403, 404}:
            raise
        survey, found = _read(request, slug, entry)
        return _form(request, survey, typed, entry=found, refusal=error)
    message = f"Fassung {number} ist gespeichert. Veröffentlicht ist sie noch nicht."
    return redirect(f"{_address(slug)}/{entry}", message=message)


@post("/{entry:uuid}/veroeffentlichen", opt=WRITE, sync_to_thread=True)
def publish(request: WebRequest, slug: str, entry: UUID, form: Form) -> Response[Any]:
    """The version that was looked at, for all who answered."""
    number = form.one("number")
    with site_of(request).database.write() as session:
        writing.publish(
            session,
            actor_of(request),
            surveys.by_slug(session, slug),
            entry,
            number=int(number) if number.isdecimal() else 0,
        )
    message = "Veröffentlicht. Alle, die geantwortet haben, können es jetzt lesen."
    return redirect(f"{_address(slug)}/{entry}", message=message)


@post("/{entry:uuid}/zuruecknehmen", opt=WRITE, sync_to_thread=True)
def take_back(request: WebRequest, slug: str, entry: UUID) -> Response[Any]:
    """Readers see only that something stood there."""
    with site_of(request).database.write() as session:
        writing.take_back(session, actor_of(request), surveys.by_slug(session, slug), entry)
    message = "Zurückgenommen. Dort steht jetzt nur, von wann bis wann der Eintrag zu lesen war."
    return redirect(f"{_address(slug)}/{entry}", message=message)


def _form(
    request: WebRequest,
    survey: SurveyFacts,
    draft: Draft,
    *,
    entry: Entry | None = None,
    refusal: Refused | None = None,
) -> Response[Any]:
    with site_of(request).database.read() as session:
        choices = drafts.offered(session, survey)
    problems = refusal.problems if isinstance(refusal, FieldsInvalid) else ()
    if refusal is not None and not problems:
        problems = (("", str(refusal)),)
    newest = entry.newest if entry else None
    page = {
        "survey": survey,
        "form": form_page(draft, choices, problems),
        "labels": drafts.LABELS,
        "newest": newest,
        "overtaken": isinstance(refusal, Conflict) and newest is not None,
        "address": f"{_address(survey.slug)}/{entry.id}" if entry else _address(survey.slug),
        "states": state_names("de"),
    }
    heading = "Eintrag ändern" if entry else "Neuer Eintrag"
    return show(
        request,
        "followups/form.html",
        page,
        title=f"{heading}: Was daraus wurde",
        status=refusal.status if refusal else 200,
    )


router = Router(
    "/erhebungen/{slug:str}/was-daraus-wurde",
    route_handlers=[overview, new, add, look, edit, change, publish, take_back],
)
