"""A register for the tests of the atlas: two areas, three organisations, one protected shelter."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from survey_service.tables.areas import Area
from survey_service.tables.register import (
    Association,
    Contact,
    Facility,
    FacilityArea,
    Organisation,
)

SHELTER = "Frauenhaus"


def fill(session: Session) -> dict[str, UUID]:
    """Name of the facility -> its id.

    Inside 51.1 to 51.2 and 6.6 to 6.7 lie Beratung, Kita and the protected Frauenhaus, and
    Geschlossen, which is not active.
    """
    session.add(Area(code="1", name="Nord", level="bezirk", position=0))
    session.add(Area(code="2", name="Süd", level="bezirk", position=1))
    session.flush()
    session.add(Area(code="11", name="Hafen", level="quartier", parent_code="1", position=2))
    caritas = Association(name="Caritas")
    session.add(caritas)
    session.flush()
    first = Organisation(
        code="T1",
        name="Haus Eins e. V.",
        association_id=caritas.id,
        email="eins@traeger.example",
        phone="02131 1",
    )
    second = Organisation(code="T2", name="Zwei gGmbH", phone="02131 2")
    gone = Organisation(code="T3", name="Aufgelöst", active=False)
    session.add_all([first, second, gone])
    session.flush()
    rows = [
        facility(first, "Beratung", "Beratung", "11", (51.15, 6.65), ["Familien", "Ältere"]),
        facility(first, "Kita", "Kita", "2", (51.2, 6.7), ["Kinder"]),
        facility(second, "Beratung Süd", "Beratung", "2", (51.3, 6.8), []),
        facility(second, "Mobil", "Beratung", None, None, ["Ältere"], citywide=True),
        facility(second, SHELTER, "Schutz", "1", (51.16, 6.66), [], protected=True),
        facility(second, "Geschlossen", "Beratung", "1", (51.15, 6.65), [], active=False),
        facility(gone, "Verwaist", "Beratung", "1", (51.15, 6.65), []),
    ]
    session.add_all(rows)
    session.flush()
    ids = {row.name: row.id for row in rows}
    session.add(FacilityArea(facility_id=ids["Beratung Süd"], area_code="1"))
    session.add(contact(first.id, None, "Ada Träger"))
    session.add(contact(first.id, ids["Kita"], "Kim Kita"))
    session.add(contact(second.id, ids[SHELTER], "Geheim"))
    session.flush()
    return ids


def facility(
    organisation: Organisation,
    name: str,
    service_type: str,
    area: str | None,
    at: tuple[float, float] | None,
    groups: list[str],
    *,
    citywide: bool = False,
    protected: bool = False,
    active: bool = True,
) -> Facility:
    """A facility; ``at``: latitude, longitude."""
    return Facility(
        organisation_id=organisation.id,
        code=name,
        name=name,
        service_type=service_type,
        area_code=area,
        target_groups=groups,
        latitude=at[0] if at else None,
        longitude=at[1] if at else None,
        phone=f"Tel. {name}",
        citywide=citywide,
        protected=protected,
        active=active,
    )


def contact(organisation: UUID, facility_id: UUID | None, name: str) -> Contact:
    """Somebody who agreed."""
    return Contact(
        organisation_id=organisation,
        facility_id=facility_id,
        name=name,
        function="Leitung",
        phone="0170",
        email="person@traeger.example",
        consented_on=date(2026, 1, 2),
    )
