"""What a return says without new words: answers taken over, pages with nothing new."""

from collections.abc import Iterator
from uuid import UUID

import msgspec
from sqlmodel import Session, col, select

from questionnaires.questionnaire import text
from survey_service.domain.fieldwork import questionnaires, returns
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.providers import documents
from survey_service.domain.providers.documents import Document, FacilityPart
from survey_service.tables.register import Facility, Organisation
from survey_service.tables.responses import Response

# A women's shelter and the like: not even its name leaves the register.
PROTECTED_FACILITY = "geschützte Einrichtung"


class Unchanged(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a return as it was handed in: the organisation's (``facility_id`` None) or a
    facility's.

    ``items``: codes of what was taken over from the wave before, unchanged; ``pages``: titles of
    the pages on which nothing new was reported.
    """

    response_id: UUID
    organisation: str
    quoting: str
    facility_id: UUID | None
    facility: str
    items: tuple[str, ...]
    pages: tuple[str, ...]


def parts(
    session: Session, survey: SurveyFacts, *, organisation_id: UUID | None = None
) -> Iterator[Unchanged]:
    """The parts of a wave's returns that say something of the kind; by organisation, facility.

    Only what was handed in: what an organisation is still writing is its own.
    """
    query = (
        select(Response.id, Response.quoting, Response.document, Organisation.name)
        .join(Organisation, col(Organisation.id) == col(Response.organisation_id))
        .where(
            Response.survey_id == survey.id,
            col(Response.state).in_(returns.RETURNED),
            Response.document != b"",
        )
        .order_by(Organisation.name, col(Response.id))
    )
    if organisation_id is not None:
        query = query.where(Response.organisation_id == organisation_id)
    questionnaire = questionnaires.load(session, survey.questionnaire_version_id)
    titles = {page.code: text(page.title, "de") for page in questionnaire.pages}
    protected = _protected(session)
    for response_id, quoting, raw, organisation in session.exec(query):
        document = documents.decode(raw)
        both: tuple[Document | FacilityPart, ...] = (document, *document.facilities)
        for part in both:
            if not part.taken_over and not part.nothing_new:
                continue
            facility = _facility(part)
            yield Unchanged(
                response_id=response_id,
                organisation=organisation,
                quoting=quoting,
                facility_id=facility,
                facility=PROTECTED_FACILITY if facility in protected else _name(part),
                items=part.taken_over,
                pages=tuple(titles.get(code, code) for code in part.nothing_new),
            )


def _protected(session: Session) -> frozenset[UUID]:
    return frozenset(session.exec(select(Facility.id).where(col(Facility.protected).is_(True))))


def _facility(part: Document | FacilityPart) -> UUID | None:
    return UUID(part.facility) if isinstance(part, FacilityPart) else None


def _name(part: Document | FacilityPart) -> str:
    return part.name if isinstance(part, FacilityPart) else ""
