"""Mails: queued in the caller's transaction, sent by the worker, never twice by itself."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import desc, func, or_
from sqlmodel import Session, col, select

from survey_service import clock, queue
from survey_service.domain.administration import audit
from survey_service.domain.correspondence.smtp import Letter, Outcome
from survey_service.domain.fieldwork import about, workshop_links
from survey_service.domain.providers import access, standing
from survey_service.errors import Conflict, NotFound
from survey_service.permissions import Actor
from survey_service.settings import Settings
from survey_service.tables.register import Organisation
from survey_service.tables.surveys import Invitation, Mail, MailKind, MailState, Survey

LINK_PLACE = "{link}"
# Where the address of the survey's page "Worum es geht" goes.
ABOUT_PLACE = "{worum_es_geht}"
LIST_LENGTH = 500
REPEATABLE = frozenset({MailState.FAILED, MailState.UNCLEAR, MailState.OUTBOX, MailState.BOUNCED})
# A server took it, or may have: only then can it come back.
BOUNCEABLE = frozenset({MailState.SENT, MailState.UNCLEAR})
# What a list says of a mail.
LISTED = (
    Mail.id,
    Mail.kind,
    Mail.recipient,
    Mail.subject,
    Mail.state,
    Mail.problem,
    Mail.changed_at,
)


class MailFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A mail in the outbox list."""

    id: UUID
    kind: str
    recipient: str
    subject: str
    state: str
    problem: str
    changed_at: datetime


def put(
    session: Session,
    *,
    recipient: str,
    subject: str,
    body: str,
    kind: MailKind = MailKind.INVITATION,
    invitation_id: UUID | None = None,
    delegation_id: UUID | None = None,
    survey_id: UUID | None = None,
    workshop_party_id: UUID | None = None,
) -> UUID:
    """Queue a mail. ``{link}`` in the body becomes its owner's link when it is sent."""
    now = clock.now()
    mail = Mail(
        kind=kind,
        recipient=recipient,
        subject=subject,
        body=body,
        invitation_id=invitation_id,
        delegation_id=delegation_id,
        survey_id=survey_id,
        workshop_party_id=workshop_party_id,
        created_at=now,
        changed_at=now,
    )
    session.add(mail)
    session.flush()
    queue.enqueue(session, queue.SendMail(mail=str(mail.id)))
    return mail.id


def claim(session: Session, mail_id: UUID, *, settings: Settings) -> Letter | None:
    """Take a queued mail: state becomes "sending". None when there is nothing to send.

    A mail already "sending" was interrupted between sending and noting: it becomes "unclear".
    """
    mail = _locked(session, mail_id)
    if mail.state == MailState.SENDING:
        _move(mail, MailState.UNCLEAR)
        mail.problem = (
            "Der Versand wurde unterbrochen; ob die E-Mail ankam, ist nicht bekannt. "
            "Fragen Sie nach oder senden Sie sie noch einmal."
        )
        return None
    if mail.state != MailState.QUEUED:
        return None
    _move(mail, MailState.SENDING)
    return _letter(session, mail, settings)


def _locked(session: Session, mail_id: UUID) -> Mail:
    return session.exec(select(Mail).where(Mail.id == mail_id).with_for_update()).one()


def _move(mail: Mail, state: MailState) -> None:
    mail.state = state
    mail.changed_at = clock.now()


def _link(session: Session, mail: Mail, settings: Settings) -> str:
    """The link of whom the mail is for; "" = it has none."""
    secret, base_url = settings.secret, settings.base_url
    if mail.kind == MailKind.TRIAL:
        return standing.trial_link(base_url)
    if mail.invitation_id is not None:
        return standing.link(
            session, secret=secret, base_url=base_url, invitation_id=mail.invitation_id
        )
    if mail.delegation_id is not None:
        return access.delegation_link(
            session, secret=secret, base_url=base_url, delegation_id=mail.delegation_id
        )
    if mail.workshop_party_id is not None:
        return workshop_links.link(
            session, secret=secret, base_url=base_url, party_id=mail.workshop_party_id
        )
    return ""


def _letter(session: Session, mail: Mail, settings: Settings) -> Letter:
    link = _link(session, mail, settings)
    body = mail.body.replace(LINK_PLACE, link) if link else mail.body
    if mail.survey_id is not None:
        body = body.replace(ABOUT_PLACE, _about(session, mail.survey_id, settings))
    return Letter(
        id=mail.id,
        kind=mail.kind,
        recipient=mail.recipient,
        subject=mail.subject,
        body=body,
        state=mail.state,
    )


