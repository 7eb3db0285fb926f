"""Inviting the organisations of a wave by mail; a second click invites only new ones."""

from uuid import UUID

import msgspec
from sqlalchemy import func
from sqlmodel import Session, col, select

from survey_service import clock
from survey_service.domain.administration import audit, municipality
from survey_service.domain.correspondence import mails
from survey_service.domain.fieldwork import surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.providers import standing
from survey_service.errors import NotReady, Refused
from survey_service.permissions import Actor
from survey_service.tables.register import Organisation
from survey_service.tables.surveys import Participation, Survey

USUAL_INTRODUCTION = "Gefragt ist Ihre Erfahrung vor Ort: das, was keine Statistik zeigt."
LETTER = """Guten Tag{name},

die Sozialplanung {municipality} bittet {organisation} um Mitwirkung: {title}.

{introduction}\
Wozu wir fragen, wer die Antworten liest, wer entscheidet und wofür sie nicht verwendet werden:
{about}

Über diesen Link kommen Sie zur Seite Ihres Trägers. Sie brauchen kein Konto:
{link}

Sie können jederzeit unterbrechen und später weitermachen, auch an einem anderen Gerät. Alles \
Eingegebene wird gespeichert. Antworten sind möglich bis einschließlich {closes_on}.

Der Link gilt für Ihren ganzen Träger. Geben Sie ihn nur an Kolleginnen und Kollegen weiter, die \
mit antworten sollen.

Mit freundlichen Grüßen
{sender}
"""


class Addressee(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation that belongs to the wave or will when it is invited."""

    organisation_id: UUID
    name: str
    contact_name: str
    email: str


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What a click would do: who gets a mail now, who cannot, how many have one already."""

    ready: tuple[Addressee, ...]
    without_email: tuple[Addressee, ...]
    invited: int


class Invited(msgspec.Struct, frozen=True, kw_only=True):
    """What a click did."""

    invited: int
    without_email: tuple[str, ...]


def enrol(session: Session, survey_id: UUID) -> int:
    """Every active organisation of the register joins the wave; returns how many were new.

    A wave of chosen organisations stays theirs.
    """
    if session.exec(select(Survey.selected).where(Survey.id == survey_id)).first():
        return 0
    there = select(Participation.organisation_id).where(Participation.survey_id == survey_id)
    new = session.exec(
        select(Organisation.id).where(
            col(Organisation.active).is_(True), col(Organisation.id).not_in(there)
        )
    ).all()
    session.add_all(Participation(survey_id=survey_id, organisation_id=found) for found in new)
    session.flush()
    return len(new)


def preview(session: Session, survey: SurveyFacts) -> Preview:
    """Active organisations without an invitation to this wave, in the wave already or not yet.

    Of a wave of chosen organisations only those that are in it.
    """
    there = select(Participation.organisation_id).where(Participation.survey_id == survey.id)
    invited = session.exec(there.where(col(Participation.invited_at).is_not(None))).all()
    query = select(
        Organisation.id, Organisation.name, Organisation.contact_name, Organisation.email
    ).where(col(Organisation.active).is_(True))
    if survey.selected:
        query = query.where(col(Organisation.id).in_(there))
    rows = session.exec(query.order_by(func.lower(Organisation.name), Organisation.code))
    waiting = [
        Addressee(organisation_id=row[0], name=row[1], contact_name=row[2], email=row[3].strip())
        for row in rows
        if row[0] not in set(invited)
    ]
    return Preview(
        ready=tuple(found for found in waiting if found.email),
        without_email=tuple(found for found in waiting if not found.email),
        invited=len(invited),
    )


def invite_all(session: Session, actor: Actor, survey_id: UUID, *, secret: str) -> Invited:
    """Queue a mail to every organisation not invited yet. Raises NotReady or Refused."""
    # Locked: of two clicks at once the second finds it done and sends nothing.
    session.exec(select(Survey.id).where(Survey.id == survey_id).with_for_update()).first()
    survey = surveys.load(session, survey_id)
    _refuse_unready(survey)
    enrol(session, survey_id)
    seen = preview(session, survey)
    for addressee in seen.ready:
        _invite(session, survey, addressee, secret=secret)
    audit.record(
        session,
        actor,
        "Träger eingeladen",
        subject=survey.title,
        detail=f"{len(seen.ready)} eingeladen, {len(seen.without_email)} ohne E-Mail-Adresse",
    )
    return Invited(
        invited=len(seen.ready), without_email=tuple(found.name for found in seen.without_email)
    )


def _refuse_unready(survey: SurveyFacts) -> None:
    if not survey.is_wave:
        raise Refused(
            "Zu einer Beteiligung wird niemand einzeln eingeladen. Geben Sie den öffentlichen Link "
            "weiter."
        )
    if survey.state == "closed":
        raise NotReady(f"„{survey.title}“ ist beendet. Eingeladen wird dazu niemand mehr.")
    if not surveys.is_open(survey, today=clock.today()):
        raise NotReady(
            f"„{survey.title}“ ist nicht offen. Öffnen Sie die Erhebung zuerst und prüfen Sie den "
            "Zeitraum: der Link in der E-Mail soll sofort gelten."
        )


def _invite(session: Session, survey: SurveyFacts, addressee: Addressee, *, secret: str) -> None:
    participation = session.exec(
        select(Participation).where(
            Participation.survey_id == survey.id,
            Participation.organisation_id == addressee.organisation_id,
        )
    ).one()
    participation.invited_at = clock.now()
    invitation_id = standing.ensure_invitation(
        session, secret=secret, organisation_id=addressee.organisation_id
    )
    mails.put(
        session,
        recipient=addressee.email,
        subject=f"Einladung: {survey.title}",
        body=letter(session, survey, addressee),
        invitation_id=invitation_id,
        survey_id=survey.id,
    )


def letter(session: Session, survey: SurveyFacts, addressee: Addressee) -> str:
    """The text of the mail; ``{link}`` and ``{worum_es_geht}`` stay where the addresses go."""
    facts = municipality.facts(session)
    return LETTER.format(
        name=f", {addressee.contact_name}" if addressee.contact_name else "",
        municipality=facts.name,
        organisation=addressee.name,
        title=survey.title,
        introduction=f"{survey.introduction or USUAL_INTRODUCTION}\n\n",
        about=mails.ABOUT_PLACE,
        link=mails.LINK_PLACE,
        closes_on=f"{survey.closes_on:%d.%m.%Y}",
        sender="\n".join(part for part in (facts.department, facts.name) if part),
    )
