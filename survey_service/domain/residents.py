"""Residents who take part in a consultation: without a name, for one browser session."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import bindparam, delete, insert, select
from sqlmodel import Session, col

from questionnaires.questionnaire import Choice, Questionnaire
from survey_service import keys
from survey_service.domain import deadlines, questionnaires, surveys
from survey_service.domain.surveys import SurveyFacts
from survey_service.errors import NotFound
from survey_service.permissions import NOBODY, Actor
from survey_service.tables.accounts import BrowserSession, SessionKind
from survey_service.tables.responses import Response, ResponseState, Revision
from survey_service.tables.surveys import Survey, SurveyState

# Built once: putting a query together takes longer than running it.
_ACTOR = select(col(BrowserSession.response_id)).where(
    col(BrowserSession.token_hash) == bindparam("token_hash"),
    col(BrowserSession.response_id).is_not(None),
    col(BrowserSession.expires_at) > bindparam("now"),
)
_STATE = select(col(Survey.state), col(Survey.opens_on), col(Survey.closes_on)).where(
    col(Survey.id) == bindparam("survey_id")
)


class Consultation(msgspec.Struct, frozen=True, kw_only=True):
    """What residents are asked. ``unchecked``: languages whose translation nobody checked."""

    survey: SurveyFacts
    questionnaire: Questionnaire
    unchecked: tuple[str, ...]
    areas: tuple[Choice, ...]


def actor_of(session: Session, token: str, *, now: datetime) -> Actor:
    """The response behind a browser session; NOBODY when unknown or over."""
    response_id = session.execute(
        _ACTOR, {"token_hash": keys.digest(token), "now": now}
    ).scalar_one_or_none()
    if response_id is None:
        return NOBODY
    return Actor(session=token, response_id=response_id)


def consultation(session: Session, slug: str) -> Consultation:
    """A consultation that was opened once. Raises NotFound, also for waves and drafts."""
    survey = surveys.by_slug(session, slug)
    if survey.is_wave or survey.state == SurveyState.DRAFT:
        raise NotFound("Diese Beteiligung gibt es nicht. Prüfen Sie die Adresse.")
    version = survey.questionnaire_version_id
    return Consultation(
        survey=survey,
        questionnaire=questionnaires.load(session, version),
        unchecked=questionnaires.unchecked_languages(session, version),
        areas=surveys.area_choices(session),
    )


def as_it_is_now(session: Session, survey: SurveyFacts) -> SurveyFacts:
    """State and days read again: a planner may just have ended it."""
    state, opens_on, closes_on = session.execute(_STATE, {"survey_id": survey.id}).one()
    return renewed(survey, state, opens_on, closes_on)


def renewed(survey: SurveyFacts, state: str, opens_on: date, closes_on: date) -> SurveyFacts:
    """The survey with its present state and days."""
    if (state, opens_on, closes_on) == (survey.state, survey.opens_on, survey.closes_on):
        return survey
    return msgspec.structs.replace(survey, state=state, opens_on=opens_on, closes_on=closes_on)


def begin(
    session: Session, asked: Consultation, *, language: str, hours: int, now: datetime
) -> str:
    """A new draft; returns the token of its browser session. Raises WaveClosed."""
    survey = as_it_is_now(session, asked.survey)
    deadlines.check_writing(survey, begun=False, now=now)
    token, response_id = keys.new_token(), uuid4()
    session.execute(
        insert(Response).values(
            id=response_id,
            survey_id=survey.id,
            questionnaire_version_id=survey.questionnaire_version_id,
            state=ResponseState.DRAFT.value,
            language=language,
            document=b"",
            quoting="",
        )
    )
    session.execute(
        insert(BrowserSession).values(
            token_hash=keys.digest(token),
            kind=SessionKind.RESIDENT.value,
            response_id=response_id,
            expires_at=now + timedelta(hours=hours),
        )
    )
    return token


def discard(session: Session, token: str) -> None:
    """End a browser session and delete what it had written and not handed in."""
    found = session.scalars(
        select(col(BrowserSession.response_id)).where(
            col(BrowserSession.token_hash) == keys.digest(token),
            col(BrowserSession.kind) == SessionKind.RESIDENT,
        )
    ).all()
    _delete_drafts(session, [one for one in found if one is not None])


def forget_expired(session: Session, *, now: datetime) -> int:
    """Delete drafts whose browser session is over; returns how many sessions that were."""
    found = session.scalars(
        select(col(BrowserSession.response_id)).where(
            col(BrowserSession.kind) == SessionKind.RESIDENT,
            col(BrowserSession.expires_at) <= now,
        )
    ).all()
    _delete_drafts(session, [one for one in found if one is not None])
    return len(found)


def _delete_drafts(session: Session, ids: Sequence[UUID]) -> None:
    if not ids:
        return
    session.execute(delete(BrowserSession).where(col(BrowserSession.response_id).in_(ids)))
    drafts = select(col(Response.id)).where(
        col(Response.id).in_(ids), col(Response.state) == ResponseState.DRAFT
    )
    session.execute(delete(Revision).where(col(Revision.response_id).in_(drafts)))
    session.execute(
        delete(Response).where(
            col(Response.id).in_(ids), col(Response.state) == ResponseState.DRAFT
        )
    )
