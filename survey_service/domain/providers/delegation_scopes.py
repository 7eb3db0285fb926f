"""What can be handed on, and what a link opens, in words."""

from collections.abc import Sequence

import msgspec

from questionnaires.questionnaire import FACILITIES, text
from survey_service.domain.providers.responses import OrganisationResponse


class Choosable(msgspec.Struct, frozen=True, kw_only=True):
    """Something that can be handed on."""

    page: str
    facility: str
    label: str


def choosable(opened: OrganisationResponse) -> tuple[tuple[Choosable, ...], ...]:
    """The organisation's sections, the facilities, and sections for all facilities."""
    own: list[Choosable] = []
    each: list[Choosable] = []
    for page in opened.questionnaire.pages:
        label = text(page.title, opened.language)
        (each if page.roster == FACILITIES else own).append(
            Choosable(page=page.code, facility="", label=label)
        )
    facilities = (
        [Choosable(page="", facility=one.id, label=one.name) for one in opened.facilities]
        if each
        else []
    )
    return tuple(own), tuple(facilities), tuple(each)


def in_words(opened: OrganisationResponse, scope: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """What a scope opens, as a person reads it."""
    titles = {page.code: text(page.title, opened.language) for page in opened.questionnaire.pages}
    rosters = {page.code for page in opened.questionnaire.pages if page.roster == FACILITIES}
    names = {one.id: one.name for one in opened.facilities}
    found = []
    for page, facility in scope:
        if not page:
            found.append(names.get(facility, "eine Einrichtung, die es nicht mehr gibt"))
        elif facility:
            found.append(f"{titles.get(page, page)}, {names.get(facility, '')}")
        else:
            where = " (alle Einrichtungen)" if page in rosters else ""
            found.append(f"{titles.get(page, page)}{where}")
    return tuple(found)
