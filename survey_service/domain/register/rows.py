"""Rows of the tables as a workbook or a form says them, and back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from questionnaires.areas import CITYWIDE, spelling
from questionnaires.readers.register import ContactRow, FacilityRow, OrganisationRow
from survey_service.tables.register import Contact, Facility, Organisation

CITYWIDE_ONLY = (CITYWIDE,)


def organisation_row(row: Organisation, associations: Mapping[UUID, str]) -> OrganisationRow:
    """As a workbook or a form says it."""
    return OrganisationRow(
        row=0,
        code=row.code,
        name=row.name,
        association=associations[row.association_id] if row.association_id else "",
        contact_name=row.contact_name,
        salutation=str(row.salutation),
        email=row.email,
        phone=row.phone,
        postal_address=row.postal_address,
        active=row.active,
    )


def facility_row(row: Facility, organisation: str, serves: tuple[str, ...]) -> FacilityRow:
    """As a workbook or a form says it. organisation: its code."""
    return FacilityRow(
        row=0,
        organisation=organisation,
        code=row.code,
        name=row.name,
        service_type=row.service_type,
        address=row.address,
        area=row.area_code,
        serves=CITYWIDE_ONLY if row.citywide else serves,
        target_groups=tuple(row.target_groups),
        phone=row.phone,
        email=row.email,
        website=row.website,
        latitude=row.latitude,
        longitude=row.longitude,
        protected=row.protected,
        active=row.active,
    )


def contact_row(row: Contact, organisation: str, facility: str) -> ContactRow:
    """As a workbook or a form says it. organisation, facility: their codes."""
    return ContactRow(
        row=0,
        organisation=organisation,
        facility=facility,
        name=row.name,
        function=row.function,
        email=row.email,
        phone=row.phone,
        consented_on=row.consented_on,
        consent_note=row.consent_note,
    )


def organisation_columns(row: OrganisationRow, associations: Mapping[str, UUID]) -> dict[str, Any]:
    """associations: spelling of the name -> id."""
    return {
        "code": row.code,
        "name": row.name,
        "association_id": associations[spelling(row.association)] if row.association else None,
        "contact_name": row.contact_name,
        "salutation": row.salutation,
        "email": row.email,
        "phone": row.phone,
        "postal_address": row.postal_address,
        "active": row.active,
    }


def facility_columns(row: FacilityRow, organisation_id: UUID) -> dict[str, Any]:
    """Without the areas it serves: those are rows of their own."""
    return {
        "organisation_id": organisation_id,
        "code": row.code,
        "name": row.name,
        "service_type": row.service_type,
        "address": row.address,
        "area_code": row.area,
        "target_groups": list(row.target_groups),
        "phone": row.phone,
        "email": row.email,
        "website": row.website,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "citywide": row.serves == CITYWIDE_ONLY,
        "protected": row.protected,
        "active": row.active,
    }


def contact_columns(
    row: ContactRow, organisation_id: UUID, facility_id: UUID | None
) -> dict[str, Any]:
    """All columns but the id."""
    return {
        "organisation_id": organisation_id,
        "facility_id": facility_id,
        "name": row.name,
        "function": row.function,
        "email": row.email,
        "phone": row.phone,
        "consented_on": row.consented_on,
        "consent_note": row.consent_note,
    }
