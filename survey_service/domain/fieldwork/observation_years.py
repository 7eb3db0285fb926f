"""A year of observations: what providers report between the waves is a survey of its own."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from survey_service.domain.administration import audit
from survey_service.domain.fieldwork import slugs, surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.permissions import NOBODY
from survey_service.tables.surveys import Survey, SurveyState


def begin(session: Session, year: int, version_id: UUID) -> SurveyFacts:
    """The year's survey of observations, open from the first day to the last."""
    title = f"Beobachtungen {year}"
    row = Survey(
        kind=surveys.OBSERVATIONS,
        slug=slugs.free(session, title),
        title=title,
        state=SurveyState.OPEN,
        opens_on=date(year, 1, 1),
        closes_on=date(year, 12, 31),
        questionnaire_version_id=version_id,
        languages=["de"],
    )
    session.add(row)
    session.flush()
    audit.record(session, NOBODY, "Erhebung angelegt", subject=title, detail=surveys.OBSERVATIONS)
    return surveys.load(session, row.id)
