"""Who stands behind the cookie "zugang": the organisation, a colleague, or the city on behalf."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlmodel import Session, col, select

from survey_service import keys
from survey_service.domain.administration import signing_in
from survey_service.domain.providers import standing
from survey_service.errors import LinkInvalid, NotFound
from survey_service.permissions import NOBODY, Action, Actor, allowed
from survey_service.tables.accounts import BrowserSession, SessionKind
from survey_service.tables.register import Organisation
from survey_service.tables.responses import Delegation
from survey_service.tables.surveys import Invitation, Survey

PERSON_LENGTH = 120
AUTHOR_LENGTH = 200
ON_BEHALF = "Sozialplanung ("
LINK_UNKNOWN = (
    "Der Link ist unvollständig, wurde zurückgenommen oder durch einen neuen ersetzt. Bitten Sie "
    "die Person, die ihn Ihnen gegeben hat, um einen neuen."
)


class HandedOn(msgspec.Struct, frozen=True, kw_only=True):
    """What a colleague's link opens. ``kind``: part | release."""

    organisation: str
    colleague: str
    survey: str
    slug: str
    kind: str


def actor_of(session: Session, token: str, *, now: datetime) -> Actor:
    """The actor of a browser session; NOBODY when unknown, over or revoked."""
    row = session.exec(
        select(BrowserSession).where(
            BrowserSession.token_hash == keys.digest(token), BrowserSession.expires_at > now
        )
    ).first()
    if row is None:
        return NOBODY
    if row.kind == SessionKind.DELEGATE:
        return _delegate(session, row, token)
    actor = standing.actor_of(session, token, now=now)
    if row.kind == SessionKind.BEHALF and actor != NOBODY:
        return _on_behalf(session, row, actor)
    return actor


def _delegate(session: Session, row: BrowserSession, token: str) -> Actor:
    """Out when the delegation or the organisation's own link was revoked."""
    found = session.exec(
        select(Delegation, Organisation.name)
        .join(Organisation, col(Organisation.id) == col(Delegation.organisation_id))
        .join(Invitation, col(Invitation.organisation_id) == col(Delegation.organisation_id))
        .where(
            Delegation.id == row.delegation_id,
            col(Delegation.revoked).is_(False),
            col(Invitation.revoked).is_(False),
        )
    ).first()
    if found is None:
        return NOBODY
    delegation, name = found
    return Actor(
        session=token,
        name=name,
        organisation_id=delegation.organisation_id,
        delegation_id=delegation.id,
        scope=tuple((page, facility) for page, facility in delegation.scope),
        person=row.person or delegation.colleague,
    )


def _on_behalf(session: Session, row: BrowserSession, organisation: Actor) -> Actor:
    """The planner in the organisation's place, as long as the account may run surveys."""
    planner = signing_in.actor_by_id(session, row.account_id) if row.account_id else NOBODY
    if not allowed(planner, Action.RUN_SURVEY):
        return NOBODY
    return msgspec.structs.replace(
        organisation,
        account_id=planner.account_id,
        login=planner.login,
        person=planner.name,
        behalf=True,
    )


def author(actor: Actor) -> str:
    """Who stands beside what was saved."""
    if actor.behalf:
        name = f"{ON_BEHALF}{actor.person}) im Auftrag"
    else:
        name = f"{actor.name} – {actor.person}" if actor.person else actor.name
    return name[:AUTHOR_LENGTH]


def shown_author(actor: Actor, author: str) -> str:
    """An author as the actor may see it: which colleague wrote is nothing for the city."""
    if not actor.behalf or author.startswith(ON_BEHALF):
        return author
    return actor.name


def refuse_on_behalf(actor: Actor) -> None:
    """What an organisation says and does among itself is nothing for the city. Raises NotFound."""
    if actor.behalf:
        raise NotFound("Diese Seite ist nur für den Träger selbst. Gehen Sie zur Übersicht zurück.")


def introduce(session: Session, token: str, person: str) -> None:
    """Note the name somebody gave; "" takes it back."""
    row = session.get(BrowserSession, keys.digest(token))
    if row is not None:
        row.person = " ".join(person.split())[:PERSON_LENGTH]


def delegation_link(session: Session, *, secret: str, base_url: str, delegation_id: UUID) -> str:
    """The address for a colleague. Derived, never stored."""
    serial = session.exec(select(Delegation.serial).where(Delegation.id == delegation_id)).one()
    token = keys.delegation_token(secret, delegation=str(delegation_id), serial=serial)
    return f"{base_url.rstrip('/')}/weitergabe/{token}"


def handed_on(session: Session, token: str) -> HandedOn:
    """What a link opens; looking does not use it up. Raises LinkInvalid."""
    delegation = _delegation(session, token)
    title, slug = session.exec(
        select(Survey.title, Survey.slug).where(Survey.id == delegation.survey_id)
    ).one()
    organisation = session.exec(
        select(Organisation.name).where(Organisation.id == delegation.organisation_id)
    ).one()
    return HandedOn(
        organisation=organisation,
        colleague=delegation.colleague,
        survey=title,
        slug=slug,
        kind=str(delegation.kind),
    )


def open_delegation(
    session: Session, token: str, *, hours: int, now: datetime, person: str = ""
) -> str:
    """Exchange a colleague's token for a browser session's. Raises LinkInvalid."""
    delegation = _delegation(session, token)
    if delegation.first_opened_at is None:
        delegation.first_opened_at = now
    minted = keys.new_token()
    session.add(
        BrowserSession(
            token_hash=keys.digest(minted),
            kind=SessionKind.DELEGATE,
            delegation_id=delegation.id,
            person=" ".join(person.split())[:PERSON_LENGTH],
            expires_at=now + timedelta(hours=hours),
        )
    )
    return minted


def _delegation(session: Session, token: str) -> Delegation:
    found = session.exec(
        select(Delegation)
        .join(Invitation, col(Invitation.organisation_id) == col(Delegation.organisation_id))
        .where(
            Delegation.token_hash == keys.digest(token),
            col(Delegation.revoked).is_(False),
            col(Invitation.revoked).is_(False),
        )
    ).first()
    if found is None:
        raise LinkInvalid(LINK_UNKNOWN)
    return found
