"""Segments that got no code, with their text: what groups and new codes are looked for in."""

from collections.abc import Iterable, Sequence

import msgspec

from analysis.coded_lines import StatementCodes
from analysis.suggestions import StatementText
from analysis.text import words

SHORTEST = 3
"""Fewer words are a greeting or a heading."""


class Uncoded(msgspec.Struct, frozen=True, kw_only=True):
    """One segment without a code. Offsets are code points, end exclusive."""

    statement: str
    start: int
    end: int
    text: str


def segments(
    statements: Iterable[StatementText], codings: Sequence[StatementCodes]
) -> tuple[Uncoded, ...]:
    """Without the shortest, in the order of the statements. Statements not coded are left out."""
    by_id = {one.id: one for one in codings}
    found = []
    for statement in statements:
        for start, end in _spans_without_code(statement, by_id.get(statement.id)):
            text = statement.text[start:end].strip()
            if len(words(text)) >= SHORTEST:
                found.append(Uncoded(statement=statement.id, start=start, end=end, text=text))
    return tuple(found)


def _spans_without_code(
    statement: StatementText, coding: StatementCodes | None
) -> list[tuple[int, int]]:
    if coding is None:
        return []
    if coding.spans is None:
        return [] if coding.codes else [(0, len(statement.text))]
    return [(span.start, span.end) for span in coding.spans if not span.codes]
