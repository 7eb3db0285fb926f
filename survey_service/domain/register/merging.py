"""Two entries of one organisation become one: what would move, why it may not be, doing it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec
from sqlalchemy import func, update
from sqlmodel import Session, SQLModel, col, select

from survey_service import clock
from survey_service.domain.administration import audit
from survey_service.domain.providers import joining
from survey_service.domain.providers.joining import AnsweredByBoth
from survey_service.domain.register import history, moving
from survey_service.domain.register.merged_codes import moved_code
from survey_service.domain.register.scope import check_all_areas
from survey_service.errors import Conflict, NotFound, NotReady, Refused
from survey_service.permissions import Actor
from survey_service.tables.register import (
    ChangeReport,
    Contact,
    EventKind,
    EventOrigin,
    Facility,
    Organisation,
    OrganisationMerge,
)
from survey_service.tables.responses import Response, Statement
from survey_service.tables.surveys import Invitation, Participation, Survey


class MovedFacility(msgspec.Struct, frozen=True, kw_only=True):
    """``new_code``: where the kept organisation has that number already; "" = it stays."""

    id: UUID
    code: str
    name: str
    new_code: str


class Merge(msgspec.Struct, frozen=True, kw_only=True):
    """What merging ``duplicate`` into ``kept`` moves. ``waves``: titles of those it takes part in.

    ``returns``: titles of the waves for which its return moves; ``link``: what becomes of the
    duplicate's link: none | kept | moved. ``both``: waves that both answered; for each of them
    somebody must say which return counts.
    """

    kept_id: UUID
    kept: str
    kept_code: str
    duplicate_id: UUID
    duplicate: str
    duplicate_code: str
    facilities: tuple[MovedFacility, ...]
    contacts: int
    waves: tuple[str, ...]
    returns: tuple[str, ...]
    statements: int
    reports: int
    link: str
    both: tuple[AnsweredByBoth, ...]


def preview(session: Session, actor: Actor, *, kept_id: UUID, duplicate_id: UUID) -> Merge:
    """What would happen. Raises Refused where the two are no pair."""
    check_all_areas(actor)
    kept, duplicate = _pair(session, kept_id, duplicate_id)
    both = joining.answered_by_both(session, kept_id=kept_id, duplicate_id=duplicate_id)
    contested = {one.title for one in both}
    return Merge(
        kept_id=kept.id,
        kept=kept.name,
        kept_code=kept.code,
        duplicate_id=duplicate.id,
        duplicate=duplicate.name,
        duplicate_code=duplicate.code,
        facilities=_facilities(session, kept_id, duplicate),
        contacts=_count(session, Contact, duplicate_id),
        waves=_waves(session, Participation, duplicate_id),
        returns=tuple(
            title for title in _waves(session, Response, duplicate_id) if title not in contested
        ),
        statements=_count(session, Statement, duplicate_id),
        reports=_count(session, ChangeReport, duplicate_id),
        link=_link(session, kept_id, duplicate_id),
        both=both,
    )


def merge(
    session: Session,
    actor: Actor,
    *,
    kept_id: UUID,
    duplicate_id: UUID,
    counts: Mapping[UUID, UUID] | None = None,
) -> Merge:
    """Do it. ``counts``: survey -> organisation whose return counts, where both answered.

    Raises NotReady when that is missing for a wave; then nothing is moved.
    """
    _lock(session, kept_id, duplicate_id)
    joining.lock(session, kept_id, duplicate_id)
    found = preview(session, actor, kept_id=kept_id, duplicate_id=duplicate_id)
    chosen = counts or {}
    if undecided := [one for one in found.both if one.survey_id not in chosen]:
        raise NotReady(_undecided(undecided))
    for one in found.both:
        joining.join(
            session,
            actor,
            one.survey_id,
            counts=chosen[one.survey_id],
            kept_id=kept_id,
            duplicate_id=duplicate_id,
            now=clock.now(),
        )
    moving.participations(session, kept_id=kept_id, duplicate_id=duplicate_id)
    for facility in found.facilities:
        values: dict[str, object] = {"organisation_id": kept_id}
        if facility.new_code:
            values["code"] = facility.new_code
        session.execute(update(Facility).where(col(Facility.id) == facility.id).values(**values))
    moving.rows(session, kept_id=kept_id, duplicate_id=duplicate_id)
    moving.invitation(session, kept_id=kept_id, duplicate_id=duplicate_id)
    session.execute(
        update(Organisation).where(col(Organisation.id) == duplicate_id).values(active=False)
    )
    # What was merged into the duplicate earlier follows it.
    session.execute(
        update(OrganisationMerge)
        .where(col(OrganisationMerge.kept_id) == duplicate_id)
        .values(kept_id=kept_id)
    )
    session.add(
        OrganisationMerge(
            organisation_id=duplicate_id,
            kept_id=kept_id,
            merged_at=clock.now(),
            merged_by=audit.actor_name(actor),
        )
    )
    _record(session, actor, found)
    return found


def merged_into(session: Session, organisation_id: UUID) -> tuple[UUID, str] | None:
    """Id and name of the organisation that was kept; None = this one was not merged."""
    row = session.exec(
        select(Organisation.id, Organisation.name)
        .join(OrganisationMerge, col(OrganisationMerge.kept_id) == col(Organisation.id))
        .where(OrganisationMerge.organisation_id == organisation_id)
    ).first()
    return None if row is None else (row[0], row[1])


def _pair(session: Session, kept_id: UUID, duplicate_id: UUID) -> tuple[Organisation, Organisation]:
    if kept_id == duplicate_id:
        raise Refused("Wählen Sie zwei verschiedene Träger.")
    kept, duplicate = session.get(Organisation, kept_id), session.get(Organisation, duplicate_id)
    if kept is None or duplicate is None:
        raise NotFound("Einen der beiden Träger gibt es nicht.")
    for row in (kept, duplicate):
        if merged_into(session, row.id):
            raise Conflict(f"„{row.name}“ ({row.code}) wurde schon zusammengeführt.")
    return kept, duplicate


def _lock(session: Session, *organisations: UUID) -> None:
    # Both rows: two planners who merge them the other way round do it one after the other. Not
    # against key shares: who saves a first answer holds one, and waits for nobody.
    session.exec(
        select(Organisation.id)
        .where(col(Organisation.id).in_(organisations))
        .order_by(col(Organisation.id))
        .with_for_update(key_share=True)
    ).all()


def _facilities(
    session: Session, kept_id: UUID, duplicate: Organisation
) -> tuple[MovedFacility, ...]:
    taken = set(session.exec(select(Facility.code).where(Facility.organisation_id == kept_id)))
    rows = session.exec(
        select(Facility.id, Facility.code, Facility.name)
        .where(Facility.organisation_id == duplicate.id)
        .order_by(Facility.code)
    )
    return tuple(
        MovedFacility(
            id=key,
            code=code,
            name=name,
            new_code=moved_code(duplicate.code, code) if code in taken else "",
        )
        for key, code, name in rows
    )


def _count(session: Session, table: type[SQLModel], organisation_id: UUID) -> int:
    owner = table.organisation_id  # type: ignore[attr-defined]
    query = select(func.count()).select_from(table).where(owner == organisation_id)
    return int(session.exec(query).one())


def _waves(
    session: Session, table: type[Participation | Response], organisation_id: UUID
) -> tuple[str, ...]:
    return tuple(
        session.exec(
            select(Survey.title)
            .join(table, col(table.survey_id) == col(Survey.id))
            .where(table.organisation_id == organisation_id)
            .order_by(Survey.title)
        )
    )


def _link(session: Session, kept_id: UUID, duplicate_id: UUID) -> str:
    owners = session.exec(
        select(Invitation.organisation_id).where(
            col(Invitation.organisation_id).in_([kept_id, duplicate_id])
        )
    ).all()
    if duplicate_id not in owners:
        return "none"
    return "kept" if kept_id in owners else "moved"


def _undecided(waves: Sequence[AnsweredByBoth]) -> str:
    named = ", ".join(f"„{one.title}“" for one in waves)
    return f"Beide Träger haben Antworten in {named}. Wählen Sie, welcher Rücklauf gilt."


def _record(session: Session, actor: Actor, found: Merge) -> None:
    moved = (
        f"{len(found.facilities)} Einrichtungen, {found.contacts} Kontakte, "
        f"{len(found.returns)} Rückläufe"
    )
    if found.both:
        moved += f", {len(found.both)} weitere mit dem Rücklauf des anderen"
    kept = f"{found.kept} ({found.kept_code})"
    duplicate = f"{found.duplicate} ({found.duplicate_code})"
    for organisation_id, change in (
        (found.kept_id, ("Zusammengeführt mit", "", f"{duplicate}: {moved} übernommen")),
        (found.duplicate_id, ("Zusammengeführt mit", "", f"{kept}: {moved} übergeben")),
    ):
        history.record(
            session,
            actor,
            organisation_id=organisation_id,
            kind=EventKind.MERGED,
            origin=EventOrigin.MERGE,
            changes=[change],
        )
    audit.record(
        session,
        actor,
        "Träger zusammengeführt",
        subject=f"{found.duplicate_code} in {found.kept_code}",
        detail=moved,
    )
