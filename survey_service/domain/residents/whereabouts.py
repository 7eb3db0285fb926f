"""Residents' receipts: found by their code, and what became of the answer."""

from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col

from survey_service import keys
from survey_service.errors import NotFound
from survey_service.tables.base import metadata
from survey_service.tables.codings import Segment
from survey_service.tables.responses import Statement
from survey_service.tables.surveys import SurveyState

_RESPONSE, _SURVEY = metadata.tables["response"], metadata.tables["survey"]
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


def find(session: Session, digest: str) -> Receipt | None:
    """The receipt of a code's digest."""
    row = session.execute(_RECEIPT, {"receipt_hash": digest}).one_or_none()
    return _receipt(row.slug, row.title, row.language, row.submitted_on) if row else None


def _receipt(slug: str, title: str, language: str, submitted_on: date | None) -> Receipt:
    if submitted_on is None:
        raise NotFound("Diese Antwort ist nicht abgesandt.")
    return Receipt(slug=slug, title=title, language=language, submitted_on=submitted_on)


def look_up(session: Session, *, secret: str, code: str) -> Whereabouts:
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
