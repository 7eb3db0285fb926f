"""Coding runs: begun by a planner, worked off in chunks, closed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func
from sqlmodel import Session, col, select

from survey_service import clock, queue
from survey_service.domain.administration import audit
from survey_service.domain.coding import codebook_versions, coder_choice
from survey_service.errors import Conflict, NotFound, NotReady
from survey_service.permissions import Actor
from survey_service.tables.codings import (
    CodebookVersion,
    CodingRun,
    RunState,
    Segment,
)
from survey_service.tables.responses import Statement
from survey_service.tables.surveys import Survey

ACTIVE = (RunState.QUEUED, RunState.RUNNING)


class RunFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A coding run as its page shows it. ``seconds_left`` None = not known yet."""

    id: UUID
    state: str
    coder: str
    codebook: str
    total: int
    coded: int
    problem: str
    created_at: datetime
    finished_at: datetime | None
    seconds_left: int | None


def uncoded_count(session: Session, survey_id: UUID) -> int:
    """How many current statements of a survey have no segments yet."""
    return session.exec(
        select(func.count()).select_from(Statement).where(*_uncoded(survey_id))
    ).one()


def uncoded_ids(session: Session, survey_id: UUID) -> Sequence[UUID]:
    """The current statements of a survey that have no segments yet."""
    return session.exec(
        select(Statement.id).where(*_uncoded(survey_id)).order_by(col(Statement.id))
    ).all()


def _uncoded(survey_id: UUID) -> tuple[Any, ...]:
    coded = select(Segment.id).where(Segment.statement_id == Statement.id)
    return (
        Statement.survey_id == survey_id,
        col(Statement.current).is_(True),
        Statement.text != "",
        ~coded.exists(),
    )


def start(session: Session, actor: Actor, *, survey_id: UUID) -> UUID:
    """Begin a run over the uncoded statements; the worker does the rest.

    Raises Conflict while another run of the survey is active, NotReady when nothing is uncoded.
    """
    active = session.exec(
        select(CodingRun.id).where(
            CodingRun.survey_id == survey_id, col(CodingRun.state).in_(ACTIVE)
        )
    ).first()
    if active is not None:
        raise Conflict("Eine Kodierung läuft schon. Warten Sie, bis sie fertig ist.")
    total = uncoded_count(session, survey_id)
    if total == 0:
        raise NotReady("Es gibt keine neuen Aussagen. Alle vorhandenen sind schon kodiert.")
    codebook = codebook_versions.newest(session)
    run = CodingRun(
        survey_id=survey_id,
        codebook_version_id=codebook,
        trained_coder_id=coder_choice.for_new_run(session, codebook),
        total=total,
        created_by=audit.actor_name(actor),
        created_at=clock.now(),
    )
    session.add(run)
    session.flush()
    title = session.exec(select(Survey.title).where(Survey.id == survey_id)).one()
    audit.record(session, actor, "Kodierung begonnen", subject=title, detail=f"Aussagen: {total}")
    queue.enqueue(session, queue.RunCoding(run=str(run.id)))
    return run.id


def finish(session: Session, run_id: UUID) -> None:
    """Close a run whose chunks are all done."""
    run = session.exec(select(CodingRun).where(CodingRun.id == run_id).with_for_update()).one()
    if run.state in ACTIVE:
        run.state = RunState.DONE
        run.finished_at = clock.now()


def fail(session: Session, run_id: UUID, problem: str) -> None:
    """Close a run that cannot go on, with a sentence for the planner."""
    run = session.exec(select(CodingRun).where(CodingRun.id == run_id)).one()
    run.state = RunState.FAILED
    run.problem = problem
    run.finished_at = clock.now()


def of_survey(session: Session, survey_id: UUID) -> list[RunFacts]:
    """All runs of a survey, newest first."""
    rows = session.exec(
        select(CodingRun, CodebookVersion)
        .join(CodebookVersion, col(CodebookVersion.id) == col(CodingRun.codebook_version_id))
        .where(CodingRun.survey_id == survey_id)
        .order_by(col(CodingRun.created_at).desc())
    ).all()
    return [_facts(run, version) for run, version in rows]


def _facts(run: CodingRun, version: CodebookVersion) -> RunFacts:
    return RunFacts(
        id=run.id,
        state=run.state,
        coder=run.coder,
        codebook=f"{version.title}, Version {version.version}",
        total=run.total,
        coded=run.coded,
        problem=run.problem,
        created_at=run.created_at,
        finished_at=run.finished_at,
        seconds_left=_seconds_left(run),
    )


def _seconds_left(run: CodingRun) -> int | None:
    if run.state != RunState.RUNNING or run.coded == 0:
        return None
    spent = (clock.now() - run.created_at).total_seconds()
    return round(spent / run.coded * (run.total - run.coded))


def survey_of(session: Session, run_id: UUID) -> UUID:
    """The survey a run belongs to. Raises NotFound."""
    found = session.exec(
        select(Survey.id)
        .join(CodingRun, col(CodingRun.survey_id) == col(Survey.id))
        .where(CodingRun.id == run_id)
    ).first()
    if found is None:
        raise NotFound("Diese Kodierung gibt es nicht.")
    return found
