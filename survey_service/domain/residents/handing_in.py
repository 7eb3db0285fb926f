"""Handing in a resident's answer: one document, its statements, the hash of its receipt code."""

import random
from collections.abc import Sequence
from datetime import date, datetime
from uuid import uuid4

import msgspec
from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from questionnaires.answers import Answers
from questionnaires.questionnaire import AREA, TARGET_GROUP, Page
from survey_service import clock
from survey_service.domain.coding import statements
from survey_service.domain.coding.statements import StatementDraft
from survey_service.domain.fieldwork import deadlines
from survey_service.domain.providers import documents
from survey_service.domain.providers.documents import Document
from survey_service.domain.residents import taking_part
from survey_service.domain.residents.drafts import AlreadyHandedIn, Answered, Draft, Step
from survey_service.domain.residents.taking_part import Consultation
from survey_service.errors import NotReady
from survey_service.tables.base import metadata
from survey_service.tables.responses import (
    ResponseState,
    StatementSource,
)

# Built once, and of plain tables: putting a query together takes longer than running it.
_RESPONSE, _REVISION, _STATEMENT, _SESSION = (
    metadata.tables[name] for name in ("response", "revision", "statement", "browser_session")
)
_HAND_IN = (
    update(_RESPONSE)
    .where(
        _RESPONSE.c.id == bindparam("response_id"),
        _RESPONSE.c.state == ResponseState.DRAFT.value,
    )
    .values(
        state=ResponseState.SUBMITTED.value,
        document=bindparam("new_document"),
        language=bindparam("new_language"),
        receipt_hash=bindparam("new_receipt_hash"),
        submitted_on=bindparam("new_submitted_on"),
    )
)
_HAND_IN_AT_ONCE = insert(_RESPONSE).values(state=ResponseState.SUBMITTED.value, quoting="")
_FORGET_PAGES = delete(_REVISION).where(_REVISION.c.response_id == bindparam("response_id"))
_END_SESSION = delete(_SESSION).where(_SESSION.c.response_id == bindparam("response_id"))
_ADD_STATEMENTS = insert(_STATEMENT)


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """What keeps an answer from being handed in. ``kind``: required | unreadable."""

    number: int
    item: str
    kind: str


def gaps(walked: Sequence[Step]) -> tuple[Gap, ...]:
    """Everything that is missing or cannot be read, in the order of the pages."""
    return tuple(
        Gap(number=step.number, item=item.code, kind=kind)
        for step in walked
        for item in step.items
        if (kind := _gap(step, item.code, required=item.required and item.kind != "note"))
    )


def _gap(step: Step, code: str, *, required: bool) -> str:
    content = step.saved.content
    if code in content.unreadable:
        return "unreadable"
    return "required" if required and code not in content.answers else ""


def answers_of(walked: Sequence[Step]) -> Answers:
    """The answers to what is asked."""
    return {
        item.code: step.saved.content.answers[item.code]
        for step in walked
        for item in step.items
        if item.code in step.saved.content.answers
    }


def is_complete(asked: Consultation, answered: Answered) -> bool:
    """Whether a page may be handed in from itself: it is the only one, and nothing is missing."""
    return (
        len(asked.questionnaire.pages) == 1
        and not answered.unseen
        and not gaps(answered.walked)
        and bool(answers_of(answered.walked))
    )


