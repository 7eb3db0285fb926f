"""The workshop as a party sees it: by link, without an account, without JavaScript."""

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from litestar import Response, Router, get, post, route
from litestar.params import Parameter

from questionnaires import questionnaire as definition
from questionnaires.questionnaire import Questionnaire
from questionnaires.wording import page_of
from survey_service import clock
from survey_service.domain.administration import signing_in
from survey_service.domain.fieldwork import (
    about,
    releases,
    surveys,
    workshop_entries,
    workshop_links,
    workshops,
)
from survey_service.domain.fieldwork.workshop_entries import COMMENT, Count
from survey_service.errors import NotFound, Refused, SignInNeeded
from survey_service.permissions import Action
from survey_service.web import failures, security
from survey_service.web.fieldwork import draft_pages
from survey_service.web.fieldwork.about import show_about
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of

DISCUSS = {"action": Action.DISCUSS_QUESTIONNAIRE}
USE_LINK = {"action": Action.USE_LINK}
HOME = "/werkstatt"
NO_ID = UUID(int=0)
# What the fields of the forms are called where their content is handed back.
TYPED = {"beitrag": "Ihr Beitrag", "person": "Ihr Name"}
Asked = Annotated[str, Parameter(query="frage", default="")]


@route("/w/{token:str}", http_method=["GET", "HEAD"], opt=USE_LINK, sync_to_thread=True)
def link_page(request: WebRequest, token: str) -> Response[str]:
    """Whose link this is. Mail scanners fetch links: nothing happens here."""
    with site_of(request).database.read() as session:
        behind = workshop_links.behind(session, token)
    page = {"behind": behind, "url": request.url.path}
    return show(request, "workshop/link.html", page, title="Fragenwerkstatt öffnen")


@post("/w/{token:str}", opt=USE_LINK, sync_to_thread=True)
def open_link(request: WebRequest, token: str) -> Response[Any]:
    """Exchange the token; the address that remains holds no secret."""
    site = site_of(request)
    with site.database.write() as session:
        minted = workshop_links.open_link(
            session, token, hours=site.settings.session_hours, now=clock.now()
        )
    return redirect(HOME, cookies=(security.session_cookie(request, "werkstatt", minted),))


@get(HOME, opt=DISCUSS, sync_to_thread=True)
def contents(request: WebRequest) -> Response[str]:
    """What it is about, the sections of the draft, and who has released it."""
    with site_of(request).database.read() as session:
        at = workshops.of_party(session, actor_of(request))
        draft = workshops.draft_of(session, at)
        counts = workshop_entries.counts(session, at)
        record = releases.record(session, at.survey_id)
    page = {
        "at": at,
        "party": actor_of(request).name,
        "party_id": actor_of(request).workshop_party_id,
        "sections": draft_pages.contents(draft, counts),
        "whole": counts.get("", Count()),
        "dropped": draft_pages.dropped(draft, counts),
        "record": record,
    }
    return show(request, "workshop/party.html", page, title=f"Fragenwerkstatt: {at.title}")


@get(f"{HOME}/abschnitt/{{page:str}}", opt=DISCUSS, sync_to_thread=True)
def section(request: WebRequest, page: str) -> Response[str]:
    """A section as it will be asked."""
    with site_of(request).database.read() as session:
        at = workshops.of_party(session, actor_of(request))
        draft = workshops.draft_of(session, at)
        counts = workshop_entries.counts(session, at)
        areas = surveys.area_choices(session)
    codes = [one.code for one in draft.pages]
    if page not in codes:
        raise NotFound("Diesen Abschnitt gibt es in dem Entwurf nicht.")
    place = codes.index(page)
    content = {
        "at": at,
        "section": draft_pages.asked_page(draft, draft.pages[place], areas, counts),
        "number": place + 1,
        "total": len(codes),
        "before": codes[place - 1] if place else "",
        "after": codes[place + 1] if place + 1 < len(codes) else "",
    }
    return show(request, "workshop/section.html", content, title=content["section"].title)  # type: ignore[attr-defined]


@get(f"{HOME}/beitraege", opt=DISCUSS, sync_to_thread=True)
def thread(request: WebRequest, item: Asked, seite: int = 0) -> Response[str]:
    """One question with everything that was said about it."""
    return _thread(request, item, seite=seite)


def _thread(
    request: WebRequest, item: str, *, seite: int = 0, form: Form | None = None, problem: str = ""
) -> Response[str]:
    actor = actor_of(request)
    with site_of(request).database.read() as session:
        at = workshops.of_party(session, actor)
        draft = workshops.draft_of(session, at)
        found = workshop_entries.thread(session, at, item, page=seite)
        areas = surveys.area_choices(session)
    section = page_of(draft, item)
    page = {
        "at": at,
        "thread": found,
        "asked": asked_item(draft, item, areas),
        "section": section,
        "section_title": section and definition.text(section.title, draft.default_language),
        "url": thread_url(HOME, item),
        "own": actor.name,
        "version_id": form.one("version") if form else str(at.version_id),
        "kind": form.one("art") if form else COMMENT,
        "text": form.one("beitrag") if form else "",
        "person": form.one("person") if form else actor.person,
        "problem": problem,
    }
    title = "Zum ganzen Entwurf" if not item else f"Beiträge: {found.label}"
    return show(request, "workshop/thread.html", page, title=title, status=422 if problem else 200)


