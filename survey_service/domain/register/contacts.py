"""Contacts: persons of an organisation who agreed to be stored. Removing one deletes it."""

from uuid import UUID, uuid4

import msgspec
from sqlalchemy import delete, insert, update
from sqlmodel import Session, col, select

from questionnaires.readers.register import ContactRow
from questionnaires.readers.register_contacts import typed_contact
from survey_service import clock
from survey_service.domain.administration import audit
from survey_service.domain.register import history, rows
from survey_service.domain.register.changes import differences
from survey_service.domain.register.entries import (
    Cells,
    EntryStale,
    checked,
    locked,
    state_of,
)
from survey_service.domain.register.scope import check_all_areas, check_area
from survey_service.errors import FieldsInvalid, NotFound
from survey_service.permissions import Actor
from survey_service.tables.register import Contact, EventKind, EventOrigin, Facility, Organisation

FORM = EventOrigin.FORM


class ContactFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A contact on a page. ``facility``: its name, "" = the organisation as a whole."""

    id: UUID
    facility: str
    row: ContactRow


def of_organisation(
    session: Session, organisation_id: UUID, *, facilities: set[UUID]
) -> list[ContactFacts]:
    """By name; of the organisation itself and of those facilities that may be seen."""
    code = _code(session, organisation_id)
    found = session.exec(
        select(Contact, Facility)
        .outerjoin(Facility, col(Facility.id) == col(Contact.facility_id))
        .where(Contact.organisation_id == organisation_id)
        .order_by(Contact.name, col(Contact.id))
    )
    return [
        ContactFacts(
            id=row.id,
            facility=facility.name if facility else "",
            row=rows.contact_row(row, code, facility.code if facility else ""),
        )
        for row, facility in found
        if row.facility_id is None or row.facility_id in facilities
    ]


def contact(session: Session, actor: Actor, contact_id: UUID) -> tuple[UUID, ContactRow]:
    """Whose, and how it stands, for a form. Raises NotFound or NotAllowed."""
    found = _contact(session, contact_id)
    _check(session, actor, found.facility_id)
    return found.organisation_id, _row(session, found)


def add(
    session: Session, actor: Actor, organisation_id: UUID, cells: Cells, *, origin: str = FORM
) -> UUID:
    """A new contact. Raises FieldsInvalid, also without the day of consent."""
    row, facility_id = _typed(session, actor, organisation_id, cells)
    _check_single(session, organisation_id, facility_id, row.name, None)
    key = uuid4()
    columns = rows.contact_columns(row, organisation_id, facility_id)
    session.execute(insert(Contact).values(id=key, **columns))
    _record(session, actor, organisation_id, facility_id, history.CONTACT_ADDED, origin)
    return key


def change(session: Session, actor: Actor, contact_id: UUID, cells: Cells, *, state: str) -> None:
    """Raises FieldsInvalid, or EntryStale when ``state`` is not the present one."""
    found = _contact(session, contact_id, lock=True)
    _check(session, actor, found.facility_id)
    known = _row(session, found)
    row, facility_id = _typed(session, actor, found.organisation_id, cells)
    fields = differences(known, row, {})
    if not fields and facility_id == found.facility_id:
        return
    if state != state_of(known):
        author = history.last_author(session, found.organisation_id, found.facility_id)
        raise EntryStale(author=author, state=state_of(known), differences=fields)
    _check_single(session, found.organisation_id, facility_id, row.name, contact_id)
    columns = rows.contact_columns(row, found.organisation_id, facility_id)
    session.execute(update(Contact).where(col(Contact.id) == contact_id).values(**columns))
    _record(session, actor, found.organisation_id, facility_id, history.CONTACT_CHANGED, FORM)


def remove(session: Session, actor: Actor, contact_id: UUID) -> UUID:
    """Delete a contact; whose it was. The history says that, not who."""
    found = _contact(session, contact_id, lock=True)
    _check(session, actor, found.facility_id)
    session.execute(delete(Contact).where(col(Contact.id) == contact_id))
    _record(
        session,
        actor,
        found.organisation_id,
        found.facility_id,
        history.CONTACT_REMOVED,
        FORM,
    )
    return found.organisation_id


def _typed(
    session: Session, actor: Actor, organisation_id: UUID, cells: Cells
) -> tuple[ContactRow, UUID | None]:
    code = _code(session, organisation_id)
    places = dict(
        session.exec(
            select(Facility.code, Facility.id).where(Facility.organisation_id == organisation_id)
        ).all()
    )
    row, problems = typed_contact(
        cells,
        organisation=code,
        facilities=frozenset((code, place) for place in places),
        today=clock.today(),
    )
    checked(problems)
    if row is None:
        raise FieldsInvalid([("name", "Die Angaben ließen sich nicht lesen.")])
    facility_id = places[row.facility] if row.facility else None
    _check(session, actor, facility_id)
    return row, facility_id


def _check(session: Session, actor: Actor, facility_id: UUID | None) -> None:
    if facility_id is None:
        check_all_areas(actor)
    else:
        area = session.exec(select(Facility.area_code).where(Facility.id == facility_id)).one()
        check_area(session, actor, area)


def _check_single(
    session: Session,
    organisation_id: UUID,
    facility_id: UUID | None,
    name: str,
    contact_id: UUID | None,
) -> None:
    for key, place in session.exec(
        select(Contact.id, Contact.facility_id).where(
            Contact.organisation_id == organisation_id, Contact.name == name
        )
    ):
        if place == facility_id and key != contact_id:
            raise FieldsInvalid([("name", f"„{name}“ steht hier schon.")])


def _record(
    session: Session,
    actor: Actor,
    organisation_id: UUID,
    facility_id: UUID | None,
    what: tuple[str, str, str],
    origin: str,
) -> None:
    removed = what == history.CONTACT_REMOVED
    history.record(
        session,
        actor,
        organisation_id=organisation_id,
        facility_id=facility_id,
        kind=EventKind.REMOVED if removed else EventKind.CHANGED,
        origin=origin,
        changes=[what],
    )
    subject = _code(session, organisation_id)
    audit.record(
        session, actor, "Kontakt gelöscht" if removed else "Kontakt gespeichert", subject=subject
    )


def _code(session: Session, organisation_id: UUID) -> str:
    found = session.exec(
        select(Organisation.code).where(Organisation.id == organisation_id)
    ).first()
    if found is None:
        raise NotFound("Diesen Träger gibt es nicht.")
    return found


def _contact(session: Session, contact_id: UUID, *, lock: bool = False) -> Contact:
    query = select(Contact).where(Contact.id == contact_id)
    row = session.exec(locked(query) if lock else query).first()
    if row is None:
        raise NotFound("Diese Kontaktperson gibt es nicht mehr.")
    return row


def _row(session: Session, row: Contact) -> ContactRow:
    facility = ""
    if row.facility_id is not None:
        facility = session.exec(select(Facility.code).where(Facility.id == row.facility_id)).one()
    return rows.contact_row(row, _code(session, row.organisation_id), facility)
