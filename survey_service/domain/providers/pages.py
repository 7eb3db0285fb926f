"""What one page of a response shows: its questions with what was typed, and last wave's answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from questionnaires import answers as forms
from questionnaires import items
from questionnaires.answers import Answers, PageForm
from questionnaires.items.field import Field
from questionnaires.questionnaire import FACILITIES, Choice, Page, text
from survey_service.domain.providers import responses
from survey_service.domain.providers.responses import OrganisationResponse
from survey_service.domain.providers.revisions import PageContent, Place
from survey_service.errors import NotFound


class PageView(msgspec.Struct, frozen=True, kw_only=True):
    """A page with its questions. ``facility`` "" = the organisation's page."""

    place: Place
    title: str
    intro: str
    facility: str
    service_type: str
    minutes: float
    fields: tuple[Field, ...]
    base: int
    saved_at: datetime | None
    two_versions: bool
    nothing_new: bool


class TableRow(msgspec.Struct, frozen=True, kw_only=True):
    """A facility's row. ``fields`` by column; None = the question is not asked of it."""

    place: Place
    facility: str
    fields: tuple[Field | None, ...]
    base: int
    two_versions: bool


class TableView(msgspec.Struct, frozen=True, kw_only=True):
    """A roster page with facilities as rows."""

    page: str
    title: str
    intro: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    saved_at: datetime | None


def page_view(
    opened: OrganisationResponse,
    place: Place,
    *,
    areas: Sequence[Choice],
    previous: Mapping[str, Answers],
) -> PageView:
    """One page. Raises NotFound."""
    page = responses.page_at(opened, place)
    known = responses.known_at(page, place, responses.relevant_for(opened, place.facility))
    facility = responses.facility_at(opened, place)
    sheet = opened.sheet(place)
    return PageView(
        place=place,
        title=text(page.title, opened.language),
        intro=text(page.intro, opened.language),
        facility=facility.name if facility else "",
        service_type=facility.service_type if facility else "",
        minutes=page.minutes,
        fields=_fields(opened, page, place, known, areas, previous),
        base=sheet.number,
        saved_at=sheet.saved_at,
        two_versions=place in opened.aside,
        nothing_new=sheet.content.nothing_new,
    )


def table_view(
    opened: OrganisationResponse,
    code: str,
    *,
    areas: Sequence[Choice],
    previous: Mapping[str, Answers],
) -> TableView:
    """A page for all facilities. Raises NotFound for a page that is no table."""
    page = table_page(opened, code)
    relevant = responses.relevant_answers(opened)
    questions = [item for item in page.items if item.kind != "note"]
    rows = []
    for facility in responses.rows(opened, page):
        place = Place(page.code, facility.id)
        known = responses.known_at(page, place, relevant)
        asked = {
            field.name: field for field in _fields(opened, page, place, known, areas, previous)
        }
        rows.append(
            TableRow(
                place=place,
                facility=facility.name,
                fields=tuple(asked.get(item.code) for item in questions),
                base=opened.sheet(place).number,
                two_versions=place in opened.aside,
            )
        )
    saved = [opened.sheet(row.place).saved_at for row in rows]
    return TableView(
        page=page.code,
        title=text(page.title, opened.language),
        intro=text(page.intro, opened.language),
        columns=tuple(text(item.label, opened.language) for item in questions),
        rows=tuple(rows),
        saved_at=max((at for at in saved if at is not None), default=None),
    )


def label_of(opened: OrganisationResponse, name: str) -> str:
    """What a form's field asks: the question, in a table with the facility; else the name."""
    facility_id, _, code = name.rpartition(".")
    facility = responses.facility_at(opened, Place("", facility_id)) if facility_id else None
    for page in opened.questionnaire.pages:
        for item in page.items if _is_seen(opened, page, facility_id) else ():
            if item.code == code:
                label = text(item.label, opened.language)
                return f"{label} ({facility.name})" if facility else label
    return name


def _is_seen(opened: OrganisationResponse, page: Page, facility_id: str) -> bool:
    if page.roster != FACILITIES:
        return not facility_id and responses.in_scope(opened, Place(page.code))
    return any(facility_id in {"", one.id} for one in responses.rows(opened, page))


def table_page(opened: OrganisationResponse, code: str) -> Page:
    """A page that may be filled in for all facilities at once. Raises NotFound."""
    for page in opened.questionnaire.pages:
        if page.code == code and page.table and page.roster == FACILITIES:
            if not responses.rows(opened, page):
                break
            return page
    raise NotFound("Diese Tabelle gibt es nicht. Gehen Sie zur Übersicht zurück.")


def _fields(
    opened: OrganisationResponse,
    page: Page,
    place: Place,
    known: Answers,
    areas: Sequence[Choice],
    previous: Mapping[str, Answers],
) -> tuple[Field, ...]:
    content = opened.sheet(place).content
    return forms.page_fields(
        page,
        answers=content.answers,
        form=_as_typed(page, content, known, opened.language, areas),
        known=known,
        language=opened.language,
        areas=areas,
        previous=previous.get(place.facility),
    )


def _as_typed(
    page: Page, content: PageContent, known: Answers, language: str, areas: Sequence[Choice]
) -> PageForm | None:
    """The stored page read again, for the sentences about what cannot be used."""
    if not content.unreadable:
        return None
    typed = {
        item.code: items.typed(item, content.answers[item.code], language=language)
        for item in page.items
        if item.code in content.answers
    }
    return forms.read_page(
        page, {**typed, **content.unreadable}, known=known, language=language, areas=areas
    )
