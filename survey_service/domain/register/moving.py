"""What belongs to an organisation goes to another one: every table that names organisations."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col, select

from survey_service.tables.register import ChangeReport, Contact, Facility
from survey_service.tables.responses import (
    Delegation,
    Response,
    ResponseComment,
    Statement,
    WorkbookUpload,
)
from survey_service.tables.surveys import (
    Invitation,
    ParticipatingFacility,
    Participation,
    Survey,
)

# Rows that simply change hands. Facilities, participations and invitations need more than that;
# history entries stay with the organisation to which they happened.
HANDED_OVER: tuple[type[SQLModel], ...] = (
    Contact,
    ChangeReport,
    Response,
    Delegation,
    ResponseComment,
    WorkbookUpload,
)


class AnsweredByBoth(msgspec.Struct, frozen=True, kw_only=True):
    """A wave for which both have answers. ``kept``, ``duplicate``: states of their responses."""

    slug: str
    title: str
    kept: str
    duplicate: str


def answered_by_both(
    session: Session, *, kept_id: UUID, duplicate_id: UUID
) -> tuple[AnsweredByBoth, ...]:
    """By title; one that was only begun is among them."""
    other = aliased(Response)
    rows = session.exec(
        select(Survey.slug, Survey.title, Response.state, other.state)
        .join(Response, col(Response.survey_id) == col(Survey.id))
        .join(other, col(other.survey_id) == col(Survey.id))
        .where(Response.organisation_id == kept_id, other.organisation_id == duplicate_id)
        .order_by(Survey.title)
    )
    return tuple(
        AnsweredByBoth(slug=slug, title=title, kept=str(kept), duplicate=str(duplicate))
        for slug, title, kept, duplicate in rows
    )


def rows(session: Session, *, kept_id: UUID, duplicate_id: UUID) -> None:
    """Contacts, reports, returns with all that hangs on them, statements."""
    for table in HANDED_OVER:
        owner = table.organisation_id  # type: ignore[attr-defined]
        session.execute(update(table).where(owner == duplicate_id).values(organisation_id=kept_id))
    _statements(session, kept_id=kept_id, duplicate_id=duplicate_id)


def _statements(session: Session, *, kept_id: UUID, duplicate_id: UUID) -> None:
    """As one contributor: disclosure control counts organisations, and it is one now."""
    said = {
        (survey, digest)
        for survey, digest in session.exec(
            select(Statement.survey_id, Statement.text_hash).where(
                Statement.contributor == kept_id.hex
            )
        )
    }
    rows = session.exec(
        select(Statement.id, Statement.survey_id, Statement.text_hash).where(
            Statement.contributor == duplicate_id.hex
        )
    ).all()
    twice = [key for key, survey, digest in rows if (survey, digest) in said]
    # Said by both in one survey: it counts once; the other stays as it was, out of the count.
    session.execute(update(Statement).where(col(Statement.id).in_(twice)).values(current=False))
    session.execute(
        update(Statement)
        .where(Statement.contributor == duplicate_id.hex, col(Statement.id).not_in(twice))  # type: ignore[arg-type]
        .values(contributor=kept_id.hex)
    )
    session.execute(
        update(Statement)
        .where(col(Statement.organisation_id) == duplicate_id)
        .values(organisation_id=kept_id)
    )


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
