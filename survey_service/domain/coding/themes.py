"""Codings as mentions: what the theme x area matrix counts, and the sentences behind a cell."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func
from sqlmodel import Session, col, select

from analysis import themes
from analysis.adjudication import Standing, Word, standing
from analysis.codebook import Codebook
from analysis.themes import Mention, ThemeCounts
from questionnaires.areas import CITYWIDE
from survey_service.domain.coding import automatic, codebook_versions, runs
from survey_service.domain.coding.automatic import Rules
from survey_service.tables.areas import Area
from survey_service.tables.codings import Coding, CodingKind, CodingRun, CodingStatus, Segment
from survey_service.tables.responses import Statement

LIST_LENGTH = 200


class CodedWith(msgspec.Struct, frozen=True, kw_only=True):
    """The codebook of a survey's codings, and how many statements are still uncoded."""

    codebook: Codebook
    statements: int
    uncoded: int


class CodedSentence(msgspec.Struct, frozen=True, kw_only=True):
    """A segment behind a cell, in its statement. Offsets are code points of ``text``."""

    segment: UUID
    text: str
    start: int
    end: int
    evidence: tuple[tuple[int, int], ...]
    code: str
    standing: Standing
    automatic: bool
    confidence: float | None
    area: str
    area_reason: str
    source: str
    language: str
    observed_on: date | None


def coded_with(session: Session, survey_id: UUID) -> CodedWith:
    """The codebook of the survey's latest run, and how much is coded."""
    version_id = session.exec(
        select(CodingRun.codebook_version_id)
        .where(CodingRun.survey_id == survey_id)
        .order_by(col(CodingRun.created_at).desc())
    ).first()
    codebook = (
        codebook_versions.load(session, version_id) if version_id else codebook_versions.shipped()
    )
    total = session.exec(
        select(func.count())
        .select_from(Statement)
        .where(Statement.survey_id == survey_id, col(Statement.current).is_(True))
    ).one()
    return CodedWith(
        codebook=codebook,
        statements=total,
        uncoded=runs.uncoded_count(session, survey_id),
    )


def coders(session: Session, survey_id: UUID) -> tuple[tuple[str, int], ...]:
    """Every machine coder whose codings are counted, with the number of statements it coded.

    The most first; a run over a few new statements does not speak for all.
    """
    number = func.count(func.distinct(Segment.statement_id))
    rows = session.exec(
        select(Coding.coder, number)
        .join(Segment, col(Segment.id) == col(Coding.segment_id))
        .join(Statement, col(Statement.id) == col(Segment.statement_id))
        .where(
            Statement.survey_id == survey_id,
            col(Statement.current).is_(True),
            col(Coding.human).is_(False),
        )
        .group_by(Coding.coder)
        .order_by(number.desc(), Coding.coder)
    )
    return tuple((coder, statements) for coder, statements in rows)


def tally(session: Session, survey_id: UUID) -> dict[str, ThemeCounts]:
    """Counts per source of everything that stands: proposed by the machine or accepted."""
    return themes.tally(mentions(session, survey_id))


def mentions(session: Session, survey_id: UUID) -> Iterator[Mention]:
    """One mention per segment and standing theme; types of a segment without theme alone."""
    for segment, rows in groupby(_words(session, survey_id), key=lambda row: row[0]):
        yield from _mentions_of(segment, list(rows))


def _mentions_of(segment: UUID, rows: list[Any]) -> Iterator[Mention]:
    standings = _standings(rows)
    holding = {
        kind: {code: held for (its, code), held in standings.items() if its == kind and held}
        for kind in CodingKind
    }
    types = {code: held for code, held in holding[CodingKind.TYPE].items() if _counts(held)}
    codes = {code: held for code, held in holding[CodingKind.THEME].items() if _counts(held)}
    area, source, contributor = rows[0][7:10]
    for code in codes or ([""] if types else []):
        yield Mention(
            code=code,
            area=area or CITYWIDE,
            source=source,
            segment=str(segment),
            contributor=contributor,
            reviewed=codes.get(code) == "accepted",
            types=tuple(sorted(types)),
            types_reviewed=bool(types) and all(held == "accepted" for held in types.values()),
        )


