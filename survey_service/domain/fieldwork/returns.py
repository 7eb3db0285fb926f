"""What came back: counts per survey and the state of each organisation."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from survey_service import clock
from survey_service.tables.register import Association, Organisation
from survey_service.tables.responses import Response, ResponseState, SubmittedVersion
from survey_service.tables.surveys import Invitation, Participation

# A reopened response was handed in and is being corrected: what was handed in still counts.
RETURNED = frozenset({ResponseState.SUBMITTED.value, ResponseState.REOPENED.value})


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers of a survey; a consultation invites nobody (``participating`` is 0)."""

    participating: int = 0
    invited: int = 0
    begun: int = 0
    returned: int = 0


class ReturnLine(msgspec.Struct, frozen=True, kw_only=True):
    """One organisation. ``state``: returned | begun | opened | invited | waiting | withdrawn.

    ``first_returned_on``: before any correction; ``extended_until``: its own last day.
    """

    organisation_id: UUID
    code: str
    name: str
    association: str
    state: str
    invited_on: date | None
    returned_on: date | None
    first_returned_on: date | None = None
    contact_name: str = ""
    email: str = ""
    phone: str = ""
    reminders: int = 0
    reminded_on: date | None = None
    extended_until: date | None = None
    has_postal_address: bool = False


def progress(session: Session, survey_id: UUID) -> Progress:
    """The numbers of one survey."""
    return all_progress(session, survey_id=survey_id).get(survey_id, Progress())


def all_progress(session: Session, *, survey_id: UUID | None = None) -> dict[UUID, Progress]:
    """The numbers of every survey (or one) that has any; two statements however many there are."""
    people = select(
        Participation.survey_id, func.count(), func.count(col(Participation.invited_at))
    ).group_by(col(Participation.survey_id))
    answers = select(Response.survey_id, Response.state, func.count()).group_by(
        col(Response.survey_id), Response.state
    )
    if survey_id is not None:
        people = people.where(Participation.survey_id == survey_id)
        answers = answers.where(Response.survey_id == survey_id)
    found = {
        survey: Progress(participating=participating, invited=invited)
        for survey, participating, invited in session.exec(people)
    }
    for survey, state, number in session.exec(answers):
        known = found.get(survey, Progress())
        if state in RETURNED:
            known = msgspec.structs.replace(known, returned=known.returned + number)
        elif state == ResponseState.DRAFT:
            known = msgspec.structs.replace(known, begun=number)
        found[survey] = known
    return found


def lines(
    session: Session, survey_id: UUID, *, among: SelectOfScalar[UUID] | None = None
) -> list[ReturnLine]:
    """Every organisation of a wave, by name; ``among``: only those with these ids."""
    first_returned = (
        select(func.min(SubmittedVersion.submitted_at))
        .where(SubmittedVersion.response_id == col(Response.id))
        .scalar_subquery()
    )
    query = (
        select(  # type: ignore[call-overload]
            Organisation,
            col(Association.name).label("association"),
            Participation,
            Invitation.first_opened_on,
            col(Response.state).label("response_state"),
            Response.submitted_on,
            first_returned.label("first_returned_at"),
        )
        .join(Participation, col(Participation.organisation_id) == col(Organisation.id))
        .outerjoin(Association, col(Association.id) == col(Organisation.association_id))
        .outerjoin(Invitation, col(Invitation.organisation_id) == col(Organisation.id))
        .outerjoin(
            Response,
            (col(Response.organisation_id) == col(Organisation.id))
            & (col(Response.survey_id) == survey_id),
        )
        .where(Participation.survey_id == survey_id)
        .order_by(func.lower(Organisation.name), Organisation.code)
    )
    if among is not None:
        query = query.where(col(Organisation.id).in_(among))
    return [_line(row) for row in session.exec(query)]


def _line(row: Row[Any]) -> ReturnLine:
    organisation, participation = row.Organisation, row.Participation
    invited_on = _day(participation.invited_at)
    state = _state(invited_on, row.first_opened_on, row.response_state)
    returned = row.response_state in RETURNED
    return ReturnLine(
        organisation_id=organisation.id,
        code=organisation.code,
        name=organisation.name,
        association=row.association or "",
        state=state,
        invited_on=invited_on,
        returned_on=row.submitted_on if returned else None,
        first_returned_on=(_day(row.first_returned_at) or row.submitted_on) if returned else None,
        contact_name=organisation.contact_name,
        email=organisation.email,
        phone=organisation.phone,
        reminders=participation.reminders,
        reminded_on=_day(participation.reminded_at),
        extended_until=participation.extended_until,
        has_postal_address=bool(organisation.postal_address.strip()),
    )


def _day(at: datetime | None) -> date | None:
    return at.astimezone(clock.BERLIN).date() if at else None


def _state(invited_on: date | None, opened_on: date | None, response_state: str | None) -> str:
    if response_state in RETURNED:
        return "returned"
    if response_state == ResponseState.WITHDRAWN:
        return "withdrawn"
    if response_state == ResponseState.DRAFT:
        return "begun"
    if invited_on is None:
        return "waiting"
    # The link serves all waves; only the first opening is known.
    return "opened" if opened_on is not None and opened_on >= invited_on else "invited"
