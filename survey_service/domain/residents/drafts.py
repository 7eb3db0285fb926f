"""What a resident is writing: kept page by page until it is handed in or the session is over.

Of a page only the newest version is kept: what somebody struck out again is nobody's business.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import Select, bindparam, insert, select, update
from sqlmodel import Session

from questionnaires import answers as forms
from questionnaires import items
from questionnaires.answers import Answers, PageForm
from questionnaires.questionnaire import Item, Page
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.providers.revisions import PageContent, decode_content, encode_content
from survey_service.domain.residents.taking_part import Consultation, renewed
from survey_service.errors import Conflict, NotFound, SignInNeeded
from survey_service.permissions import Actor
from survey_service.tables.base import metadata
from survey_service.tables.responses import ResponseState

# Built once, and of plain tables: putting a query together takes longer than running it.
_RESPONSE, _REVISION, _SURVEY = (
    metadata.tables[name] for name in ("response", "revision", "survey")
)
_DRAFT: Select[*tuple[Any, ...]] = (
    select(
        _RESPONSE.c.survey_id,
        _RESPONSE.c.state,
        _RESPONSE.c.language,
        _SURVEY.c.state.label("survey_state"),
        _SURVEY.c.opens_on,
        _SURVEY.c.closes_on,
        _REVISION.c.page,
        _REVISION.c.number,
        _REVISION.c.content,
    )
    .select_from(
        _RESPONSE.join(_SURVEY, _SURVEY.c.id == _RESPONSE.c.survey_id).outerjoin(
            _REVISION, _REVISION.c.response_id == _RESPONSE.c.id
        )
    )
    .where(_RESPONSE.c.id == bindparam("response_id"))
)
_LOCK = select(_RESPONSE.c.id).where(_RESPONSE.c.id == bindparam("response_id")).with_for_update()
_ADD_PAGE = insert(_REVISION).values(part="", author="", form="", sequence=0, aside=False)
_CHANGE_PAGE = (
    update(_REVISION)
    .where(
        _REVISION.c.response_id == bindparam("of_response"),
        _REVISION.c.page == bindparam("of_page"),
    )
    .values(
        number=bindparam("number"), content=bindparam("content"), saved_at=bindparam("saved_at")
    )
)
_CHANGE_LANGUAGE = (
    update(_RESPONSE)
    .where(_RESPONSE.c.id == bindparam("of_response"))
    .values(language=bindparam("language"))
)


class AlreadyHandedIn(Conflict):
    """The answer was handed in before; its receipt stands."""

    title = "Schon abgesandt"


class SavedPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page as it was saved last. Version 0 = never."""

    version: int = 0
    content: PageContent = PageContent()


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that is being written. ``survey`` as it is now, not as it was remembered.

    ``saved``: whether a page of it is stored.
    """

    response_id: UUID
    survey: SurveyFacts
    language: str
    pages: Mapping[str, SavedPage]
    saved: bool


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A page that is asked. ``number``: its place in the questionnaire, from 1.

    ``known``: answers of the pages before it.
    """

    number: int
    page: Page
    saved: SavedPage
    known: Answers
    items: tuple[Item, ...]


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What a page's form changes.

    ``clash``: another window saved other answers since this form was opened; ``unseen``:
    questions that belong to the page since these answers and did not stand on it.
    """

    step: Step
    form: PageForm
    clash: bool
    unseen: tuple[str, ...]
    after: Draft
    walked: tuple[Step, ...]


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A page's form as it came. ``base``: the version it was opened with."""

    fields: Mapping[str, Sequence[str]]
    base: int
    language: str


def load(session: Session, actor: Actor, asked: Consultation, *, lock: bool = False) -> Draft:
    """The actor's draft. ``lock``: nobody else saves or hands it in until commit.

    Raises AlreadyHandedIn, or SignInNeeded when it belongs to another consultation.
    """
    key = {"response_id": actor.response_id}
    if lock:
        # A statement of its own: one that waits for a lock still reads what stood there before,
        # and would not see the page that the other window has just added.
        session.execute(_LOCK, key)
    rows = session.execute(_DRAFT, key).all()
    if not rows or rows[0].survey_id != asked.survey.id or actor.response_id is None:
        raise SignInNeeded("Diese Sitzung ist beendet. Beginnen Sie bitte noch einmal.")
    first = rows[0]
    if first.state != ResponseState.DRAFT:
        raise AlreadyHandedIn("Diese Antwort ist schon abgesandt.")
    return Draft(
        response_id=actor.response_id,
        survey=renewed(asked.survey, first.survey_state, first.opens_on, first.closes_on),
        language=first.language,
        pages={
            row.page: SavedPage(version=row.number, content=decode_content(row.content))
            for row in rows
            if row.page is not None
        },
        saved=first.page is not None,
    )


