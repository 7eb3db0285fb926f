"""Versions of the coder: learned from reviewed codings in the background, measured, kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec
from sqlalchemy import func
from sqlmodel import Session, col, select

from survey_service import clock, queue
from survey_service.domain import files
from survey_service.domain.administration import audit
from survey_service.domain.coding import codebook_versions, reviewed
from survey_service.errors import Conflict, NotFound, NotReady
from survey_service.permissions import Actor
from survey_service.tables.codings import CodebookVersion
from survey_service.tables.responses import Statement
from survey_service.tables.trained_coders import CoderState, TrainedCoder

ACTIVE = (CoderState.QUEUED, CoderState.RUNNING)
# With fewer, a fold has no text of most codes: what is learned and measured means nothing.
FEWEST_SEGMENTS = 20
HEADER, WEIGHTS = "model.json", "weights.npz"


class Quality(msgspec.Struct, frozen=True, kw_only=True):
    """How well a coder did on texts it had not learned from; shares 0..1."""

    texts: int
    units: int
    precision: float
    recall: float
    micro_f1: float
    macro_f1: float
    first_three: float


class CodeQuality(msgspec.Struct, frozen=True, kw_only=True):
    """F1 of one code before and after, on ``units`` segments that people gave it."""

    label: str
    units: int
    old: float
    new: float


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured. new: by folds on all; both: (old, new) on the same texts, None = too few.

    compared, alone: German paragraphs about the comparison and about the new one.
    """

    old_name: str
    new: Quality
    both: tuple[Quality, Quality] | None
    codes: tuple[CodeQuality, ...]
    compared: str
    alone: str


class CoderFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A version as its pages show it."""

    id: UUID
    name: str
    state: str
    in_use: bool
    coder: str
    statements: int
    segments: int
    done: int
    steps: int
    figures: Figures | None
    problem: str
    created_by: str
    created_at: datetime
    finished_at: datetime | None


def name(number: int) -> str:
    """What people call a version."""
    return f"Fassung {number}"


def start(session: Session, actor: Actor) -> UUID:
    """Have the worker learn from all reviewed codings of the current codebook.

    Raises Conflict while another version is being learned, NotReady with too few segments.
    """
    version_id = codebook_versions.newest(session)
    # Two clicks at once: the second waits for the first and finds it.
    session.exec(
        select(CodebookVersion.id).where(CodebookVersion.id == version_id).with_for_update()
    ).one()
    active = session.exec(
        select(TrainedCoder.id).where(col(TrainedCoder.state).in_(ACTIVE))
    ).first()
    if active is not None:
        raise Conflict("Der Kodierer lernt schon. Warten Sie, bis er fertig ist.")
    known = reviewed.held(session, codebook_versions.load(session, version_id))
    if known.segments < FEWEST_SEGMENTS:
        raise NotReady(
            f"Zum Lernen braucht der Kodierer mindestens {FEWEST_SEGMENTS} fertig geprüfte"
            f" Sinneinheiten; bisher sind es {known.segments}. Prüfen Sie weitere."
        )
    newest = session.exec(select(func.max(TrainedCoder.number))).one()
    coder = TrainedCoder(
        number=(newest or 0) + 1,
        codebook_version_id=version_id,
        created_by=audit.actor_name(actor),
        created_at=clock.now(),
    )
    session.add(coder)
    session.flush()
    audit.record(
        session,
        actor,
        "Kodierer lernt",
        subject=name(coder.number),
        detail=f"Geprüfte Sinneinheiten: {known.segments}",
    )
    queue.enqueue(session, queue.TrainCoder(coder=str(coder.id)))
    return coder.id


def begin(session: Session, coder_id: UUID) -> bool:
    """The worker has taken it up; False when it is finished already."""
    row = _locked(session, coder_id)
    if row.state not in ACTIVE:
        return False
    row.state = CoderState.RUNNING
    return True


def note_progress(session: Session, coder_id: UUID, *, done: int, steps: int) -> None:
    """So much of the work is done."""
    row = _locked(session, coder_id)
    row.done, row.steps = done, steps


def finish(
    session: Session,
    coder_id: UUID,
    *,
    coder: str,
    model: Mapping[str, bytes],
    statements: Sequence[str],
    segments: int,
    figures: Figures,
) -> None:
    """Store what was learned. Done twice, the first stays. It is not in use yet."""
    row = _locked(session, coder_id)
    if row.state not in ACTIVE:
        return
    row.header_file_id = files.store(session, HEADER, "application/json", model[HEADER])
    row.weights_file_id = files.store(session, WEIGHTS, "application/zip", model[WEIGHTS])
    row.coder = coder
    row.statements = list(statements)
    row.segments = segments
    row.measured = msgspec.to_builtins(figures)
    row.done = row.steps
    row.state = CoderState.READY
    row.finished_at = clock.now()


def fail(session: Session, coder_id: UUID, problem: str) -> None:
    """It cannot be learned; a sentence for who asked."""
    row = _locked(session, coder_id)
    row.state = CoderState.FAILED
    row.problem = problem
    row.finished_at = clock.now()


def _locked(session: Session, coder_id: UUID) -> TrainedCoder:
    return session.exec(
        select(TrainedCoder).where(TrainedCoder.id == coder_id).with_for_update()
    ).one()


def all_versions(session: Session) -> list[CoderFacts]:
    """Newest first."""
    rows = session.exec(select(TrainedCoder).order_by(col(TrainedCoder.number).desc())).all()
    return [facts(row) for row in rows]


def load(session: Session, coder_id: UUID) -> CoderFacts:
    """One version. Raises NotFound."""
    row = session.get(TrainedCoder, coder_id)
    if row is None:
        raise NotFound("Diese Fassung des Kodierers gibt es nicht.")
    return facts(row)


def codebook_of(session: Session, coder_id: UUID) -> UUID:
    """The codebook version it learns."""
    return session.exec(
        select(TrainedCoder.codebook_version_id).where(TrainedCoder.id == coder_id)
    ).one()


def learned_from(session: Session, coder_id: UUID) -> frozenset[str]:
    """Ids of the statements it has seen."""
    return frozenset(
        session.exec(select(TrainedCoder.statements).where(TrainedCoder.id == coder_id)).one()
    )


def withdrawn_since(session: Session, coder_id: UUID) -> int:
    """How many of the statements it learned from do not exist any more."""
    learned = {UUID(one) for one in learned_from(session, coder_id)}
    rows = session.exec(select(Statement.id).where(col(Statement.current).is_(True)))
    return len(learned.difference(rows))


def write_model(session: Session, coder_id: UUID, directory: Path) -> None:
    """Put the model's files where analysis can load them."""
    row = session.exec(select(TrainedCoder).where(TrainedCoder.id == coder_id)).one()
    for file_name, file_id in ((HEADER, row.header_file_id), (WEIGHTS, row.weights_file_id)):
        if file_id is not None:
            content = b"".join(files.stream(session, file_id))
            (directory / file_name).write_bytes(content)


def facts(row: TrainedCoder) -> CoderFacts:
    """The row as a struct."""
    return CoderFacts(
        id=row.id,
        name=name(row.number),
        state=row.state,
        in_use=row.in_use,
        coder=row.coder,
        statements=len(row.statements),
        segments=row.segments,
        done=row.done,
        steps=row.steps,
        figures=None if row.measured is None else msgspec.convert(row.measured, Figures),
        problem=row.problem,
        created_by=row.created_by,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )
