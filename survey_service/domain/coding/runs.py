"""Coding runs: planned in chunks, coded by workers, stored once however often they are tried."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import func, insert
from sqlmodel import Session, col, select, update

from analysis import codebook as codebooks
from analysis.suggestions import CodedSegment, CodedStatement, StatementText
from survey_service import clock, queue
from survey_service.domain.administration import audit
from survey_service.errors import Conflict, NotFound, NotReady
from survey_service.permissions import Actor
from survey_service.tables.codings import (
    CodebookVersion,
    Coding,
    CodingChunk,
    CodingKind,
    CodingRun,
    CodingStatus,
    RunState,
    Segment,
    Span,
    SpanKind,
)
from survey_service.tables.responses import Statement
from survey_service.tables.surveys import Survey

CHUNK_STATEMENTS = 500
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


def store_codebook(session: Session, document: bytes) -> UUID:
    """The id of the stored codebook version; stored when it is new."""
    return _store(session, codebooks.read(document))


def _store(session: Session, codebook: codebooks.Codebook) -> UUID:
    found = session.exec(
        select(CodebookVersion.id).where(
            CodebookVersion.key == codebook.id, CodebookVersion.version == codebook.version
        )
    ).first()
    if found is not None:
        return found
    version = CodebookVersion(
        key=codebook.id,
        version=codebook.version,
        title=codebook.title,
        document=msgspec.json.encode(codebook),
    )
    session.add(version)
    session.flush()
    return version.id


def codebook_of(session: Session, version_id: UUID) -> codebooks.Codebook:
    """A stored codebook."""
    document = session.exec(
        select(CodebookVersion.document).where(CodebookVersion.id == version_id)
    ).one()
    return msgspec.json.decode(document, type=codebooks.Codebook)


def shipped_codebook() -> codebooks.Codebook:
    """The codebook that comes with the product."""
    return codebooks.shipped()


def codebook_version_of(session: Session, run_id: UUID) -> UUID:
    """The codebook version a run uses."""
    return session.exec(select(CodingRun.codebook_version_id).where(CodingRun.id == run_id)).one()


def newest_codebook(session: Session) -> UUID:
    """The codebook version new runs use; the shipped one is stored on first use."""
    found = session.exec(
        select(CodebookVersion.id).order_by(col(CodebookVersion.version).desc())
    ).first()
    return found or _store(session, codebooks.shipped())


def uncoded_count(session: Session, survey_id: UUID) -> int:
    """How many current statements of a survey have no segments yet."""
    return session.exec(
        select(func.count()).select_from(Statement).where(*_uncoded(survey_id))
    ).one()


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
    run = CodingRun(
        survey_id=survey_id,
        codebook_version_id=newest_codebook(session),
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


def plan(session: Session, run_id: UUID) -> list[int]:
    """Cut a run into chunks; returns the numbers of those not yet done. Safe to repeat."""
    run = session.exec(select(CodingRun).where(CodingRun.id == run_id).with_for_update()).one()
    chunks = session.exec(select(CodingChunk).where(CodingChunk.run_id == run_id)).all()
    if not chunks:
        chunks = _cut(run, _uncoded_ids(session, run.survey_id))
        session.add_all(chunks)
        run.total = sum(len(chunk.statements) for chunk in chunks)
    run.state = RunState.RUNNING
    return sorted(chunk.number for chunk in chunks if chunk.done_at is None)


def _uncoded_ids(session: Session, survey_id: UUID) -> Sequence[UUID]:
    return session.exec(
        select(Statement.id).where(*_uncoded(survey_id)).order_by(col(Statement.id))
    ).all()


def _cut(run: CodingRun, ids: Sequence[UUID]) -> list[CodingChunk]:
    return [
        CodingChunk(
            run_id=run.id,
            number=number,
            statements=[str(one) for one in ids[first : first + CHUNK_STATEMENTS]],
        )
        for number, first in enumerate(range(0, len(ids), CHUNK_STATEMENTS))
    ]


def chunk_texts(session: Session, run_id: UUID, number: int) -> list[StatementText]:
    """The statements of a chunk that are still to be coded; empty when it is done."""
    chunk = session.exec(
        select(CodingChunk).where(CodingChunk.run_id == run_id, CodingChunk.number == number)
    ).one()
    if chunk.done_at is not None:
        return []
    ids = [UUID(one) for one in chunk.statements]
    rows = session.exec(
        select(  # type: ignore[call-overload]
            Statement.id, Statement.text, Statement.language, Statement.area_code, Statement.source
        ).where(col(Statement.id).in_(ids), Statement.text != "")
    ).all()
    return [
        StatementText(id=str(row[0]), text=row[1], lang=row[2], area=row[3], source=row[4])
        for row in rows
    ]


def store(
    session: Session,
    *,
    run_id: UUID,
    number: int,
    coded: Iterable[CodedStatement],
    coder: str,
    worker: str,
) -> int:
    """Store a chunk's codings in one transaction; returns how many statements were new.

    The chunk's row is locked first: whoever comes second finds it done and stores nothing.
    """
    chunk = session.exec(
        select(CodingChunk)
        .where(CodingChunk.run_id == run_id, CodingChunk.number == number)
        .with_for_update()
    ).one()
    if chunk.done_at is not None:
        return 0
    segments: list[dict[str, object]] = []
    codings: list[dict[str, object]] = []
    spans: list[dict[str, object]] = []
    count = 0
    for statement in coded:
        count += 1
        spans.extend(_spans(statement))
        for segment in statement.segments:
            row = _segment(statement, segment)
            segments.append(row)
            codings.extend(_codings(segment, row["id"], coder))
        _place(session, statement)
    for table, rows in ((Segment, segments), (Coding, codings), (Span, spans)):
        if rows:
            session.execute(insert(table), rows)
    chunk.done_at = clock.now()
    chunk.worker = worker
    _note_progress(session, run_id, coder, count)
    return count


def _segment(statement: CodedStatement, segment: CodedSegment) -> dict[str, object]:
    return {
        "id": uuid4(),
        "statement_id": UUID(statement.id),
        "start": segment.start,
        "end": segment.end,
    }


def _codings(segment: CodedSegment, segment_id: object, coder: str) -> Iterable[dict[str, object]]:
    shared = {"segment_id": segment_id, "coder": coder, "human": False, "serial": 1}
    for suggestion in segment.codes:
        yield {
            **shared,
            "id": uuid4(),
            "kind": CodingKind.THEME,
            "code": suggestion.code,
            "status": CodingStatus.PROPOSED if suggestion.proposed else CodingStatus.SUGGESTED,
            "confidence": suggestion.confidence,
            "evidence": [list(span) for span in suggestion.evidence],
            "at": clock.now(),
        }
    for statement_type in segment.types:
        yield {
            **shared,
            "id": uuid4(),
            "kind": CodingKind.TYPE,
            "code": statement_type,
            "status": CodingStatus.PROPOSED,
            "confidence": None,
            "evidence": [],
            "at": clock.now(),
        }


def _spans(statement: CodedStatement) -> Iterable[dict[str, object]]:
    found = {(SpanKind.PLACE, place.start, place.end, place.area) for place in statement.places} | {
        (SpanKind.PERSONAL, one.start, one.end, one.kind) for one in statement.personal_data
    }
    for kind, start, end, value in sorted(found):
        yield {
            "id": uuid4(),
            "statement_id": UUID(statement.id),
            "kind": kind,
            "start": start,
            "end": end,
            "value": value,
        }


def _place(session: Session, statement: CodedStatement) -> None:
    """A single area named in the text holds over the facility's and over citywide."""
    named = {place.area for place in statement.places}
    if len(named) != 1:
        return
    session.execute(
        update(Statement)
        .where(
            col(Statement.id) == UUID(statement.id),
            col(Statement.area_reason).in_(["facility", "citywide"]),
        )
        .values(area_code=named.pop(), area_reason="named")
    )


def _note_progress(session: Session, run_id: UUID, coder: str, count: int) -> None:
    session.execute(
        update(CodingRun)
        .where(col(CodingRun.id) == run_id)
        .values(coded=CodingRun.coded + count, coder=coder)
    )


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
