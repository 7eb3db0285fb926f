"""The hub: what an organisation still has to do for a wave, section by section."""

from datetime import datetime

import msgspec
from sqlmodel import Session, select

from questionnaires import answers as forms
from questionnaires import expressions
from questionnaires.questionnaire import FACILITIES, Page, text
from survey_service.domain.fieldwork import deadlines, surveys
from survey_service.domain.fieldwork.deadlines import Phase
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.providers import responses
from survey_service.domain.providers.responses import OrganisationResponse
from survey_service.domain.providers.revisions import Place
from survey_service.permissions import Actor
from survey_service.tables.responses import Response


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One page to fill in. ``state``: open | begun | done; ``two_versions``: a decision waits."""

    place: Place
    label: str
    state: str
    minutes: float
    two_versions: bool = False
    nothing_new: bool = False


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """The organisation's pages (``facility`` ""), or those of one facility."""

    title: str
    facility: str
    hint: str
    tasks: tuple[Task, ...]


class TablePage(msgspec.Struct, frozen=True, kw_only=True):
    """A page that can be filled in for all facilities at once. ``done`` of ``total`` rows."""

    page: str
    label: str
    done: int
    total: int


class Hub(msgspec.Struct, frozen=True, kw_only=True):
    """Sections x facilities. ``minutes_left``: of what is not done, the sum of what is shown."""

    sections: tuple[Section, ...]
    tables: tuple[TablePage, ...]
    done: int
    total: int
    minutes_left: int


class StandingWave(msgspec.Struct, frozen=True, kw_only=True):
    """A wave on the standing page. ``state``: none | draft | submitted | reopened | withdrawn."""

    survey: SurveyFacts
    phase: Phase
    state: str
    receipt_number: str
    submitted_at: datetime | None


def hub(opened: OrganisationResponse) -> Hub:
    """The sections in the order of the questionnaire, facilities one after the other."""
    sections = _sections(opened)
    tasks = [task for section in sections for task in section.tasks]
    return Hub(
        sections=sections,
        tables=_tables(opened, tasks),
        done=sum(task.state == "done" for task in tasks),
        total=len(tasks),
        minutes_left=sum(whole(task.minutes) for task in tasks if task.state != "done"),
    )


def whole(minutes: float) -> int:
    """A time budget as it is shown; 0 = there is none."""
    return max(1, round(minutes)) if minutes else 0


def _sections(opened: OrganisationResponse) -> tuple[Section, ...]:
    relevant = responses.relevant_answers(opened)
    pages = {page.code: page for page in opened.questionnaire.pages}
    found: dict[tuple[str, int], list[Task]] = {}
    facility, run = "", 0
    for place in responses.places(opened):
        if place.facility != facility:
            facility, run = place.facility, run + 1
        task = _task(opened, pages[place.page], place, relevant)
        if task is not None:
            found.setdefault((facility, run), []).append(task)
    return tuple(
        _section(opened, facility, tuple(tasks), again=number > 0)
        for (facility, number), tasks in found.items()
    )


def _section(
    opened: OrganisationResponse, facility: str, tasks: tuple[Task, ...], *, again: bool
) -> Section:
    if not facility:
        title = "Zum Schluss: Organisation insgesamt" if again else "Organisation insgesamt"
        return Section(title=title, facility="", hint="", tasks=tasks)
    known = next(one for one in opened.facilities if one.id == facility)
    return Section(title=known.name, facility=facility, hint=known.service_type, tasks=tasks)


def _task(
    opened: OrganisationResponse, page: Page, place: Place, relevant: dict[str, forms.Answers]
) -> Task | None:
    known = responses.known_at(page, place, relevant)
    if not expressions.holds(page.relevant, known):
        return None
    return Task(
        place=place,
        label=text(page.title, opened.language),
        state=state(opened, page, place, known),
        minutes=page.minutes,
        two_versions=place in opened.aside,
        nothing_new=opened.sheet(place).content.nothing_new,
    )


def state(opened: OrganisationResponse, page: Page, place: Place, known: forms.Answers) -> str:
    """open | begun | done. What waits for a decision or cannot be read is not done."""
    content = opened.sheet(place).content
    if place in opened.aside:
        return "begun"
    found = forms.state(page, content.answers, known, unreadable=content.unreadable)
    if found == "open" and content.nothing_new:
        return "begun" if forms.missing(page, {}, known) else "done"
    return found


def _tables(opened: OrganisationResponse, tasks: list[Task]) -> tuple[TablePage, ...]:
    found = []
    for page in opened.questionnaire.pages:
        if not page.table or page.roster != FACILITIES or len(responses.rows(opened, page)) < 2:
            continue
        rows = [task for task in tasks if task.place.page == page.code]
        found.append(
            TablePage(
                page=page.code,
                label=text(page.title, opened.language),
                done=sum(task.state == "done" for task in rows),
                total=len(rows),
            )
        )
    return tuple(found)


def next_place(opened: OrganisationResponse, place: Place) -> Place | None:
    """Where "Weiter" leads: the next page that is asked; None after the last."""
    pages = {page.code: page for page in opened.questionnaire.pages}
    following = iter(responses.places(opened))
    for one in following:
        if one == place:
            break
    for one in following:
        page = pages[one.page]
        if not page.relevant:
            return one
        known = responses.known_at(page, one, responses.relevant_for(opened, one.facility))
        if expressions.holds(page.relevant, known):
            return one
    return None


def standing(session: Session, actor: Actor, *, now: datetime) -> tuple[StandingWave, ...]:
    """All waves of the organisation, the latest first."""
    if actor.organisation_id is None:
        return ()
    rows = {
        row.survey_id: row
        for row in session.exec(
            select(Response).where(Response.organisation_id == actor.organisation_id)
        )
    }
    return tuple(
        StandingWave(
            survey=survey,
            phase=deadlines.phase(survey, now=now),
            state=str(rows[survey.id].state) if survey.id in rows else "none",
            receipt_number=(rows[survey.id].receipt_number or "") if survey.id in rows else "",
            submitted_at=rows[survey.id].submitted_at if survey.id in rows else None,
        )
        for survey in surveys.of_organisation(session, actor.organisation_id)
    )
