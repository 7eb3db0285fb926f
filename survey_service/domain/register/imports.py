"""Importing the register: propose, show, then apply exactly what was shown, or discard."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text, update
from sqlmodel import Session, col, select

from questionnaires.areas import AreaTree
from questionnaires.readers.register import KnownRegister, RegisterReading
from survey_service import clock
from survey_service.domain import areas
from survey_service.domain.administration import audit
from survey_service.domain.register.changes import RegisterChange, compare
from survey_service.domain.register.store import fingerprint, stored_register, write
from survey_service.errors import Conflict, NotAllowed, NotFound
from survey_service.permissions import Action, Actor, areas_for
from survey_service.tables.register import (
    Association,
    ImportState,
    Organisation,
    RegisterImport,
)


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """An import as it is shown. ``state``: pending | applied | discarded."""

    id: UUID
    file_name: str
    state: str
    created_by: str
    created_at: datetime
    change: RegisterChange


class ReadingContext(msgspec.Struct, frozen=True, kw_only=True):
    """What the reader of the workbook has to know of this installation."""

    areas: AreaTree | None
    known: KnownRegister


def reading_context(session: Session) -> ReadingContext:
    """For ``questionnaires.readers.register.read``."""
    organisations = session.exec(select(Organisation.code, Organisation.name)).all()
    return ReadingContext(
        areas=areas.tree(session),
        known=KnownRegister(
            associations=frozenset(session.exec(select(Association.name)).all()),
            organisations=dict(organisations),
        ),
    )


def propose(session: Session, actor: Actor, *, file_name: str, reading: RegisterReading) -> UUID:
    """Store the dry run; an earlier one of this actor that still waits is discarded."""
    _check_all_areas(actor)
    stored = stored_register(session)
    session.execute(
        update(RegisterImport)
        .where(
            col(RegisterImport.created_by) == audit.actor_name(actor),
            col(RegisterImport.state) == ImportState.PENDING,
        )
        .values(state=ImportState.DISCARDED, change=b"")
    )
    row = RegisterImport(
        file_name=file_name[:300],
        change=msgspec.json.encode(compare(reading, stored)),
        register_hash=fingerprint(stored),
        created_by=audit.actor_name(actor),
        created_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return row.id


def proposal(session: Session, import_id: UUID) -> Proposal:
    """What was shown or is to be shown. Raises NotFound, also after it was discarded."""
    return _proposal(_row(session, import_id))


def pending(session: Session, actor: Actor) -> Proposal | None:
    """The actor's import that waits for confirmation."""
    row = session.exec(
        select(RegisterImport).where(
            RegisterImport.created_by == audit.actor_name(actor),
            RegisterImport.state == ImportState.PENDING,
        )
    ).first()
    return None if row is None else _proposal(row)


def apply(session: Session, actor: Actor, import_id: UUID) -> RegisterChange:
    """Write what was shown, all of it or nothing. Raises Conflict when the register has changed.

    Confirming twice writes once.
    """
    _check_all_areas(actor)
    _lock(session)
    row = _row(session, import_id)
    change = _proposal(row).change
    if row.state == ImportState.APPLIED:
        return change
    if fingerprint(stored_register(session)) != row.register_hash:
        raise Conflict(
            "Das Register wurde geändert, seit diese Vorschau entstand. Nichts wurde übernommen. "
            "Laden Sie die Datei noch einmal hoch und prüfen Sie die neue Vorschau."
        )
    write(session, change)
    row.state = ImportState.APPLIED
    session.add(row)
    audit.record(session, actor, "Register eingelesen", subject=row.file_name, detail=_said(change))
    return change


def discard(session: Session, actor: Actor, import_id: UUID) -> None:
    """Forget a dry run and what stood in it."""
    row = _row(session, import_id)
    if row.state == ImportState.APPLIED:
        raise Conflict("Diese Datei ist schon übernommen. Sie lässt sich nicht mehr verwerfen.")
    row.state, row.change = ImportState.DISCARDED, b""
    session.add(row)
    audit.record(session, actor, "Registerdatei verworfen", subject=row.file_name)


def _check_all_areas(actor: Actor) -> None:
    if actor.grants and areas_for(actor, Action.EDIT_REGISTER) is not None:
        raise NotAllowed(
            "Das Register lässt sich nur mit einer Rolle für alle Gebiete einlesen. Ihre gilt nur "
            "für einzelne. Bitten Sie die Administration darum."
        )


def _lock(session: Session) -> None:
    # SQLite: BEGIN IMMEDIATE has locked already. Readers are not kept waiting.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(
            text(
                "LOCK TABLE association, organisation, facility, register_import "
                "IN SHARE ROW EXCLUSIVE MODE"
            )
        )


def _row(session: Session, import_id: UUID) -> RegisterImport:
    row = session.get(RegisterImport, import_id)
    if row is None or row.state == ImportState.DISCARDED:
        raise NotFound("Diese Vorschau gibt es nicht mehr. Laden Sie die Datei noch einmal hoch.")
    return row


def _proposal(row: RegisterImport) -> Proposal:
    return Proposal(
        id=row.id,
        file_name=row.file_name,
        state=row.state,
        created_by=row.created_by,
        created_at=row.created_at,
        change=msgspec.json.decode(row.change, type=RegisterChange),
    )


def _said(change: RegisterChange) -> str:
    return (
        f"Träger: {len(change.new_organisations)} neu, {len(change.changed_organisations)} "
        f"geändert; Einrichtungen: {len(change.new_facilities)} neu, "
        f"{len(change.changed_facilities)} geändert"
    )
