"""The link of a workshop's party, and the browser that has opened it."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import update
from sqlmodel import Session, col, select

from survey_service import keys
from survey_service.errors import LinkInvalid
from survey_service.permissions import NOBODY, Actor
from survey_service.tables.accounts import BrowserSession, SessionKind
from survey_service.tables.surveys import Survey
from survey_service.tables.workshop import Workshop, WorkshopParty

LINK_UNKNOWN = (
    "Der Link ist unvollständig, wurde zurückgezogen oder durch einen neuen ersetzt. Bitten Sie "
    "die Sozialplanung um einen neuen."
)
LONGEST_NAME = 120


class Behind(msgspec.Struct, frozen=True, kw_only=True):
    """Whose link it is, and for what."""

    party: str
    survey: str


def link(session: Session, *, secret: str, base_url: str, party_id: UUID) -> str:
    """The address to be mailed or copied. Derived, never stored."""
    serial = session.exec(select(WorkshopParty.serial).where(WorkshopParty.id == party_id)).one()
    token = keys.workshop_token(secret, party=str(party_id), serial=serial)
    return f"{base_url.rstrip('/')}/w/{token}"


def behind(session: Session, token: str) -> Behind:
    """Whose link this is; looking does not use it up. Raises LinkInvalid."""
    party = _party(session, token)
    title = session.exec(
        select(Survey.title)
        .join(Workshop, col(Workshop.survey_id) == col(Survey.id))
        .where(Workshop.id == party.workshop_id)
    ).one()
    return Behind(party=party.name, survey=title)


def open_link(session: Session, token: str, *, hours: int, now: datetime) -> str:
    """Exchange a link's token for a browser session's. Raises LinkInvalid."""
    party = _party(session, token)
    minted = keys.new_token()
    session.add(
        BrowserSession(
            token_hash=keys.digest(minted),
            kind=SessionKind.WORKSHOP,
            workshop_party_id=party.id,
            expires_at=now + timedelta(hours=hours),
        )
    )
    return minted


def actor_of(session: Session, token: str, *, now: datetime) -> Actor:
    """The party behind a browser session; NOBODY when unknown, over or revoked."""
    row = session.exec(
        select(WorkshopParty.id, WorkshopParty.name, BrowserSession.person)
        .join(BrowserSession, col(BrowserSession.workshop_party_id) == col(WorkshopParty.id))
        .where(
            BrowserSession.token_hash == keys.digest(token),
            BrowserSession.expires_at > now,
            col(WorkshopParty.revoked).is_(False),
        )
    ).first()
    if row is None:
        return NOBODY
    party_id, name, person = row
    return Actor(session=token, name=name, person=person, workshop_party_id=party_id)


def remember_person(session: Session, actor: Actor, person: str) -> None:
    """Whoever writes in this browser gives their name once."""
    session.execute(
        update(BrowserSession)
        .where(col(BrowserSession.token_hash) == keys.digest(actor.session))
        .values(person=person[:LONGEST_NAME])
    )


def _party(session: Session, token: str) -> WorkshopParty:
    found = session.exec(
        select(WorkshopParty).where(
            WorkshopParty.token_hash == keys.digest(token), col(WorkshopParty.revoked).is_(False)
        )
    ).first()
    if found is None:
        raise LinkInvalid(LINK_UNKNOWN)
    return found
