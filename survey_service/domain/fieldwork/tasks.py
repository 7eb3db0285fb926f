"""The task list of a wave or consultation: what is done, what comes next."""

from uuid import UUID

import msgspec
from sqlalchemy import func
from sqlmodel import Session, col, select

from survey_service import clock
from survey_service.domain.administration import municipality
from survey_service.domain.correspondence import invitations
from survey_service.domain.fieldwork import (
    about,
    questionnaires,
    releases,
    returns,
    surveys,
    workshop_entries,
    workshops,
)
from survey_service.domain.fieldwork.evaluation_tasks import (
    POSITION,
    evaluation,
    follow_up_lines,
    observation_line,
    position_lines,
)
from survey_service.domain.fieldwork.returns import Progress
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.fieldwork.task_line import Line, Task, counted
from survey_service.errors import NotReady
from survey_service.permissions import Action, Actor, allowed
from survey_service.tables.responses import Statement


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A wave or consultation on the start page; ``next`` None = nothing left to do.

    ``imported``: statements that came from a file, not from answers.
    """

    survey: SurveyFacts
    progress: Progress
    next: Task | None
    imported: int


def cards(session: Session, actor: Actor) -> list[Card]:
    """All waves and consultations, the latest first."""
    numbers = returns.all_progress(session)
    imported = _imported(session)
    return [
        Card(
            survey=survey,
            progress=numbers.get(survey.id, Progress()),
            next=next_task(survey, tasks(session, actor, survey)),
            imported=imported.get(survey.id, 0),
        )
        for survey in surveys.all_surveys(session)
    ]


def _imported(session: Session) -> dict[UUID, int]:
    rows = session.exec(
        select(Statement.survey_id, func.count())
        .where(col(Statement.response_id).is_(None), col(Statement.current).is_(True))
        .group_by(col(Statement.survey_id))
    )
    return dict(rows.all())


def next_task(survey: SurveyFacts, found: tuple[Task, ...]) -> Task | None:
    """What to do now: preparing, then inviting and waiting, then the evaluation."""
    if survey.is_observations:
        return next(
            (task for task in found if task.name == "coding" and task.state != "done"), None
        )
    if survey.state == "draft":
        return next((task for task in found if task.state != "done" and not optional(task)), None)
    if survey.state == "open":
        running = ("opening", "inviting", "return")
        return next((task for task in found if task.name in running and task.state != "done"), None)
    return next(
        (
            task
            for task in found
            if task.name != POSITION
            and (task.state == "open" or (task.name, task.state) == ("coding", "begun"))
        ),
        None,
    )


def optional(task: Task) -> bool:
    """A workshop that nobody has opened is an offer, nothing to be done."""
    return (task.name, task.state) == ("workshop", "open")


def tasks(session: Session, actor: Actor, survey: SurveyFacts) -> tuple[Task, ...]:
    """In the order of the work; addresses only where the actor may go."""
    numbers = returns.progress(session, survey.id)
    address = f"/erhebungen/{survey.slug}"
    if survey.is_observations:
        found = [observation_line(session, survey, address), *evaluation(session, survey, address)]
        found += follow_up_lines(session, survey, address)
        return _for(actor, found)
    found = [_questionnaire(session, survey)]
    if survey.is_wave:
        found += _workshop(session, survey, address)
        found.append(_organisations(session, survey))
    found.append(_opening(session, survey, address))
    if survey.is_wave:
        found.append(_inviting(session, survey, numbers, address))
    found.append(_return(survey, numbers, address))
    if survey.selected:
        found.append(_short_answers(numbers, address))
    found += evaluation(session, survey, address)
    found += position_lines(session, survey, address)
    found += follow_up_lines(session, survey, address)
    return _for(actor, found)


def _for(actor: Actor, found: list[Line]) -> tuple[Task, ...]:
    return tuple(
        task if allowed(actor, action) else msgspec.structs.replace(task, url="")
        for task, action in found
    )


def _questionnaire(session: Session, survey: SurveyFacts) -> Line:
    version = survey.questionnaire_version_id
    questionnaire = questionnaires.load(session, version)
    unchecked = set(questionnaires.unchecked_languages(session, version)) & set(survey.languages)
    hint = f"Version {questionnaire.version}"
    if unchecked:
        hint += f"; {counted(len(unchecked), 'Übersetzung', 'Übersetzungen')} ungeprüft"
    return (
        Task(
            name="questionnaire",
            label="Fragebogen",
            url=f"/frageboegen/{version}",
            state="begun" if unchecked else "done",
            hint=hint,
        ),
        Action.SEE_SURVEY,
    )


def _workshop(session: Session, survey: SurveyFacts, address: str) -> list[Line]:
    """Of a draft always, later only when there was one."""
    at = workshops.of_survey(session, survey.id)
    known = releases.record(session, survey.id)
    if at is None or known is None:
        offer = "freiwillig: Verbände und Beirat sprechen vorher über die Fragen"
        return [_workshop_line(address, "open", offer)] if survey.state == "draft" else []
    waiting = sum(one.open for one in workshop_entries.counts(session, at).values())
    hint = f"{len(known.sides) - len(known.missing)} von {len(known.sides)} Freigaben"
    if waiting:
        hint += f", {counted(waiting, 'Beitrag', 'Beiträge')} offen"
    finished = not at.writable or not known.missing
    return [_workshop_line(address, "done" if finished else "begun", hint)]


def _workshop_line(address: str, state: str, hint: str) -> Line:
    url = f"{address}/fragenwerkstatt"
    task = Task(name="workshop", label="Fragenwerkstatt", url=url, state=state, hint=hint)
    return task, Action.SEE_SURVEY


def _organisations(session: Session, survey: SurveyFacts) -> Line:
    seen = invitations.preview(session, survey)
    total = len(seen.ready) + len(seen.without_email) + seen.invited
    hint = f"{counted(total, 'Träger', 'Träger')} {'gewählt' if survey.selected else 'im Register'}"
    if seen.without_email:
        hint += f", {len(seen.without_email)} ohne E-Mail-Adresse"
    if total == 0:
        hint = "Noch keine Träger. Beginnen Sie mit „Liste einlesen“: eine Excel-Datei."
    return (
        Task(
            name="organisations",
            label="Träger",
            url="/traegerregister" if total else "/traegerregister#einlesen",
            state="done" if total and not seen.without_email else "begun" if total else "open",
            hint=hint,
        ),
        Action.SEE_REGISTER,
    )


def _opening(session: Session, survey: SurveyFacts, address: str) -> Line:
    label, state, url = "Zeitraum", "done", f"{address}/bearbeiten"
    hint = f"offen vom {survey.opens_on:%d.%m.%Y} bis {survey.closes_on:%d.%m.%Y}"
    if survey.state == "draft":
        label, state, url = "Öffnen", "open", f"{address}/oeffnen"
        hint = _obstacle(session, survey) or "Alle Rechtstexte sind da."
    elif survey.state == "closed":
        url, hint = "", f"beendet, letzter Tag war der {survey.closes_on:%d.%m.%Y}"
    elif clock.today() > survey.closes_on:
        label, state, url = "Beenden", "open", f"{address}/beenden"
        hint = f"Der letzte Tag war der {survey.closes_on:%d.%m.%Y}."
    task = Task(name="opening", label=label, url=url, state=state, hint=hint)
    return task, Action.RUN_SURVEY


def _obstacle(session: Session, survey: SurveyFacts) -> str:
    try:
        municipality.check_ready_to_open(session)
        about.check_ready(session, survey.id)
    except NotReady as error:
        return str(error)
    known = releases.record(session, survey.id)
    if known is not None and known.missing:
        return f"Noch nicht freigegeben von: {', '.join(known.missing)}."
    return ""


def _inviting(session: Session, survey: SurveyFacts, numbers: Progress, address: str) -> Line:
    waiting = len(invitations.preview(session, survey).ready)
    hint = f"{numbers.invited} eingeladen"
    if waiting:
        hint += f", {waiting} noch nicht"
    done = numbers.invited and not waiting
    return (
        Task(
            name="inviting",
            label="Einladen",
            url=f"{address}/einladen",
            state="done" if done else "begun" if numbers.invited else "open",
            hint=hint,
        ),
        Action.RUN_SURVEY,
    )


def _return(survey: SurveyFacts, numbers: Progress, address: str) -> Line:
    if survey.is_wave:
        hint = f"{numbers.returned} von {numbers.invited} eingereicht, {numbers.begun} begonnen"
    else:
        hint = f"{counted(numbers.returned, 'Antwort', 'Antworten')} eingereicht"
    complete = survey.is_wave and 0 < numbers.invited <= numbers.returned
    return (
        Task(
            name="return",
            label="Rücklauf",
            url=f"{address}/ruecklauf",
            state="done"
            if complete or survey.state == "closed"
            else "begun"
            if numbers.returned or numbers.begun
            else "open",
            hint=hint,
        ),
        Action.SEE_SURVEY,
    )


def _short_answers(numbers: Progress, address: str) -> Line:
    task = Task(
        name="short_answers",
        label="Antworten der Blitzabfrage",
        url=f"{address}/blitzabfrage",
        state="begun" if numbers.returned else "open",
        hint="je Einrichtung, wie sie eingehen; auch als Excel",
    )
    return task, Action.EXPORT_ANSWERS
