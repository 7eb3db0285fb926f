"""The Stellungnahme as the city sees it: that it is in work, or the version all have released."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import func
from sqlmodel import Session, col, select

from exports.documents import Document
from survey_service import clock
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.errors import NotReady
from survey_service.tables.position_papers import PositionPaper, PositionRelease, PositionVersion
from survey_service.tables.register import Association

TITLE = "Stellungnahme der Verbände"
OPEN, IN_WORK, RELEASED = "open", "begun", "done"


class Released(msgspec.Struct, frozen=True, kw_only=True):
    """The version the city sees. ``associations``: those that released it, by name."""

    number: int
    text: str
    written_at: datetime
    released_at: datetime
    associations: tuple[str, ...]


def state(session: Session, survey_id: UUID) -> str:
    """OPEN, IN_WORK or RELEASED; says nothing about how far the work is."""
    number = session.exec(
        select(PositionPaper.released_number).where(PositionPaper.survey_id == survey_id)
    ).all()
    if not number:
        return OPEN
    return RELEASED if number[0] is not None else IN_WORK


def released(session: Session, survey: SurveyFacts) -> Released | None:
    """The released version; None before. The city's only way to a text of the associations."""
    found = session.exec(
        select(PositionVersion, PositionPaper.released_at)
        .join(PositionPaper, col(PositionPaper.id) == col(PositionVersion.paper_id))
        .where(
            PositionPaper.survey_id == survey.id,
            col(PositionVersion.number) == col(PositionPaper.released_number),
        )
    ).first()
    if found is None or found[1] is None:
        return None
    row, released_at = found
    names = session.exec(
        select(Association.name)
        .join(PositionRelease, col(PositionRelease.association_id) == col(Association.id))
        .where(PositionRelease.version_id == row.id)
        .order_by(func.lower(Association.name))
    )
    return Released(
        number=row.number,
        text=row.text,
        written_at=row.written_at,
        released_at=released_at,
        associations=tuple(names),
    )


def as_text(session: Session, survey: SurveyFacts) -> str:
    """The released version as a plain text with its origin. Raises NotReady before."""
    found = _to_hand_out(session, survey)
    return f"{TITLE}\n{survey.title}\n\n{found.text}\n\n--\n{_origin(found)}\n"


def as_document(session: Session, survey: SurveyFacts) -> Document:
    """The same to be printed. Raises NotReady before."""
    found = _to_hand_out(session, survey)
    return Document(
        title=TITLE,
        subtitle=survey.title,
        author=", ".join(found.associations),
        text=f"{found.text}\n\n{_origin(found)}",
        footer=f"{TITLE} · {survey.title} · Fassung {found.number}",
        at=found.released_at.astimezone(clock.BERLIN),
    )


def _to_hand_out(session: Session, survey: SurveyFacts) -> Released:
    found = released(session, survey)
    if found is None:
        raise NotReady(
            "Die Stellungnahme ist noch nicht freigegeben. Sie steht hier, sobald alle beteiligten "
            "Verbände dieselbe Fassung freigegeben haben."
        )
    return found


def _origin(found: Released) -> str:
    day = found.released_at.astimezone(clock.BERLIN)
    return (
        f"Fassung {found.number}, freigegeben am {day:%d.%m.%Y} von: "
        f"{', '.join(found.associations)}"
    )
