"""What those who answered are told: published versions alone, each of its own surveys."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from sqlmodel import Session

from survey_service.domain.associations import members
from survey_service.domain.fieldwork import surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.followups import entries
from survey_service.domain.followups.entries import Entry, TakenBack, Version
from survey_service.permissions import Actor
from survey_service.tables.surveys import SurveyState


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A survey with what became of it. ``shown``: each with its earlier published versions."""

    survey: SurveyFacts
    shown: tuple[tuple[Version, tuple[Version, ...]], ...] = ()
    taken_back: tuple[TakenBack, ...] = ()


def of_survey(session: Session, survey: SurveyFacts) -> Told:
    """Of one survey, whoever asks: the caller has looked whether they may."""
    return _told(survey, entries.of_survey(session, survey.id))


def for_organisation(session: Session, actor: Actor) -> tuple[Told, ...]:
    """Of the waves an organisation belongs to, of all observations, and of what residents said.

    Only where something was published; the latest survey first.
    """
    if actor.organisation_id is None:
        return ()
    own = surveys.of_organisation(session, actor.organisation_id)
    everybody = [
        survey
        for survey in surveys.all_surveys(session)
        if not survey.is_wave and survey.state != SurveyState.DRAFT
    ]
    return _of(session, [*own, *everybody])


def last_told(session: Session, actor: Actor) -> datetime | None:
    """When something was last published for an organisation that can still be read."""
    moments = [
        version.published_at
        for one in for_organisation(session, actor)
        for version, _ in one.shown
        if version.published_at is not None
    ]
    return max(moments, default=None)


def for_association(session: Session, actor: Actor, slug: str) -> Told:
    """Of a wave to which members belong. Raises NotFound for every other survey."""
    return of_survey(session, members.wave(session, actor, slug).survey)


def _of(session: Session, wanted: Iterable[SurveyFacts]) -> tuple[Told, ...]:
    known = {survey.id: survey for survey in wanted}
    written = entries.of_surveys(session, known)
    found = [_told(known[survey_id], given) for survey_id, given in written.items()]
    return tuple(
        sorted(
            (one for one in found if one.shown or one.taken_back),
            key=lambda one: (one.survey.opens_on, one.survey.title),
            reverse=True,
        )
    )


def _told(survey: SurveyFacts, written: Iterable[Entry]) -> Told:
    given = list(written)
    shown = [(one.shown, one.earlier) for one in given if one.shown is not None]
    shown.sort(key=lambda pair: (pair[0].dated_on, pair[0].written_at), reverse=True)
    return Told(
        survey=survey,
        shown=tuple(shown),
        taken_back=tuple(one.taken_back for one in given if one.taken_back is not None),
    )
