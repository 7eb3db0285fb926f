"""An organisation's response to a wave: what is asked of it and what it has answered so far."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from uuid import UUID

import msgspec
from sqlalchemy import desc
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from questionnaires import answers as forms
from questionnaires.answers import Answers
from questionnaires.questionnaire import FACILITIES, Item, Page, Questionnaire
from survey_service.domain.fieldwork import deadlines, questionnaires, surveys
from survey_service.domain.fieldwork.deadlines import Phase
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.providers import documents, revisions
from survey_service.domain.providers.revisions import Place, Sheet
from survey_service.errors import NotFound
from survey_service.permissions import Actor
from survey_service.tables.questionnaires import QuestionnaireVersion
from survey_service.tables.register import Facility
from survey_service.tables.responses import Response
from survey_service.tables.surveys import ParticipatingFacility, Participation, Survey


class FacilityFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A facility of the organisation."""

    id: str
    code: str
    name: str
    service_type: str
    area: str


class ResponseFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The response's state: draft | submitted | reopened | withdrawn."""

    id: UUID
    state: str
    receipt_number: str
    submitted_at: datetime | None


class OrganisationResponse(msgspec.Struct, frozen=True, kw_only=True):
    """Everything an organisation may see of its response. ``response`` None = not begun.

    ``sheets``: the newest version of each place; ``aside``: versions that wait for a decision.
    """

    survey: SurveyFacts
    phase: Phase
    questionnaire: Questionnaire
    response: ResponseFacts | None
    facilities: tuple[FacilityFacts, ...]
    sheets: dict[Place, Sheet]
    aside: dict[Place, tuple[Sheet, ...]]

    @property
    def language(self) -> str:
        """Providers are asked in the questionnaire's own language."""
        return self.questionnaire.default_language

    @property
    def submitted(self) -> bool:
        """Handed in and not taken up again."""
        return self.response is not None and self.response.state == "submitted"

    def sheet(self, place: Place) -> Sheet:
        """The newest version of a place."""
        return self.sheets.get(place, Sheet())


def wave(session: Session, actor: Actor, slug: str) -> SurveyFacts:
    """A wave the actor's organisation belongs to. Raises NotFound for any other."""
    if actor.organisation_id is not None:
        for survey in surveys.of_organisation(session, actor.organisation_id):
            if survey.slug == slug:
                return survey
    raise NotFound(
        "Diese Erhebung gibt es für Ihre Organisation nicht. Gehen Sie zur Übersicht zurück."
    )


def load(session: Session, actor: Actor, slug: str, *, now: datetime) -> OrganisationResponse:
    """The organisation's response to a wave. The number of statements does not depend on size."""
    return of_wave(session, actor, wave(session, actor, slug), now=now)


def of_wave(
    session: Session,
    actor: Actor,
    survey: SurveyFacts,
    *,
    now: datetime,
    parts: Collection[str] | None = None,
) -> OrganisationResponse:
    """The same when the wave is known. ``parts``: sheets of these facilities only ("" = own)."""
    row = session.exec(
        select(Response).where(
            Response.survey_id == survey.id, Response.organisation_id == actor.organisation_id
        )
    ).first()
    sheets = revisions.newest(session, row.id, parts=parts) if row else {}
    return OrganisationResponse(
        survey=survey,
        phase=deadlines.phase(survey, now=now),
        questionnaire=questionnaires.load(session, survey.questionnaire_version_id),
        response=_facts(row) if row else None,
        facilities=_facilities(session, actor, survey, {place.facility for place in sheets}),
        sheets=sheets,
        aside=revisions.aside(session, row.id) if row else {},
    )


def _facts(row: Response) -> ResponseFacts:
    return ResponseFacts(
        id=row.id,
        state=str(row.state),
        receipt_number=row.receipt_number or "",
        submitted_at=row.submitted_at,
    )