def blank(asked: Consultation, language: str) -> Draft:
    """A draft of which nothing is stored."""
    return Draft(response_id=uuid4(), survey=asked.survey, language=language, pages={}, saved=False)


def steps(asked: Consultation, pages: Mapping[str, SavedPage]) -> tuple[Step, ...]:
    """The pages to walk through with these answers, in order."""
    known: Answers = {}
    found: list[Step] = []
    for number, page in enumerate(asked.questionnaire.pages, start=1):
        saved = pages.get(page.code, SavedPage())
        asked_for = forms.relevant_items(page, saved.content.answers, known)
        if not asked_for:
            continue
        found.append(
            Step(number=number, page=page, saved=saved, known=dict(known), items=asked_for)
        )
        for item in asked_for:
            if item.code in saved.content.answers:
                known[item.code] = saved.content.answers[item.code]
    return tuple(found)


def answer(asked: Consultation, before: Draft, number: int, sent: Sent) -> Answered:
    """What a page's form changes; nothing is stored yet. Raises NotFound, not KeyError."""
    step = step_at(steps(asked, before.pages), number)
    form = forms.read_page(
        step.page,
        sent.fields,
        known=step.known,
        language=sent.language,
        areas=asked.areas,
        before=step.saved.content.answers,
    )
    form = forms.require(step.page, form, known=step.known, language=sent.language)
    unseen = _unseen(step, form)
    content = PageContent(answers=form.answers, unreadable=form.unreadable)
    changed = content != step.saved.content
    saved = SavedPage(version=step.saved.version + changed, content=content)
    pages = {**before.pages, step.page.code: saved}
    return Answered(
        step=step,
        form=msgspec.structs.replace(
            form, problems=tuple(one for one in form.problems if one.item not in unseen)
        ),
        clash=changed and step.saved.version != sent.base and step.saved.content != PageContent(),
        unseen=unseen,
        after=msgspec.structs.replace(before, pages=pages, language=sent.language),
        walked=steps(asked, pages),
    )


def step_at(walked: Sequence[Step], number: int) -> Step:
    """The step with this number. Raises NotFound for a page that is not asked."""
    for step in walked:
        if step.number == number:
            return step
    raise NotFound("Diese Seite gehört nicht zu Ihren Fragen. Gehen Sie zurück zum Anfang.")


def standing_on(step: Step, saved: SavedPage) -> Step:
    """The step with another version of its page."""
    return msgspec.structs.replace(step, saved=saved)


def _unseen(step: Step, form: PageForm) -> tuple[str, ...]:
    """Questions that belong to the page since these answers and did not stand on it."""
    shown = {item.code for item in step.items}
    now = forms.relevant_items(step.page, form.answers, step.known)
    return tuple(item.code for item in now if item.code not in shown)


def as_typed(
    asked: Consultation, step: Step, language: str, *, strict: bool = False
) -> PageForm | None:
    """The saved page as a form, when something on it cannot be read; else None.

    ``strict``: always, and what is missing is a problem, too.
    """
    content = step.saved.content
    if not content.unreadable and not strict:
        return None
    typed = {
        item.code: items.typed(item, content.answers[item.code], language=language)
        for item in step.items
        if item.code in content.answers
    }
    form = forms.read_page(
        step.page,
        {**typed, **content.unreadable},
        known=step.known,
        language=language,
        areas=asked.areas,
    )
    return forms.require(step.page, form, known=step.known, language=language) if strict else form


def save(session: Session, before: Draft, answered: Answered, *, now: datetime) -> None:
    """Store the page and the language; nothing when nothing changed."""
    code, after = answered.step.page.code, answered.after
    old, new = before.pages.get(code), after.pages[code]
    values = {"number": new.version, "content": encode_content(new.content), "saved_at": now}
    if old is None and new.version:
        place = {"id": uuid4(), "response_id": before.response_id, "page": code}
        session.execute(_ADD_PAGE, {**place, **values})
    elif old is not None and old != new:
        place = {"of_response": before.response_id, "of_page": code}
        session.execute(_CHANGE_PAGE, {**place, **values})
    if after.language != before.language:
        change = {"of_response": before.response_id, "language": after.language}
        session.execute(_CHANGE_LANGUAGE, change)
