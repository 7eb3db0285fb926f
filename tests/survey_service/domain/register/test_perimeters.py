"""Facilities in a perimeter: contacts who agreed, protected ones as a number for planners only."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from questionnaires.perimeters import Perimeter
from survey_service import clock
from survey_service.database import Database
from survey_service.domain import files
from survey_service.domain.administration import audit
from survey_service.domain.register import perimeters
from survey_service.domain.register.perimeters import ContactFacts, Inside, Protected
from survey_service.errors import NotFound
from survey_service.permissions import Actor, RoleGrant
from survey_service.tables.exports import StoredFile, StoredFilePart
from survey_service.tables.register import Facility
from tests.survey_service import register
from tests.survey_service.register import SHELTER
from tests.survey_service.waves import PLANNER, READER

ADMINISTRATOR = Actor(login="admin", name="Admin", grants=(RoleGrant("administrator"),))
NORTH = Actor(login="nord", name="Nord", grants=(RoleGrant("planner", "1"),))
RING = ((6.6, 51.1), (6.7, 51.1), (6.7, 51.2), (6.6, 51.2), (6.6, 51.1))
FLOOD = Perimeter(polygons=((RING,),))
ADA = ContactFacts(
    name="Ada Träger", function="Leitung", phone="0170", email="person@traeger.example"
)
KIM = ContactFacts(
    name="Kim Kita", function="Leitung", phone="0170", email="person@traeger.example"
)


def look(session: Session, actor: Actor = PLANNER) -> Inside:
    return perimeters.look(session, actor, FLOOD)


def shown(inside: Inside) -> list[tuple[str, tuple[ContactFacts, ...]]]:
    return [(one.facility.name, one.contacts) for one in inside.facilities]


def test_a_perimeter_that_is_none_is_not_found(database: Database) -> None:
    with database.write() as session:
        other = files.store(session, "Export.xlsx", "application/xlsx", b"secret")
    with database.read() as session:
        for unknown in (uuid4(), other):
            with pytest.raises(NotFound, match="Diese Fläche gibt es nicht mehr"):
                perimeters.load(session, unknown)


def test_facilities_inside_with_their_contacts_and_the_border_counts(database: Database) -> None:
    with database.write() as session:
        register.fill(session)
    with database.read() as session:
        inside = look(session)
    # Kita stands on the corner; its own contact goes before the organisation's.
    assert shown(inside) == [("Beratung", (ADA,)), ("Kita", (KIM,))]
    assert (inside.protected, inside.unplaced) == (Protected(inside=1, unplaced=0), 1)
    assert inside.facilities[0].organisation.phone == "02131 1"


def test_protected_facilities_are_a_number_for_who_edits_the_register(database: Database) -> None:
    with database.write() as session:
        register.fill(session)
    with database.read() as session:
        assert look(session, ADMINISTRATOR).protected is None
        assert look(session, NORTH).protected == Protected(inside=1, unplaced=0)
        assert shown(look(session, NORTH)) == [("Beratung", (ADA,))]
        assert look(session, READER) == Inside(facilities=(), protected=None, unplaced=0)


def test_a_protected_facility_without_coordinates_is_said_too(database: Database) -> None:
    with database.write() as session:
        register.fill(session)
        session.execute(
            update(Facility)
            .where(col(Facility.name) == SHELTER)
            .values(latitude=None, longitude=None)
        )
    with database.read() as session:
        assert look(session).protected == Protected(inside=0, unplaced=1)


def test_without_its_mark_the_shelter_would_be_listed(database: Database) -> None:
    """Negative control."""
    with database.write() as session:
        register.fill(session)
        session.execute(update(Facility).values(protected=False))
    with database.read() as session:
        assert SHELTER in dict(shown(look(session)))


def test_a_perimeter_is_kept_for_a_while_and_old_ones_go(database: Database) -> None:
    with database.write() as session:
        old = perimeters.store(session, FLOOD)
        session.execute(update(StoredFile).values(expires_at=clock.now() - timedelta(minutes=1)))
        export = files.store(session, "x", "y", b"z", expires_at=clock.now() - timedelta(minutes=1))
    with database.write() as session:
        new = perimeters.store(session, FLOOD)
    with database.read() as session:
        assert set(session.exec(select(StoredFile.id))) == {export, new}
        assert set(session.exec(select(StoredFilePart.file_id))) == {export, new}
        assert perimeters.load(session, new) == FLOOD
        with pytest.raises(NotFound):
            perimeters.load(session, old)


def test_a_download_is_noted_with_numbers_only(database: Database) -> None:
    with database.write() as session:
        register.fill(session)
        perimeters.note_download(session, PLANNER, look(session))
    with database.read() as session:
        entry = audit.entries(session)[0][0]
    assert (entry.actor, entry.action, entry.subject, entry.detail) == (
        "planerin",
        "Einrichtungen einer Fläche heruntergeladen",
        "",
        "2 Einrichtungen, 2 Ansprechpersonen",
    )