def _facilities(
    session: Session, actor: Actor, survey: SurveyFacts, answered: set[str]
) -> tuple[FacilityFacts, ...]:
    """Active ones, and those that were answered for before somebody took them off the register.

    A wave of chosen facilities asks for these alone.
    """
    query = select(  # type: ignore[call-overload]
        Facility.id,
        Facility.code,
        Facility.name,
        Facility.service_type,
        Facility.area_code,
        Facility.active,
    ).where(Facility.organisation_id == actor.organisation_id)
    if survey.selected:
        query = query.where(col(Facility.id).in_(_chosen(survey)))
    rows = session.exec(query.order_by(Facility.name, Facility.code))
    return tuple(
        FacilityFacts(
            id=str(key), code=code, name=name, service_type=service_type, area=area_code or ""
        )
        for key, code, name, service_type, area_code, active in rows
        if active or str(key) in answered
    )


def _chosen(survey: SurveyFacts) -> SelectOfScalar[UUID]:
    return (
        select(ParticipatingFacility.facility_id)
        .join(Participation, col(Participation.id) == col(ParticipatingFacility.participation_id))
        .where(Participation.survey_id == survey.id)
    )


def page_at(opened: OrganisationResponse, place: Place) -> Page:
    """The page of a place. Raises NotFound for a page or facility of somebody else."""
    for page in opened.questionnaire.pages:
        if page.code == place.page and _fits(opened, page, place.facility):
            return page
    raise NotFound("Diese Seite gehört nicht zu Ihrem Rücklauf. Gehen Sie zur Übersicht zurück.")


def _fits(opened: OrganisationResponse, page: Page, facility: str) -> bool:
    if page.roster == FACILITIES:
        return facility in [known.id for known in opened.facilities]
    return facility == ""


def facility_at(opened: OrganisationResponse, place: Place) -> FacilityFacts | None:
    """The facility of a place, None for the organisation's own pages."""
    return next((known for known in opened.facilities if known.id == place.facility), None)


def places(opened: OrganisationResponse) -> Iterator[Place]:
    """All places in the order in which they are walked through: one facility after the other."""
    for roster, group in groupby(opened.questionnaire.pages, key=lambda page: page.roster):
        pages = list(group)
        if roster != FACILITIES:
            yield from (Place(page.code) for page in pages)
            continue
        for facility in opened.facilities:
            yield from (Place(page.code, facility.id) for page in pages)


def previous_answers(session: Session, actor: Actor, survey: SurveyFacts) -> dict[str, Answers]:
    """The organisation's answers to the wave before: facility id ("" = organisation) -> answers."""
    version = aliased(QuestionnaireVersion)
    document = session.exec(
        select(Response.document)
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
    if not document:
        return {}
    past = documents.decode(document)
    return {"": past.answers} | {part.facility: part.answers for part in past.facilities}


def relevant_answers(opened: OrganisationResponse) -> dict[str, Answers]:
    """Facility id ("" = organisation) -> answers to the questions that are asked, by item code.

    A question that an earlier answer made irrelevant keeps its text, but it does not count.
    """
    found: dict[str, Answers] = {"": {}}
    for place in places(opened):
        page = page_at(opened, place)
        known = known_at(page, place, found)
        stored = opened.sheet(place).content.answers
        found.setdefault(place.facility, {}).update(forms.relevant_answers(page, stored, known))
    return found


def asked_items(
    opened: OrganisationResponse, page: Page, place: Place, relevant: Mapping[str, Answers]
) -> tuple[Item, ...]:
    """The page's items that are shown, given the other pages' answers; none = page skipped."""
    known = known_at(page, place, relevant)
    return forms.relevant_items(page, opened.sheet(place).content.answers, known)


def known_at(page: Page, place: Place, relevant: Mapping[str, Answers]) -> Answers:
    """Answers of the other pages, on which this page's conditions may depend."""
    known = {**relevant[""], **relevant.get(place.facility, {})}
    for item in page.items:
        known.pop(item.code, None)
    return known


def relevant_for(opened: OrganisationResponse, facility: str) -> dict[str, Answers]:
    """As `relevant_answers`, for one facility only: all that the conditions of its pages look at.

    ``facility`` "" = the organisation's own pages.
    """
    found: dict[str, Answers] = {"": {}}
    for page in opened.questionnaire.pages:
        place = Place(page.code, facility if page.roster == FACILITIES else "")
        if page.roster == FACILITIES and not facility:
            continue
        stored = opened.sheet(place).content.answers
        if stored:
            known = known_at(page, place, found)
            answered = forms.relevant_answers(page, stored, known)
            found.setdefault(place.facility, {}).update(answered)
    return found
