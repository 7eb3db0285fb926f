"""The Sozialatlas: what is in it, and above all what is not."""

import pytest
from sqlalchemy import update
from sqlmodel import Session

from survey_service.database import Database
from survey_service.domain import areas
from survey_service.domain.administration import audit
from survey_service.domain.register import atlas
from survey_service.domain.register.atlas import Atlas, Filter
from survey_service.errors import NotFound
from survey_service.permissions import Actor, RoleGrant
from survey_service.tables.register import Facility, Organisation
from tests.survey_service import register
from tests.survey_service.register import SHELTER
from tests.survey_service.waves import PLANNER, READER

NORTH = Actor(login="nord", name="Nord", grants=(RoleGrant("reader", "1"),))
CODER = Actor(login="coder", name="Coder", grants=(RoleGrant("coder"),))
HIDDEN = ("Geschlossen", "Verwaist", SHELTER)


def seen(session: Session, actor: Actor = READER, **wanted: object) -> Atlas:
    return atlas.atlas(session, actor, Filter(**wanted), areas.tree(session))  # type: ignore[arg-type]


def names(session: Session, actor: Actor = READER, **wanted: object) -> list[str]:
    return [one.name for one in seen(session, actor, **wanted).facilities]


def test_protected_and_inactive_facilities_are_in_none_of_it(database: Database) -> None:
    with database.write() as session:
        ids = register.fill(session)
    with database.read() as session:
        found = seen(session)
        assert [one.name for one in found.facilities] == [
            "Beratung",
            "Beratung Süd",
            "Kita",
            "Mobil",
        ]
        assert (found.total, found.unplaced) == (4, 1)
        assert "Schutz" not in found.service_types
        for name in HIDDEN:
            with pytest.raises(NotFound):
                atlas.facility(session, PLANNER, ids[name])
        assert atlas.facility(session, READER, ids["Kita"]).name == "Kita"


def test_the_same_facilities_would_be_in_it_if_they_were_not_hidden(database: Database) -> None:
    """Negative control: it is the three marks and nothing else that keep them out."""
    with database.write() as session:
        ids = register.fill(session)
        session.execute(update(Facility).values(protected=False, active=True))
        session.execute(update(Organisation).values(active=True))
    with database.read() as session:
        assert sorted(names(session)) == sorted(ids)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"area": "1"}, ["Beratung", "Beratung Süd"]),
        ({"area": "11"}, ["Beratung"]),
        ({"area": "2"}, ["Beratung Süd", "Kita"]),
        ({"area": "1", "citywide": True}, ["Beratung", "Beratung Süd", "Mobil"]),
        ({"area": "kein Gebiet"}, []),
        ({"target_group": "Ältere"}, ["Beratung", "Mobil"]),
        ({"service_type": "Kita"}, ["Kita"]),
        ({"association": "Caritas"}, ["Beratung", "Kita"]),
        ({"association": "Caritas", "target_group": "Kinder"}, ["Kita"]),
        ({"window": (6.6, 51.1, 6.7, 51.2)}, ["Beratung", "Kita"]),
    ],
)
def test_filters(sqlite_database: Database, wanted: dict[str, object], found: list[str]) -> None:
    with sqlite_database.write() as session:
        register.fill(session)
    with sqlite_database.read() as session:
        assert names(session, **wanted) == found


def test_a_role_for_one_area_sees_that_area_and_a_role_without_the_action_nothing(
    database: Database,
) -> None:
    with database.write() as session:
        ids = register.fill(session)
    with database.read() as session:
        assert names(session, NORTH) == ["Beratung"]
        assert seen(session, NORTH).total == 1
        assert names(session, CODER) == []
        with pytest.raises(NotFound):
            atlas.facility(session, NORTH, ids["Kita"])


def test_everything_that_a_facility_shows(database: Database) -> None:
    with database.write() as session:
        ids = register.fill(session)
    with database.read() as session:
        one = atlas.facility(session, READER, ids["Beratung Süd"])
        assert (one.area, one.serves, one.organisation, one.association) == (
            "Süd",
            ("Nord",),
            "Zwei gGmbH",
            "",
        )
        assert (one.latitude, one.longitude, one.phone) == (51.3, 6.8, "Tel. Beratung Süd")


def test_a_download_is_noted_with_numbers_only(database: Database) -> None:
    with database.write() as session:
        atlas.note_download(session, READER, 4)
    with database.read() as session:
        entry = audit.entries(session)[0][0]
    assert (entry.actor, entry.action, entry.detail) == (
        "leser",
        "Sozialatlas heruntergeladen",
        "4 Einrichtungen, ohne Ansprechpersonen",
    )
