"""What is missing before a return is handed in: page by page, each with its place."""

import msgspec

from questionnaires import answers as forms
from questionnaires import expressions
from questionnaires.answers import Answers
from questionnaires.questionnaire import Item, Page, text
from survey_service.domain.providers import hub, responses
from survey_service.domain.providers.responses import OrganisationResponse
from survey_service.domain.providers.revisions import Place


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is missing. ``kind``: required | unreadable | versions | untouched.

    ``item`` "" = the whole page.
    """

    kind: str
    place: Place
    page: str
    facility: str
    item: str = ""
    label: str = ""


def of_response(opened: OrganisationResponse) -> tuple[Gap, ...]:
    """What is missing, in the order of the pages."""
    relevant = responses.relevant_answers(opened)
    found: list[Gap] = []
    for place in responses.places(opened):
        page = responses.page_at(opened, place)
        known = responses.known_at(page, place, relevant)
        if expressions.holds(page.relevant, known):
            found.extend(_gaps_of(opened, page, place, known))
    return tuple(found)


def _gaps_of(opened: OrganisationResponse, page: Page, place: Place, known: Answers) -> list[Gap]:
    content = opened.sheet(place).content
    items = forms.relevant_items(page, content.answers, known)
    asked = {item.code: item for item in items}
    missing = forms.missing_among(items, content.answers)
    found = []
    if place in opened.aside:
        found.append(_gap(opened, "versions", page, place))
    for code, item in asked.items():
        if code in content.unreadable:
            found.append(_gap(opened, "unreadable", page, place, item))
        elif code in missing:
            found.append(_gap(opened, "required", page, place, item))
    if not found and hub.state(opened, page, place, known) == "open":
        found.append(_gap(opened, "untouched", page, place))
    return found


def _gap(
    opened: OrganisationResponse, kind: str, page: Page, place: Place, item: Item | None = None
) -> Gap:
    facility = responses.facility_at(opened, place)
    return Gap(
        kind=kind,
        place=place,
        page=text(page.title, opened.language),
        facility=facility.name if facility else "",
        item=item.code if item else "",
        label=text(item.label, opened.language) if item else "",
    )
