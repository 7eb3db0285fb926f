"""Importing the register: propose, show, then apply exactly what was shown, or discard."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text, update
from sqlmodel import Session, col, select

from questionnaires.areas import AreaTree
from questionnaires.readers.register import ContactRow, KnownRegister, RegisterReading
from survey_service import clock
from survey_service.domain import areas
from survey_service.domain.administration import audit
from survey_service.domain.register import merged_codes
from survey_service.domain.register.changes import RegisterChange, compare
from survey_service.domain.register.scope import check_all_areas
from survey_service.domain.register.store import fingerprint, stored_register, write
from survey_service.errors import Conflict, NotFound
from survey_service.permissions import Actor
from survey_service.tables.register import ImportState, RegisterImport


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
    stored = stored_register(session)
    # A merged organisation is known by its number only: its name may be that of the kept one.
    facilities = frozenset(stored.facilities) | {
        (duplicate, code)
        for duplicate, kept in stored.merged.items()
        for owner, code in stored.facilities
        if owner == kept
    }
    return ReadingContext(
        areas=areas.tree(session),
        known=KnownRegister(
            associations=frozenset(stored.associations),
            organisations={
                **{row.code: row.name for row in stored.organisations.values()},
                **dict.fromkeys(stored.merged, ""),
            },
            facilities=facilities,
        ),
    )


def propose(session: Session, actor: Actor, *, file_name: str, reading: RegisterReading) -> UUID:
    """Store the dry run; an earlier one of this actor that still waits is discarded."""
    check_all_areas(actor)
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
        change=msgspec.json.encode(compare(merged_codes.resolved(reading, stored), stored)),
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
    check_all_areas(actor)
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
    write(session, actor, change)
    row.state, row.change = ImportState.APPLIED, msgspec.json.encode(_without_persons(change))
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


def _lock(session: Session) -> None:
    # SQLite: BEGIN IMMEDIATE has locked already. Readers are not kept waiting.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(
            text(
                "LOCK TABLE association, organisation, facility, contact, register_import "
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


def _without_persons(change: RegisterChange) -> RegisterChange:
    """What stays of an applied import: a contact that is deleted later must stand nowhere."""
    return msgspec.structs.replace(
        change,
        new_contacts=tuple(_nameless(row) for row in change.new_contacts),
        changed_contacts=tuple(
            msgspec.structs.replace(found, row=_nameless(found.row), fields=())
            for found in change.changed_contacts
        ),
    )


def _nameless(row: ContactRow) -> ContactRow:
    return ContactRow(
        row=row.row,
        organisation=row.organisation,
        facility=row.facility,
        name="",
        consented_on=row.consented_on,
    )


def _said(change: RegisterChange) -> str:
    return (
        f"Träger: {len(change.new_organisations)} neu, {len(change.changed_organisations)} "
        f"geändert; Einrichtungen: {len(change.new_facilities)} neu, "
        f"{len(change.changed_facilities)} geändert; Kontakte: {len(change.new_contacts)} neu, "
        f"{len(change.changed_contacts)} geändert"
    )
