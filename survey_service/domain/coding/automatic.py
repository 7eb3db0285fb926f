"""Automatic acceptance: per code, only where enough was right among what was read in order.

Nothing is stored but the level. Whether a proposal counts as accepted follows anew from the level,
the reviews and the proposal itself: without the level, or with too many wrong, all marks are gone.
A mark is never a review: tables count such a proposal as the machine's alone.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from analysis import acceptance, frequent_words
from analysis import codebook as codebooks
from analysis.acceptance import AutomaticAcceptance, Candidate, Precision, Record, Review
from analysis.codebook import Codebook
from survey_service import clock
from survey_service.domain.administration import audit
from survey_service.domain.coding import codebook_versions, reviewed
from survey_service.errors import Refused
from survey_service.permissions import Actor
from survey_service.tables.codings import Coding, CodingKind, CodingStatus, Segment
from survey_service.tables.responses import Statement
from survey_service.tables.surveys import Survey
from survey_service.tables.trained_coders import AcceptanceLevel

LEVELS = (0.8, 0.85, 0.9, 0.95)
# What people write is coded as they wrote it; nothing here is translated.
TRANSLATED = False


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What the planners demand per code, and for which coder and code it is reached."""

    demanded: dict[str, float]
    records: tuple[Record, ...]
    language: str


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A survey and the first segment, in the order of review, that is not fully decided."""

    title: str
    segment: UUID


class CodeRule(msgspec.Struct, frozen=True, kw_only=True):
    """A code on the page. ``precision``: of what was read in order, for the coder with most.

    ``confidence_from``: None = the level is not reached. ``accepted``: proposals marked now.
    """

    code: str
    label: str
    demanded: float
    precision: Precision
    confidence_from: float | None
    accepted: int


def set_level(session: Session, actor: Actor, *, code: str, level: str) -> str:
    """Demand a share (one of LEVELS) for a code; returns its label. Raises Refused."""
    labels = _labels(codebook_versions.current(session))
    if code not in labels:
        raise Refused("Dieses Thema steht nicht im Kategoriensystem. Wählen Sie eines der Liste.")
    if level not in {str(one) for one in LEVELS}:
        raise Refused("Wählen Sie, wie viele Vorschläge mindestens stimmen müssen.")
    row = session.get(AcceptanceLevel, code, with_for_update=True)
    if row is None:
        row = AcceptanceLevel(code=code, level=0.5, set_by="", set_at=clock.now())
        session.add(row)
    row.level, row.set_by, row.set_at = float(level), audit.actor_name(actor), clock.now()
    audit.record(
        session,
        actor,
        "Automatisches Annehmen festgelegt",
        subject=labels[code],
        detail=f"Mindestens {float(level) * 100:.0f} %",
    )
    return labels[code]


def switch_off(session: Session, actor: Actor, *, code: str) -> None:
    """Accept this code no longer; all its marks are gone."""
    row = session.get(AcceptanceLevel, code, with_for_update=True)
    if row is None:
        return
    session.delete(row)
    label = _labels(codebook_versions.current(session)).get(code, code)
    audit.record(session, actor, "Automatisches Annehmen ausgeschaltet", subject=label)


def rules(session: Session, among: Collection[str] | None = None) -> Rules:
    """What holds now; among: for these codes alone, which is quicker."""
    levels = {
        row.code: row.level
        for row in session.exec(select(AcceptanceLevel))
        if among is None or row.code in among
    }
    if not levels:
        return Rules(demanded={}, records=(), language="")
    found = tuple(_reviews(session, levels))
    return Rules(
        demanded=levels,
        records=tuple(
            record
            for coder in sorted({review.coder for review in found})
            for record in acceptance.records(found, coder=coder, demanded=levels)
        ),
        language=codebook_versions.current(session).language,
    )


def accepted(ruling: Rules, coding: Coding, *, text: str, language: str) -> bool:
    """Whether this proposal of a machine counts as accepted automatically, no person asked."""
    if coding.human or coding.kind != CodingKind.THEME:
        return False
    decided = acceptance.decide(
        Candidate(
            segment=str(coding.segment_id),
            coder=coding.coder,
            code=coding.code,
            confidence=coding.confidence or 0.0,
            proposed=coding.status == CodingStatus.PROPOSED,
            translated=TRANSLATED,
            # Reviews are of texts in the codebook's language: of others they say nothing.
            language_sure=language == ruling.language and frequent_words.surely(text, language),
        ),
        records=ruling.records,
        demanded=ruling.demanded,
    )
    return isinstance(decided, AutomaticAcceptance)


def overview(session: Session, codebook: Codebook) -> tuple[CodeRule, ...]:
    """Every code with a level, in codebook order."""
    ruling = rules(session)
    found = tuple(_reviews(session, ruling.demanded)) if ruling.demanded else ()
    marked = Counter(coding.code for coding in _marked(session, ruling))
    labels = _labels(codebook)
    return tuple(
        _rule(code, labels[code], ruling, found, marked[code])
        for code in labels
        if code in ruling.demanded
    )


def _rule(
    code: str, label: str, ruling: Rules, reviews: Iterable[Review], accepted_now: int
) -> CodeRule:
    read = [one for one in reviews if one.code == code and one.random]
    coders = Counter(one.coder for one in read)
    coder = coders.most_common(1)[0][0] if coders else ""
    right = sum(one.right for one in read if one.coder == coder)
    record = next((one for one in ruling.records if (one.coder, one.code) == (coder, code)), None)
    return CodeRule(
        code=code,
        label=label,
        demanded=ruling.demanded[code],
        precision=acceptance.precision(code, right=right, reviewed=coders[coder]),
        confidence_from=record.confidence_from if record else None,
        accepted=accepted_now,
    )


def _marked(session: Session, ruling: Rules) -> Iterator[Coding]:
    """The proposals that are accepted automatically now."""
    if not ruling.records:
        return
    rows = session.exec(
        _undecided(Coding, Statement.text, Statement.language)
        .where(col(Coding.code).in_([record.code for record in ruling.records]))
        .execution_options(yield_per=2000)
    )
    for coding, text, language in rows:
        if accepted(ruling, coding, text=text, language=language):
            yield coding


def _undecided(*columns: Any) -> Any:
    """Themes a machine proposed on current statements, of which no person said a word."""
    word = aliased(Coding)
    said = select(word.id).where(
        word.segment_id == Coding.segment_id,
        word.kind == Coding.kind,
        word.code == Coding.code,
        col(word.human).is_(True),
    )
    return (
        select(*columns)
        .select_from(Coding)
        .join(Segment, col(Segment.id) == col(Coding.segment_id))
        .join(Statement, col(Statement.id) == col(Segment.statement_id))
        .where(
            Coding.kind == CodingKind.THEME,
            Coding.status == CodingStatus.PROPOSED,
            col(Statement.current).is_(True),
            ~said.exists(),
        )
    )


def readings(session: Session) -> tuple[Reading, ...]:
    """Per survey with open proposals, where to go on reading in order."""
    titles = dict(session.exec(select(Survey.id, Survey.title).order_by(Survey.title)).all())
    first = _first_open(session, titles)
    return tuple(
        Reading(title=title, segment=first[survey])
        for survey, title in titles.items()
        if survey in first
    )


def _first_open(session: Session, surveys: Iterable[UUID]) -> dict[UUID, UUID]:
    found = {}
    for survey in surveys:
        segment = session.exec(
            _undecided(Segment.id).where(Statement.survey_id == survey).order_by(Segment.id)
        ).first()
        if segment is not None:
            found[survey] = segment
    return found


def _reviews(session: Session, codes: Collection[str]) -> Iterator[Review]:
    """Every decided proposal of these codes.

    random: all segments before it, in an order made by chance (UUIDs of version 4, the order of the
    review queue), are decided, too: nobody picked it out.
    Where people disagree the machine was not right.
    """
    first = _first_open(session, session.exec(select(Survey.id)).all())
    for segment, rows in groupby(reviewed.words(session, codes=codes), key=lambda row: row[1]):
        given = list(rows)
        open_from = first.get(given[0].survey_id)
        yield from _of_segment(given, in_order=open_from is None or segment < open_from)


def _of_segment(given: list[Any], *, in_order: bool) -> Iterator[Review]:
    holding: Mapping[tuple[str, str], str | None] = reviewed.standings(given)
    for row in given:
        held = holding[row.kind, row.code]
        decided = held in {"accepted", "rejected", "open"}
        if row.kind == CodingKind.THEME and row.status == CodingStatus.PROPOSED and decided:
            yield Review(
                coder=row.coder,
                code=row.code,
                confidence=row.confidence or 0.0,
                right=held == "accepted",
                random=in_order,
            )


def _labels(codebook: Codebook) -> dict[str, str]:
    return {code.id: code.label for code in codebooks.codes(codebook)}
