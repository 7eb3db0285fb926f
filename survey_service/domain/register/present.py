"""How an organisation or a facility stands in the register, locked where it is about to change."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel import Session, select

from questionnaires.areas import spelling
from questionnaires.readers.register import FacilityRow, OrganisationRow
from survey_service.domain.register import rows, store
from survey_service.domain.register.entries import (
    locked,
)
from survey_service.errors import NotFound
from survey_service.tables.register import (
    Association,
    Facility,
    Organisation,
    OrganisationMerge,
)


def organisation_entry(
    session: Session, organisation_id: UUID, *, lock: bool = False
) -> Organisation:
    """The stored row. Raises NotFound."""
    query = select(Organisation).where(Organisation.id == organisation_id)
    row = session.exec(locked(query) if lock else query).first()
    if row is None:
        raise NotFound("Diesen Träger gibt es nicht.")
    return row


def facility_entry(session: Session, facility_id: UUID, *, lock: bool = False) -> Facility:
    """The stored row. Raises NotFound."""
    query = select(Facility).where(Facility.id == facility_id)
    row = session.exec(locked(query) if lock else query).first()
    if row is None:
        raise NotFound("Diese Einrichtung gibt es nicht.")
    return row


def is_merged(session: Session, organisation_id: UUID) -> bool:
    """Whether it was a duplicate of another."""
    return session.get(OrganisationMerge, organisation_id) is not None


def organisation_row(session: Session, row: Organisation) -> OrganisationRow:
    """As workbooks and forms have it."""
    names = dict(session.exec(select(Association.id, Association.name)).all())
    return rows.organisation_row(row, names)


def facility_row(session: Session, row: Facility) -> FacilityRow:
    """As workbooks and forms have it."""
    code = session.exec(select(Organisation.code).where(Organisation.id == row.organisation_id))
    serves = store.served_areas(session, row.id).get(row.id, ())
    return rows.facility_row(row, code.one(), serves)


def association_ids(session: Session) -> Mapping[str, UUID]:
    """Spelling of an association -> its id."""
    return {
        spelling(name): key
        for key, name in session.exec(select(Association.id, Association.name)).all()
    }
