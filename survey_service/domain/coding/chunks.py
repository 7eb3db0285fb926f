"""Chunks of a coding run: cut, coded by workers, stored once however often they are tried."""

from collections.abc import Iterable, Sequence
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlmodel import Session, col, select, update

from analysis.suggestions import CodedSegment, CodedStatement, StatementText
from survey_service import clock
from survey_service.domain.coding import runs
from survey_service.tables.codings import (
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

CHUNK_STATEMENTS = 500


def plan(session: Session, run_id: UUID) -> list[int]:
    """Cut a run into chunks; returns the numbers of those not yet done. Safe to repeat."""
    run = session.exec(select(CodingRun).where(CodingRun.id == run_id).with_for_update()).one()
    chunks = session.exec(select(CodingChunk).where(CodingChunk.run_id == run_id)).all()
    if not chunks:
        chunks = _cut(run, runs.uncoded_ids(session, run.survey_id))
        session.add_all(chunks)
        run.total = sum(len(chunk.statements) for chunk in chunks)
    run.state = RunState.RUNNING
    return sorted(chunk.number for chunk in chunks if chunk.done_at is None)


def _cut(run: CodingRun, ids: Sequence[UUID]) -> list[CodingChunk]:
    return [
        CodingChunk(
            run_id=run.id,
            number=number,
            statements=[str(one) for one in ids[first : first + CHUNK_STATEMENTS]],
        )
        for number, first in enumerate(range(0, len(ids), CHUNK_STATEMENTS))
    ]


def texts(session: Session, run_id: UUID, number: int) -> list[StatementText]:
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