def asked_item(
    draft: Questionnaire, item: str, areas: tuple[definition.Choice, ...]
) -> draft_pages.AskedItem | None:
    """The question as it will be asked; None for the whole draft or one that was dropped."""
    page = page_of(draft, item)
    if page is None:
        return None
    found = draft_pages.asked_page(draft, page, areas, {})
    return next(one for one in found.items if one.code == item)


def thread_url(base: str, item: str) -> str:
    """The address of a question's page."""
    return f"{base}/beitraege?frage={quote(item, safe='')}"


@post(f"{HOME}/beitraege", opt=DISCUSS, sync_to_thread=True)
def write(request: WebRequest, form: Form) -> Response[Any]:
    """Add a comment or a proposal; on a problem the form comes back as it was typed."""
    item = form.one("frage")
    try:
        with site_of(request).database.write() as session:
            at = workshops.of_party(session, actor_of(request))
            workshop_entries.write(
                session,
                actor_of(request),
                at,
                item=item,
                kind=form.one("art"),
                text=form.one("beitrag"),
                version_id=uuid_of(form.one("version")),
                person=form.one("person"),
            )
    except (SignInNeeded, NotFound):
        raise
    except Refused as error:
        return _thread(request, item, form=form, problem=str(error))
    return redirect(f"{thread_url(HOME, item)}#beitraege", message="Ihr Beitrag ist gespeichert.")


def uuid_of(sent: str) -> UUID:
    """Never raises: what is no id is found nowhere."""
    try:
        return UUID(sent)
    except ValueError:
        return NO_ID


@get(f"{HOME}/freigabe", opt=DISCUSS, sync_to_thread=True)
def ask_release(request: WebRequest) -> Response[str]:
    """What a release means, and by whom it is given."""
    return _ask_release(request)


def _ask_release(request: WebRequest, *, person: str = "", problem: str = "") -> Response[str]:
    actor = actor_of(request)
    with site_of(request).database.read() as session:
        at = workshops.of_party(session, actor)
        record = releases.record(session, at.survey_id)
        waiting = sum(one.open for one in workshop_entries.counts(session, at).values())
    page = {
        "at": at,
        "party": actor.name,
        "side": next(
            side
            for side in (record.sides if record else ())
            if side.party_id == actor.workshop_party_id
        ),
        "waiting": waiting,
        "person": person or actor.person,
        "problem": problem,
    }
    status = 422 if problem else 200
    return show(request, "workshop/release.html", page, title="Fassung freigeben", status=status)


@post(f"{HOME}/freigabe", opt=DISCUSS, sync_to_thread=True)
def release(request: WebRequest, form: Form) -> Response[Any]:
    """Release the version that was seen."""
    actor = actor_of(request)
    try:
        with site_of(request).database.write() as session:
            at = workshops.of_party(session, actor)
            person = workshop_entries.checked_person(form.one("person"))
            workshop_links.remember_person(session, actor, person)
            number = releases.release(
                session,
                actor,
                at.survey_id,
                version_id=uuid_of(form.one("version")),
                person=person,
            )
    except SignInNeeded:
        raise
    except Refused as error:
        return _ask_release(request, person=form.one("person"), problem=str(error))
    return redirect(HOME, message=f"{actor.name} gibt Version {number} frei. Vielen Dank.")


@get(f"{HOME}/worum-es-geht", opt=DISCUSS, sync_to_thread=True)
def about_page(request: WebRequest) -> Response[str]:
    """The draft of the page that everybody reads who is asked later."""
    with site_of(request).database.read() as session:
        at = workshops.of_party(session, actor_of(request))
        found = about.draft_page(session, at.survey_id)
    return show_about(
        request, found, back_label="Fragenwerkstatt", back_url=HOME, draft=at.writable
    )


@post(f"{HOME}/beenden", opt=DISCUSS, sync_to_thread=True)
def leave(request: WebRequest) -> Response[Any]:
    """End this browser's session, for shared computers."""
    with site_of(request).database.write() as session:
        signing_in.sign_out(session, actor_of(request).session)
    return redirect("/traeger/abgemeldet", cookies=(security.ended_cookie(request, "werkstatt"),))


def refused(request: WebRequest, error: Refused) -> Response[str]:
    """The refusal's sentence; after a form also everything that was in it."""
    sent: Any = getattr(request.state, "sent", None)
    typed = [
        (TYPED[name], value)
        for name, value in ([] if sent is None else sent.multi_items())
        if name in TYPED and isinstance(value, str) and value.strip()
    ]
    if not typed:
        return failures.refused(request, error)
    page = {"heading": error.title, "sentence": str(error), "typed": typed, "hub_url": ""}
    return show(request, "traeger/not_saved.html", page, title=error.title, status=error.status)


router = Router(
    "/",
    route_handlers=[
        link_page,
        open_link,
        contents,
        section,
        thread,
        write,
        ask_release,
        release,
        about_page,
        leave,
    ],
    exception_handlers={Refused: refused},
)
