"""The standing page of an organisation: its one link, and the browser that has opened it."""

import hmac
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from survey_service import clock, keys
from survey_service.domain.fieldwork import about
from survey_service.domain.fieldwork.about import AboutPage
from survey_service.errors import LinkInvalid
from survey_service.permissions import NOBODY, Actor
from survey_service.tables.accounts import BrowserSession, SessionKind
from survey_service.tables.register import Organisation, OrganisationMerge
from survey_service.tables.surveys import Invitation

LINK_UNKNOWN = (
    "Der Link ist unvollständig oder wurde durch einen neuen ersetzt. Nehmen Sie den Link aus der "
    "neuesten E-Mail oder bitten Sie die Sozialplanung um einen neuen."
)
CODE_UNKNOWN = (
    "Diesen Code gibt es nicht, oder er wurde durch einen neuen ersetzt. Prüfen Sie jedes Zeichen; "
    "0, O, 1 und I kommen nicht vor. Sonst bitten Sie die Sozialplanung um einen neuen Brief."
)
# Shorter than any token.
TRIAL = "probe"


def ensure_invitation(session: Session, *, secret: str, organisation_id: UUID) -> UUID:
    """The id of the organisation's invitation; made when it has none."""
    found = session.exec(
        select(Invitation.id).where(Invitation.organisation_id == organisation_id)
    ).first()
    if found is not None:
        return found
    invitation_id = uuid4()
    token = keys.link_token(secret, invitation=str(invitation_id), serial=1)
    session.add(
        Invitation(
            id=invitation_id,
            organisation_id=organisation_id,
            token_hash=keys.digest(token),
            created_at=clock.now(),
        )
    )
    return invitation_id


def link(session: Session, *, secret: str, base_url: str, invitation_id: UUID) -> str:
    """The address to be mailed. Derived, never stored."""
    serial = session.exec(select(Invitation.serial).where(Invitation.id == invitation_id)).one()
    token = keys.link_token(secret, invitation=str(invitation_id), serial=serial)
    return f"{base_url.rstrip('/')}/t/{token}"


def trial_link(base_url: str) -> str:
    """The address in a trial mail: it looks like the others and opens nothing of anybody."""
    return f"{base_url.rstrip('/')}/t/{TRIAL}"


def code(session: Session, *, secret: str, invitation_id: UUID) -> str:
    """What a letter says beside the QR code. It ends with the link. Derived, never stored."""
    serial = session.exec(select(Invitation.serial).where(Invitation.id == invitation_id)).one()
    return keys.letter_code(secret, invitation=str(invitation_id), serial=serial)


def open_code(session: Session, typed: str, *, secret: str, hours: int, now: datetime) -> str:
    """Exchange a letter's code for a browser session's token. Raises LinkInvalid.

    No table holds the codes: each is derived anew, a thousand in some milliseconds.
    """
    sent = keys.plain_code(typed).encode()
    rows = session.exec(
        select(Invitation.id, Invitation.serial).where(col(Invitation.revoked).is_(False))
    ).all()
    for invitation_id, serial in rows:
        known = keys.letter_code(secret, invitation=str(invitation_id), serial=serial)
        if hmac.compare_digest(keys.plain_code(known).encode(), sent):
            return _opened(session, session.get_one(Invitation, invitation_id), hours, now)
    raise LinkInvalid(CODE_UNKNOWN)


def renew(session: Session, *, secret: str, invitation_id: UUID) -> None:
    """Make a new link; the old one and all browsers that used it are out."""
    invitation = session.exec(select(Invitation).where(Invitation.id == invitation_id)).one()
    invitation.serial += 1
    token = keys.link_token(secret, invitation=str(invitation.id), serial=invitation.serial)
    invitation.token_hash = keys.digest(token)
    invitation.revoked = False
    _end_sessions(session, invitation)


def revoke(session: Session, *, invitation_id: UUID) -> None:
    """The link and all browsers that used it are out; ``renew`` makes another one."""
    invitation = session.exec(select(Invitation).where(Invitation.id == invitation_id)).one()
    invitation.revoked = True
    _end_sessions(session, invitation)


def _end_sessions(session: Session, invitation: Invitation) -> None:
    session.execute(
        delete(BrowserSession).where(col(BrowserSession.invitation_id) == invitation.id)
    )
    _revoke_links_of_duplicates(session, invitation.organisation_id)


def _revoke_links_of_duplicates(session: Session, organisation_id: UUID) -> None:
    """They lead to the same page, so a new link must end them too."""
    duplicates = select(OrganisationMerge.organisation_id).where(
        OrganisationMerge.kept_id == organisation_id
    )
    session.execute(
        update(Invitation)
        .where(col(Invitation.organisation_id).in_(duplicates))
        .values(revoked=True)
    )


def organisation_name(session: Session, token: str) -> str:
    """Whose link this is; looking does not use it up. Raises LinkInvalid."""
    owner = _invitation(session, token).organisation_id
    kept = session.get(OrganisationMerge, owner)
    return str(
        session.exec(
            select(Organisation.name).where(Organisation.id == (kept.kept_id if kept else owner))
        ).one()
    )


def about_pages(session: Session, token: str) -> list[AboutPage]:
    """What the organisation is asked for now, to be read before the link is used."""
    return about.for_organisation(session, _invitation(session, token).organisation_id)


def open_link(session: Session, token: str, *, hours: int, now: datetime, person: str = "") -> str:
    """Exchange a link's token for a browser session's. Raises LinkInvalid."""
    return _opened(session, _invitation(session, token), hours, now, person)


def _opened(
    session: Session, invitation: Invitation, hours: int, now: datetime, person: str = ""
) -> str:
    if invitation.first_opened_on is None:
        invitation.first_opened_on = clock.today()
    minted = keys.new_token()
    session.add(
        BrowserSession(
            token_hash=keys.digest(minted),
            kind=SessionKind.STANDING,
            invitation_id=invitation.id,
            person=" ".join(person.split())[:120],
            expires_at=now + timedelta(hours=hours),
        )
    )
    return minted


def _invitation(session: Session, token: str) -> Invitation:
    found = session.exec(
        select(Invitation).where(
            Invitation.token_hash == keys.digest(token), col(Invitation.revoked).is_(False)
        )
    ).first()
    if found is None:
        raise LinkInvalid(LINK_UNKNOWN)
    return found


def actor_of(session: Session, token: str, *, now: datetime) -> Actor:
    """The organisation behind a browser session; NOBODY when unknown, over or revoked.

    The link of a duplicate leads to the organisation with which it was merged.
    """
    row = session.exec(
        select(Invitation.id, Organisation.id, Organisation.name, BrowserSession.person)
        .join(BrowserSession, col(BrowserSession.invitation_id) == col(Invitation.id))
        .outerjoin(
            OrganisationMerge,
            col(OrganisationMerge.organisation_id) == col(Invitation.organisation_id),
        )
        .join(
            Organisation,
            col(Organisation.id)
            == func.coalesce(OrganisationMerge.kept_id, Invitation.organisation_id),
        )
        .where(
            BrowserSession.token_hash == keys.digest(token),
            BrowserSession.expires_at > now,
            col(Invitation.revoked).is_(False),
        )
    ).first()
    if row is None:
        return NOBODY
    invitation_id, organisation_id, name, person = row
    return Actor(
        session=token,
        name=name,
        invitation_id=invitation_id,
        organisation_id=organisation_id,
        person=person,
    )
