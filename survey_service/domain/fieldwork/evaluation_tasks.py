"""What is done with the answers of a survey: coding, themes, exports, the associations' word."""

from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from survey_service.domain.associations import parties, released
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.fieldwork.task_line import Line, Task, counted
from survey_service.domain.followups import entries
from survey_service.permissions import Action
from survey_service.tables.codings import Coding, CodingRun, RunState, Segment
from survey_service.tables.exports import Export, ExportState
from survey_service.tables.responses import Statement

POSITION = "position"


def evaluation(session: Session, survey: SurveyFacts, address: str) -> list[Line]:
    statements, coded, running = _coded(session, survey.id)
    coding = "done" if statements and coded == statements else "begun" if coded else "open"
    reviewed = _reviewed(session, survey.id)
    ready = session.exec(
        select(func.count())
        .select_from(Export)
        .where(Export.survey_id == survey.id, Export.state == ExportState.READY)
    ).one()
    hint = f"{counted(statements, 'Aussage', 'Aussagen')}, {coded} kodiert"
    return [
        (
            Task(
                name="coding",
                label="Kodierung",
                url=f"{address}/kodierung",
                state="begun" if running else coding,
                hint=f"{hint}; Kodierung läuft" if running else hint,
            ),
            Action.SEE_RAW_COUNTS,
        ),
        (
            Task(
                name="themes",
                label="Themen",
                url=f"{address}/themen",
                state="begun" if reviewed else "open",
                hint="Prüfung begonnen" if reviewed else "noch nicht von Menschen geprüft",
            ),
            Action.SEE_RAW_COUNTS,
        ),
        (
            Task(
                name="exports",
                label="Exporte",
                url=f"{address}/exporte",
                state="done" if ready else "open",
                hint=f"{counted(ready, 'Export', 'Exporte')} zum Herunterladen",
            ),
            Action.EXPORT_FINDINGS,
        ),
    ]


def position_lines(session: Session, survey: SurveyFacts, address: str) -> list[Line]:
    """The associations' own work: the city waits for it. Only where there are associations."""
    if survey.state == "draft" or not parties.of_wave(session, survey.id):
        return []
    state = released.state(session, survey.id)
    hints = {
        released.OPEN: "von den Verbänden noch nicht begonnen",
        released.IN_WORK: "bei den Verbänden in Arbeit",
        released.RELEASED: "von den Verbänden freigegeben",
    }
    task = Task(
        name=POSITION,
        label="Stellungnahme der Verbände",
        url=f"{address}/stellungnahme",
        state=state,
        hint=hints[state],
    )
    return [(task, Action.SEE_POSITION)]


def follow_up_lines(session: Session, survey: SurveyFacts, address: str) -> list[Line]:
    """What those who answered are told; promised on the page "Worum es geht"."""
    if survey.state == "draft":
        return []
    written = entries.of_survey(session, survey.id)
    told = sum(one.shown is not None for one in written)
    waiting = sum(one.newest.published_at is None for one in written)
    hint = f"{counted(told, 'Eintrag', 'Einträge')} veröffentlicht"
    if waiting:
        hint += f", {waiting} noch nicht"
    task = Task(
        name="follow_ups",
        label="Was daraus wurde",
        url=f"{address}/was-daraus-wurde",
        state="begun" if waiting else "done" if told else "open",
        hint=hint if written else "noch nichts zurückgemeldet",
    )
    return [(task, Action.SEE_FOLLOW_UPS)]


def observation_line(session: Session, survey: SurveyFacts, address: str) -> Line:
    statements, _, _ = _coded(session, survey.id)
    task = Task(
        name="observations",
        label="Gemeldete Beobachtungen",
        url=f"{address}/beobachtungen",
        state="done" if survey.state == "closed" else "begun" if statements else "open",
        hint=f"{counted(statements, 'Beobachtung', 'Beobachtungen')}, laufend bis "
        f"{survey.closes_on:%d.%m.%Y}",
    )
    return task, Action.SEE_RAW_COUNTS


def _coded(session: Session, survey_id: UUID) -> tuple[int, int, bool]:
    """Statements, how many of them the runs have coded, and whether a run is under way.

    The runs' own counters: counting the codings would take time on every page.
    """
    statements = session.exec(
        select(func.count())
        .select_from(Statement)
        .where(Statement.survey_id == survey_id, col(Statement.current).is_(True))
    ).one()
    runs = session.exec(
        select(CodingRun.coded, CodingRun.state).where(CodingRun.survey_id == survey_id)
    ).all()
    running = any(state in {RunState.QUEUED, RunState.RUNNING} for _, state in runs)
    return statements, min(statements, sum(coded for coded, _ in runs)), running


def _reviewed(session: Session, survey_id: UUID) -> bool:
    """Whether a person has decided on at least one coding."""
    found = session.exec(
        select(Coding.id)
        .join(Segment, col(Segment.id) == col(Coding.segment_id))
        .join(Statement, col(Statement.id) == col(Segment.statement_id))
        .where(Statement.survey_id == survey_id, col(Coding.human).is_(True))
        .limit(1)
    ).first()
    return found is not None
