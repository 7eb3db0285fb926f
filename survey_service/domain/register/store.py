"""The register's rows: read whole to compare, written as a change says, with its history."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import delete, insert, update
from sqlmodel import Session, col, select

from questionnaires.areas import CITYWIDE, spelling
from questionnaires.readers.register import ContactRow, FacilityRow
from survey_service.domain.register import history, rows
from survey_service.domain.register.changes import RegisterChange, StoredRegister, contact_key
from survey_service.permissions import Actor
from survey_service.tables.areas import Area
from survey_service.tables.register import (
    Association,
    Contact,
    Facility,
    FacilityArea,
    Organisation,
    OrganisationMerge,
)


def stored_register(session: Session) -> StoredRegister:
    """All of it; merged organisations only as codes."""
    associations = dict(session.exec(select(Association.id, Association.name)).all())
    stored = {row.id: row for row in session.exec(select(Organisation))}
    merged = dict(
        session.exec(select(OrganisationMerge.organisation_id, OrganisationMerge.kept_id)).all()
    )
    serves = served_areas(session)
    facilities = {row.id: row for row in session.exec(select(Facility))}
    facility_rows = [
        rows.facility_row(row, stored[row.organisation_id].code, serves.get(row.id, ()))
        for row in facilities.values()
    ]
    contact_rows = [
        rows.contact_row(
            row,
            stored[row.organisation_id].code,
            facilities[row.facility_id].code if row.facility_id else "",
        )
        for row in session.exec(select(Contact))
    ]
    return StoredRegister(
        associations=tuple(associations.values()),
        organisations={
            row.code: rows.organisation_row(row, associations)
            for row in stored.values()
            if row.id not in merged
        },
        facilities={(row.organisation, row.code): row for row in facility_rows},
        contacts={contact_key(row): row for row in contact_rows},
        merged={stored[old].code: stored[kept].code for old, kept in merged.items()},
        area_names=area_names(session),
    )


def area_names(session: Session) -> dict[str, str]:
    """Code -> name of every area."""
    return dict(session.exec(select(Area.code, Area.name)).all())


def served_areas(session: Session, facility_id: UUID | None = None) -> dict[UUID, tuple[str, ...]]:
    """Facility -> the codes of the areas it serves, sorted; of one facility or of all."""
    query = select(FacilityArea.facility_id, FacilityArea.area_code)
    if facility_id is not None:
        query = query.where(FacilityArea.facility_id == facility_id)
    found: dict[UUID, list[str]] = {}
    for facility, code in session.exec(query):
        found.setdefault(facility, []).append(code)
    return {facility: tuple(sorted(codes)) for facility, codes in found.items()}


def fingerprint(stored: StoredRegister) -> str:
    """Changes with any field of any row."""
    content = [
        sorted(stored.associations),
        sorted(stored.organisations.values(), key=lambda row: row.code),
        sorted(stored.facilities.values(), key=lambda row: (row.organisation, row.code)),
        sorted(stored.contacts.values(), key=contact_key),
        sorted(stored.merged.items()),
    ]
    return hashlib.sha256(msgspec.json.encode(content)).hexdigest()


def write(session: Session, actor: Actor, change: RegisterChange) -> None:
    """Write a change; the register must be the one it was computed from."""
    if change.new_associations:
        new = [{"id": uuid4(), "name": name} for name in change.new_associations]
        session.execute(insert(Association), new)
    associations = {
        spelling(name): key
        for key, name in session.exec(select(Association.id, Association.name)).all()
    }
    keys = dict(session.exec(select(Organisation.code, Organisation.id)).all())
    keys |= {row.code: uuid4() for row in change.new_organisations}
    _insert(
        session,
        Organisation,
        [
            {"id": keys[row.code], **rows.organisation_columns(row, associations)}
            for row in change.new_organisations
        ],
    )
    _update(
        session,
        Organisation,
        [
            {"id": keys[changed.row.code], **rows.organisation_columns(changed.row, associations)}
            for changed in change.changed_organisations
        ],
    )
    facilities = _write_facilities(session, change, keys)
    _write_contacts(session, change, keys, facilities)
    history.record_import(session, actor, change, organisations=keys, facilities=facilities)


def _write_facilities(
    session: Session, change: RegisterChange, organisations: Mapping[str, UUID]
) -> dict[tuple[UUID, str], UUID]:
    """The ids of all facilities: organisation, code -> id."""
    stored = select(Facility.organisation_id, Facility.code, Facility.id)
    keys = {(owner, code): key for owner, code, key in session.exec(stored).all()}
    keys |= {(organisations[row.organisation], row.code): uuid4() for row in change.new_facilities}

    def columns(found: Iterable[FacilityRow]) -> list[dict[str, Any]]:
        return [
            {
                "id": keys[organisations[row.organisation], row.code],
                **rows.facility_columns(row, organisations[row.organisation]),
            }
            for row in found
        ]

    changed = [found.row for found in change.changed_facilities]
    _insert(session, Facility, columns(change.new_facilities))
    _update(session, Facility, columns(changed))
    set_served_areas(
        session,
        {
            keys[organisations[row.organisation], row.code]: row.serves
            for row in (*change.new_facilities, *changed)
        },
    )
    return keys


def set_served_areas(session: Session, serves: Mapping[UUID, tuple[str, ...]]) -> None:
    """Replace the areas that these facilities serve."""
    for facility in serves:
        session.execute(delete(FacilityArea).where(col(FacilityArea.facility_id) == facility))
    _insert(
        session,
        FacilityArea,
        [
            {"facility_id": facility, "area_code": code}
            for facility, codes in serves.items()
            for code in codes
            if code != CITYWIDE
        ],
    )


def _write_contacts(
    session: Session,
    change: RegisterChange,
    organisations: Mapping[str, UUID],
    facilities: Mapping[tuple[UUID, str], UUID],
) -> None:
    def columns(row: ContactRow) -> dict[str, Any]:
        owner = organisations[row.organisation]
        return rows.contact_columns(
            row, owner, facilities[owner, row.facility] if row.facility else None
        )

    stored = select(Contact.organisation_id, Contact.facility_id, Contact.name, Contact.id)
    keys = {tuple(key): contact for *key, contact in session.exec(stored).all()}
    _insert(session, Contact, [{"id": uuid4(), **columns(row)} for row in change.new_contacts])
    changed = [columns(found.row) for found in change.changed_contacts]
    _update(
        session,
        Contact,
        [
            {"id": keys[row["organisation_id"], row["facility_id"], row["name"]], **row}
            for row in changed
        ],
    )


def _insert(session: Session, table: type, values: list[dict[str, Any]]) -> None:
    if values:
        session.execute(insert(table), values)


def _update(session: Session, table: type, values: list[dict[str, Any]]) -> None:
    if values:
        session.execute(update(table), values)
