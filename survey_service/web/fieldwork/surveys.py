"""Waves and consultations at the desk: prepare, open, invite, watch the return, close."""

from datetime import timedelta
from typing import Annotated, Any

from litestar import Response, Router, get, post
from litestar.params import Parameter

from survey_service import clock
from survey_service.domain.fieldwork import (
    about,
    copying,
    questionnaires,
    releases,
    returns,
    shipped,
    surveys,
    tasks,
)
from survey_service.domain.fieldwork.surveys import CONSULTATION, WAVE, SurveyFacts
from survey_service.errors import Conflict, NotFound, Refused
from survey_service.permissions import Action, allowed
from survey_service.web.chrome import LANGUAGE_NAMES
from survey_service.web.fieldwork.survey_form import Entry, draft_of, entry_for, entry_of, uuid_of
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of

USUAL_DAYS = 28


@get("/neu", opt={"action": Action.RUN_SURVEY}, sync_to_thread=True)
def new(
    request: WebRequest,
    kind: Annotated[str, Parameter(query="art", default="")],
    version: Annotated[str, Parameter(query="fragebogen", default="")],
) -> Response[str]:
    """First what and with which questionnaire, then the details."""
    with site_of(request).database.read() as session:
        versions = questionnaires.all_versions(session)
        not_taken = shipped.not_taken(session)
    if kind not in {WAVE, CONSULTATION} or version not in {str(found.id) for found in versions}:
        page = {
            "versions": versions,
            "shipped": not_taken,
            "kind": kind,
            "version": version,
            "names": LANGUAGE_NAMES,
        }
        return show(request, "surveys/choose.html", page, title="Neue Erhebung")
    today = clock.today()
    chosen = next(found for found in versions if str(found.id) == version)
    entry = Entry(
        kind=kind,
        questionnaire_version_id=version,
        title=f"{chosen.title} {today.year}",
        opens_on=today.isoformat(),
        closes_on=(today + timedelta(days=USUAL_DAYS)).isoformat(),
        languages=chosen.languages,
        about=about.default(kind),
    )
    return _form(request, entry)


def _form(
    request: WebRequest,
    entry: Entry,
    *,
    survey: SurveyFacts | None = None,
    problems: list[tuple[str, str]] | None = None,
) -> Response[str]:
    version = uuid_of(entry.questionnaire_version_id)
    with site_of(request).database.read() as session:
        questionnaire = questionnaires.load(session, version)
        unchecked = questionnaires.unchecked_languages(session, version)
    page = {
        "entry": entry,
        "survey": survey,
        "problems": problems or [],
        "questionnaire": questionnaire,
        "unchecked": unchecked,
        "names": LANGUAGE_NAMES,
        "labels": about.LABELS,
    }
    title = f"{survey.title} ändern" if survey else "Neue Erhebung"
    return show(request, "surveys/form.html", page, title=title, status=422 if problems else 200)


@post("/neu", opt={"action": Action.RUN_SURVEY}, sync_to_thread=True)
def create(request: WebRequest, form: Form) -> Response[Any]:
    """Create the draft; on a problem the form comes back as it was typed."""
    entry = entry_of(form)
    draft, problems = draft_of(entry)
    if draft is None:
        return _form(request, entry, problems=problems)
    try:
        with site_of(request).database.write() as session:
            made = surveys.create(session, actor_of(request), kind=entry.kind, draft=draft)
    except Refused as error:
        return _form(request, entry, problems=[("", str(error))])
    return redirect(f"/erhebungen/{made.slug}", message=f"„{made.title}“ ist angelegt.")


@get("/{slug:str}", opt={"action": Action.SEE_SURVEY}, sync_to_thread=True)
def overview(request: WebRequest, slug: str) -> Response[str]:
    """The task list of a wave or consultation."""
    site, actor = site_of(request), actor_of(request)
    with site.database.read() as session:
        survey = surveys.by_slug(session, slug)
        questionnaire = questionnaires.load(session, survey.questionnaire_version_id)
        page = {
            "survey": survey,
            "tasks": tasks.tasks(session, actor, survey),
            "progress": returns.progress(session, survey.id),
            "unchecked": questionnaires.unchecked_languages(
                session, survey.questionnaire_version_id
            ),
            "questionnaire": questionnaire,
            "record": releases.record(session, survey.id),
            "names": LANGUAGE_NAMES,
            "today": clock.today(),
            "open_today": surveys.is_open(survey, today=clock.today()),
            "public_link": f"{site.settings.base_url.rstrip('/')}/mitmachen/{survey.slug}",
            "may_run": allowed(actor, Action.RUN_SURVEY),
        }
    return show(request, "surveys/overview.html", page, title=survey.title)


