"""Reminders on days the planner chose, to those who have not returned at that moment."""

from datetime import date, datetime, time
from uuid import UUID

import msgspec
from sqlalchemy import or_
from sqlmodel import Session, col, select

from survey_service import clock
from survey_service.domain.administration import audit
from survey_service.domain.correspondence import addressees, mails, templates
from survey_service.domain.fieldwork import surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.errors import Conflict, Refused
from survey_service.permissions import Actor
from survey_service.tables.register import Organisation
from survey_service.tables.responses import Response, ResponseState
from survey_service.tables.surveys import (
    Invitation,
    MailKind,
    Participation,
    Reminder,
    Survey,
    SurveyState,
)

# Nobody gets mail from an office in the night.
FROM_HOUR = time(8)


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """A day of the plan. ``sent_at`` None = still to come; ``sent``: how many mails."""

    id: UUID
    due_on: date
    sent_at: datetime | None
    sent: int


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who would be reminded."""

    participation_id: UUID
    organisation_id: UUID
    invitation_id: UUID
    extended_until: date | None


def plan(session: Session, survey_id: UUID) -> list[Day]:
    """All days, the first first."""
    rows = session.exec(
        select(Reminder).where(Reminder.survey_id == survey_id).order_by(col(Reminder.due_on))
    )
    return [Day(id=row.id, due_on=row.due_on, sent_at=row.sent_at, sent=row.sent) for row in rows]


def last_day(session: Session, survey: SurveyFacts) -> date:
    """The last day on which anybody of the wave may answer."""
    own = session.exec(
        select(Participation.extended_until).where(  # type: ignore[type-var]
            Participation.survey_id == survey.id
        )
    ).all()
    return max([survey.closes_on, *(day for day in own if day)])


def add(session: Session, actor: Actor, survey: SurveyFacts, due_on: date) -> None:
    """Plan a day. Raises Refused or Conflict."""
    if not survey.is_wave or survey.state == "closed":
        raise Refused("Erinnert wird nur in einer Erhebungswelle, die nicht beendet ist.")
    last = last_day(session, survey)
    if due_on < max(clock.today(), survey.opens_on) or due_on > last:
        raise Refused(
            f"Wählen Sie einen Tag von heute bis zum letzten Tag der Erhebung ({last:%d.%m.%Y}): "
            "danach wird niemand mehr erinnert."
        )
    if any(day.due_on == due_on for day in plan(session, survey.id)):
        raise Conflict(f"Für den {due_on:%d.%m.%Y} gibt es schon eine Erinnerung.")
    session.add(Reminder(survey_id=survey.id, due_on=due_on))
    audit.record(
        session, actor, "Erinnerung geplant", subject=survey.title, detail=f"{due_on:%d.%m.%Y}"
    )


def stop(
    session: Session, actor: Actor, survey: SurveyFacts, *, reminder_id: UUID | None = None
) -> int:
    """Take one day, or all that are still to come, off the plan; returns how many."""
    query = (
        select(Reminder)
        .where(Reminder.survey_id == survey.id, col(Reminder.sent_at).is_(None))
        .with_for_update()
    )
    rows = session.exec(query if reminder_id is None else query.where(Reminder.id == reminder_id))
    found = rows.all()
    for row in found:
        session.delete(row)
    if not found:
        raise Conflict(
            "Diese Erinnerung ist schon versandt oder gestrichen. Laden Sie die Seite neu."
        )
    days = ", ".join(f"{row.due_on:%d.%m.%Y}" for row in found)
    audit.record(session, actor, "Erinnerung gestrichen", subject=survey.title, detail=days)
    return len(found)


def waiting(session: Session, survey: SurveyFacts, *, today: date) -> list[Waiting]:
    """Invited, nothing handed in, link valid, address there, own last day not over."""
    # Who withdrew an answer has answered: with a no.
    answered = select(Response.organisation_id).where(
        Response.survey_id == survey.id,
        Response.state != ResponseState.DRAFT,
        col(Response.organisation_id).is_not(None),
    )
    last = survey.closes_on
    rows = session.exec(
        select(  # type: ignore[type-var]
            Participation.id,
            Participation.organisation_id,
            Invitation.id,
            Participation.extended_until,
        )
        .join(Organisation, col(Organisation.id) == col(Participation.organisation_id))
        .join(Invitation, col(Invitation.organisation_id) == col(Organisation.id))
        .where(
            Participation.survey_id == survey.id,
            col(Participation.invited_at).is_not(None),
            col(Participation.organisation_id).not_in(answered),
            col(Organisation.active).is_(True),
            Organisation.email != "",
            col(Invitation.revoked).is_(False),
            or_(
                today <= last,  # type: ignore[arg-type]
                col(Participation.extended_until) >= today,
            ),
        )
        .order_by(col(Organisation.name), Organisation.code)
    )
    return [
        Waiting(
            participation_id=participation,
            organisation_id=organisation,
            invitation_id=invitation,
            extended_until=until,
        )
        for participation, organisation, invitation, until in rows
    ]


def due(session: Session, *, now: datetime) -> list[UUID]:
    """Reminders whose day has come and that nobody has sent."""
    local = now.astimezone(clock.BERLIN)
    if local.time() < FROM_HOUR:
        return []
    return list(
        session.exec(
            select(Reminder.id)
            .join(Survey, col(Survey.id) == col(Reminder.survey_id))
            .where(
                col(Reminder.sent_at).is_(None),
                Reminder.due_on <= local.date(),
                Survey.state == SurveyState.OPEN,
            )
            .order_by(col(Reminder.due_on))
        )
    )


def send(session: Session, reminder_id: UUID, *, now: datetime) -> int:
    """Queue the mails of one day and note it in the same transaction; returns how many.

    Whoever comes second finds it noted and sends nothing; who dies in between leaves nothing. A day
    that a stopped worker missed is made up for, but never two on one day.
    """
    reminder = session.exec(
        select(Reminder)
        .where(Reminder.id == reminder_id, col(Reminder.sent_at).is_(None))
        .with_for_update()
    ).first()
    if reminder is None:
        return 0
    survey = surveys.load(session, reminder.survey_id)
    today = now.astimezone(clock.BERLIN).date()
    missed = any(
        day.sent_at is None and reminder.due_on < day.due_on <= today
        for day in plan(session, survey.id)
    )
    found = [] if missed else waiting(session, survey, today=today)
    for one in found:
        _remind(session, survey, one, now=now)
    reminder.sent_at, reminder.sent = now, len(found)
    return len(found)


def _remind(session: Session, survey: SurveyFacts, one: Waiting, *, now: datetime) -> None:
    addressee = addressees.load(session, one.organisation_id)
    own = surveys.extended(survey, one.extended_until)
    text = templates.written(session, own, addressee, kind=templates.REMINDER)
    mails.put(
        session,
        kind=MailKind.REMINDER,
        recipient=addressee.email,
        subject=text.subject,
        body=text.body,
        invitation_id=one.invitation_id,
        survey_id=survey.id,
    )
    participation = session.get_one(Participation, one.participation_id)
    participation.reminders += 1
    participation.reminded_at = now
