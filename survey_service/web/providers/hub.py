"""The hub of one wave: sections and facilities with their state."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from litestar import Response, Router, get

from survey_service import clock
from survey_service.domain.fieldwork import deadlines
from survey_service.domain.providers import comments, delegations, hub, joining, previous, responses
from survey_service.domain.providers.delegations import DelegationFacts
from survey_service.domain.providers.hub import Section
from survey_service.domain.providers.revisions import Place
from survey_service.permissions import Action
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of


class TaskLink(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a task list."""

    label: str
    url: str
    state: str
    hint: str


class SectionLinks(msgspec.Struct, frozen=True, kw_only=True):
    """A task list. ``facility`` "" = the organisation's own pages."""

    title: str
    hint: str
    facility: str
    tasks: tuple[TaskLink, ...]


def page_url(slug: str, place: Place) -> str:
    """The address of a page."""
    url = f"/traeger/{slug}/{place.page}"
    return f"{url}/{place.facility}" if place.facility else url


def minutes_text(minutes: float) -> str:
    """A time budget as people say it; "" when there is none."""
    whole = hub.whole(minutes)
    return f"etwa {whole} Minute{'n' if whole > 1 else ''}" if whole else ""


@get("/{slug:str}", opt={"action": Action.ANSWER_PART}, sync_to_thread=True)
def hub_page(request: WebRequest, slug: str) -> Response[Any]:
    """What is done and what is left; a colleague sees only what was handed on."""
    actor = actor_of(request)
    with site_of(request).database.read() as session:
        opened = responses.load(session, actor, slug, now=clock.now())
        known = delegations.of_response(session, actor, opened)
        remarks = comments.unsettled(session, actor, opened)
        last = previous.last_wave(session, actor, opened.survey)
        helper = delegations.helper(session, actor)
        aside = joining.laid_aside(session, actor, opened.survey, now=clock.now())
    if helper is not None and helper.kind == delegations.RELEASE:
        return redirect(f"/traeger/{slug}/freigeben")
    shown = hub.hub(opened)
    page = {
        "opened": opened,
        "hub": shown,
        "sections": [_links(slug, section, known, remarks) for section in shown.sections],
        "answered_before": {one.id for one in opened.facilities if previous.answered(last, one.id)},
        "returned_remarks": remarks.get(comments.WHOLE, 0) if helper is None else 0,
        "organisation": actor.name,
        "person": actor.person,
        "helper": helper is not None,
        "finished_at": helper.finished_at if helper else None,
        "inside": helper is None and not actor.behalf,
        "handed_on": sum(one.kind == delegations.PART for one in known),
        "grace_ends": deadlines.grace_ends(opened.survey.closes_on),
        "aside": aside,
        "left": minutes_text(shown.minutes_left),
    }
    return show(request, "traeger/hub.html", page, title=opened.survey.title)


def _links(
    slug: str,
    section: Section,
    known: Sequence[DelegationFacts],
    remarks: Mapping[Place, int],
) -> SectionLinks:
    return SectionLinks(
        title=section.title,
        hint=section.hint,
        facility=section.facility,
        tasks=tuple(_link(slug, task, known, remarks.get(task.place, 0)) for task in section.tasks),
    )


def _link(slug: str, task: hub.Task, known: Sequence[DelegationFacts], remarks: int) -> TaskLink:
    helper = delegations.of_place(known, task.place)
    hints = ["Zwei Fassungen: bitte entscheiden"] if task.two_versions else []
    if helper is not None:
        finished = ": fertig" if helper.state == "finished" else ""
        hints.append(f"weitergegeben an {helper.colleague}{finished}")
    if task.nothing_new:
        hints.append("nichts Neues gemeldet")
    if remarks:
        hints.append("eine Anmerkung" if remarks == 1 else f"{remarks} Anmerkungen")
    if not hints and task.state != "done":
        hints.append(minutes_text(task.minutes))
    waiting = helper is not None and helper.state != "finished" and task.state == "open"
    return TaskLink(
        label=task.label,
        url=page_url(slug, task.place),
        state="delegated" if waiting else task.state,
        hint=", ".join(hints),
    )


router = Router("/traeger", route_handlers=[hub_page])
