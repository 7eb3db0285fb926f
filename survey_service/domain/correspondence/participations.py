"""One organisation in one wave: its mails, its link, its last day, and what a planner may do."""

from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlmodel import Session, select

from survey_service import clock
from survey_service.domain.administration import audit
from survey_service.domain.correspondence import addressees, invitations, mails, templates
from survey_service.domain.correspondence.addressees import Addressee
from survey_service.domain.correspondence.mails import MailFacts
from survey_service.domain.fieldwork import surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.providers import standing
from survey_service.errors import Conflict, NotFound, NotReady, Refused
from survey_service.permissions import Actor
from survey_service.tables.responses import Response
from survey_service.tables.surveys import Invitation, MailKind, Participation

NEW_LINK = """{anrede}

{träger} hat einen neuen Link zu seiner Seite bei der Sozialplanung {kommune}:
{link}

Der frühere Link gilt nicht mehr. Geben Sie den neuen nur an Kolleginnen und Kollegen weiter, die \
mit antworten sollen.

Mit freundlichen Grüßen
{absender}
"""
MORE_TIME = """{anrede}

für {träger} haben wir die Frist der Erhebung „{erhebung}“ verlängert: Sie können bis \
einschließlich {frist} antworten. Hier geht es weiter:
{link}

Mit freundlichen Grüßen
{absender}
"""


class Participant(msgspec.Struct, frozen=True, kw_only=True):
    """What a planner sees of an organisation in a wave.

    ``link``: none | valid | revoked; ``response``: none | draft | submitted | reopened | withdrawn.
    """

    addressee: Addressee
    invited_at: datetime | None
    extended_until: date | None
    reminders: int
    reminded_at: datetime | None
    link: str
    first_opened_on: date | None
    response: str
    mails: tuple[MailFacts, ...]


def load(session: Session, survey: SurveyFacts, organisation_id: UUID) -> Participant:
    """Raises NotFound for an organisation that does not belong to the wave."""
    row = _participation(session, survey, organisation_id)
    invitation = _invitation(session, organisation_id)
    state = session.exec(
        select(Response.state).where(
            Response.survey_id == survey.id, Response.organisation_id == organisation_id
        )
    ).first()
    link = "none" if invitation is None else "revoked" if invitation.revoked else "valid"
    return Participant(
        addressee=addressees.load(session, organisation_id),
        invited_at=row.invited_at,
        extended_until=row.extended_until,
        reminders=row.reminders,
        reminded_at=row.reminded_at,
        link=link,
        first_opened_on=invitation.first_opened_on if invitation else None,
        response=str(state or "none"),
        mails=tuple(mails.of_organisation(session, survey.id, organisation_id)),
    )


def _participation(session: Session, survey: SurveyFacts, organisation_id: UUID) -> Participation:
    row = session.exec(
        select(Participation)
        .where(
            Participation.survey_id == survey.id, Participation.organisation_id == organisation_id
        )
        .with_for_update()
    ).first()
    if row is None:
        raise NotFound(
            "Dieser Träger gehört nicht zu dieser Erhebung. Laden Sie ihn unter „Einladen“ ein."
        )
    return row


def _invitation(session: Session, organisation_id: UUID) -> Invitation | None:
    return session.exec(
        select(Invitation).where(Invitation.organisation_id == organisation_id).with_for_update()
    ).first()


def extend(
    session: Session,
    actor: Actor,
    survey: SurveyFacts,
    organisation_id: UUID,
    *,
    until: date,
    tell: bool,
    secret: str,
) -> None:
    """A last day of its own. Raises Refused for one that is none, NotReady for an ended wave."""
    row = _participation(session, survey, organisation_id)
    if survey.state != "open":
        raise NotReady(
            f"„{survey.title}“ ist nicht offen; eine Verlängerung hätte keine Wirkung. Öffnen Sie "
            "die Erhebung zuerst oder beginnen Sie eine neue."
        )
    if until <= survey.closes_on or until < clock.today():
        raise Refused(
            f"Die Verlängerung muss nach dem letzten Tag der Erhebung ({survey.closes_on:%d.%m.%Y})"
            " enden und darf nicht in der Vergangenheit liegen."
        )
    before = f"{row.extended_until:%d.%m.%Y}" if row.extended_until else "keine"
    row.extended_until = until
    addressee = addressees.load(session, organisation_id)
    audit.record(
        session,
        actor,
        "Frist verlängert",
        subject=f"{survey.title}: {addressee.name}",
        detail=f"bisher {before}, neu bis {until:%d.%m.%Y}",
    )
    if tell:
        text = templates.Text(subject="Mehr Zeit: {erhebung}", body=MORE_TIME)
        _mail(session, survey, addressee, text, kind=MailKind.NOTICE, secret=secret, until=until)


