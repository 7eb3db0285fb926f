"""Review: a planner or coder accepts, rejects and adds codes; planners release quotes."""

from collections.abc import Iterable
from itertools import groupby
from uuid import UUID

import msgspec
from sqlalchemy import func
from sqlmodel import Session, col, select

from analysis import codebook as codebooks
from analysis import quotes
from analysis.adjudication import Standing, Word, standing
from analysis.coders import coder as coders
from questionnaires.areas import CITYWIDE
from survey_service import clock
from survey_service.domain.administration import audit
from survey_service.domain.coding import runs
from survey_service.errors import Conflict, NotAllowed, NotFound, Refused
from survey_service.permissions import Action, Actor, areas_for
from survey_service.tables.codings import (
    Coding,
    CodingKind,
    CodingRun,
    CodingStatus,
    Quote,
    Segment,
    Span,
    SpanKind,
)
from survey_service.tables.register import Organisation
from survey_service.tables.responses import Statement
from survey_service.tables.surveys import Survey

QUOTE_LENGTH = 1000
DECISIONS = {"accept": CodingStatus.ACCEPTED, "reject": CodingStatus.REJECTED}


class CodeOnSegment(msgspec.Struct, frozen=True, kw_only=True):
    """A theme or type on a segment. ``confidence`` is the machine's.

    ``words``: each coder, the machine in words, and the latest status they gave.
    """

    kind: str
    code: str
    standing: Standing | None
    confidence: float | None
    evidence: tuple[tuple[int, int], ...]
    words: tuple[tuple[str, str], ...]


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
    permission: str
    language: str
    quote: ReleasedQuoteFacts | None
    previous: UUID | None
    following: UUID | None


def segment(session: Session, actor: Actor, segment_id: UUID) -> SegmentFacts:
    """A segment, for those who may review in its area. Raises NotFound, NotAllowed."""
    found, statement = _segment(session, actor, segment_id)
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
        codes=_codes(session, found.id),
        personal_data=_spans(spans, SpanKind.PERSONAL),
        places=_spans(spans, SpanKind.PLACE),
        area=statement.area_code or CITYWIDE,
        area_reason=statement.area_reason,
        source=statement.source,
        speaker=_speaker(session, statement),
        quoting=statement.quoting,
        permission=quotes.permission(statement.source, statement.quoting),
        language=statement.language,
        quote=_quote(session, found.id),
        previous=neighbours[place - 1] if place else None,
        following=neighbours[place + 1] if place + 1 < len(neighbours) else None,
    )


def _segment(session: Session, actor: Actor, segment_id: UUID) -> tuple[Segment, Statement]:
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


def _speaker(session: Session, statement: Statement) -> str:
    if statement.organisation_id is None:
        return ""
    return session.exec(
        select(Organisation.name).where(Organisation.id == statement.organisation_id)
    ).one()


def _quote(session: Session, segment_id: UUID) -> ReleasedQuoteFacts | None:
    row = session.exec(select(Quote).where(Quote.segment_id == segment_id)).first()
    if row is None:
        return None
    return ReleasedQuoteFacts(text=row.text, released_by=row.released_by, withdrawn=row.withdrawn)


def _codes(session: Session, segment_id: UUID) -> tuple[CodeOnSegment, ...]:
    rows = session.exec(
        select(Coding)
        .where(Coding.segment_id == segment_id)
        .order_by(Coding.kind, Coding.code, Coding.coder, Coding.serial)  # type: ignore[arg-type]
    ).all()
    found = [
        _code(kind, code, list(given))
        for (kind, code), given in groupby(rows, key=lambda row: (row.kind, row.code))
    ]
    return tuple(sorted(found, key=_order))


def _code(kind: str, code: str, given: list[Coding]) -> CodeOnSegment:
    machine = next((row for row in given if not row.human), None)
    latest = {row.coder: row.status for row in given}
    human = {row.coder for row in given if row.human}
    return CodeOnSegment(
        kind=kind,
        code=code,
        standing=standing(Word(row.coder, row.human, row.status, row.serial) for row in given),
        confidence=machine.confidence if machine else None,
        evidence=tuple((span[0], span[1]) for span in machine.evidence) if machine else (),
        words=tuple(
            (coder if coder in human else coders.in_words(coder), status)
            for coder, status in latest.items()
        ),
    )


def _order(code: CodeOnSegment) -> tuple[bool, float, str]:
    """What stands first, then by the machine's confidence."""
    return (code.standing is None, -(code.confidence or 1.0), code.code)


def decide(
    session: Session, actor: Actor, *, segment_id: UUID, kind: str, code: str, decision: str
) -> None:
    """Accept or reject a code on a segment; accepting a code nobody proposed adds it.

    A word is only added: an earlier word of the same coder stays and is overruled.
    """
    if decision not in DECISIONS:
        raise Refused("Wählen Sie „annehmen“ oder „ablehnen“.")
    _, statement = _segment(session, actor, segment_id)
    label = _label_of(session, statement.survey_id, kind, code)
    status = DECISIONS[decision]
    if _add_word(session, actor, segment_id, kind=kind, code=code, status=status):
        audit.record(
            session,
            actor,
            "Kodierung angenommen" if status == CodingStatus.ACCEPTED else "Kodierung abgelehnt",
            subject=_subject(session, segment_id, statement),
            detail=label,
        )


