"""The organisation looks after its own link: a new one instead of the old, or a successor."""

import re
from uuid import UUID

from sqlmodel import Session, func, select

from survey_service import clock
from survey_service.domain.administration import audit
from survey_service.domain.correspondence import mails
from survey_service.domain.providers import standing
from survey_service.domain.register import report_kinds
from survey_service.errors import NotAllowed, NotReady, Refused, TooMany
from survey_service.permissions import Actor
from survey_service.tables.register import ChangeKind, ChangeReport, Organisation, ReportState
from survey_service.tables.surveys import MailKind

ADDRESS = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+\.[^\s@,;<>\".]+")
NAME_LENGTH, REMARK_LENGTH, MOST_OPEN = 200, 1_000, 20
RENEWED = """Guten Tag,

{organisation} hat einen neuen Link zu seiner Seite bei der Sozialplanung. Jemand mit dem \
bisherigen Link hat ihn angefordert:
{link}

Der bisherige Link gilt nicht mehr. Geben Sie den neuen nur an Kolleginnen und Kollegen weiter, \
die mit antworten sollen. Haben Sie ihn nicht angefordert, wenden Sie sich an die Sozialplanung.
"""


def masked(session: Session, actor: Actor) -> str:
    """The registered address, so that one knows it again but cannot read it: h…@muster.example."""
    name, _, host = _address(session, actor).partition("@")
    return f"{name[:1]}…@{host}" if host else ""


def _address(session: Session, actor: Actor) -> str:
    found = session.exec(
        select(Organisation.email).where(Organisation.id == actor.organisation_id)
    ).first()
    return (found or "").strip()


def renew(session: Session, actor: Actor, *, secret: str) -> None:
    """A new link; the old one and every browser that used it are out, this one too.

    It is mailed to the registered address and never shown: whoever came by with a stolen link would
    otherwise walk away with the new one. Raises NotReady where no address is registered.
    """
    if actor.invitation_id is None:
        raise NotAllowed("Den Link erneuert der Träger selbst, über seinen Zugang.")
    address = _address(session, actor)
    if not address:
        raise NotReady(
            "Für Ihre Organisation steht keine E-Mail-Adresse im Register. Der neue Link könnte "
            "Sie nicht erreichen. Bitten Sie die Sozialplanung um einen neuen."
        )
    standing.renew(session, secret=secret, invitation_id=actor.invitation_id)
    mails.put(
        session,
        kind=MailKind.LINK,
        recipient=address,
        subject="Ihr neuer Link zur Sozialplanung",
        # A name with braces would be taken for the place of the link.
        body=RENEWED.replace("{organisation}", re.sub(r"[{}]", "", actor.name)),
        invitation_id=actor.invitation_id,
    )
    audit.record(session, actor, "Link vom Träger erneuert")


def problems(name: str, email: str, remark: str, *, consented: bool) -> list[tuple[str, str]]:
    """(field, sentence) for what is missing."""
    found = []
    if not name.strip() or len(name) > NAME_LENGTH:
        found.append(("name", "Name: Geben Sie an, wer Ihnen nachfolgt (höchstens 200 Zeichen)."))
    if not ADDRESS.fullmatch(email.strip()):
        found.append(("email", "E-Mail: Schreiben Sie die Adresse wie „name@traeger.example“."))
    if len(remark) > REMARK_LENGTH:
        found.append(("remark", "Hinweis: Höchstens 1.000 Zeichen."))
    if not consented:
        found.append(
            ("consented", "Einverständnis: Ohne das der Person darf niemand sie eintragen.")
        )
    return found


def propose(
    session: Session, actor: Actor, *, name: str, email: str, remark: str, consented: bool
) -> UUID:
    """A successor, proposed to the planner, who decides. The link stays where it is until then."""
    found = problems(name, email, remark, consented=consented)
    if found:
        raise Refused(found[0][1])
    if actor.organisation_id is None:
        raise NotAllowed("Eine Nachfolge meldet der Träger selbst, über seinen Zugang.")
    waiting = session.exec(
        select(func.count())
        .select_from(ChangeReport)
        .where(
            ChangeReport.organisation_id == actor.organisation_id,
            ChangeReport.state == ReportState.OPEN,
        )
    ).one()
    if waiting >= MOST_OPEN:
        raise TooMany("Viele Ihrer Meldungen warten noch auf eine Antwort der Sozialplanung.")
    row = ChangeReport(
        organisation_id=actor.organisation_id,
        kind=ChangeKind.CONTACT,
        proposed={"name": " ".join(name.split()), "email": email.strip()},
        remark="\n".join(part for part in (report_kinds.SUCCESSOR, remark.strip()) if part),
        author=actor.person,
        reported_at=clock.now(),
    )
    session.add(row)
    session.flush()
    audit.record(session, actor, "Nachfolge gemeldet")
    return row.id
