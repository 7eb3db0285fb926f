"""What people decided, as labelled statements: the only thing a coder learns from."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

import msgspec
from sqlmodel import Session, col, select

from analysis import codebook as codebooks
from analysis.adjudication import Standing, Word, standing
from analysis.codebook import Codebook
from analysis.labelled import LabelledSegment, LabelledStatement
from survey_service.tables.codings import Coding, CodingKind, CodingStatus, Segment
from survey_service.tables.responses import Statement


class Reviewed(msgspec.Struct, frozen=True, kw_only=True):
    """Statements with segments on which every theme is decided.

    undecided: segments somebody began to review: a proposal waits, or people disagree.
    """

    statements: tuple[LabelledStatement, ...]
    segments: int
    undecided: int


def held(session: Session, codebook: Codebook) -> Reviewed:
    """All that people hold of the codebook, over all surveys. Machine-only segments are left out.

    Statement types nobody decided on stay what the machine proposed: a coder that learned themes
    must not unlearn types.
    """
    known = {code.id for code in codebooks.codes(codebook)}
    statements: list[LabelledStatement] = []
    number = undecided = 0
    for _, rows in groupby(words(session), key=lambda row: row[0]):
        parts: list[LabelledSegment] = []
        of_statement = list(rows)
        for _, of_segment in groupby(of_statement, key=lambda row: row[1]):
            given = list(of_segment)
            if not any(row.human and row.kind == CodingKind.THEME for row in given):
                continue
            part = _part(given, known)
            if part is None:
                undecided += 1
            else:
                parts.append(part)
        if parts:
            number += len(parts)
            statements.append(_statement(of_statement[0], parts))
    return Reviewed(statements=tuple(statements), segments=number, undecided=undecided)


def _part(given: Sequence[Any], known: set[str]) -> LabelledSegment | None:
    """None while a theme waits for a decision or is not in this codebook."""
    holding = standings(given)
    themes = {code: held for (kind, code), held in holding.items() if kind == CodingKind.THEME}
    if set(themes.values()) & {"open", "proposed"}:
        return None
    codes = tuple(sorted(code for code, held in themes.items() if held == "accepted"))
    if not known.issuperset(codes):
        return None
    return LabelledSegment(
        start=given[0].start,
        end=given[0].end,
        codes=codes,
        types=tuple(
            sorted(
                code
                for (kind, code), held in holding.items()
                if kind == CodingKind.TYPE and held in {"accepted", "proposed"}
            )
        ),
    )


def standings(given: Iterable[Any]) -> dict[tuple[str, str], Standing | None]:
    """(kind, code) -> what holds on one segment. given: its rows of ``words``."""
    by_code: dict[tuple[str, str], list[Word]] = {}
    for row in given:
        word = Word(row.coder, row.human, row.status, row.serial)
        by_code.setdefault((row.kind, row.code), []).append(word)
    return {key: standing(said) for key, said in by_code.items()}


def _statement(row: Any, parts: Sequence[LabelledSegment]) -> LabelledStatement:
    return LabelledStatement(
        id=str(row[0]),
        text=row.text,
        segments=tuple(sorted(parts, key=lambda part: part.start)),
        lang=row.language,
        source=row.source,
    )


def words(session: Session, *, codes: Collection[str] | None = None) -> Iterator[Any]:
    """All words on segments on whose themes a person decided, statement by statement.

    codes: about these themes alone.
    """
    looked_at = select(Coding.segment_id).where(
        col(Coding.human).is_(True), Coding.kind == CodingKind.THEME
    )
    statement = (
        select(  # type: ignore[call-overload]
            Statement.id,
            Coding.segment_id,
            Coding.kind,
            Coding.code,
            Coding.coder,
            Coding.human,
            Coding.status,
            Coding.serial,
            Coding.confidence,
            Segment.start,
            Segment.end,
            Statement.text,
            Statement.language,
            Statement.source,
            Statement.survey_id,
        )
        .join(Segment, col(Segment.id) == col(Coding.segment_id))
        .join(Statement, col(Statement.id) == col(Segment.statement_id))
        .where(
            col(Coding.segment_id).in_(looked_at),
            col(Statement.current).is_(True),
            Statement.text != "",
            Coding.status != CodingStatus.SUGGESTED,
        )
        .order_by(Statement.id, Coding.segment_id)
        .execution_options(yield_per=2000)
    )
    if codes is not None:
        statement = statement.where(Coding.kind == CodingKind.THEME, col(Coding.code).in_(codes))
    return iter(session.execute(statement))