def _counts(held: Standing | None) -> bool:
    return held in {"proposed", "accepted"}


def _standings(rows: list[Any]) -> dict[tuple[str, str], Standing | None]:
    words: dict[tuple[str, str], list[Word]] = {}
    for _, kind, code, coder, human, status, serial, *_rest in rows:
        words.setdefault((kind, code), []).append(Word(coder, human, status, serial))
    return {key: standing(given) for key, given in words.items()}


def _words(session: Session, survey_id: UUID) -> Iterator[Any]:
    """All codings that say something, segment by segment."""
    statement = (
        select(  # type: ignore[call-overload]
            Coding.segment_id,
            Coding.kind,
            Coding.code,
            Coding.coder,
            Coding.human,
            Coding.status,
            Coding.serial,
            # Empty where the area has left the tree since: then it counts citywide.
            Area.code,
            Statement.source,
            Statement.contributor,
        )
        .join(Segment, col(Segment.id) == col(Coding.segment_id))
        .join(Statement, col(Statement.id) == col(Segment.statement_id))
        .outerjoin(Area, col(Area.code) == col(Statement.area_code))
        .where(
            Statement.survey_id == survey_id,
            col(Statement.current).is_(True),
            Coding.status != CodingStatus.SUGGESTED,
        )
        .order_by(Coding.segment_id)
        .execution_options(yield_per=2000)
    )
    return iter(session.execute(statement))


def sentences(
    session: Session,
    survey_id: UUID,
    *,
    codes: tuple[str, ...],
    areas: frozenset[str] | None,
    source: str = "",
) -> list[CodedSentence]:
    """The segments behind a cell: any of the codes, in any of the areas (None = all).

    Open and rejected ones are among them, so that a decision can be looked at again.
    """
    statement = (
        select(Coding, Segment, Statement)
        .join(Segment, col(Segment.id) == col(Coding.segment_id))
        .join(Statement, col(Statement.id) == col(Segment.statement_id))
        .where(
            Statement.survey_id == survey_id,
            col(Statement.current).is_(True),
            Coding.kind == CodingKind.THEME,
            col(Coding.code).in_(codes),
        )
        .order_by(col(Statement.id), col(Segment.start), col(Coding.code))
    )
    if areas is not None:
        statement = statement.where(col(Statement.area_code).in_(areas))
    if source:
        statement = statement.where(Statement.source == source)
    ruling = automatic.rules(session, among=codes)
    found: list[CodedSentence] = []
    for _, group in groupby(session.exec(statement), key=lambda row: (row[1].id, row[0].code)):
        sentence = _sentence(list(group), ruling)
        if sentence is not None:
            found.append(sentence)
    return found[:LIST_LENGTH]


def _sentence(rows: list[tuple[Coding, Segment, Statement]], ruling: Rules) -> CodedSentence | None:
    held = standing(Word(c.coder, c.human, c.status, c.serial) for c, _, _ in rows)
    if held is None:
        return None
    machine = next((word for word, _, _ in rows if not word.human), None)
    coding_, segment, statement = rows[0]
    return CodedSentence(
        segment=segment.id,
        text=statement.text,
        start=segment.start,
        end=segment.end,
        evidence=tuple((span[0], span[1]) for span in machine.evidence) if machine else (),
        code=coding_.code,
        standing=held,
        automatic=held == "proposed"
        and any(
            automatic.accepted(ruling, word, text=statement.text, language=statement.language)
            for word, _, _ in rows
        ),
        confidence=machine.confidence if machine else None,
        area=statement.area_code or CITYWIDE,
        area_reason=statement.area_reason,
        source=statement.source,
        language=statement.language,
        observed_on=statement.observed_on,
    )
