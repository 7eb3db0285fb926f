"""Review: a planner or coder accepts, rejects and adds codes."""

from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from analysis import codebook as codebooks
from survey_service import clock
from survey_service.domain.administration import audit
from survey_service.domain.coding import codebook_versions, segments
from survey_service.errors import Refused
from survey_service.permissions import Actor
from survey_service.tables.codings import (
    Coding,
    CodingKind,
    CodingRun,
    CodingStatus,
    Segment,
)
from survey_service.tables.responses import Statement

DECISIONS = {"accept": CodingStatus.ACCEPTED, "reject": CodingStatus.REJECTED}


def decide(
    session: Session, actor: Actor, *, segment_id: UUID, kind: str, code: str, decision: str
) -> None:
    """Accept or reject a code on a segment; accepting a code nobody proposed adds it.

    A word is only added: an earlier word of the same coder stays and is overruled.
    """
    if decision not in DECISIONS:
        raise Refused("Wählen Sie „annehmen“ oder „ablehnen“.")
    _, statement = segments.reviewable(session, actor, segment_id)
    label = _label_of(session, statement.survey_id, kind, code)
    status = DECISIONS[decision]
    if _add_word(session, actor, segment_id, kind=kind, code=code, status=status):
        audit.record(
            session,
            actor,
            "Kodierung angenommen" if status == CodingStatus.ACCEPTED else "Kodierung abgelehnt",
            subject=segments.subject(session, segment_id, statement),
            detail=label,
        )


def _label_of(session: Session, survey_id: UUID, kind: str, code: str) -> str:
    """What the codebook calls a theme or type. Raises Refused when it has none such."""
    version_id = session.exec(
        select(CodingRun.codebook_version_id)
        .where(CodingRun.survey_id == survey_id)
        .order_by(col(CodingRun.created_at).desc())
    ).first()
    codebook = (
        codebook_versions.load(session, version_id) if version_id else codebook_versions.shipped()
    )
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
