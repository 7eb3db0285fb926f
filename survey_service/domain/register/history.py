"""Who changed what in the register, when and how: written in the transaction of the change."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import desc, insert
from sqlmodel import Session, col, select

from survey_service import clock
from survey_service.domain.administration import audit
from survey_service.domain.register.changes import FieldChange, RegisterChange
from survey_service.permissions import Actor
from survey_service.tables.register import EventKind, EventOrigin, Facility, RegisterEvent

SHOWN = 100
"""Events of one organisation on its page."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One entry, as people read it. ``facility``: its name, "" = the organisation itself.

    ``changes``: field, before, after.
    """

    kind: str
    origin: str
    facility: str
    changes: tuple[tuple[str, str, str], ...]
    author: str
    happened_at: datetime


def record(
    session: Session,
    actor: Actor,
    *,
    organisation_id: UUID,
    kind: str,
    origin: str = EventOrigin.FORM,
    facility_id: UUID | None = None,
    changes: Iterable[tuple[str, str, str]] = (),
) -> None:
    """Add an entry. A contact's name stands in none: removing a contact must delete it."""
    session.add(
        RegisterEvent(
            organisation_id=organisation_id,
            facility_id=facility_id,
            kind=kind,
            origin=origin,
            changes=[list(change) for change in changes],
            author=audit.actor_name(actor),
            happened_at=clock.now(),
        )
    )


def triples(fields: Iterable[FieldChange]) -> list[tuple[str, str, str]]:
    """Field, before, after."""
    return [(field.label, field.old, field.new) for field in fields]


def kind_of(fields: Iterable[FieldChange]) -> str:
    """Changed, or no longer active, or active again."""
    for field in fields:
        if field.field == "active":
            return EventKind.REACTIVATED if field.new == "ja" else EventKind.DEACTIVATED
    return EventKind.CHANGED


def record_import(
    session: Session,
    actor: Actor,
    change: RegisterChange,
    *,
    organisations: Mapping[str, UUID],
    facilities: Mapping[tuple[UUID, str], UUID],
) -> None:
    """One entry per new or changed row of a workbook, in one statement."""
    events: list[dict[str, Any]] = []
    happened_at = clock.now()

    def add(code: str, facility: str, kind: str, changes: list[tuple[str, str, str]]) -> None:
        owner = organisations[code]
        events.append(
            {
                "id": uuid4(),
                "organisation_id": owner,
                "facility_id": facilities[owner, facility] if facility else None,
                "kind": kind,
                "origin": EventOrigin.IMPORT,
                "changes": [list(found) for found in changes],
                "author": audit.actor_name(actor),
                "happened_at": happened_at,
            }
        )

    for new in change.new_organisations:
        add(new.code, "", EventKind.CREATED, [])
    for organisation in change.changed_organisations:
        fields = organisation.fields
        add(organisation.row.code, "", kind_of(fields), triples(fields))
    for row in change.new_facilities:
        add(row.organisation, row.code, EventKind.CREATED, [])
    for facility in change.changed_facilities:
        fields = facility.fields
        add(facility.row.organisation, facility.row.code, kind_of(fields), triples(fields))
    for person in change.new_contacts:
        add(person.organisation, person.facility, EventKind.CHANGED, [CONTACT_ADDED])
    for contact in change.changed_contacts:
        add(contact.row.organisation, contact.row.facility, EventKind.CHANGED, [CONTACT_CHANGED])
    if events:
        session.execute(insert(RegisterEvent), events)


CONTACT_ADDED = ("Kontakt", "", "eine Person eingetragen")
CONTACT_CHANGED = ("Kontakt", "", "Angaben zu einer Person geändert")
CONTACT_REMOVED = ("Kontakt", "eine Person", "gelöscht")


def events(session: Session, organisation_id: UUID, *, facilities: Iterable[UUID]) -> list[Event]:
    """The latest first; of the organisation itself and of those facilities that may be seen."""
    seen = set(facilities)
    rows = session.exec(
        select(RegisterEvent, Facility.name)
        .outerjoin(Facility, col(Facility.id) == col(RegisterEvent.facility_id))
        .where(RegisterEvent.organisation_id == organisation_id)
        .order_by(desc(col(RegisterEvent.happened_at)), col(RegisterEvent.id))
    )
    found = [
        Event(
            kind=str(row.kind),
            origin=str(row.origin),
            facility=name or "",
            changes=tuple((label, old, new) for label, old, new in row.changes),
            author=row.author,
            happened_at=row.happened_at,
        )
        for row, name in rows
        if row.facility_id is None or row.facility_id in seen
    ]
    return found[:SHOWN]


def last_author(session: Session, organisation_id: UUID, facility_id: UUID | None) -> str:
    """Who changed this entry last; "" = nobody since it came."""
    row = session.exec(
        select(RegisterEvent.author)
        .where(
            RegisterEvent.organisation_id == organisation_id,
            col(RegisterEvent.facility_id) == facility_id
            if facility_id
            else col(RegisterEvent.facility_id).is_(None),
        )
        .order_by(desc(col(RegisterEvent.happened_at)))
    ).first()
    return row or ""
