"""What tests of the register begin with: areas, an association, two organisations."""

from datetime import date
from uuid import UUID

import msgspec
from sqlmodel import Session, col, select

from questionnaires.areas import Area, AreaTree
from survey_service.domain import areas
from survey_service.domain.register import associations, contacts, editing
from survey_service.permissions import Actor, RoleGrant
from survey_service.tables.register import Facility, Organisation, RegisterEvent

PLANNER = Actor(login="planner", name="Planerin", grants=(RoleGrant("planner"),))
COLLEAGUE = Actor(login="colleague", name="Kollege", grants=(RoleGrant("planner"),))
NORTH_ONLY = Actor(login="nord", name="Nord", grants=(RoleGrant("planner", "1"),))
CONSENTED = date(2026, 1, 31)
TREE = AreaTree(
    municipality="Kommune",
    levels=("stadt", "bezirk", "quartier"),
    areas=(
        Area(code="1", name="Nord", level="bezirk"),
        Area(code="11", name="Park", level="quartier", parent="1"),
        Area(code="2", name="Süd", level="bezirk"),
    ),
)


class Registered(msgspec.Struct, frozen=True, kw_only=True):
    """Ids: Haus Nord (T001) with an advice centre in Park and a shelter in Süd; Werk Süd (T002)."""

    north: UUID
    advice: UUID
    shelter: UUID
    contact: UUID
    south: UUID
    meeting: UUID


def make(session: Session) -> Registered:
    """All of it, by hand as a planner does."""
    areas.import_tree(session, PLANNER, TREE)
    associations.add(session, PLANNER, "Caritas")
    north = editing.add_organisation(
        session,
        PLANNER,
        {
            "code": "T001",
            "name": "Haus Nord e. V.",
            "association": "Caritas",
            "email": "a@nord.example",
        },
    )
    south = editing.add_organisation(session, PLANNER, {"code": "T002", "name": "Werk Süd"})
    advice = editing.add_facility(
        session,
        PLANNER,
        north,
        {
            "code": "E001",
            "name": "Beratung",
            "service_type": "Schuldnerberatung",
            "area": "11",
            "address": "Parkweg 1",
            "target_groups": "Familien; Ältere",
        },
    )
    shelter = editing.add_facility(
        session,
        PLANNER,
        north,
        {
            "code": "E002",
            "name": "Frauenhaus",
            "area": "2",
            "address": "Geheimweg 3",
            "latitude": "51,2",
            "longitude": "6,7",
            "phone": "0800 1",
            "protected": "ja",
            "serves": "stadtweit",
        },
    )
    meeting = editing.add_facility(
        session,
        PLANNER,
        south,
        {"code": "E001", "name": "Treff", "area": "2", "service_type": "Begegnung", "serves": "1"},
    )
    contact = contacts.add(
        session,
        PLANNER,
        north,
        {"name": "Ada Beispiel", "facility": "E001", "consented_on": "31.01.2026"},
    )
    return Registered(
        north=north, advice=advice, shelter=shelter, contact=contact, south=south, meeting=meeting
    )


def codes_of(session: Session, organisation: UUID) -> list[str]:
    """Numbers of an organisation's facilities."""
    query = select(Facility.code).where(Facility.organisation_id == organisation)
    return sorted(session.exec(query))


def events_of(session: Session, organisation: UUID) -> list[tuple[str, str, str, list[list[str]]]]:
    """Kind, origin, author, changes, in the order in which they happened."""
    rows = session.exec(
        select(RegisterEvent)
        .where(RegisterEvent.organisation_id == organisation)
        .order_by(col(RegisterEvent.happened_at))
    )
    return [(str(row.kind), str(row.origin), row.author, row.changes) for row in rows]


def actor_of(session: Session, organisation: UUID) -> Actor:
    """Somebody of the organisation, by its link."""
    row = session.exec(select(Organisation).where(Organisation.id == organisation)).one()
    return Actor(name=row.name, invitation_id=organisation, organisation_id=organisation)
