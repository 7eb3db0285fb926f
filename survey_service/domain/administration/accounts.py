"""Accounts: who there is, their roles and passwords."""

from functools import cache
from uuid import UUID

import msgspec
from argon2 import PasswordHasher
from sqlalchemy import delete
from sqlmodel import Session, col, select

from survey_service import clock
from survey_service.domain.administration import audit
from survey_service.domain.associations import directory
from survey_service.errors import Conflict, NotFound, Refused
from survey_service.permissions import Actor, RoleGrant
from survey_service.tables.accounts import Account, BrowserSession, Grant, Role
from survey_service.tables.areas import Area

PASSWORD_MINIMUM = 12
ROLES = tuple(role.value for role in Role)
ROLE_LABELS = {
    "administrator": "Administration",
    "planner": "Sozialplanung",
    "coder": "Kodierung",
    "report_author": "Berichtswesen",
    "association": "Verband",
    "reader": "Lesen",
}


class AccountFacts(msgspec.Struct, frozen=True, kw_only=True):
    """An account as the administrator sees it."""

    id: UUID
    login: str
    name: str
    active: bool
    locked: bool
    grants: tuple[RoleGrant, ...]


@cache
def hasher() -> PasswordHasher:
    """Argon2 with its usual cost."""
    return PasswordHasher()


def find(session: Session, login: str) -> Account | None:
    """An account by its login as typed; None when there is none."""
    return session.exec(select(Account).where(Account.login == login.strip().lower())).first()


def grants_of(session: Session, account_id: UUID) -> tuple[RoleGrant, ...]:
    """The roles of an account."""
    rows = session.exec(
        select(Grant.role, Grant.area_code, Grant.association_id)
        .where(Grant.account_id == account_id)
        .order_by(Grant.role, Grant.area_code)
    ).all()
    return tuple(RoleGrant(role, area, association) for role, area, association in rows)


def add(
    session: Session,
    actor: Actor,
    *,
    login: str,
    name: str,
    password: str,
    role: str,
    association: str = "",
) -> AccountFacts:
    """Create an account with one role. Raises Refused or Conflict with a sentence."""
    login = login.strip().lower()
    if not login or not name.strip():
        raise Refused("Geben Sie einen Anmeldenamen und den Namen der Person an.")
    if session.exec(select(Account.id).where(Account.login == login)).first():
        raise Conflict(f"Den Anmeldenamen {login} gibt es schon. Wählen Sie einen anderen.")
    account = Account(
        login=login,
        name=name.strip(),
        password_hash=_hashed(password),
        created_at=clock.now(),
    )
    session.add(account)
    session.flush()
    audit.record(session, actor, "Konto angelegt", subject=login)
    grant_role(session, actor, login=login, role=role, association=association)
    return _facts(session, account)


def grant_role(
    session: Session,
    actor: Actor,
    *,
    login: str,
    role: str,
    area: str = "",
    association: str = "",
) -> None:
    """Give an account a role, for all areas or one; "association" names the association."""
    if not role:
        raise Refused("Wählen Sie eine Rolle.")
    if role not in ROLES:
        raise Refused(f"Die Rolle {role} gibt es nicht. Möglich sind: {', '.join(ROLES)}.")
    _refuse_unknown_area(session, area)
    account = _by_login(session, login)
    held = grants_of(session, account.id)
    speaks_for = directory.spoken_for(session, held, role=role, area=area, association=association)
    if RoleGrant(role, area, speaks_for) in held:
        return
    session.add(Grant(account_id=account.id, role=role, area_code=area, association_id=speaks_for))
    session.flush()
    detail = _in_words(role, area) + (f", {association.strip()}" if speaks_for else "")
    audit.record(session, actor, "Rolle gegeben", subject=account.login, detail=detail)


def _refuse_unknown_area(session: Session, area: str) -> None:
    """Without an area tree any code is taken: accounts may be made before the areas are read."""
    known = set(session.exec(select(Area.code))) if area else set()
    if known and area not in known:
        raise Refused(
            f"Das Gebiet {area} gibt es nicht. Nehmen Sie einen Schlüssel von der Seite „Gebiete“; "
            "ohne Angabe gilt die Rolle für alle Gebiete."
        )


def _in_words(role: str, area: str) -> str:
    return ROLE_LABELS.get(role, role) + (f", Gebiet {area}" if area else "")


def withdraw_role(session: Session, actor: Actor, *, login: str, role: str, area: str = "") -> None:
    """Take a role from an account. The last administrator keeps theirs."""
    account = _by_login(session, login)
    if role == Role.ADMINISTRATOR and len(_administrators(session)) == 1:
        raise Conflict(
            "Das ist die letzte Administration. Geben Sie zuerst einem anderen Konto die Rolle."
        )
    session.execute(
        delete(Grant).where(
            col(Grant.account_id) == account.id,
            col(Grant.role) == role,
            col(Grant.area_code) == area,
        )
    )
    audit.record(
        session, actor, "Rolle entzogen", subject=account.login, detail=_in_words(role, area)
    )


def _administrators(session: Session) -> set[UUID]:
    return set(
        session.exec(
            select(Grant.account_id)
            .join(Account, col(Account.id) == col(Grant.account_id))
            .where(Grant.role == Role.ADMINISTRATOR, col(Account.active).is_(True))
        ).all()
    )


def reset_password(session: Session, actor: Actor, *, login: str, password: str) -> None:
    """Set a new password, unlock the account and end all its sessions."""
    account = _by_login(session, login)
    account.password_hash = _hashed(password)
    account.failures = 0
    account.locked_until = None
    _end_sessions(session, account.id)
    audit.record(session, actor, "Kennwort neu gesetzt", subject=account.login)


def set_active(session: Session, actor: Actor, *, login: str, active: bool) -> None:
    """Lock an account out or let it in again; locking ends its sessions at once."""
    account = _by_login(session, login)
    if not active and _administrators(session) == {account.id}:
        raise Conflict("Das ist die letzte Administration; das Konto kann nicht gesperrt werden.")
    account.active = active
    if not active:
        _end_sessions(session, account.id)
    action = "Konto freigegeben" if active else "Konto gesperrt"
    audit.record(session, actor, action, subject=account.login)


def _end_sessions(session: Session, account_id: UUID) -> None:
    session.execute(delete(BrowserSession).where(col(BrowserSession.account_id) == account_id))


def all_accounts(session: Session) -> list[AccountFacts]:
    """Every account, by name."""
    found = session.exec(select(Account).order_by(Account.name, Account.login)).all()
    return [_facts(session, account) for account in found]


def one_account(session: Session, login: str) -> AccountFacts:
    """An account by its login. Raises NotFound."""
    return _facts(session, _by_login(session, login))


def _facts(session: Session, account: Account) -> AccountFacts:
    return AccountFacts(
        id=account.id,
        login=account.login,
        name=account.name,
        active=account.active,
        locked=account.locked_until is not None and account.locked_until > clock.now(),
        grants=grants_of(session, account.id),
    )


def _by_login(session: Session, login: str) -> Account:
    account = find(session, login)
    if account is None:
        raise NotFound(f"Ein Konto mit dem Anmeldenamen {login} gibt es nicht.")
    return account


def _hashed(password: str) -> str:
    if len(password) < PASSWORD_MINIMUM:
        raise Refused(
            f"Das Kennwort ist zu kurz. Nehmen Sie mindestens {PASSWORD_MINIMUM} Zeichen, "
            "zum Beispiel vier Wörter."
        )
    return hasher().hash(password)
