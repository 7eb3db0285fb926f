"""Residents who take part in a consultation: without a name, for one browser session."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import ColumnElement, bindparam, delete, insert, select
from sqlmodel import Session

from questionnaires.questionnaire import Choice, Questionnaire
from survey_service import keys
from survey_service.domain.fieldwork import deadlines, questionnaires, surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.errors import NotFound
from survey_service.permissions import NOBODY, Actor
from survey_service.tables.accounts import SessionKind
from survey_service.tables.base import metadata
from survey_service.tables.responses import ResponseState
from survey_service.tables.surveys import SurveyState

# Built once, and of plain tables: putting a query together takes longer than running it.
_RESPONSE, _REVISION, _SESSION, _SURVEY = (
    metadata.tables[name] for name in ("response", "revision", "browser_session", "survey")
)
_ACTOR = select(_SESSION.c.response_id, _SESSION.c.expires_at).where(
    _SESSION.c.token_hash == bindparam("token_hash"),
    _SESSION.c.kind == SessionKind.RESIDENT.value,
)
_STATE = select(_SURVEY.c.state, _SURVEY.c.opens_on, _SURVEY.c.closes_on).where(
    _SURVEY.c.id == bindparam("survey_id")
)
_BEGIN = insert(_RESPONSE).values(state=ResponseState.DRAFT.value, document=b"", quoting="")
_OPEN_SESSION = insert(_SESSION).values(kind=SessionKind.RESIDENT.value)

REMEMBERED = 10_000
# What a session stands for never changes; that it has ended, its draft says (see drafts.load).
_remembered: dict[str, tuple[UUID, datetime]] = {}


class Consultation(msgspec.Struct, frozen=True, kw_only=True):
    """What residents are asked. ``unchecked``: languages whose translation nobody checked."""

    survey: SurveyFacts
    questionnaire: Questionnaire
    unchecked: tuple[str, ...]
    areas: tuple[Choice, ...]


def actor_of(session: Session, token: str, *, now: datetime) -> Actor:
    """The response behind a browser session; NOBODY when unknown or over."""
    digest = keys.digest(token)
    known = _remembered.get(digest)
    if known is None:
        row = session.execute(_ACTOR, {"token_hash": digest}).one_or_none()
        if row is None:
            return NOBODY
        known = (row.response_id, row.expires_at)
        _remember(digest, known)
    response_id, expires_at = known
    return Actor(session=token, response_id=response_id) if now < expires_at else NOBODY


def remembered(token: str) -> bool:
    """Whether ``actor_of`` knows this session without asking the database."""
    return keys.digest(token) in _remembered


def _remember(digest: str, known: tuple[UUID, datetime]) -> None:
    if len(_remembered) >= REMEMBERED:
        _remembered.clear()
    _remembered[digest] = known


def consultation(session: Session, slug: str) -> Consultation:
    """A consultation that was opened once. Raises NotFound, also for all other kinds."""
    survey = surveys.by_slug(session, slug)
    if not survey.is_consultation or survey.state == SurveyState.DRAFT:
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
        _BEGIN,
        {
            "id": response_id,
            "survey_id": survey.id,
            "questionnaire_version_id": survey.questionnaire_version_id,
            "language": language,
        },
    )
    digest, expires_at = keys.digest(token), now + timedelta(hours=hours)
    session.execute(
        _OPEN_SESSION,
        {"token_hash": digest, "response_id": response_id, "expires_at": expires_at},
    )
    _remember(digest, (response_id, expires_at))
    return token


def discard(session: Session, token: str) -> None:
    """End a browser session and delete what it had written and not handed in."""
    mine = _SESSION.c.token_hash == keys.digest(token)
    _delete_drafts(session, mine & (_SESSION.c.kind == SessionKind.RESIDENT.value))


def forget_expired(session: Session, *, now: datetime) -> int:
    """Delete drafts whose browser session is over; returns how many sessions that were."""
    over = _SESSION.c.expires_at <= now
    return _delete_drafts(session, over & (_SESSION.c.kind == SessionKind.RESIDENT.value))


def _delete_drafts(session: Session, sessions: ColumnElement[bool]) -> int:
    ids = session.execute(select(_SESSION.c.response_id).where(sessions)).scalars().all()
    if not ids:
        return 0
    unfinished = (_RESPONSE.c.id.in_(ids)) & (_RESPONSE.c.state == ResponseState.DRAFT.value)
    session.execute(delete(_SESSION).where(_SESSION.c.response_id.in_(ids)))
    session.execute(
        delete(_REVISION).where(
            _REVISION.c.response_id.in_(select(_RESPONSE.c.id).where(unfinished))
        )
    )
    session.execute(delete(_RESPONSE).where(unfinished))
    return len(ids)