def _about(session: Session, survey_id: UUID, settings: Settings) -> str:
    slug = session.exec(select(Survey.slug).where(Survey.id == survey_id)).one()
    return about.address(settings.base_url, slug)


def note(session: Session, mail_id: UUID, outcome: Outcome) -> None:
    """Record what became of a mail that was claimed."""
    mail = _locked(session, mail_id)
    if mail.state == MailState.SENDING:
        _move(mail, MailState(outcome.state))
        mail.problem = outcome.problem


def state(session: Session, mail_id: UUID) -> str:
    """The mail's present state."""
    return session.exec(select(Mail.state).where(Mail.id == mail_id)).one()


def send_again(session: Session, actor: Actor, mail_id: UUID) -> UUID:
    """A person decides to send a mail that may not have arrived: a new mail, same content.

    It goes to the address that stands in the register now. Raises NotFound or Conflict.
    """
    old = session.exec(select(Mail).where(Mail.id == mail_id).with_for_update()).first()
    if old is None:
        raise NotFound("Diese E-Mail gibt es nicht.")
    if old.state not in REPEATABLE:
        raise Conflict(
            "Noch einmal senden lassen sich nur E-Mails, die fehlgeschlagen, unklar, "
            "zurückgekommen oder liegen geblieben sind. Laden Sie den Postausgang neu."
        )
    old.state = MailState.REPEATED
    old.changed_at = clock.now()
    audit.record(session, actor, "E-Mail noch einmal gesendet", subject=old.subject)
    return put(
        session,
        kind=MailKind(old.kind),
        recipient=_address_now(session, old),
        subject=old.subject,
        body=old.body,
        invitation_id=old.invitation_id,
        delegation_id=old.delegation_id,
        survey_id=old.survey_id,
        workshop_party_id=old.workshop_party_id,
    )


def _address_now(session: Session, mail: Mail) -> str:
    """The organisation's present address: who mends a wrong one means the new one."""
    known = session.exec(
        select(Organisation.email)
        .join(Invitation, col(Invitation.organisation_id) == col(Organisation.id))
        .where(Invitation.id == mail.invitation_id)
    ).first()
    return (known or "").strip() or mail.recipient


def outbox(session: Session, *, survey_id: UUID | None = None, state: str = "") -> list[MailFacts]:
    """The newest mails first, of one survey or one state if asked."""
    query = select(*LISTED)  # type: ignore[call-overload]
    if survey_id is not None:
        query = query.where(Mail.survey_id == survey_id)
    if state:
        query = query.where(Mail.state == state)
    rows = session.exec(query.order_by(desc(col(Mail.changed_at)), Mail.id).limit(LIST_LENGTH))
    return [_facts(*row) for row in rows]


def of_organisation(session: Session, survey_id: UUID, organisation_id: UUID) -> list[MailFacts]:
    """All mails of a wave to an organisation, and those of no wave; the newest first."""
    rows = session.exec(
        select(*LISTED)  # type: ignore[call-overload]
        .join(Invitation, col(Invitation.id) == col(Mail.invitation_id))
        .where(
            Invitation.organisation_id == organisation_id,
            or_(col(Mail.survey_id) == survey_id, col(Mail.survey_id).is_(None)),
        )
        .order_by(desc(col(Mail.created_at)), Mail.id)
        .limit(LIST_LENGTH)
    )
    return [_facts(*row) for row in rows]


def _facts(
    mail_id: UUID,
    kind: str,
    recipient: str,
    subject: str,
    state: str,
    problem: str,
    changed_at: datetime,
) -> MailFacts:
    return MailFacts(
        id=mail_id,
        kind=kind,
        recipient=recipient,
        subject=subject,
        state=state,
        problem=problem,
        changed_at=changed_at,
    )


def numbers(session: Session) -> dict[str, int]:
    """How many mails there are in each state."""
    return dict(session.exec(select(Mail.state, func.count()).group_by(Mail.state)).all())


def read(session: Session, mail_id: UUID, *, settings: Settings) -> Letter:
    """A mail as it is sent, with its link. Raises NotFound."""
    mail = session.get(Mail, mail_id)
    if mail is None:
        raise NotFound("Diese E-Mail gibt es nicht.")
    return _letter(session, mail, settings)
