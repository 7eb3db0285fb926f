"""The hub of one wave: sections and facilities with their state."""

import msgspec
from litestar import Response, Router, get

from survey_service import clock
from survey_service.domain.fieldwork import deadlines
from survey_service.domain.providers import hub, responses
from survey_service.domain.providers.hub import Section
from survey_service.domain.providers.revisions import Place
from survey_service.permissions import Action
from survey_service.web.pages import show
from survey_service.web.site import WebRequest, actor_of, site_of


class TaskLink(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a task list."""

    label: str
    url: str
    state: str
    hint: str


class SectionLinks(msgspec.Struct, frozen=True, kw_only=True):
    """A task list."""

    title: str
    hint: str
    tasks: tuple[TaskLink, ...]


def page_url(slug: str, place: Place) -> str:
    """The address of a page."""
    url = f"/traeger/{slug}/{place.page}"
    return f"{url}/{place.facility}" if place.facility else url


def minutes_text(minutes: float) -> str:
    """A time budget as people say it; "" when there is none."""
    whole = hub.whole(minutes)
    return f"etwa {whole} Minute{'n' if whole > 1 else ''}" if whole else ""


@get("/{slug:str}", opt={"action": Action.ANSWER_FOR_ORGANISATION}, sync_to_thread=True)
def hub_page(request: WebRequest, slug: str) -> Response[str]:
    """What is done and what is left."""
    with site_of(request).database.read() as session:
        opened = responses.load(session, actor_of(request), slug, now=clock.now())
    shown = hub.hub(opened)
    page = {
        "opened": opened,
        "hub": shown,
        "sections": [_links(slug, section) for section in shown.sections],
        "organisation": actor_of(request).name,
        "grace_ends": deadlines.ends_at(opened.survey.closes_on) + deadlines.GRACE,
        "left": minutes_text(shown.minutes_left),
    }
    return show(request, "traeger/hub.html", page, title=opened.survey.title)


def _links(slug: str, section: Section) -> SectionLinks:
    return SectionLinks(
        title=section.title,
        hint=section.hint,
        tasks=tuple(
            TaskLink(
                label=task.label,
                url=page_url(slug, task.place),
                state=task.state,
                hint="Zwei Fassungen: bitte entscheiden" if task.two_versions else _left(task),
            )
            for task in section.tasks
        ),
    )


def _left(task: hub.Task) -> str:
    return "" if task.state == "done" else minutes_text(task.minutes)


router = Router("/traeger", route_handlers=[hub_page])