def hand_in(
    session: Session,
    asked: Consultation,
    written: Draft,
    walked: Sequence[Step],
    *,
    digest: str,
    today: date,
) -> None:
    """One document, its statements; the pages and the browser session are deleted.

    ``digest``: of the receipt code. Raises NotReady, or AlreadyHandedIn when another request
    was faster.
    """
    document = _complete_document(asked, written, walked)
    key = {"response_id": written.response_id}
    done = session.execute(
        _HAND_IN,
        {
            **key,
            "new_document": document,
            "new_language": written.language,
            "new_receipt_hash": digest,
            "new_submitted_on": today,
        },
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise AlreadyHandedIn("Diese Antwort ist schon abgesandt.")
    _add_statements(session, asked, written, walked)
    if written.saved:
        session.execute(_FORGET_PAGES, key)
    session.execute(_END_SESSION, key)


def hand_in_at_once(
    session: Session,
    asked: Consultation,
    written: Draft,
    walked: Sequence[Step],
    *,
    digest: str,
    now: datetime,
) -> None:
    """The same for a questionnaire of one page, of which nothing was stored before.

    The form was opened while it was open, so two days more are given. Raises WaveClosed, NotReady,
    or AlreadyHandedIn when there is a response with this receipt.
    """
    deadlines.check_writing(taking_part.as_it_is_now(session, asked.survey), begun=True, now=now)
    row = {
        "id": written.response_id,
        "survey_id": asked.survey.id,
        "questionnaire_version_id": asked.survey.questionnaire_version_id,
        "document": _complete_document(asked, written, walked),
        "language": written.language,
        "receipt_hash": digest,
        "submitted_on": now.astimezone(clock.BERLIN).date(),
    }
    try:
        session.execute(_HAND_IN_AT_ONCE, row)
    except IntegrityError as error:
        if "receipt_hash" not in str(error.orig):
            raise
        raise AlreadyHandedIn("Diese Antwort ist schon abgesandt.") from error
    _add_statements(session, asked, written, walked)


def is_as_handed_in(
    session: Session, asked: Consultation, written: Draft, walked: Sequence[Step], *, digest: str
) -> bool:
    """Whether the same answers were handed in with this receipt: a button pressed twice."""
    stored = session.execute(
        select(_RESPONSE.c.document).where(_RESPONSE.c.receipt_hash == digest)
    ).scalar_one_or_none()
    return stored == _complete_document(asked, written, walked)


def _add_statements(
    session: Session, asked: Consultation, written: Draft, walked: Sequence[Step]
) -> None:
    rows = _statement_rows(asked, written, walked)
    if rows:
        session.execute(_ADD_STATEMENTS, rows)


def _complete_document(asked: Consultation, written: Draft, walked: Sequence[Step]) -> bytes:
    """Raises NotReady for an empty or incomplete answer."""
    answers = answers_of(walked)
    if not answers:
        raise NotReady("Sie haben noch keine Frage beantwortet. Beantworten Sie mindestens eine.")
    if gaps(walked):
        raise NotReady("Einige Angaben fehlen oder sind nicht lesbar. Ergänzen Sie sie zuerst.")
    return documents.encode(_document(asked, written, walked, answers))


def _document(
    asked: Consultation, written: Draft, walked: Sequence[Step], answers: Answers
) -> Document:
    shown = {item.code for step in walked for item in step.items}
    return Document(
        questionnaire=asked.questionnaire.key,
        version=asked.questionnaire.version,
        language=written.language,
        answers=answers,
        skipped=tuple(
            item.code
            for page in asked.questionnaire.pages
            for item in page.items
            if item.code not in shown and item.kind != "note"
        ),
    )


def statement_drafts(walked: Sequence[Step], answers: Answers) -> list[StatementDraft]:
    """The free texts. Area and target group are asked once and hold for every page.

    A page that asks for an area of its own speaks about that one.
    """
    shared = [item for step in walked for item in step.items if item.role in {AREA, TARGET_GROUP}]
    found: list[StatementDraft] = []
    for step in walked:
        own = {item.role for item in step.items}
        lent = tuple(item for item in shared if item.role not in own)
        page = Page(code=step.page.code, items=(*step.items, *lent))
        found += statements.of_page(page, answers)
    return found


def _statement_rows(
    asked: Consultation, written: Draft, walked: Sequence[Step]
) -> list[dict[str, object]]:
    """In random order, with random ids and a contributor that leads nowhere."""
    contributor = uuid4().hex
    drafts = {
        statements.text_hash(draft.text): draft
        for draft in statement_drafts(walked, answers_of(walked))
    }
    shared: dict[str, object] = {
        "survey_id": asked.survey.id,
        "response_id": written.response_id,
        "source": StatementSource.RESIDENT.value,
        "contributor": contributor,
        "language": written.language,
        "quoting": "",
        "current": True,
    }
    rows = [
        {
            **shared,
            "id": uuid4(),
            "item": draft.item,
            "text": draft.text,
            "text_hash": digest,
            "target_group": draft.target_group,
            "area_code": draft.area,
            "area_reason": draft.area_reason,
        }
        for digest, draft in drafts.items()
    ]
    random.SystemRandom().shuffle(rows)
    return rows
