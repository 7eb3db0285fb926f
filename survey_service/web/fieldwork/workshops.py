"""The workshop at the desk: open it, ask parties, answer, replace the draft, release."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import Parameter

from questionnaires.questionnaire import Questionnaire
from questionnaires.readers.problems import CellProblem
from questionnaires.wording import label
from survey_service.domain.fieldwork import (
    releases,
    surveys,
    workshop_entries,
    workshop_parties,
    workshops,
)
from survey_service.domain.fieldwork.questionnaires import WorkbookFaulty
from survey_service.domain.fieldwork.workshop_entries import Count
from survey_service.domain.fieldwork.workshop_parties import PartyFacts
from survey_service.domain.fieldwork.workshops import WorkshopFacts
from survey_service.errors import NotFound, Refused
from survey_service.permissions import Action, Actor, allowed
from survey_service.web.fieldwork import draft_pages
from survey_service.web.fieldwork.workshop_party import (
    asked_item,
    thread_url,
    uuid_of,
)
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.site import Site, WebRequest, actor_of, site_of

SEE, RUN = {"action": Action.SEE_SURVEY}, {"action": Action.RUN_SURVEY}
BOARD = "beirat"


def _home(slug: str) -> str:
    return f"/erhebungen/{slug}/fragenwerkstatt"


@get("/{slug:str}/fragenwerkstatt", opt=SEE, sync_to_thread=True)
def overview(request: WebRequest, slug: str) -> Response[str]:
    """Parties, sections with what is open, releases; before it is opened: what it is for."""
    return _overview(request, slug)


def _overview(
    request: WebRequest,
    slug: str,
    *,
    problem: tuple[str, str] | None = None,
    form: Form | None = None,
    problems: tuple[CellProblem, ...] = (),
    link: tuple[str, str] | None = None,
) -> Response[str]:
    site, actor = site_of(request), actor_of(request)
    status = 422 if problem else 200
    with site.database.read() as session:
        survey = surveys.by_slug(session, slug)
        at = workshops.of_survey(session, survey.id)
        page: dict[str, object] = {
            "survey": survey,
            "at": at,
            "may_run": allowed(actor, Action.RUN_SURVEY),
            "problem": problem,
            "typed": form or Form(fields={}),
        }
        if at is None:
            title = f"Fragenwerkstatt: {survey.title}"
            return show(request, "workshop/closed.html", page, title=title, status=status)
        draft = workshops.draft_of(session, at)
        counts = workshop_entries.counts(session, at)
        page |= {
            "parties": workshop_parties.parties(session, at),
            "choices": workshop_parties.choices(session, at),
            "record": releases.record(session, at.survey_id),
            "sections": draft_pages.contents(draft, counts),
            "spoken_of": _spoken_of(draft, counts),
            "whole": counts.get("", Count()),
            "problems": problems,
            "file_name": form.files["workbook"].name if form and form.files else "",
            "link": link,
            "smtp": bool(site.settings.smtp_url),
        }
    title = f"Fragenwerkstatt: {survey.title}"
    return show(request, "workshop/desk.html", page, title=title, status=status)


def _spoken_of(draft: Questionnaire, counts: dict[str, Count]) -> list[tuple[str, str, Count]]:
    """Code, words and number of what was spoken about: open ones first, then in their order."""
    order = [item.code for page in draft.pages for item in page.items]
    codes = [code for code in (*order, *draft_pages.dropped(draft, counts)) if code in counts]
    found = [(code, label(draft, code), counts[code]) for code in codes]
    return sorted(found, key=lambda one: one[2].open == 0)


@post("/{slug:str}/fragenwerkstatt", opt=RUN, sync_to_thread=True)
def introduce(request: WebRequest, slug: str, form: Form) -> Response[Any]:
    """Open the workshop, or change what its parties read first."""
    text = form.one("introduction")
    try:
        with site_of(request).database.write() as session:
            survey = surveys.by_slug(session, slug)
            at = workshops.of_survey(session, survey.id)
            if at is None:
                workshops.open_workshop(session, actor_of(request), survey.id, introduction=text)
            else:
                workshops.introduce(session, actor_of(request), at, text)
    except NotFound:
        raise
    except Refused as error:
        return _overview(request, slug, problem=("introduction", str(error)), form=form)
    message = "Die Einleitung ist gespeichert."
    if at is None:
        message = "Die Fragenwerkstatt ist eröffnet. Beteiligen Sie nun Verbände und Beirat."
    return redirect(_home(slug), message=message)


@post("/{slug:str}/fragenwerkstatt/beteiligte", opt=RUN, sync_to_thread=True)
def add_party(request: WebRequest, slug: str, form: Form) -> Response[Any]:
    """An association of the register, or a board by name."""
    site, chosen = site_of(request), form.one("verband")
    try:
        with site.database.write() as session:
            workshop_parties.add(
                session,
                actor_of(request),
                workshops.at_desk(session, slug),
                association_id=uuid_of(chosen) if chosen not in {"", BOARD} else None,
                name=form.one("name"),
                email=form.one("email"),
                secret=site.settings.secret,
            )
    except NotFound:
        raise
    except Refused as error:
        return _overview(request, slug, problem=("verband", str(error)), form=form)
    return redirect(
        f"{_home(slug)}#beteiligte", message="Beteiligt. Senden oder kopieren Sie nun den Link."
    )


@post("/{slug:str}/fragenwerkstatt/beteiligte/{party:uuid}", opt=RUN, sync_to_thread=True)
def act_on_party(request: WebRequest, slug: str, party: UUID, form: Form) -> Response[Any]:
    """Send, show, renew or withdraw a link. What is shown stands in this one answer only."""
    site = site_of(request)
    try:
        with site.database.write() as session:
            at = workshops.at_desk(session, slug)
            known = workshop_parties.of(session, at, party)
            message, link = _act(session, site, actor_of(request), at, known, form.one("tun"))
    except NotFound:
        raise
    except Refused as error:
        return _overview(request, slug, problem=("beteiligte", str(error)))
    if link:
        return _overview(request, slug, link=(known.name, link))
    return redirect(f"{_home(slug)}#beteiligte", message=message)


def _act(
    session: Any, site: Site, actor: Actor, at: WorkshopFacts, party: PartyFacts, act: str
) -> tuple[str, str]:
    """A message for the next page, or the link to be shown on this one."""
    secret = site.settings.secret
    if act == "senden":
        address = workshop_parties.invite(session, actor, at, party.id)
        return f"Der Link für {party.name} geht an {address}.", ""
    if act == "erneuern":
        workshop_parties.renew(session, actor, at, party.id, secret=secret)
        return f"Der alte Link für {party.name} gilt nicht mehr. Senden Sie den neuen.", ""
    if act == "zurueckziehen":
        workshop_parties.revoke(session, actor, at, party.id)
        return f"Der Link für {party.name} gilt nicht mehr. Geschriebenes bleibt.", ""
    if act == "zeigen":
        base_url = site.settings.base_url
        return "", workshop_parties.reveal(
            session, actor, at, party.id, secret=secret, base_url=base_url
        )
    raise Refused("Wählen Sie, was mit dem Link geschehen soll.")


@post(
    "/{slug:str}/fragenwerkstatt/fassung",
    opt={"action": Action.EDIT_QUESTIONNAIRE},
    sync_to_thread=True,
)
def replace_draft(request: WebRequest, slug: str, form: Form) -> Response[Any]:
    """The next version of the draft; every problem with sheet, row and column."""
    try:
        file = form.upload("workbook")
        with site_of(request).database.write() as session:
            at = workshops.at_desk(session, slug)
            stored = workshops.replace_draft(
                session, actor_of(request), at, file.content, name=file.name
            )
            now = workshops.at_desk(session, slug)
    except NotFound:
        raise
    except WorkbookFaulty as error:
        problem = ("workbook", str(error))
        return _overview(request, slug, problem=problem, form=form, problems=error.problems)
    except Refused as error:
        return _overview(request, slug, problem=("workbook", str(error)), form=form)
    message = f"Auf dem Tisch liegt jetzt Version {now.version}. Frühere Freigaben sind überholt."
    if stored.id == at.version_id:
        message = "Genau diese Fassung liegt schon auf dem Tisch. Nichts wurde geändert."
    return redirect(_home(slug), message=message)


@get("/{slug:str}/fragenwerkstatt/beitraege", opt=SEE, sync_to_thread=True)
def thread(
    request: WebRequest,
    slug: str,
    item: Annotated[str, Parameter(query="frage", default="")],
    seite: int = 0,
) -> Response[str]:
    """One question with everything that was said about it."""
    return _thread(request, slug, item, seite=seite)


def _thread(
    request: WebRequest, slug: str, item: str, *, seite: int = 0, text: str = "", problem: str = ""
) -> Response[str]:
    with site_of(request).database.read() as session:
        at = workshops.at_desk(session, slug)
        draft = workshops.draft_of(session, at)
        found = workshop_entries.thread(session, at, item, page=seite)
        areas = surveys.area_choices(session)
    page = {
        "at": at,
        "thread": found,
        "asked": asked_item(draft, item, areas),
        "home": _home(slug),
        "url": thread_url(_home(slug), item),
        "text": text,
        "problem": problem,
        "may_run": allowed(actor_of(request), Action.RUN_SURVEY),
    }
    title = "Zum ganzen Entwurf" if not item else f"Beiträge: {found.label}"
    status = 422 if problem else 200
    return show(request, "workshop/desk_thread.html", page, title=title, status=status)


@post("/{slug:str}/fragenwerkstatt/beitraege", opt=RUN, sync_to_thread=True)
def answer(request: WebRequest, slug: str, form: Form) -> Response[Any]:
    """Answer; what was said about the question so far is done with."""
    item, text = form.one("frage"), form.one("beitrag")
    try:
        with site_of(request).database.write() as session:
            at = workshops.at_desk(session, slug)
            workshop_entries.answer(session, actor_of(request), at, item=item, text=text)
    except NotFound:
        raise
    except Refused as error:
        return _thread(request, slug, item, text=text, problem=str(error))
    return redirect(f"{_home(slug)}#offen", message="Ihre Antwort ist gespeichert.")


@post("/{slug:str}/fragenwerkstatt/freigabe", opt=RUN, sync_to_thread=True)
def release(request: WebRequest, slug: str, form: Form) -> Response[Any]:
    """The city releases the version that was seen."""
    actor = actor_of(request)
    try:
        with site_of(request).database.write() as session:
            at = workshops.at_desk(session, slug)
            number = releases.release(
                session,
                actor,
                at.survey_id,
                version_id=uuid_of(form.one("version")),
                person=actor.name,
            )
    except NotFound:
        raise
    except Refused as error:
        return _overview(request, slug, problem=("freigaben", str(error)))
    return redirect(_home(slug), message=f"Version {number} ist für die Kommune freigegeben.")


router = Router(
    "/erhebungen",
    route_handlers=[
        overview,
        introduce,
        add_party,
        act_on_party,
        replace_draft,
        thread,
        answer,
        release,
    ],
)
