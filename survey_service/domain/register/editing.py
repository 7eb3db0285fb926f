"""Changing the register by hand: organisations, their facilities, what became of both."""

from uuid import UUID, uuid4

import msgspec
from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from questionnaires.readers.register import FacilityRow, OrganisationRow
from questionnaires.readers.register_facilities import typed_facility
from questionnaires.readers.register_organisations import typed_organisation
from survey_service.domain import areas
from survey_service.domain.administration import audit
from survey_service.domain.register import history, rows, store
from survey_service.domain.register.changes import FieldChange, differences
from survey_service.domain.register.entries import (
    Cells,
    EntryStale,
    checked,
    next_code,
    state_of,
)
from survey_service.domain.register.present import (
    association_ids,
    facility_entry,
    facility_row,
    is_merged,
    organisation_entry,
    organisation_row,
)
from survey_service.domain.register.scope import check_all_areas, check_area
from survey_service.errors import Conflict, FieldsInvalid
from survey_service.permissions import Actor
from survey_service.tables.register import (
    Association,
    EventKind,
    EventOrigin,
    Facility,
    Organisation,
)

FORM = EventOrigin.FORM


def organisation(session: Session, actor: Actor, organisation_id: UUID) -> OrganisationRow:
    """How it stands, for a form. Raises NotFound or NotAllowed."""
    check_all_areas(actor)
    return organisation_row(session, organisation_entry(session, organisation_id))


def facility(session: Session, actor: Actor, facility_id: UUID) -> FacilityRow:
    """How it stands, for a form. Raises NotFound or NotAllowed."""
    found = facility_entry(session, facility_id)
    check_area(session, actor, found.area_code)
    return facility_row(session, found)


def owner_of(session: Session, facility_id: UUID) -> UUID:
    """Whose facility it is. Raises NotFound."""
    return facility_entry(session, facility_id).organisation_id


def free_organisation_code(session: Session) -> str:
    """A number for a new organisation."""
    return next_code(session.exec(select(Organisation.code)), letter="T")


def free_facility_code(session: Session, organisation_id: UUID) -> str:
    """A number for a new facility of this organisation. Raises NotFound."""
    organisation_entry(session, organisation_id)
    codes = select(Facility.code).where(Facility.organisation_id == organisation_id)
    return next_code(session.exec(codes), letter="E")


def add_organisation(session: Session, actor: Actor, cells: Cells) -> UUID:
    """A new organisation. Raises FieldsInvalid."""
    check_all_areas(actor)
    row = _typed_organisation(session, cells)
    if session.exec(select(Organisation.id).where(Organisation.code == row.code)).first():
        raise FieldsInvalid([("code", f"Die Träger-Nr. „{row.code}“ ist schon vergeben.")])
    key = uuid4()
    columns = rows.organisation_columns(row, association_ids(session))
    session.execute(insert(Organisation).values(id=key, **columns))
    history.record(session, actor, organisation_id=key, kind=EventKind.CREATED)
    audit.record(session, actor, "Träger angelegt", subject=row.code)
    return key


def change_organisation(
    session: Session,
    actor: Actor,
    organisation_id: UUID,
    cells: Cells,
    *,
    state: str,
    origin: str = FORM,
) -> tuple[FieldChange, ...]:
    """What was changed. Raises FieldsInvalid; EntryStale when ``state`` is not the present one."""
    check_all_areas(actor)
    known = organisation_row(session, organisation_entry(session, organisation_id, lock=True))
    typed = {**cells, "code": known.code, "active": "ja" if known.active else "nein"}
    row = _typed_organisation(session, typed)
    fields = differences(known, row, {})
    _check_state(session, known, state, fields, organisation_id, None)
    _write_organisation(session, actor, organisation_id, row, fields, origin=origin)
    return fields


def set_organisation_active(
    session: Session, actor: Actor, organisation_id: UUID, *, active: bool
) -> None:
    """Take an organisation out of coming waves, or back in. Nothing is deleted."""
    check_all_areas(actor)
    found = organisation_entry(session, organisation_id, lock=True)
    if active and is_merged(session, organisation_id):
        raise Conflict(
            "Dieser Träger wurde mit einem anderen zusammengeführt und bleibt nicht aktiv."
        )
    known = organisation_row(session, found)
    row = msgspec.structs.replace(known, active=active)
    _write_organisation(session, actor, organisation_id, row, differences(known, row, {}))


