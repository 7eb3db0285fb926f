"""The questionnaire as a workbook for one organisation, filled in as far as it is answered."""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session

from questionnaires import items, return_marks
from questionnaires.answers import Answers
from questionnaires.questionnaire import FACILITIES, Page
from questionnaires.return_marks import Base, Marks
from survey_service.domain.administration import municipality
from survey_service.domain.fieldwork import deadlines, surveys
from survey_service.domain.providers import responses
from survey_service.domain.providers.responses import OrganisationResponse
from survey_service.domain.providers.revisions import PageContent, Place
from survey_service.errors import Conflict
from survey_service.permissions import Actor

if TYPE_CHECKING:
    from exports.workbook import Part, ReturnWorkbook

Sign = Callable[[str], str]
"""The marks' text -> its keyed signature."""


def compose(
    session: Session, actor: Actor, slug: str, *, sign: Sign, now: datetime
) -> "ReturnWorkbook":
    """What the workbook says. Raises NotFound, WaveClosed, or Conflict when it is handed in."""
    # Spreadsheets are loaded by who asks for one: starting the web process stays fast.
    from exports.workbook import Part, ReturnWorkbook

    opened = responses.load(session, actor, slug, now=now)
    check_writable(opened, now=now)
    previous = responses.previous_answers(session, actor, opened.survey)
    known = municipality.facts(session)
    marks = _marks(opened, actor)
    places = list(responses.places(opened))
    raw = _raw(opened, places)
    return ReturnWorkbook(
        title=opened.survey.title,
        organisation=Part(name=actor.name, raw=raw.get("", {}), previous=previous.get("", {})),
        facilities=_facilities(opened, raw, previous),
        closes_on=opened.survey.closes_on,
        contact=", ".join(part for part in (known.name, known.department) if part),
        questionnaire=opened.questionnaire,
        pages=frozenset(place.page for place in places),
        language=opened.language,
        areas=surveys.area_choices(session),
        marks=return_marks.rows(marks, sign(return_marks.text_of(marks))),
    )


def check_writable(opened: OrganisationResponse, *, now: datetime) -> None:
    """Raises WaveClosed, or Conflict when it is handed in."""
    deadlines.check_writing(opened.survey, begun=opened.response is not None, now=now)
    if opened.submitted:
        raise Conflict(
            "Ihr Rücklauf ist schon abgesandt. Wählen Sie zuerst auf Ihrer Übersicht „Antworten "
            "ändern“."
        )


def _facilities(
    opened: OrganisationResponse,
    raw: Mapping[str, Mapping[str, tuple[str, ...]]],
    previous: Mapping[str, Answers],
) -> "tuple[Part, ...]":
    from exports.workbook import Part

    if not any(page.roster == FACILITIES for page in opened.questionnaire.pages):
        return ()
    return tuple(
        Part(
            facility=facility.id,
            name=facility.name,
            hint=facility.service_type,
            raw=raw.get(facility.id, {}),
            previous=previous.get(facility.id, {}),
        )
        for facility in opened.facilities
    )


def _raw(
    opened: OrganisationResponse, places: list[Place]
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Facility id -> item code -> as it was typed."""
    pages = {page.code: page for page in opened.questionnaire.pages}
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for place in places:
        content = opened.sheet(place).content
        found.setdefault(place.facility, {}).update(
            typed(pages[place.page], content, language=opened.language)
        )
    return found


def typed(page: Page, content: PageContent, *, language: str) -> dict[str, tuple[str, ...]]:
    """A page's content as it would be sent again: answers, and what cannot be read."""
    found = {
        item.code: items.typed(item, content.answers[item.code], language=language)
        for item in page.items
        if item.code in content.answers
    }
    return found | {code: tuple(raw) for code, raw in content.unreadable.items()}


def _marks(opened: OrganisationResponse, actor: Actor) -> Marks:
    return Marks(
        survey=str(opened.survey.id),
        organisation=str(actor.organisation_id),
        version=str(opened.survey.questionnaire_version_id),
        workbook=secrets.token_hex(8),
        bases=tuple(
            Base(page=place.page, facility=place.facility, number=opened.sheet(place).number)
            for place in responses.places(opened)
        ),
    )
