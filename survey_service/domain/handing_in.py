"""Handing in a resident's answer, its receipt, and what became of it."""

import random
from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlmodel import Session, col

from questionnaires.answers import Answers
from questionnaires.questionnaire import AREA, TARGET_GROUP, Page
from survey_service import keys
from survey_service.domain import documents, statements
from survey_service.domain.documents import Document
from survey_service.domain.drafts import AlreadyHandedIn, Draft, Step
from survey_service.domain.residents import Consultation
from survey_service.domain.statements import StatementDraft
from survey_service.errors import NotFound, NotReady
from survey_service.tables.base import metadata
from survey_service.tables.codings import Segment
from survey_service.tables.responses import (
    ResponseState,
    Statement,
    StatementSource,
)
from survey_service.tables.surveys import SurveyState

# Built once, and of plain tables: putting a query together takes longer than running it.
_RESPONSE, _REVISION, _STATEMENT, _SESSION, _SURVEY = (
    metadata.tables[name]
    for name in ("response", "revision", "statement", "browser_session", "survey")
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
_FORGET_PAGES = delete(_REVISION).where(_REVISION.c.response_id == bindparam("response_id"))
_END_SESSION = delete(_SESSION).where(_SESSION.c.response_id == bindparam("response_id"))
_ADD_STATEMENTS = insert(_STATEMENT)
_RECEIPT = (
    select(
        _RESPONSE.c.id,
        _RESPONSE.c.submitted_on,
        _RESPONSE.c.language,
        _SURVEY.c.slug,
        _SURVEY.c.title,
        _SURVEY.c.state,
    )
    .join_from(_RESPONSE, _SURVEY, _SURVEY.c.id == _RESPONSE.c.survey_id)
    .where(_RESPONSE.c.receipt_hash == bindparam("receipt_hash"))
)


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """What keeps an answer from being handed in. ``kind``: required | unreadable."""

    number: int
    item: str
    kind: str


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an answer by its code. Residents' answers have a day, no time."""

    slug: str
    title: str
    language: str
    submitted_on: date


class Whereabouts(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an answer. ``state``: arrived | evaluated."""

    receipt: Receipt
    state: str


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
    answers = answers_of(walked)
    if not answers:
        raise NotReady("Sie haben noch keine Frage beantwortet. Beantworten Sie mindestens eine.")
    if gaps(walked):
        raise NotReady("Einige Angaben fehlen oder sind nicht lesbar. Ergänzen Sie sie zuerst.")
    key = {"response_id": written.response_id}
    done = session.execute(
        _HAND_IN,
        {
            **key,
            "new_document": documents.encode(_document(asked, written, walked, answers)),
            "new_language": written.language,
            "new_receipt_hash": digest,
            "new_submitted_on": today,
        },
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise AlreadyHandedIn("Diese Antwort ist schon abgesandt.")
    rows = _statement_rows(asked, written, walked)
    if rows:
        session.execute(_ADD_STATEMENTS, rows)
    if written.saved:
        session.execute(_FORGET_PAGES, key)
    session.execute(_END_SESSION, key)


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


def find(session: Session, digest: str) -> Receipt | None:
    """The receipt of a code's digest."""
    row = session.execute(_RECEIPT, {"receipt_hash": digest}).one_or_none()
    return _receipt(row.slug, row.title, row.language, row.submitted_on) if row else None


def _receipt(slug: str, title: str, language: str, submitted_on: date | None) -> Receipt:
    if submitted_on is None:
        raise NotFound("Diese Antwort ist nicht abgesandt.")
    return Receipt(slug=slug, title=title, language=language, submitted_on=submitted_on)


def whereabouts(session: Session, *, secret: str, code: str) -> Whereabouts:
    """What became of the answer with this receipt code. Raises NotFound."""
    digest = keys.receipt_digest(secret, code)
    row = session.execute(_RECEIPT, {"receipt_hash": digest}).one_or_none()
    if row is None:
        raise NotFound(
            "Diesen Quittungscode kennen wir nicht. Prüfen Sie die 16 Zeichen: Es kommen keine "
            "Null, keine Eins, kein O und kein I vor."
        )
    evaluated = _evaluated(session, row.id, ended=row.state == SurveyState.CLOSED)
    return Whereabouts(
        receipt=_receipt(row.slug, row.title, row.language, row.submitted_on),
        state="evaluated" if evaluated else "arrived",
    )


def _evaluated(session: Session, response_id: UUID, *, ended: bool) -> bool:
    """Every free text has been coded; without one, the consultation has been ended."""
    coded = select(col(Segment.id)).where(col(Segment.statement_id) == col(Statement.id)).exists()
    texts, done = session.execute(
        select(func.count(), func.count().filter(coded))
        .select_from(Statement)
        .where(col(Statement.response_id) == response_id)
    ).one()
    return bool(done == texts) if texts else ended
