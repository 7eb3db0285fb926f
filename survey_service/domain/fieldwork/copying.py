"""The next wave from this one: same questionnaire, same words, three years later."""

import re
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import desc
from sqlmodel import Session, col, select

from survey_service import clock
from survey_service.domain.administration import audit
from survey_service.domain.fieldwork import about, questionnaires, surveys
from survey_service.domain.fieldwork.survey_drafts import Draft
from survey_service.domain.fieldwork.surveys import WAVE, SurveyFacts
from survey_service.errors import Refused
from survey_service.permissions import Actor
from survey_service.tables.questionnaires import QuestionnaireVersion
from survey_service.tables.surveys import MailTemplate

YEARS = 3
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def copy(session: Session, actor: Actor, slug: str) -> SurveyFacts:
    """A draft with the texts and templates of a wave and the newest version of its questionnaire.

    Who took part and what was answered stays where it is. Raises NotFound or Refused.
    """
    old = surveys.by_slug(session, slug)
    if old.kind != WAVE:
        raise Refused("Nur aus einer Erhebungswelle lässt sich die nächste anlegen.")
    if old.selected:
        # A copy would ask everybody, and about all their facilities.
        raise Refused(
            "Aus einer Blitzabfrage lässt sich keine nächste Welle anlegen. Wählen Sie die "
            "Einrichtungen im Sozialatlas neu."
        )
    version_id = _newest(session, old.questionnaire_version_id)
    questionnaire = questionnaires.load(session, version_id)
    kept = tuple(tag for tag in questionnaire.languages if tag in old.languages)
    draft = Draft(
        title=next_title(old.title, opens_on=old.opens_on),
        introduction=old.introduction,
        opens_on=later(old.opens_on),
        closes_on=later(old.closes_on),
        questionnaire_version_id=version_id,
        languages=kept or (questionnaire.default_language,),
        about=about.of_survey(session, old.id),
        wordings=dict(old.wordings),
    )
    made = surveys.create(session, actor, kind=WAVE, draft=draft)
    templates = _copy_templates(session, actor, old.id, made.id)
    audit.record(
        session,
        actor,
        "Nächste Welle angelegt",
        subject=made.title,
        detail=f"aus {old.slug}, {templates} Textvorlagen",
    )
    return made


def next_title(title: str, *, opens_on: date) -> str:
    """The last year in the title advanced; one without a year gets that of the new wave."""
    years = list(_YEAR.finditer(title))
    if not years:
        return f"{title[:190]} {opens_on.year + YEARS}"
    last = years[-1]
    return f"{title[: last.start()]}{int(last[0]) + YEARS}{title[last.end() :]}"


def later(day: date) -> date:
    """Three years later, moved by at most three days so that the weekday stays."""
    # A 29 February has no namesake three years later.
    moved = date(day.year + YEARS, day.month, min(day.day, 28) if day.month == 2 else day.day)
    shift = (day.weekday() - moved.weekday()) % 7
    return moved + timedelta(days=shift if shift <= 3 else shift - 7)


def _newest(session: Session, version_id: UUID) -> UUID:
    """The newest version of the same questionnaire."""
    same = select(QuestionnaireVersion.key).where(QuestionnaireVersion.id == version_id)
    return (
        session.exec(
            select(QuestionnaireVersion.id)
            .where(col(QuestionnaireVersion.key) == same.scalar_subquery())
            .order_by(desc(col(QuestionnaireVersion.version)))
        ).first()
        or version_id
    )


def _copy_templates(session: Session, actor: Actor, old: UUID, new: UUID) -> int:
    rows = session.exec(select(MailTemplate).where(MailTemplate.survey_id == old)).all()
    for row in rows:
        session.add(
            MailTemplate(
                survey_id=new,
                kind=row.kind,
                subject=row.subject,
                body=row.body,
                changed_by=actor.name[:200],
                changed_at=clock.now(),
            )
        )
    session.flush()
    return len(rows)