def end_extension(
    session: Session, actor: Actor, survey: SurveyFacts, organisation_id: UUID
) -> None:
    """The wave's last day holds again."""
    row = _participation(session, survey, organisation_id)
    if row.extended_until is None:
        raise Conflict(
            "Für diesen Träger gibt es keine Verlängerung mehr. Laden Sie die Seite neu."
        )
    before, row.extended_until = row.extended_until, None
    audit.record(
        session,
        actor,
        "Verlängerung aufgehoben",
        subject=f"{survey.title}: {addressees.load(session, organisation_id).name}",
        detail=f"bisher bis {before:%d.%m.%Y}",
    )


def send_link(
    session: Session, actor: Actor, survey: SurveyFacts, organisation_id: UUID, *, secret: str
) -> None:
    """Invite, or send the invitation once more with the link that holds now."""
    row = _participation(session, survey, organisation_id)
    invitations.refuse_unready(surveys.extended(survey, row.extended_until))
    addressee = addressees.load(session, organisation_id)
    invitation = _invitation(session, organisation_id)
    if invitation is not None and invitation.revoked:
        raise Conflict("Der Link dieses Trägers ist gesperrt. Machen Sie zuerst einen neuen Link.")
    text = templates.load(session, survey, templates.INVITATION).text
    kind = MailKind.LINK if row.invited_at else MailKind.INVITATION
    _mail(session, survey, addressee, text, kind=kind, secret=secret, until=row.extended_until)
    row.invited_at = row.invited_at or clock.now()
    audit.record(session, actor, "Link gesendet", subject=f"{survey.title}: {addressee.name}")


def renew_link(
    session: Session, actor: Actor, survey: SurveyFacts, organisation_id: UUID, *, secret: str
) -> None:
    """A new link instead of the old one, mailed to the address in the register."""
    row = _participation(session, survey, organisation_id)
    addressee = addressees.load(session, organisation_id)
    invitation_id = standing.ensure_invitation(
        session, secret=secret, organisation_id=organisation_id
    )
    session.flush()
    standing.renew(session, secret=secret, invitation_id=invitation_id)
    audit.record(session, actor, "Link erneuert", subject=f"{survey.title}: {addressee.name}")
    if addressee.email:
        text = templates.Text(subject="Ihr neuer Link: {erhebung}", body=NEW_LINK)
        _mail(
            session,
            survey,
            addressee,
            text,
            kind=MailKind.LINK,
            secret=secret,
            until=row.extended_until,
        )


def revoke_link(session: Session, actor: Actor, survey: SurveyFacts, organisation_id: UUID) -> None:
    """The link and all browsers that used it are out until there is a new one."""
    _participation(session, survey, organisation_id)
    invitation = _invitation(session, organisation_id)
    if invitation is None or invitation.revoked:
        raise Conflict("Dieser Träger hat keinen gültigen Link. Laden Sie die Seite neu.")
    standing.revoke(session, invitation_id=invitation.id)
    audit.record(
        session,
        actor,
        "Link gesperrt",
        subject=f"{survey.title}: {addressees.load(session, organisation_id).name}",
    )


def _mail(
    session: Session,
    survey: SurveyFacts,
    addressee: Addressee,
    text: templates.Text,
    *,
    kind: MailKind,
    secret: str,
    until: date | None,
) -> None:
    if not addressee.email:
        raise NotReady(
            f"Für „{addressee.name}“ steht keine E-Mail-Adresse im Register. Tragen Sie sie dort "
            "ein oder drucken Sie einen Brief."
        )
    own = surveys.extended(survey, until)
    filled = templates.written(session, own, addressee, kind=templates.INVITATION, text=text)
    mails.put(
        session,
        kind=kind,
        recipient=addressee.email,
        subject=filled.subject,
        body=filled.body,
        invitation_id=standing.ensure_invitation(
            session, secret=secret, organisation_id=addressee.organisation_id
        ),
        survey_id=survey.id,
    )
