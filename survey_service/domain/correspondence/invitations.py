"""Inviting the organisations of a wave by mail; a second click invites only new ones."""

from uuid import UUID

import msgspec
from sqlmodel import Session, col, select

from survey_service import clock
from survey_service.domain.administration import audit
from survey_service.domain.correspondence import addressees, mails, templates
from survey_service.domain.correspondence.addressees import Addressee
from survey_service.domain.fieldwork import surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.providers import standing
from survey_service.errors import NotFound, NotReady, Refused
from survey_service.permissions import Actor
from survey_service.tables.register import Organisation
from survey_service.tables.surveys import MailKind, Participation, Survey


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What a click would do: who gets a mail now, who cannot, how many have one already."""

    ready: tuple[Addressee, ...]
    without_email: tuple[Addressee, ...]
    invited: int


class Invited(msgspec.Struct, frozen=True, kw_only=True):
    """What a click did."""

    invited: int
    without_email: tuple[str, ...]


def wave(session: Session, slug: str) -> SurveyFacts:
    """By its name in addresses. Raises NotFound for a consultation: nobody is written to there."""
    survey = surveys.by_slug(session, slug)
    if not survey.is_wave:
        raise NotFound("Texte, Erinnerungen und Briefe gibt es nur in einer Erhebungswelle.")
    return survey


def enrol(session: Session, survey_id: UUID, *, chosen: frozenset[UUID] | None = None) -> int:
    """Every active organisation joins the wave, or those chosen; returns how many were new.

    To a wave of organisations selected by hand nobody comes by themselves.
    """
    survey = session.get_one(Survey, survey_id)
    there = select(Participation.organisation_id).where(Participation.survey_id == survey_id)
    new = session.exec(
        select(Organisation.id).where(
            col(Organisation.active).is_(True), col(Organisation.id).not_in(there)
        )
    ).all()
    joining = [
        found for found in new if (not survey.selected if chosen is None else found in chosen)
    ]
    session.add_all(Participation(survey_id=survey_id, organisation_id=found) for found in joining)
    session.flush()
    return len(joining)


def preview(session: Session, survey: SurveyFacts) -> Preview:
    """Active organisations without an invitation to this wave, in the wave already or not yet.

    Of a wave of chosen organisations only those that are in it.
    """
    rows = session.exec(
        select(Participation.organisation_id, Participation.invited_at).where(
            Participation.survey_id == survey.id
        )
    ).all()
    invited = {organisation for organisation, at in rows if at is not None}
    taking_part = {organisation for organisation, _ in rows}
    waiting = [
        found
        for found in addressees.active(session)
        if found.organisation_id not in invited
        and (not survey.selected or found.organisation_id in taking_part)
    ]
    return Preview(
        ready=tuple(found for found in waiting if found.email),
        without_email=tuple(found for found in waiting if not found.email),
        invited=len(invited),
    )


def invite_all(session: Session, actor: Actor, survey_id: UUID, *, secret: str) -> Invited:
    """Queue a mail to every organisation not invited yet. Raises NotReady or Refused."""
    survey = _locked(session, survey_id)
    enrol(session, survey_id)
    seen = preview(session, survey)
    return _invite_these(session, actor, survey, seen.ready, seen.without_email, secret=secret)


def invite_chosen(
    session: Session, actor: Actor, survey_id: UUID, chosen: frozenset[UUID], *, secret: str
) -> Invited:
    """Queue a mail to those chosen that are not invited yet; nobody else joins the wave."""
    survey = _locked(session, survey_id)
    if not chosen:
        raise Refused("Wählen Sie mindestens einen Träger aus oder laden Sie alle ein.")
    enrol(session, survey_id, chosen=chosen)
    ready = tuple(
        found for found in preview(session, survey).ready if found.organisation_id in chosen
    )
    return _invite_these(session, actor, survey, ready, (), secret=secret)


def _locked(session: Session, survey_id: UUID) -> SurveyFacts:
    # Of two clicks at once the second finds it done and sends nothing.
    session.exec(select(Survey.id).where(Survey.id == survey_id).with_for_update()).first()
    survey = surveys.load(session, survey_id)
    refuse_unready(survey)
    return survey


def _invite_these(
    session: Session,
    actor: Actor,
    survey: SurveyFacts,
    ready: tuple[Addressee, ...],
    without_email: tuple[Addressee, ...],
    *,
    secret: str,
) -> Invited:
    for addressee in ready:
        _invite(session, survey, addressee, secret=secret)
    audit.record(
        session,
        actor,
        "Träger eingeladen",
        subject=survey.title,
        detail=f"{len(ready)} eingeladen, {len(without_email)} ohne E-Mail-Adresse",
    )
    return Invited(invited=len(ready), without_email=tuple(one.name for one in without_email))


def refuse_unready(survey: SurveyFacts) -> None:
    """Raise unless this is a wave that takes answers today."""
    if survey.is_observations:
        raise Refused("Zu Beobachtungen wird niemand eingeladen: Träger melden sie jederzeit.")
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
    text = letter(session, survey, addressee)
    mails.put(
        session,
        kind=MailKind.INVITATION,
        recipient=addressee.email,
        subject=text.subject,
        body=text.body,
        invitation_id=invitation_id,
        survey_id=survey.id,
    )


def letter(session: Session, survey: SurveyFacts, addressee: Addressee) -> templates.Text:
    """The mail's subject and text; ``{link}`` stays where the link goes."""
    return templates.written(session, survey, addressee, kind=templates.INVITATION)
