"""Signing in: refusals first."""

from datetime import UTC, datetime, timedelta

import pytest

from survey_service.database import Database
from survey_service.domain.administration import accounts, audit, signing_in
from survey_service.errors import SignInNeeded
from survey_service.permissions import NOBODY, RoleGrant
from tests.survey_service.domain.administration.test_accounts import OPERATOR, PASSWORD, add

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def sign_in(database: Database, login: str = "erika", password: str = PASSWORD) -> str:
    verified = signing_in.check_password(database, login=login, password=password)
    with database.write() as session:
        token, _ = signing_in.sign_in(session, login=login, verified=verified, hours=10, now=NOW)
    return token


def test_unknown_login_is_refused_like_a_wrong_password(database: Database) -> None:
    with pytest.raises(SignInNeeded, match="stimmen nicht"):
        sign_in(database, "niemand")


def test_session_belongs_to_the_account_until_it_is_over(database: Database) -> None:
    add(database, "erika")
    token = sign_in(database)
    with database.read() as session:
        actor = signing_in.actor_of(session, token, now=NOW)
        late = signing_in.actor_of(session, token, now=NOW + timedelta(hours=10))
    assert (actor.login, actor.grants) == ("erika", (RoleGrant("planner"),))
    assert late == NOBODY
    with database.write() as session:
        assert signing_in.forget_expired(session, now=NOW + timedelta(hours=10)) == 1


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
        assert signing_in.actor_of(session, token, now=NOW) == NOBODY
    with pytest.raises(SignInNeeded):
        sign_in(database)


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
