"""Accounts: refusals first."""

from datetime import UTC, datetime, timedelta

import pytest

from survey_service.database import Database
from survey_service.domain.administration import accounts, audit
from survey_service.errors import Conflict, NotFound, Refused, SignInNeeded
from survey_service.permissions import NOBODY, Actor, RoleGrant
from survey_service.tables.areas import Area

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
OPERATOR = Actor(login="betrieb", name="Betrieb")
PASSWORD = "vier sichere Wörter hier"


def add(database: Database, login: str, role: str = "planner") -> None:
    with database.write() as session:
        accounts.add(
            session, OPERATOR, login=login, name=login.title(), password=PASSWORD, role=role
        )


def sign_in(database: Database, login: str = "erika", password: str = PASSWORD) -> str:
    verified = accounts.check_password(database, login=login, password=password)
    with database.write() as session:
        token, _ = accounts.sign_in(session, login=login, verified=verified, hours=10, now=NOW)
    return token


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


def test_unknown_login_is_refused_like_a_wrong_password(database: Database) -> None:
    with pytest.raises(SignInNeeded, match="stimmen nicht"):
        sign_in(database, "niemand")


def test_session_belongs_to_the_account_until_it_is_over(database: Database) -> None:
    add(database, "erika")
    token = sign_in(database)
    with database.read() as session:
        actor = accounts.actor_of(session, token, now=NOW)
        late = accounts.actor_of(session, token, now=NOW + timedelta(hours=10))
    assert (actor.login, actor.grants) == ("erika", (RoleGrant("planner"),))
    assert late == NOBODY
    with database.write() as session:
        assert accounts.forget_expired(session, now=NOW + timedelta(hours=10)) == 1


@pytest.mark.parametrize("act", ["reset", "lock"])
def test_reset_and_lock_end_all_sessions(database: Database, act: str) -> None:
    add(database, "erika")
    add(database, "admin", "administrator")
    token = sign_in(database)
    with database.write() as session:
        if act == "reset":
            accounts.reset_password(session, OPERATOR, login="erika", password=PASSWORD + "!")
        else:
            accounts.set_active(session, OPERATOR, login="erika", active=False)
    with database.read() as session:
        assert accounts.actor_of(session, token, now=NOW) == NOBODY
    with pytest.raises(SignInNeeded):
        sign_in(database)


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


def test_acts_stand_in_the_log(database: Database) -> None:
    add(database, "erika")
    sign_in(database)
    with database.read() as session:
        found, total = audit.entries(session)
    assert total == 3
    assert {(one.actor, one.action, one.subject) for one in found} == {
        ("betrieb", "Konto angelegt", "erika"),
        ("betrieb", "Rolle gegeben", "erika"),
        ("erika", "Anmeldung", ""),
    }
