"""Who discusses a draft with the city: associations and the advisory board, each with a link."""

from uuid import UUID, uuid4

import msgspec
from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from questionnaires.readers.register import EMAIL
from survey_service import keys
from survey_service.domain.administration import audit, municipality
from survey_service.domain.correspondence import mails
from survey_service.domain.fieldwork import workshop_links
from survey_service.domain.fieldwork.workshops import WorkshopFacts, refuse_closed
from survey_service.errors import Conflict, NotFound, Refused
from survey_service.permissions import Actor
from survey_service.tables.accounts import BrowserSession
from survey_service.tables.register import Association
from survey_service.tables.surveys import MailKind
from survey_service.tables.workshop import PartyKind, WorkshopParty

LETTER = """Guten Tag,

die Sozialplanung {municipality} bereitet „{title}“ vor und bittet {party}, am Fragebogen \
mitzuarbeiten, bevor er an die Träger geht.

Über diesen Link sehen Sie den Entwurf, Frage für Frage. Sie können jede Frage kommentieren oder \
andere Worte vorschlagen, und am Ende die Fassung freigeben. Sie brauchen kein Konto:
{link}

Der Link gilt für {party}. Geben Sie ihn nur an Menschen weiter, die für Sie sprechen.

Mit freundlichen Grüßen
{sender}
"""


class PartyFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A party at the desk."""

    id: UUID
    name: str
    kind: str
    email: str
    revoked: bool


class AssociationChoice(msgspec.Struct, frozen=True, kw_only=True):
    """An association of the register that does not take part yet."""

    id: UUID
    name: str


def parties(session: Session, at: WorkshopFacts) -> list[PartyFacts]:
    """All parties, by name; those whose link was withdrawn too."""
    rows = session.exec(
        select(WorkshopParty)
        .where(WorkshopParty.workshop_id == at.id)
        .order_by(func.lower(WorkshopParty.name))
    )
    return [
        PartyFacts(
            id=row.id, name=row.name, kind=str(row.kind), email=row.email, revoked=row.revoked
        )
        for row in rows
    ]


def choices(session: Session, at: WorkshopFacts) -> list[AssociationChoice]:
    """Associations that can still be asked."""
    there = select(WorkshopParty.association_id).where(
        WorkshopParty.workshop_id == at.id, col(WorkshopParty.association_id).is_not(None)
    )
    rows = session.exec(
        select(Association.id, Association.name)
        .where(col(Association.id).not_in(there))
        .order_by(func.lower(Association.name))
    )
    return [AssociationChoice(id=key, name=name) for key, name in rows]


def add(
    session: Session,
    actor: Actor,
    at: WorkshopFacts,
    *,
    association_id: UUID | None,
    name: str = "",
    email: str = "",
    secret: str,
) -> UUID:
    """An association of the register, or a board by name. Raises Refused, NotFound or Conflict."""
    refuse_closed(at)
    name, email = " ".join(name.split()), email.strip()
    if association_id is not None:
        found = session.get(Association, association_id)
        if found is None:
            raise NotFound("Diesen Verband gibt es nicht. Laden Sie die Seite neu.")
        name = found.name
    if not name:
        raise Refused("Wählen Sie einen Verband oder geben Sie den Namen des Beirats an.")
    if len(name) > 200:
        raise Refused("Der Name ist zu lang: höchstens 200 Zeichen.")
    if email and not EMAIL.fullmatch(email):
        raise Refused(f"„{email[:80]}“ ist keine E-Mail-Adresse (Beispiel: name@verband.de).")
    if name in {party.name for party in parties(session, at)}:
        raise Conflict(f"„{name[:80]}“ ist schon beteiligt.")
    party_id = uuid4()
    token = keys.workshop_token(secret, party=str(party_id), serial=1)
    session.add(
        WorkshopParty(
            id=party_id,
            workshop_id=at.id,
            kind=PartyKind.BOARD if association_id is None else PartyKind.ASSOCIATION,
            name=name,
            association_id=association_id,
            email=email,
            token_hash=keys.digest(token),
        )
    )
    session.flush()
    audit.record(session, actor, "Fragenwerkstatt: beteiligt", subject=at.title, detail=name)
    return party_id


def invite(session: Session, actor: Actor, at: WorkshopFacts, party_id: UUID) -> str:
    """Queue the mail with the link; returns the address. Raises Refused."""
    refuse_closed(at)
    party = _party(session, at, party_id)
    if party.revoked:
        raise Refused(f"Der Link für {party.name} ist zurückgezogen. Erneuern Sie ihn zuerst.")
    if not party.email:
        raise Refused(f"Für {party.name} ist keine E-Mail-Adresse da. Kopieren Sie den Link.")
    facts = municipality.facts(session)
    mails.put(
        session,
        recipient=party.email,
        subject=f"Fragenwerkstatt: {at.title}",
        body=LETTER.format(
            municipality=facts.name,
            title=at.title,
            party=party.name,
            link=mails.LINK_PLACE,
            sender="\n".join(part for part in (facts.department, facts.name) if part),
        ),
        kind=MailKind.WORKSHOP,
        workshop_party_id=party_id,
        survey_id=at.survey_id,
    )
    audit.record(session, actor, "Fragenwerkstatt: Link gesendet", subject=at.title)
    return party.email


def reveal(
    session: Session,
    actor: Actor,
    at: WorkshopFacts,
    party_id: UUID,
    *,
    secret: str,
    base_url: str,
) -> str:
    """The link, to be copied; it is stored nowhere. Raises Refused."""
    party = _party(session, at, party_id)
    if party.revoked:
        raise Refused(f"Der Link für {party.name} ist zurückgezogen. Erneuern Sie ihn zuerst.")
    audit.record(session, actor, "Fragenwerkstatt: Link angezeigt", subject=at.title)
    return workshop_links.link(session, secret=secret, base_url=base_url, party_id=party_id)


def renew(
    session: Session, actor: Actor, at: WorkshopFacts, party_id: UUID, *, secret: str
) -> None:
    """Make a new link; the old one and all browsers that used it are out."""
    party = _party(session, at, party_id)
    party.serial += 1
    token = keys.workshop_token(secret, party=str(party.id), serial=party.serial)
    party.token_hash = keys.digest(token)
    party.revoked = False
    _put_out(session, party_id)
    audit.record(session, actor, "Fragenwerkstatt: Link erneuert", subject=at.title)


def revoke(session: Session, actor: Actor, at: WorkshopFacts, party_id: UUID) -> None:
    """The link ends, and all browsers that used it are out. What was written stays."""
    _party(session, at, party_id).revoked = True
    _put_out(session, party_id)
    audit.record(session, actor, "Fragenwerkstatt: Link zurückgezogen", subject=at.title)


def of(session: Session, at: WorkshopFacts, party_id: UUID) -> PartyFacts:
    """One party of this workshop. Raises NotFound."""
    row = _party(session, at, party_id)
    return PartyFacts(
        id=row.id, name=row.name, kind=str(row.kind), email=row.email, revoked=row.revoked
    )


def _put_out(session: Session, party_id: UUID) -> None:
    session.execute(delete(BrowserSession).where(col(BrowserSession.workshop_party_id) == party_id))


def _party(session: Session, at: WorkshopFacts, party_id: UUID) -> WorkshopParty:
    found = session.exec(
        select(WorkshopParty).where(
            WorkshopParty.id == party_id, WorkshopParty.workshop_id == at.id
        )
    ).first()
    if found is None:
        raise NotFound("Diese Beteiligten gibt es in der Fragenwerkstatt nicht.")
    return found
