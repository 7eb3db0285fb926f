"""A segment as a reviewer sees it: its statement, its codes and who gave them."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from uuid import UUID

import msgspec
from sqlmodel import Session, col, select

from analysis import quotes
from analysis.adjudication import Standing, Word, standing
from analysis.coders import coder as coders
from questionnaires.areas import CITYWIDE
from survey_service.domain.coding import automatic, statements
from survey_service.domain.coding.automatic import Rules
from survey_service.errors import NotAllowed, NotFound
from survey_service.permissions import Action, Actor, areas_for
from survey_service.tables.codings import (
    Coding,
    Quote,
    Segment,
    Span,
    SpanKind,
)
from survey_service.tables.responses import Statement
from survey_service.tables.surveys import Survey


class CodeOnSegment(msgspec.Struct, frozen=True, kw_only=True):
    """A theme or type on a segment. ``confidence`` is the machine's.

    ``words``: each coder, the machine in words, and the latest status they gave.
    ``automatic``: proposed, and accepted automatically; never a review.
    """

    kind: str
    code: str
    standing: Standing | None
    confidence: float | None
    evidence: tuple[tuple[int, int], ...]
    words: tuple[tuple[str, str], ...]
    automatic: bool


class ReleasedQuoteFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A quote as it was released."""

    text: str
    released_by: str
    withdrawn: bool


class SegmentFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A segment with its statement and codes. Offsets are code points of ``text``."""

    id: UUID
    survey_id: UUID
    statement_id: UUID
    text: str
    start: int
    end: int
    codes: tuple[CodeOnSegment, ...]
    personal_data: tuple[tuple[int, int, str], ...]
    places: tuple[tuple[int, int, str], ...]
    area: str
    area_reason: str
    source: str
    speaker: str
    quoting: str
    observed_on: date | None
    permission: str
    language: str
    quote: ReleasedQuoteFacts | None
    previous: UUID | None
    following: UUID | None


def load(session: Session, actor: Actor, segment_id: UUID) -> SegmentFacts:
    """A segment, for those who may review in its area. Raises NotFound, NotAllowed."""
    found, statement = reviewable(session, actor, segment_id)
    spans = session.exec(
        select(Span).where(Span.statement_id == statement.id).order_by(col(Span.start))
    ).all()
    neighbours = session.exec(
        select(Segment.id).where(Segment.statement_id == statement.id).order_by(col(Segment.start))
    ).all()
    place = neighbours.index(found.id)
    return SegmentFacts(
        id=found.id,
        survey_id=statement.survey_id,
        statement_id=statement.id,
        text=statement.text,
        start=found.start,
        end=found.end,
        codes=_codes(session, found.id, statement),
        personal_data=_spans(spans, SpanKind.PERSONAL),
        places=_spans(spans, SpanKind.PLACE),
        area=statement.area_code or CITYWIDE,
        area_reason=statement.area_reason,
        source=statement.source,
        speaker=statements.speaker(session, statement),
        quoting=statement.quoting,
        observed_on=statement.observed_on,
        permission=quotes.permission(statement.source, statement.quoting),
        language=statement.language,
        quote=_quote(session, found.id),
        previous=neighbours[place - 1] if place else None,
        following=neighbours[place + 1] if place + 1 < len(neighbours) else None,
    )


def reviewable(session: Session, actor: Actor, segment_id: UUID) -> tuple[Segment, Statement]:
    row = session.exec(
        select(Segment, Statement)
        .join(Statement, col(Statement.id) == col(Segment.statement_id))
        .where(Segment.id == segment_id, col(Statement.current).is_(True))
    ).first()
    if row is None:
        raise NotFound("Diese Sinneinheit gibt es nicht mehr.")
    areas = areas_for(actor, Action.REVIEW_CODING)
    if areas is not None and row[1].area_code not in areas:
        raise NotAllowed("Ihr Konto prüft nur Aussagen aus anderen Gebieten.")
    return row


def _spans(spans: Iterable[Span], kind: SpanKind) -> tuple[tuple[int, int, str], ...]:
    return tuple((span.start, span.end, span.value) for span in spans if span.kind == kind)


def _quote(session: Session, segment_id: UUID) -> ReleasedQuoteFacts | None:
    row = session.exec(select(Quote).where(Quote.segment_id == segment_id)).first()
    if row is None:
        return None
    return ReleasedQuoteFacts(text=row.text, released_by=row.released_by, withdrawn=row.withdrawn)


def _codes(session: Session, segment_id: UUID, statement: Statement) -> tuple[CodeOnSegment, ...]:
    rows = session.exec(
        select(Coding)
        .where(Coding.segment_id == segment_id)
        .order_by(Coding.kind, Coding.code, Coding.coder, Coding.serial)  # type: ignore[arg-type]
    ).all()
    ruling = automatic.rules(session, among={row.code for row in rows if not row.human})
    found = [
        _code(kind, code, list(given), ruling, statement)
        for (kind, code), given in groupby(rows, key=lambda row: (row.kind, row.code))
    ]
    return tuple(sorted(found, key=_order))


def _code(
    kind: str, code: str, given: list[Coding], ruling: Rules, statement: Statement
) -> CodeOnSegment:
    held = standing(Word(row.coder, row.human, row.status, row.serial) for row in given)
    machine = next((row for row in given if not row.human), None)
    latest = {row.coder: row.status for row in given}
    human = {row.coder for row in given if row.human}
    return CodeOnSegment(
        kind=kind,
        code=code,
        standing=held,
        confidence=machine.confidence if machine else None,
        evidence=tuple((span[0], span[1]) for span in machine.evidence) if machine else (),
        words=tuple(
            (coder if coder in human else coders.in_words(coder), status)
            for coder, status in latest.items()
        ),
        automatic=held == "proposed"
        and any(
            automatic.accepted(ruling, row, text=statement.text, language=statement.language)
            for row in given
        ),
    )


def _order(code: CodeOnSegment) -> tuple[bool, float, str]:
    """What stands first, then by the machine's confidence."""
    return (code.standing is None, -(code.confidence or 1.0), code.code)


def subject(session: Session, segment_id: UUID, statement: Statement) -> str:
    """How the log calls a segment: a short number and its survey."""
    title = session.exec(select(Survey.title).where(Survey.id == statement.survey_id)).one()
    return f"Sinneinheit {str(segment_id)[:8]} in „{title[:150]}“"
