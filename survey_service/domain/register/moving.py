"""What belongs to an organisation goes to another one: every table that names organisations."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, insert, update
from sqlmodel import Session, SQLModel, col, select

from survey_service.tables.register import ChangeReport, Contact, Facility
from survey_service.tables.responses import (
    Delegation,
    Response,
    ResponseComment,
    ResponseState,
    Statement,
    WorkbookUpload,
)
from survey_service.tables.surveys import (
    Invitation,
    ParticipatingFacility,
    Participation,
)

# Rows that simply change hands. Facilities, participations and invitations need more than that;
# history entries stay with the organisation to which they happened.
HANDED_OVER: tuple[type[SQLModel], ...] = (
    Contact,
    ChangeReport,
    Delegation,
    ResponseComment,
    WorkbookUpload,
)


def rows(session: Session, *, kept_id: UUID, duplicate_id: UUID) -> None:
    """Contacts, reports, returns and what hangs on them, statements; after ``joining.join``."""
    for table in HANDED_OVER:
        owner = table.organisation_id  # type: ignore[attr-defined]
        session.execute(update(table).where(owner == duplicate_id).values(organisation_id=kept_id))
    # What was laid aside stays where it is: a wave has one return of each organisation.
    session.execute(
        update(Response)
        .where(
            col(Response.organisation_id) == duplicate_id,
            col(Response.state) != ResponseState.WITHDRAWN,
        )
        .values(organisation_id=kept_id)
    )
    _statements(session, kept_id=kept_id, duplicate_id=duplicate_id)


def _statements(session: Session, *, kept_id: UUID, duplicate_id: UUID) -> None:
    """As one contributor: disclosure control counts organisations, and it is one now."""
    said = {(row.survey_id, row.text_hash): row for row in _said_by(session, kept_id)}
    for row in _said_by(session, duplicate_id):
        known = said.get((row.survey_id, row.text_hash))
        if known is not None and not known.current and row.current:
            # Corrected away there, still said here: the one that counts takes its place.
            known.contributor = f"replaced-{known.id.hex}"
            session.flush()
            known = None
        if known is None:
            row.contributor = kept_id.hex
        else:
            # Said by both in one survey: it counts once; the other stays, out of the count.
            row.current = False
    session.flush()
    session.execute(
        update(Statement)
        .where(col(Statement.organisation_id) == duplicate_id)
        .values(organisation_id=kept_id)
    )


def _said_by(session: Session, organisation_id: UUID) -> Sequence[Statement]:
    return session.exec(select(Statement).where(Statement.contributor == organisation_id.hex)).all()


def participations(session: Session, *, kept_id: UUID, duplicate_id: UUID) -> None:
    """Each wave once, with the facilities that were asked for; before the facilities move."""
    kept = {row.survey_id: row for row in _participations(session, kept_id)}
    facilities = session.exec(
        select(Facility.id).where(Facility.organisation_id == duplicate_id)
    ).all()
    for row in _participations(session, duplicate_id):
        chosen = _chosen(session, row.id)
        if row.survey_id not in kept:
            row.organisation_id = kept_id
            session.add(row)
            # It was asked for its own facilities, not for those of the organisation it becomes.
            _choose(session, row.id, [] if chosen else facilities)
            continue
        own = kept[row.survey_id]
        if _chosen(session, own.id):
            _choose(session, own.id, chosen or facilities)
        own.extended_until = max(
            filter(None, (own.extended_until, row.extended_until)), default=None
        )
        session.add(own)
        session.execute(
            delete(ParticipatingFacility).where(
                col(ParticipatingFacility.participation_id) == row.id
            )
        )
        session.delete(row)
    session.flush()


def invitation(session: Session, *, kept_id: UUID, duplicate_id: UUID) -> None:
    """The duplicate's link becomes the kept one's where that has none; else it stays and leads
    there, see ``providers.standing``.
    """
    known = session.exec(select(Invitation.id).where(Invitation.organisation_id == kept_id)).first()
    if known is None:
        session.execute(
            update(Invitation)
            .where(col(Invitation.organisation_id) == duplicate_id)
            .values(organisation_id=kept_id)
        )


def _participations(session: Session, organisation_id: UUID) -> Sequence[Participation]:
    return session.exec(
        select(Participation).where(Participation.organisation_id == organisation_id)
    ).all()


def _chosen(session: Session, participation_id: UUID) -> Sequence[UUID]:
    return session.exec(
        select(ParticipatingFacility.facility_id).where(
            ParticipatingFacility.participation_id == participation_id
        )
    ).all()


def _choose(session: Session, participation_id: UUID, facilities: Sequence[UUID]) -> None:
    if facilities:
        session.execute(
            insert(ParticipatingFacility),
            [{"participation_id": participation_id, "facility_id": key} for key in facilities],
        )
