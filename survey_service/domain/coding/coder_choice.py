"""Which coder codes: the one that ships, or one of the versions that learned from reviews.

Nothing is ever recoded: a version codes what is coded after it was put to use.
"""

from uuid import UUID

from sqlmodel import Session, col, select

from survey_service.domain.administration import audit
from survey_service.domain.coding import codebook_versions, trained_coders
from survey_service.domain.coding.trained_coders import CoderFacts, name
from survey_service.errors import Conflict, NotFound, NotReady
from survey_service.permissions import Actor
from survey_service.tables.codings import CodingRun
from survey_service.tables.trained_coders import CoderState, TrainedCoder

SHIPPED = "Mitgelieferter Kodierer"


def put_to_use(session: Session, actor: Actor, coder_id: UUID) -> str:
    """Code with this version from now on, also with one discarded before. Returns its name."""
    row = _usable(session, coder_id)
    if row.codebook_version_id != codebook_versions.newest(session):
        raise NotReady(
            "Diese Fassung gehört zu einem früheren Kategoriensystem. Lassen Sie mit dem heutigen"
            " neu lernen."
        )
    if row.in_use:
        return name(row.number)
    before = _withdraw(session)
    row.state, row.in_use = CoderState.READY, True
    audit.record(
        session,
        actor,
        "Kodierer gewechselt",
        subject=name(row.number),
        detail=f"Bisher: {before}",
    )
    return name(row.number)


def use_shipped(session: Session, actor: Actor) -> None:
    """Code with the coder that ships from now on."""
    before = _withdraw(session)
    if before != SHIPPED:
        audit.record(
            session, actor, "Kodierer gewechselt", subject=SHIPPED, detail=f"Bisher: {before}"
        )


def discard(session: Session, actor: Actor, coder_id: UUID) -> str:
    """Put a version aside; it is kept. Returns its name. Raises Conflict while it is in use."""
    row = _usable(session, coder_id)
    if row.in_use:
        raise Conflict(
            "Diese Fassung kodiert gerade. Setzen Sie zuerst eine andere oder den mitgelieferten"
            " Kodierer ein."
        )
    if row.state == CoderState.READY:
        row.state = CoderState.DISCARDED
        audit.record(session, actor, "Kodierer verworfen", subject=name(row.number))
    return name(row.number)


def _withdraw(session: Session) -> str:
    """None of the trained is in use any more; returns the name of the one that was."""
    row = session.exec(
        select(TrainedCoder).where(col(TrainedCoder.in_use).is_(True)).with_for_update()
    ).first()
    if row is None:
        return SHIPPED
    row.in_use = False
    session.flush()
    return name(row.number)


def _usable(session: Session, coder_id: UUID) -> TrainedCoder:
    # All of them, in order: two planners who choose at once wait for each other.
    rows = session.exec(
        select(TrainedCoder).order_by(col(TrainedCoder.number)).with_for_update()
    ).all()
    row = next((one for one in rows if one.id == coder_id), None)
    if row is None:
        raise NotFound("Diese Fassung des Kodierers gibt es nicht.")
    if row.state not in {CoderState.READY, CoderState.DISCARDED}:
        raise NotReady("Diese Fassung ist noch nicht fertig gelernt.")
    return row


def in_use(session: Session) -> CoderFacts | None:
    """The version that codes now; None = the one that ships."""
    row = session.exec(select(TrainedCoder).where(col(TrainedCoder.in_use).is_(True))).first()
    return None if row is None else trained_coders.facts(row)


def for_new_run(session: Session, codebook_version_id: UUID) -> UUID | None:
    """What a run with this codebook is coded with; None = the one that ships."""
    return session.exec(
        select(TrainedCoder.id).where(
            col(TrainedCoder.in_use).is_(True),
            TrainedCoder.codebook_version_id == codebook_version_id,
        )
    ).first()


def of_run(session: Session, run_id: UUID) -> UUID | None:
    """The version a run is coded with, whatever is in use by now."""
    return session.exec(select(CodingRun.trained_coder_id).where(CodingRun.id == run_id)).one()
