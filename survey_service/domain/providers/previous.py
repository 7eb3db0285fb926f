"""The wave before: what an organisation answered then, and what of it still fits today."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import desc
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from questionnaires import items
from questionnaires import questionnaire as definition
from questionnaires.answers import Answers
from questionnaires.items.kind import Value
from questionnaires.questionnaire import Choice, Item
from survey_service.domain.fieldwork import questionnaires
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.providers import documents
from survey_service.permissions import Actor
from survey_service.tables.questionnaires import QuestionnaireVersion
from survey_service.tables.responses import Response
from survey_service.tables.surveys import Survey

FREE_TEXT = frozenset({"text", "long_text"})


class LastWave(msgspec.Struct, frozen=True, kw_only=True):
    """``answers``: facility id ("" = organisation) -> answers; ``items``: the questions then."""

    title: str
    submitted_at: datetime | None
    answers: dict[str, Answers]
    items: dict[str, Item]


def answered(last: LastWave | None, facility: str) -> bool:
    """Whether the facility answered anything in the last wave."""
    return last is not None and bool(last.answers.get(facility))


def last_wave(session: Session, actor: Actor, survey: SurveyFacts) -> LastWave | None:
    """The organisation's newest return to the same questionnaire before this wave."""
    version = aliased(QuestionnaireVersion)
    row = session.exec(
        select(
            Response.document,
            Response.submitted_at,
            Survey.title,
            col(Response.questionnaire_version_id),
        )
        .join(Survey, col(Survey.id) == col(Response.survey_id))
        .join(
            QuestionnaireVersion,
            col(QuestionnaireVersion.id) == col(Survey.questionnaire_version_id),
        )
        .join(version, col(version.key) == col(QuestionnaireVersion.key))
        .where(
            version.id == survey.questionnaire_version_id,
            Response.organisation_id == actor.organisation_id,
            Response.document != b"",
            Survey.id != survey.id,
            Survey.closes_on < survey.opens_on,
        )
        .order_by(desc(col(Survey.closes_on)))
        .limit(1)
    ).first()
    if row is None:
        return None
    document, submitted_at, title, version_id = row
    past = documents.decode(document)
    return LastWave(
        title=title,
        submitted_at=submitted_at,
        answers={"": past.answers} | {part.facility: part.answers for part in past.facilities},
        items=_items(session, version_id),
    )


def _items(session: Session, version_id: UUID) -> dict[str, Item]:
    return {item.code: item for item in definition.items(questionnaires.load(session, version_id))}


def answer(last: LastWave, facility: str, item: Item) -> Value | None:
    """What was answered then; None when nothing was."""
    return last.answers.get(facility, {}).get(item.code)


def obstacle(
    last: LastWave, item: Item, value: Value, *, language: str, areas: Sequence[Choice]
) -> str:
    """Why last wave's value does not answer today's question; "" = it does."""
    before = last.items.get(item.code)
    if before is None or before.kind != item.kind:
        return "Die Frage wird heute anders beantwortet als damals."
    if _values(before) != _values(item):
        return "Die Antwortmöglichkeiten haben sich geändert."
    typed = items.typed(item, value, language=language)
    if items.parse(item, typed, language=language, areas=areas).value != value:
        return "Die Angabe von damals passt nicht mehr zu dieser Frage."
    return ""


def _values(item: Item) -> set[str]:
    return {choice.value for choice in item.choices}