@get("/{slug:str}/bearbeiten", opt={"action": Action.RUN_SURVEY}, sync_to_thread=True)
def edit(request: WebRequest, slug: str) -> Response[str]:
    """Change texts and dates; of a draft also the languages."""
    with site_of(request).database.read() as session:
        survey = surveys.by_slug(session, slug)
        texts = about.of_survey(session, survey.id)
    return _form(request, entry_for(survey, texts), survey=survey)


@post("/{slug:str}/bearbeiten", opt={"action": Action.RUN_SURVEY}, sync_to_thread=True)
def change(request: WebRequest, slug: str, form: Form) -> Response[Any]:
    """Store the change; on a problem the form comes back as it was typed."""
    with site_of(request).database.read() as session:
        survey = surveys.by_slug(session, slug)
    entry = entry_of(form)
    draft, problems = draft_of(entry)
    if draft is None:
        return _form(request, entry, survey=survey, problems=problems)
    try:
        with site_of(request).database.write() as session:
            surveys.change(session, actor_of(request), survey.id, draft)
    except Refused as error:
        return _form(request, entry, survey=survey, problems=[("", str(error))])
    return redirect(f"/erhebungen/{slug}", message="Die Änderungen sind gespeichert.")


@get("/{slug:str}/oeffnen", opt={"action": Action.RUN_SURVEY}, sync_to_thread=True)
def ask_open(request: WebRequest, slug: str) -> Response[str]:
    """Ask before opening: afterwards questionnaire and languages are fixed."""
    return _ask_open(request, slug)


def _ask_open(
    request: WebRequest, slug: str, *, reason: str = "", refused: Refused | None = None
) -> Response[str]:
    with site_of(request).database.read() as session:
        survey = surveys.by_slug(session, slug)
        unchecked = questionnaires.unchecked_languages(session, survey.questionnaire_version_id)
        record = releases.record(session, survey.id)
    page = {
        "survey": survey,
        "unchecked": [tag for tag in survey.languages if tag in unchecked],
        "names": LANGUAGE_NAMES,
        "missing": record.missing if record else (),
        "reason": reason,
        "problem": str(refused) if refused else "",
    }
    status = refused.status if refused else 200
    title = f"{survey.title} öffnen"
    return show(request, "surveys/open.html", page, title=title, status=status)


@post("/{slug:str}/oeffnen", opt={"action": Action.RUN_SURVEY}, sync_to_thread=True)
def open_now(request: WebRequest, slug: str, form: Form) -> Response[Any]:
    """Open; without all releases of the workshop only with a reason."""
    reason = form.one("reason")
    try:
        with site_of(request).database.write() as session:
            survey = surveys.by_slug(session, slug)
            surveys.open_survey(session, actor_of(request), survey.id, reason=reason)
    except (NotFound, Conflict):
        raise
    except Refused as error:
        return _ask_open(request, slug, reason=reason, refused=error)
    return redirect(f"/erhebungen/{slug}", message=f"„{survey.title}“ ist geöffnet.")


@post("/{slug:str}/naechste", opt={"action": Action.RUN_SURVEY}, sync_to_thread=True)
def next_wave(request: WebRequest, slug: str) -> Response[Any]:
    """The next wave from this one, as a draft to be looked through."""
    with site_of(request).database.write() as session:
        made = copying.copy(session, actor_of(request), slug)
    return redirect(
        f"/erhebungen/{made.slug}/bearbeiten",
        message=f"„{made.title}“ ist als Entwurf angelegt. Prüfen Sie Zeitraum und Texte.",
    )


@get("/{slug:str}/beenden", opt={"action": Action.RUN_SURVEY}, sync_to_thread=True)
def ask_close(request: WebRequest, slug: str) -> Response[str]:
    """Ask before closing: it cannot be opened again."""
    with site_of(request).database.read() as session:
        survey = surveys.by_slug(session, slug)
        progress = returns.progress(session, survey.id)
    page = {"survey": survey, "progress": progress, "today": clock.today()}
    return show(request, "surveys/close.html", page, title=f"{survey.title} beenden")


@post("/{slug:str}/beenden", opt={"action": Action.RUN_SURVEY}, sync_to_thread=True)
def close_now(request: WebRequest, slug: str) -> Response[Any]:
    """Close."""
    with site_of(request).database.write() as session:
        survey = surveys.by_slug(session, slug)
        surveys.close(session, actor_of(request), survey.id)
    return redirect(f"/erhebungen/{slug}", message=f"„{survey.title}“ ist beendet.")


router = Router(
    "/erhebungen",
    route_handlers=[
        new,
        create,
        overview,
        edit,
        change,
        ask_open,
        open_now,
        next_wave,
        ask_close,
        close_now,
    ],
)
