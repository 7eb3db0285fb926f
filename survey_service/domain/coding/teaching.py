"""Review by what it teaches: which segments a person should decide on next, and why these.

What is decided in this order is chosen, not drawn: it improves the coder and says nothing about
how often the coder is right. ``automatic`` counts only what was read in the order of chance, so
nothing here needs a mark of its own. Where chosen segments happen to follow at the end of what was
read, they are counted: hard ones, so a coder looks worse by them, never better.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from survey_service import clock, queue
from survey_service.domain.administration import audit
from survey_service.domain.coding import reviews
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.errors import Conflict, NotReady
from survey_service.permissions import Actor
from survey_service.tables.codings import Coding, CodingKind, Segment
from survey_service.tables.responses import Statement
from survey_service.tables.surveys import Survey
from survey_service.tables.teaching import TeachingOrder, TeachingPick, TeachingState

NUMBER = 50
"""So many in one order: afterwards the coder knows more, and others teach most."""
MOST = 20_000
"""So many segments are looked at. Their ids are made by chance, so the first are a fair sample."""


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A coded segment. ``confidences``: (code, 0..1) of the machine, the highest of each code."""

    segment: UUID
    text: str
    confidences: tuple[tuple[str, float], ...]
    reviewed: bool


class Pick(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the order. ``decided``: a person has decided something on it."""

    segment: UUID
    text: str
    language: str
    reason: str
    decided: bool


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """An order as its page shows it. ``state``: queued | ready | failed."""

    id: UUID
    state: str
    problem: str
    created_by: str
    created_at: datetime
    picks: tuple[Pick, ...]

    @property
    def decided(self) -> int:
        """How many are done."""
        return sum(pick.decided for pick in self.picks)

    @property
    def first_open(self) -> UUID | None:
        """Where to go on."""
        return next((pick.segment for pick in self.picks if not pick.decided), None)


def start(session: Session, actor: Actor, survey: SurveyFacts) -> UUID:
    """Have the worker find an order. Raises Conflict while it does, NotReady with nothing open."""
    # Two clicks at once: the second waits for the first and finds it.
    session.exec(select(Survey.id).where(Survey.id == survey.id).with_for_update()).one()
    waiting = session.exec(
        select(TeachingOrder.id).where(
            TeachingOrder.survey_id == survey.id, TeachingOrder.state == TeachingState.QUEUED
        )
    ).first()
    if waiting is not None:
        raise Conflict("Die Reihenfolge wird schon bestimmt. Warten Sie einen Augenblick.")
    if reviews.next_unreviewed(session, survey.id) is None:
        raise NotReady(
            "Es gibt keine ungeprüfte Sinneinheit. Starten Sie zuerst die Kodierung, oder es ist "
            "schon alles geprüft."
        )
    row = TeachingOrder(
        survey_id=survey.id, created_by=audit.actor_name(actor), created_at=clock.now()
    )
    session.add(row)
    session.flush()
    audit.record(session, actor, "Reihenfolge zum Lernen verlangt", subject=survey.title)
    queue.enqueue(session, queue.OrderSegments(order=str(row.id)))
    return row.id


def latest(session: Session, survey_id: UUID) -> Order | None:
    """The newest order of a survey; None = nobody has asked for one."""
    row = session.exec(_newest(survey_id)).first()
    return None if row is None else _order(session, row)


def _order(session: Session, row: TeachingOrder) -> Order:
    return Order(
        id=row.id,
        state=str(row.state),
        problem=row.problem,
        created_by=row.created_by,
        created_at=row.created_at,
        picks=_picks(session, row.id),
    )


def next_open(session: Session, survey_id: UUID, *, after: UUID) -> UUID | None:
    """The next of the latest order there is that nobody has decided on; None at its end.

    Who works through an order keeps it while the worker finds another one.
    """
    row = session.exec(_newest(survey_id).where(TeachingOrder.state == TeachingState.READY)).first()
    if row is None:
        return None
    order = _order(session, row)
    places = [pick.segment for pick in order.picks]
    rest = order.picks[places.index(after) + 1 :] if after in places else order.picks
    return next((pick.segment for pick in rest if not pick.decided), None)


def survey_of(session: Session, order_id: UUID) -> UUID | None:
    """The survey of an order that waits for the worker; None when it was done before."""
    return session.exec(
        select(TeachingOrder.survey_id).where(
            TeachingOrder.id == order_id, TeachingOrder.state == TeachingState.QUEUED
        )
    ).first()


def candidates(session: Session, survey_id: UUID) -> list[Candidate]:
    """Coded segments of a survey, in the order of their ids, at most MOST."""
    chosen = (
        select(Segment.id)
        .join(Statement, col(Statement.id) == col(Segment.statement_id))
        .where(
            Statement.survey_id == survey_id,
            col(Statement.current).is_(True),
            Statement.text != "",
        )
        .order_by(col(Segment.id))
        .limit(MOST)
    )
    confidences = _confidences(session, chosen)
    decided = set(session.exec(_decided(chosen)))
    rows = session.exec(
        select(Segment.id, Segment.start, Segment.end, Statement.text)
        .join(Statement, col(Statement.id) == col(Segment.statement_id))
        .where(col(Segment.id).in_(chosen))
        .order_by(col(Segment.id))
    )
    return [
        Candidate(
            segment=segment,
            text=text[start:end],
            confidences=tuple(confidences.get(segment, {}).items()),
            reviewed=segment in decided,
        )
        for segment, start, end, text in rows
    ]


def finish(session: Session, order_id: UUID, picks: Sequence[tuple[UUID, str]]) -> None:
    """Store (segment, reason), the first first. Done twice, the first stays."""
    row = _locked(session, order_id)
    if row.state != TeachingState.QUEUED:
        return
    session.add_all(
        TeachingPick(order_id=order_id, position=position, segment_id=segment, reason=reason)
        for position, (segment, reason) in enumerate(picks, start=1)
    )
    row.state, row.finished_at = TeachingState.READY, clock.now()


def fail(session: Session, order_id: UUID, problem: str) -> None:
    """It cannot be found; a sentence for who asked."""
    row = _locked(session, order_id)
    row.state, row.problem, row.finished_at = TeachingState.FAILED, problem, clock.now()


def _locked(session: Session, order_id: UUID) -> TeachingOrder:
    return session.exec(
        select(TeachingOrder).where(TeachingOrder.id == order_id).with_for_update()
    ).one()


def _newest(survey_id: UUID) -> SelectOfScalar[TeachingOrder]:
    return (
        select(TeachingOrder)
        .where(TeachingOrder.survey_id == survey_id)
        .order_by(col(TeachingOrder.created_at).desc())
        .limit(1)
    )


def _picks(session: Session, order_id: UUID) -> tuple[Pick, ...]:
    """Without segments of statements that were replaced or withdrawn since."""
    ids = select(TeachingPick.segment_id).where(TeachingPick.order_id == order_id)
    decided = set(session.exec(_decided(ids)))
    rows = session.exec(
        select(TeachingPick, Segment, Statement)
        .join(Segment, col(Segment.id) == col(TeachingPick.segment_id))
        .join(Statement, col(Statement.id) == col(Segment.statement_id))
        .where(TeachingPick.order_id == order_id, col(Statement.current).is_(True))
        .order_by(col(TeachingPick.position))
    )
    return tuple(
        Pick(
            segment=segment.id,
            text=statement.text[segment.start : segment.end].strip(),
            language=statement.language,
            reason=pick.reason,
            decided=segment.id in decided,
        )
        for pick, segment, statement in rows
    )


def _decided(segments: SelectOfScalar[UUID]) -> SelectOfScalar[UUID]:
    return (
        select(Coding.segment_id)
        .where(col(Coding.human).is_(True), col(Coding.segment_id).in_(segments))
        .distinct()
    )


def _confidences(session: Session, segments: SelectOfScalar[UUID]) -> dict[UUID, dict[str, float]]:
    found: dict[UUID, dict[str, float]] = {}
    rows = session.exec(
        select(Coding.segment_id, Coding.code, Coding.confidence).where(
            Coding.kind == CodingKind.THEME,
            col(Coding.human).is_(False),
            col(Coding.segment_id).in_(segments),
        )
    )
    for segment, code, confidence in rows:
        known = found.setdefault(segment, {})
        known[code] = max(known.get(code, 0.0), confidence or 0.0)
    return found
