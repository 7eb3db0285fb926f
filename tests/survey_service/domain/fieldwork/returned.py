"""A wave with returns in all states, in two areas, of two associations."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from survey_service import clock
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.tables.areas import Area
from survey_service.tables.register import Facility, Organisation
from survey_service.tables.responses import Response
from survey_service.tables.surveys import Invitation, Participation

INVITED = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)


def areas(session: Session) -> None:
    """A city of two districts with a quarter each."""
    session.add(Area(code="0", name="Musterstadt", level="Stadt", position=0))
    session.flush()
    session.add(Area(code="01", name="Nord", level="Bezirk", parent_code="0", position=1))
    session.add(Area(code="02", name="Süd", level="Bezirk", parent_code="0", position=2))
    session.flush()
    session.add(Area(code="011", name="Hafen", level="Quartier", parent_code="01", position=3))
    session.add(Area(code="021", name="Aue", level="Quartier", parent_code="02", position=4))
    session.flush()


def join(
    session: Session,
    survey: SurveyFacts,
    name: str,
    *,
    state: str = "",
    association: UUID | None = None,
    places: tuple[tuple[str, str | None], ...] = (),
    on: date | None = None,
) -> UUID:
    """An invited organisation. ``state``: of its response; places: service type, area."""
    row = Organisation(
        code=name,
        name=f"Träger {name}",
        association_id=association,
        contact_name=f"Frau {name}",
        email=f"{name}@traeger.example",
        phone="02131 123",
    )
    session.add(row)
    session.flush()
    session.add(Participation(survey_id=survey.id, organisation_id=row.id, invited_at=INVITED))
    session.add(Invitation(organisation_id=row.id, token_hash=name, created_at=INVITED))
    session.add_all(
        Facility(
            organisation_id=row.id,
            code=f"E{number}",
            name=f"Haus {number}",
            service_type=service,
            area_code=area,
        )
        for number, (service, area) in enumerate(places)
    )
    if state:
        session.add(
            Response(
                survey_id=survey.id,
                questionnaire_version_id=survey.questionnaire_version_id,
                organisation_id=row.id,
                state=state,
                submitted_on=on or clock.today() - timedelta(days=1),
            )
        )
    session.flush()
    return row.id