def add_facility(
    session: Session, actor: Actor, organisation_id: UUID, cells: Cells, *, origin: str = FORM
) -> UUID:
    """A new facility. Raises FieldsInvalid."""
    owner = organisation_entry(session, organisation_id)
    if is_merged(session, organisation_id):
        raise Conflict("Dieser Träger wurde zusammengeführt. Ergänzen Sie den anderen.")
    row = _typed_facility(session, cells, owner.code)
    check_area(session, actor, row.area)
    taken = select(Facility.id).where(
        Facility.organisation_id == organisation_id, Facility.code == row.code
    )
    if session.exec(taken).first():
        raise FieldsInvalid(
            [("code", f"Die Nummer „{row.code}“ hat schon eine Einrichtung dieses Trägers.")]
        )
    key = uuid4()
    session.execute(insert(Facility).values(id=key, **rows.facility_columns(row, organisation_id)))
    store.set_served_areas(session, {key: row.serves})
    history.record(
        session,
        actor,
        organisation_id=organisation_id,
        facility_id=key,
        kind=EventKind.CREATED,
        origin=origin,
    )
    audit.record(session, actor, "Einrichtung angelegt", subject=f"{owner.code} / {row.code}")
    return key


def change_facility(
    session: Session,
    actor: Actor,
    facility_id: UUID,
    cells: Cells,
    *,
    state: str,
    origin: str = FORM,
) -> tuple[FieldChange, ...]:
    """What was changed. Raises FieldsInvalid; EntryStale when ``state`` is not the present one."""
    found = facility_entry(session, facility_id, lock=True)
    known = facility_row(session, found)
    check_area(session, actor, known.area)
    typed = {**cells, "code": known.code, "active": "ja" if known.active else "nein"}
    row = _typed_facility(session, typed, known.organisation)
    check_area(session, actor, row.area)
    fields = differences(known, row, store.area_names(session))
    _check_state(session, known, state, fields, found.organisation_id, facility_id)
    _write_facility(session, actor, found, row, fields, origin=origin)
    return fields


def set_facility_active(
    session: Session, actor: Actor, facility_id: UUID, *, active: bool, origin: str = FORM
) -> None:
    """Close a facility, or open it again. Nothing is deleted."""
    found = facility_entry(session, facility_id, lock=True)
    check_area(session, actor, found.area_code)
    known = facility_row(session, found)
    row = msgspec.structs.replace(known, active=active)
    _write_facility(session, actor, found, row, differences(known, row, {}), origin=origin)


def _typed_organisation(session: Session, cells: Cells) -> OrganisationRow:
    names = session.exec(select(Association.name)).all()
    row, problems = typed_organisation(cells, associations=names)
    checked(problems)
    if row is None or (row.association and row.association not in names):
        raise FieldsInvalid([("association", "Diesen Verband gibt es nicht. Wählen Sie einen.")])
    return row


def _typed_facility(session: Session, cells: Cells, organisation_code: str) -> FacilityRow:
    row, problems = typed_facility(cells, organisation=organisation_code, areas=areas.tree(session))
    checked(problems)
    if row is None:
        raise FieldsInvalid([("name", "Die Angaben ließen sich nicht lesen.")])
    return row


def _check_state(
    session: Session,
    known: OrganisationRow | FacilityRow,
    state: str,
    fields: tuple[FieldChange, ...],
    organisation_id: UUID,
    facility_id: UUID | None,
) -> None:
    if state != state_of(known) and fields:
        raise EntryStale(
            author=history.last_author(session, organisation_id, facility_id),
            state=state_of(known),
            differences=fields,
        )


def _write_organisation(
    session: Session,
    actor: Actor,
    organisation_id: UUID,
    row: OrganisationRow,
    fields: tuple[FieldChange, ...],
    *,
    origin: str = FORM,
) -> None:
    if not fields:
        return
    columns = rows.organisation_columns(row, association_ids(session))
    session.execute(
        update(Organisation).where(col(Organisation.id) == organisation_id).values(**columns)
    )
    history.record(
        session,
        actor,
        organisation_id=organisation_id,
        kind=history.kind_of(fields),
        origin=origin,
        changes=history.triples(fields),
    )
    audit.record(session, actor, "Träger geändert", subject=row.code, detail=_labels(fields))


def _write_facility(
    session: Session,
    actor: Actor,
    found: Facility,
    row: FacilityRow,
    fields: tuple[FieldChange, ...],
    *,
    origin: str,
) -> None:
    if not fields:
        return
    columns = rows.facility_columns(row, found.organisation_id)
    session.execute(update(Facility).where(col(Facility.id) == found.id).values(**columns))
    store.set_served_areas(session, {found.id: row.serves})
    history.record(
        session,
        actor,
        organisation_id=found.organisation_id,
        facility_id=found.id,
        kind=history.kind_of(fields),
        origin=origin,
        changes=history.triples(fields),
    )
    subject = f"{row.organisation} / {row.code}"
    audit.record(session, actor, "Einrichtung geändert", subject=subject, detail=_labels(fields))


def _labels(fields: tuple[FieldChange, ...]) -> str:
    return ", ".join(field.label for field in fields)
