"""For which association an account may speak: refusals first."""

import pytest

from survey_service.database import Database
from survey_service.domain.administration import accounts
from survey_service.domain.associations import directory
from survey_service.errors import Conflict, NotFound, Refused
from survey_service.permissions import Actor, RoleGrant
from tests.survey_service.waves import association

OPERATOR = Actor(login="betrieb", name="Betrieb")
PASSWORD = "vier sichere Wörter hier"


@pytest.mark.parametrize(
    ("fields", "refusal", "sentence"),
    [
        ({"association": ""}, Refused, "für welchen Verband"),
        ({"association": "Caritas"}, NotFound, "gibt es im Register nicht. Vorhanden: AWO."),
        ({"role": "planner"}, Refused, "nur zur Rolle Verband"),
    ],
)
def test_account_of_an_association_is_refused(
    database: Database, fields: dict[str, str], refusal: type[Refused], sentence: str
) -> None:
    with database.write() as session:
        association(session, "AWO")
    given = {"login": "vera", "name": "Vera", "role": "association", "association": "AWO"}
    with pytest.raises(refusal, match=sentence), database.write() as session:
        accounts.add(session, OPERATOR, password=PASSWORD, **(given | fields))
    with database.read() as session:
        assert accounts.all_accounts(session) == []


@pytest.mark.parametrize(
    ("role", "fields", "sentence"),
    [
        ("association", {"association": "Diakonie"}, "schon für einen anderen Verband"),
        ("association", {"association": "AWO", "area": "01"}, "Lassen Sie das Gebiet leer"),
        ("administrator", {}, "entweder zur Kommune oder zu einem Verband"),
    ],
)
def test_who_speaks_for_an_association_does_nothing_else(
    database: Database, role: str, fields: dict[str, str], sentence: str
) -> None:
    with database.write() as session:
        awo = association(session, "AWO")
        association(session, "Diakonie")
        accounts.add(
            session,
            OPERATOR,
            login="vera",
            name="Vera",
            password=PASSWORD,
            role="association",
            association="AWO",
        )
    with pytest.raises(Refused, match=sentence), database.write() as session:
        accounts.grant_role(session, OPERATOR, login="vera", role=role, **fields)
    with database.read() as session:
        assert accounts.one_account(session, "vera").grants == (RoleGrant("association", "", awo),)


def test_staff_of_the_city_never_speak_for_an_association(database: Database) -> None:
    with database.write() as session:
        association(session, "AWO")
        accounts.add(
            session, OPERATOR, login="erika", name="Erika", password=PASSWORD, role="planner"
        )
    with (
        pytest.raises(Conflict, match="Entwürfe der Verbände sind vor der Kommune verborgen"),
        database.write() as session,
    ):
        accounts.grant_role(session, OPERATOR, login="erika", role="association", association="AWO")


def test_names_are_those_of_the_register(database: Database) -> None:
    with database.write() as session:
        keys = {association(session, name): name for name in ("Diakonie", "AWO")}
        assert directory.names(session) == keys
        assert list(directory.names(session).values()) == ["AWO", "Diakonie"]
