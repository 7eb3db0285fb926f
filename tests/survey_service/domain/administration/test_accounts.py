"""Accounts: refusals first."""

import pytest

from survey_service.database import Database
from survey_service.domain.administration import accounts, audit
from survey_service.errors import Conflict, NotFound, Refused
from survey_service.permissions import Actor, RoleGrant
from survey_service.tables.areas import Area

OPERATOR = Actor(login="betrieb", name="Betrieb")
PASSWORD = "vier sichere Wörter hier"


def add(database: Database, login: str, role: str = "planner") -> None:
    with database.write() as session:
        accounts.add(
            session, OPERATOR, login=login, name=login.title(), password=PASSWORD, role=role
        )


@pytest.mark.parametrize(
    ("fields", "refusal", "sentence"),
    [
        ({"password": "kurz"}, Refused, "zu kurz"),
        ({"login": " "}, Refused, "Anmeldenamen"),
        ({"role": "kaiser"}, Refused, "Die Rolle kaiser gibt es nicht"),
        ({"login": "ERIKA"}, Conflict, "gibt es schon"),
    ],
)
def test_add_refuses(
    database: Database, fields: dict[str, str], refusal: type[Refused], sentence: str
) -> None:
    add(database, "erika")
    given = {"login": "max", "name": "Max", "password": PASSWORD, "role": "reader", **fields}
    with pytest.raises(refusal, match=sentence), database.write() as session:
        accounts.add(session, OPERATOR, **given)
    with database.read() as session:
        assert [one.login for one in accounts.all_accounts(session)] == ["erika"]


def test_last_administrator_stays(database: Database) -> None:
    add(database, "admin", "administrator")
    with pytest.raises(Conflict, match="letzte Administration"), database.write() as session:
        accounts.withdraw_role(session, OPERATOR, login="admin", role="administrator")
    with pytest.raises(Conflict, match="letzte Administration"), database.write() as session:
        accounts.set_active(session, OPERATOR, login="admin", active=False)
    add(database, "zweite", "administrator")
    with database.write() as session:
        accounts.withdraw_role(session, OPERATOR, login="admin", role="administrator")
        assert accounts.all_accounts(session)[0].grants == ()


def test_role_for_one_area_and_unknown_account(database: Database) -> None:
    add(database, "erika")
    with database.write() as session:
        accounts.grant_role(session, OPERATOR, login="erika", role="coder", area="101")
        accounts.grant_role(session, OPERATOR, login="erika", role="coder", area="101")
        assert accounts.all_accounts(session)[0].grants == (
            RoleGrant("coder", "101"),
            RoleGrant("planner"),
        )
    with pytest.raises(NotFound, match="gibt es nicht"), database.write() as session:
        accounts.grant_role(session, OPERATOR, login="niemand", role="coder")


def test_role_for_an_area_that_is_none_is_refused(database: Database) -> None:
    add(database, "erika")
    with database.write() as session:
        session.add(Area(code="101", name="Nord", level="Bezirk", position=0))
    with database.write() as session:
        with pytest.raises(Refused, match="Das Gebiet 999 gibt es nicht"):
            accounts.grant_role(session, OPERATOR, login="erika", role="coder", area="999")
        with pytest.raises(Refused, match="Wählen Sie eine Rolle"):
            accounts.grant_role(session, OPERATOR, login="erika", role="")
        accounts.grant_role(session, OPERATOR, login="erika", role="coder", area="101")
        entries, _ = audit.entries(session)
    assert {(one.action, one.detail) for one in entries} == {
        ("Konto angelegt", ""),
        ("Rolle gegeben", "Sozialplanung"),
        ("Rolle gegeben", "Kodierung, Gebiet 101"),
    }
