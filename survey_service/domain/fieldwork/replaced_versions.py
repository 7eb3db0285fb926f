"""A version stored again under its number: only while nobody has answered it or spoken about it."""

from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from survey_service.errors import Conflict
from survey_service.tables.questionnaires import QuestionnaireVersion, TranslationReview
from survey_service.tables.surveys import Survey, SurveyState
from survey_service.tables.workshop import Workshop, WorkshopEntry


def refuse_used(session: Session, old: QuestionnaireVersion) -> None:
    used = session.exec(
        select(Survey.title).where(
            Survey.questionnaire_version_id == old.id, Survey.state != SurveyState.DRAFT
        )
    ).first()
    if used is not None:
        raise Conflict(
            f"Version {old.version} von „{old.title}“ wird in „{used}“ schon benutzt und bleibt, "
            "wie sie ist. Tragen Sie im Blatt settings bei version eine höhere Zahl ein und laden "
            "Sie die Arbeitsmappe noch einmal hoch."
        )
    discussed = session.exec(
        select(Survey.title)
        .join(Workshop, col(Workshop.survey_id) == col(Survey.id))
        .join(WorkshopEntry, col(WorkshopEntry.workshop_id) == col(Workshop.id), isouter=True)
        .where(
            (col(Survey.questionnaire_version_id) == old.id)
            | (col(WorkshopEntry.questionnaire_version_id) == old.id)
        )
    ).first()
    if discussed is not None:
        raise Conflict(
            f"Über Version {old.version} von „{old.title}“ wird in der Fragenwerkstatt zu "
            f"„{discussed}“ gesprochen; sie bleibt, wie sie ist. Tragen Sie im Blatt settings bei "
            "version eine höhere Zahl ein und laden Sie die Arbeitsmappe noch einmal hoch."
        )


def hand_over(session: Session, old: QuestionnaireVersion, new_id: UUID) -> None:
    """Drafts take the new text; what was checked was the old text."""
    session.execute(
        update(Survey)
        .where(col(Survey.questionnaire_version_id) == old.id)
        .values(questionnaire_version_id=new_id)
    )
    session.execute(
        delete(TranslationReview).where(col(TranslationReview.questionnaire_version_id) == old.id)
    )
    session.delete(old)
    session.flush()
