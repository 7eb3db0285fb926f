"""An organisation's response to a wave: what is asked of it and what it has answered so far."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from uuid import UUID

import msgspec
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from questionnaires import answers as forms
from questionnaires.answers import Answers
from questionnaires.questionnaire import FACILITIES, Item, Page, Questionnaire, text
from survey_service.domain.fieldwork import deadlines, questionnaires, surveys
from survey_service.domain.fieldwork.deadlines import Phase
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.providers import previous, revisions
from survey_service.domain.providers.revisions import Place, Sheet
from survey_service.errors import NotFound
from survey_service.permissions import Actor
from survey_service.tables.register import Facility
from survey_service.tables.responses import Delegation, Response
from survey_service.tables.surveys import ParticipatingFacility, Participation


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
    ``scope``: pairs of page and facility to which a colleague is limited; None = sees everything.
    Conditions are judged by all answers; only what is ``in_scope`` is ever shown or changed.
    """

    survey: SurveyFacts
    phase: Phase
    questionnaire: Questionnaire
    response: ResponseFacts | None
    facilities: tuple[FacilityFacts, ...]
    sheets: dict[Place, Sheet]
    aside: dict[Place, tuple[Sheet, ...]]
    scope: tuple[tuple[str, str], ...] | None = None

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
            if survey.slug == slug and _handed_on(session, actor, survey):
                return survey
    raise NotFound(
        "Diese Erhebung gibt es für Ihre Organisation nicht. Gehen Sie zur Übersicht zurück."
    )


def _handed_on(session: Session, actor: Actor, survey: SurveyFacts) -> bool:
    """A colleague's link is for one wave."""
    if actor.delegation_id is None:
        return True
    query = select(Delegation.survey_id).where(Delegation.id == actor.delegation_id)
    return session.exec(query).first() == survey.id


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
        scope=None if actor.delegation_id is None else actor.scope,
    )


def in_scope(opened: OrganisationResponse, place: Place) -> bool:
    """Whether the actor may see and change a place: all that anybody is ever limited by.

    A pair with an empty page means all pages of the facility, with an empty facility the page
    wherever it is asked.
    """
    return opened.scope is None or covers(opened.scope, place)


def covers(scope: Iterable[tuple[str, str]], place: Place) -> bool:
    """Whether what was handed on holds a place. A pair of two empty ones opens nothing."""
    return any(
        bool(page or facility) and page in {"", place.page} and facility in {"", place.facility}
        for page, facility in scope
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
    """The page of a place. Raises NotFound for one of somebody else, or out of scope."""
    for page in opened.questionnaire.pages:
        if page.code == place.page and _fits(opened, page, place.facility):
            if not in_scope(opened, place):
                break
            return page
    raise NotFound("Diese Seite gehört nicht zu Ihrem Rücklauf. Gehen Sie zur Übersicht zurück.")


def _fits(opened: OrganisationResponse, page: Page, facility: str) -> bool:
    if page.roster == FACILITIES:
        return facility in [known.id for known in opened.facilities]
    return facility == ""


def title_of(opened: OrganisationResponse, place: Place) -> str:
    """What the page of a place is called. Raises NotFound."""
    return text(page_at(opened, place).title, opened.language)


def facility_at(opened: OrganisationResponse, place: Place) -> FacilityFacts | None:
    """The facility of a place, None for the organisation's own pages."""
    return next((known for known in opened.facilities if known.id == place.facility), None)


def places(opened: OrganisationResponse) -> Iterator[Place]:
    """What the actor sees, in the order it is walked through: one facility after the other."""
    return (place for place, _ in _walk(opened) if in_scope(opened, place))


def rows(opened: OrganisationResponse, page: Page) -> tuple[FacilityFacts, ...]:
    """The facilities whose page the actor sees: the rows of a table."""
    return tuple(
        facility
        for facility in opened.facilities
        if in_scope(opened, Place(page.code, facility.id))
    )


def _walk(opened: OrganisationResponse) -> Iterator[tuple[Place, Page]]:
    for roster, group in groupby(opened.questionnaire.pages, key=lambda page: page.roster):
        pages = list(group)
        if roster != FACILITIES:
            yield from ((Place(page.code), page) for page in pages)
            continue
        for facility in opened.facilities:
            yield from ((Place(page.code, facility.id), page) for page in pages)


def previous_answers(session: Session, actor: Actor, survey: SurveyFacts) -> dict[str, Answers]:
    """The organisation's answers to the wave before: facility id ("" = organisation) -> answers."""
    last = previous.last_wave(session, actor, survey)
    return last.answers if last else {}


def relevant_answers(opened: OrganisationResponse) -> dict[str, Answers]:
    """Facility id ("" = organisation) -> answers to the questions that are asked, by item code.

    A question that an earlier answer made irrelevant keeps its text, but it does not count.
    """
    found: dict[str, Answers] = {"": {}}
    # 300 questions x 60 facilities: what other pages say is put together only where it matters.
    judged = {page.code for page in opened.questionnaire.pages if _has_conditions(page)}
    for place, page in _walk(opened):
        known = known_at(page, place, found) if page.code in judged else {}
        stored = opened.sheet(place).content.answers
        found.setdefault(place.facility, {}).update(forms.relevant_answers(page, stored, known))
    return found


def _has_conditions(page: Page) -> bool:
    return bool(page.relevant) or any(item.relevant for item in page.items)


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
