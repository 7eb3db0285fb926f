"""The register's rows: read whole to compare, written as a change says."""

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import insert, update
from sqlmodel import Session, select

from questionnaires.areas import spelling
from questionnaires.readers.register import FacilityRow, OrganisationRow
from survey_service.domain.register.changes import RegisterChange, StoredRegister
from survey_service.tables.areas import Area
from survey_service.tables.register import Association, Facility, Organisation


def stored_register(session: Session) -> StoredRegister:
    """All of it."""
    associations = dict(session.exec(select(Association.id, Association.name)).all())
    organisations: dict[UUID, OrganisationRow] = {
        row.id: OrganisationRow(
            row=0,
            code=row.code,
            name=row.name,
            association=associations[row.association_id] if row.association_id else "",
            contact_name=row.contact_name,
            email=row.email,
            active=row.active,
        )
        for row in session.exec(select(Organisation))
    }
    facilities = [
        FacilityRow(
            row=0,
            organisation=organisations[row.organisation_id].code,
            code=row.code,
            name=row.name,
            service_type=row.service_type,
            address=row.address,
            area=row.area_code,
            target_groups=tuple(row.target_groups),
            active=row.active,
        )
        for row in session.exec(select(Facility))
    ]
    return StoredRegister(
        associations=tuple(associations.values()),
        organisations={row.code: row for row in organisations.values()},
        facilities={(row.organisation, row.code): row for row in facilities},
        area_names=dict(session.exec(select(Area.code, Area.name)).all()),
    )


def fingerprint(stored: StoredRegister) -> str:
    """Changes with any field of any row."""
    content = [
        sorted(stored.associations),
        sorted(stored.organisations.values(), key=lambda row: row.code),
        sorted(stored.facilities.values(), key=lambda row: (row.organisation, row.code)),
    ]
    return hashlib.sha256(msgspec.json.encode(content)).hexdigest()


def write(session: Session, change: RegisterChange) -> None:
    """Write a change; the register must be the one it was computed from."""
    if change.new_associations:
        new = [{"id": uuid4(), "name": name} for name in change.new_associations]
        session.execute(insert(Association), new)
    associations = {
        spelling(name): key
        for key, name in session.exec(select(Association.id, Association.name)).all()
    }
    keys = dict(session.exec(select(Organisation.code, Organisation.id)).all())
    new_keys = {row.code: uuid4() for row in change.new_organisations}
    _insert(
        session,
        Organisation,
        [
            {"id": new_keys[row.code], **_organisation_columns(row, associations)}
            for row in change.new_organisations
        ],
    )
    _update(
        session,
        Organisation,
        [
            {"id": keys[changed.row.code], **_organisation_columns(changed.row, associations)}
            for changed in change.changed_organisations
        ],
    )
    _write_facilities(session, change, {**keys, **new_keys})


def _write_facilities(
    session: Session, change: RegisterChange, organisations: Mapping[str, UUID]
) -> None:
    stored = select(Facility.organisation_id, Facility.code, Facility.id)
    keys = {(owner, code): key for owner, code, key in session.exec(stored).all()}
    _insert(
        session,
        Facility,
        [{"id": uuid4(), **_facility_columns(row, organisations)} for row in change.new_facilities],
    )
    _update(
        session,
        Facility,
        [
            {
                "id": keys[organisations[changed.row.organisation], changed.row.code],
                **_facility_columns(changed.row, organisations),
            }
            for changed in change.changed_facilities
        ],
    )


def _insert(session: Session, table: type, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(table), rows)


def _update(session: Session, table: type, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(update(table), rows)


def _organisation_columns(row: OrganisationRow, associations: Mapping[str, UUID]) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "association_id": associations[spelling(row.association)] if row.association else None,
        "contact_name": row.contact_name,
        "email": row.email,
        "active": row.active,
    }


def _facility_columns(row: FacilityRow, organisations: Mapping[str, UUID]) -> dict[str, Any]:
    return {
        "organisation_id": organisations[row.organisation],
        "code": row.code,
        "name": row.name,
        "service_type": row.service_type,
        "address": row.address,
        "area_code": row.area,
        "target_groups": list(row.target_groups),
        "active": row.active,
    }
