"""Signing in: a password becomes a browser session, and a session an account with its roles."""

from datetime import datetime, timedelta
from uuid import UUID

from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete
from sqlmodel import Session, col, select

from survey_service import keys
from survey_service.database import Database
from survey_service.domain.administration import accounts, audit
from survey_service.errors import SignInNeeded, TooMany
from survey_service.permissions import NOBODY, Actor
from survey_service.tables.accounts import Account, BrowserSession, SessionKind

FAILURES_ALLOWED = 8
LOCKED_FOR = timedelta(minutes=15)
# What is verified when the login is unknown: the answer must not come sooner.
_NOBODY_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$"
    "Ck9FHkS1J1Hy3sSGfyB1Iq4pMcdKb2uEL6hVqvvYq1c"
)


def check_password(database: Database, *, login: str, password: str) -> bool:
    """Whether login and password belong together.

    Takes the database, not a session: hashing takes a tenth of a second, and no transaction may
    wait for it.
    """
    with database.read() as session:
        account = accounts.find(session, login)
        known = account.password_hash if account is not None and account.active else _NOBODY_HASH
    try:
        accounts.hasher().verify(known, password)
    except (VerificationError, InvalidHashError):
        return False
    return known != _NOBODY_HASH


def sign_in(
    session: Session, *, login: str, verified: bool, hours: int, now: datetime
) -> tuple[str, Actor]:
    """Mint a new session token (never the one the browser sent) after ``check_password``.

    Raises SignInNeeded (not verified) or TooMany (locked after failures); the caller commits
    either way, so that failures are counted.
    """
    account = accounts.find(session, login)
    if account is not None and account.locked_until is not None and account.locked_until > now:
        raise TooMany(
            "Nach mehreren falschen Kennwörtern ist die Anmeldung 15 Minuten gesperrt. "
            "Versuchen Sie es später noch einmal oder wenden Sie sich an die Administration."
        )
    if account is None or not verified:
        if account is not None:
            _count_failure(account, now)
        raise SignInNeeded(
            "Anmeldename oder Kennwort stimmen nicht. Prüfen Sie beides und versuchen Sie es "
            "noch einmal."
        )
    account.failures = 0
    account.locked_until = None
    token = keys.new_token()
    session.add(
        BrowserSession(
            token_hash=keys.digest(token),
            kind=SessionKind.ACCOUNT,
            account_id=account.id,
            expires_at=now + timedelta(hours=hours),
        )
    )
    actor = _actor(session, account, token)
    audit.record(session, actor, "Anmeldung")
    return token, actor


def _count_failure(account: Account, now: datetime) -> None:
    account.failures += 1
    if account.failures >= FAILURES_ALLOWED:
        account.failures = 0
        account.locked_until = now + LOCKED_FOR


def sign_out(session: Session, token: str) -> None:
    """End a browser session of any kind."""
    session.execute(
        delete(BrowserSession).where(col(BrowserSession.token_hash) == keys.digest(token))
    )


def actor_of(session: Session, token: str, *, now: datetime) -> Actor:
    """Who stands behind an account's session token; NOBODY when it is unknown or over."""
    row = session.exec(
        select(Account)
        .join(BrowserSession, col(BrowserSession.account_id) == col(Account.id))
        .where(
            BrowserSession.token_hash == keys.digest(token),
            BrowserSession.kind == SessionKind.ACCOUNT,
            BrowserSession.expires_at > now,
        )
    ).first()
    if row is None or not row.active:
        return NOBODY
    return _actor(session, row, token)


def actor_by_id(session: Session, account_id: UUID) -> Actor:
    """What an account may do now, without a browser session. NOBODY when it is locked out."""
    account = session.get(Account, account_id)
    return _actor(session, account, "") if account is not None and account.active else NOBODY


def _actor(session: Session, account: Account, token: str) -> Actor:
    return Actor(
        session=token,
        account_id=account.id,
        login=account.login,
        name=account.name,
        grants=accounts.grants_of(session, account.id),
    )


def forget_expired(session: Session, *, now: datetime) -> int:
    """Delete browser sessions that are over; returns how many."""
    result = session.execute(delete(BrowserSession).where(col(BrowserSession.expires_at) <= now))
    return int(result.rowcount)  # type: ignore[attr-defined]