def _subject(session: Session, segment_id: UUID, statement: Statement) -> str:
    """How the log calls a segment: a short number and its survey."""
    title = session.exec(select(Survey.title).where(Survey.id == statement.survey_id)).one()
    return f"Sinneinheit {str(segment_id)[:8]} in „{title[:150]}“"


def _label_of(session: Session, survey_id: UUID, kind: str, code: str) -> str:
    """What the codebook calls a theme or type. Raises Refused when it has none such."""
    version_id = session.exec(
        select(CodingRun.codebook_version_id)
        .where(CodingRun.survey_id == survey_id)
        .order_by(col(CodingRun.created_at).desc())
    ).first()
    codebook = runs.codebook_of(session, version_id) if version_id else runs.shipped_codebook()
    known = (
        {one.id: one.label for one in codebooks.codes(codebook)}
        if kind == CodingKind.THEME
        else {one.id: one.label for one in codebook.types}
        if kind == CodingKind.TYPE
        else {}
    )
    if code not in known:
        raise Refused("Dieses Thema steht nicht im Kategoriensystem. Wählen Sie eines der Liste.")
    return known[code]


def _add_word(
    session: Session,
    actor: Actor,
    segment_id: UUID,
    *,
    kind: str,
    code: str,
    status: CodingStatus,
) -> bool:
    """False when it is the coder's word already."""
    coder = audit.actor_name(actor)
    # Two clicks at once: the second waits for the first and finds the next serial.
    session.exec(select(Segment.id).where(Segment.id == segment_id).with_for_update()).one()
    before = session.exec(
        select(Coding.serial, Coding.status)
        .where(
            Coding.segment_id == segment_id,
            Coding.kind == kind,
            Coding.code == code,
            Coding.coder == coder,
        )
        .order_by(col(Coding.serial).desc())
    ).first()
    if before is not None and before[1] == status:
        return False
    session.add(
        Coding(
            segment_id=segment_id,
            kind=kind,
            code=code,
            coder=coder,
            human=True,
            serial=before[0] + 1 if before else 1,
            status=status,
            at=clock.now(),
        )
    )
    return True


def reviewed_count(session: Session, survey_id: UUID) -> tuple[int, int]:
    """How many segments of a survey a human has looked at, and how many there are."""
    whose = (
        select(Segment.id)
        .join(Statement, col(Statement.id) == col(Segment.statement_id))
        .where(Statement.survey_id == survey_id, col(Statement.current).is_(True))
    )
    total = session.exec(select(func.count()).select_from(whose.subquery())).one()
    reviewed = session.exec(
        select(func.count(func.distinct(Coding.segment_id))).where(
            col(Coding.human).is_(True), col(Coding.segment_id).in_(whose)
        )
    ).one()
    return reviewed, total


def next_unreviewed(session: Session, survey_id: UUID, *, after: UUID | None = None) -> UUID | None:
    """The next segment no human has decided on, in a fixed order; from the start at the end."""
    decided = select(Coding.id).where(Coding.segment_id == Segment.id, col(Coding.human).is_(True))
    open_segments = (
        select(Segment.id)
        .join(Statement, col(Statement.id) == col(Segment.statement_id))
        .where(
            Statement.survey_id == survey_id,
            col(Statement.current).is_(True),
            ~decided.exists(),
        )
        .order_by(col(Segment.id))
    )
    if after is not None:
        found = session.exec(open_segments.where(col(Segment.id) > after)).first()
        if found is not None:
            return found
    return session.exec(
        open_segments.where(Segment.id != after) if after else open_segments
    ).first()


def release_quote(session: Session, actor: Actor, *, segment_id: UUID, text: str) -> None:
    """Release a segment as a quote, as it may be printed (shortened, names taken out).

    Raises Conflict when who said it does not want to be quoted.
    """
    found, statement = _segment(session, actor, segment_id)
    if quotes.permission(statement.source, statement.quoting) == quotes.NO_PERMISSION:
        raise Conflict(
            "Der Träger möchte nicht zitiert werden oder hat die Frage danach offen gelassen. "
            "Das Zitat bleibt gesperrt."
        )
    text = text.strip()
    if not text or len(text) > QUOTE_LENGTH:
        raise Refused(f"Das Zitat braucht einen Text mit höchstens {QUOTE_LENGTH} Zeichen.")
    row = session.exec(select(Quote).where(Quote.segment_id == found.id)).first()
    if row is None:
        row = Quote(segment_id=found.id, text="", released_by="", released_at=clock.now())
        session.add(row)
    row.text = text
    row.released_by = audit.actor_name(actor)
    row.released_at = clock.now()
    row.withdrawn = False
    audit.record(
        session, actor, "Zitat freigegeben", subject=_subject(session, segment_id, statement)
    )


def withdraw_quote(session: Session, actor: Actor, *, segment_id: UUID) -> None:
    """Take a released quote back; exports made before keep it, later ones do not."""
    _, statement = _segment(session, actor, segment_id)
    row = session.exec(select(Quote).where(Quote.segment_id == segment_id)).first()
    if row is None or row.withdrawn:
        raise Conflict("Dieses Zitat ist nicht freigegeben.")
    row.withdrawn = True
    audit.record(
        session, actor, "Zitat zurückgezogen", subject=_subject(session, segment_id, statement)
    )
