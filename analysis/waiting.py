"""Coded segments that nobody has looked at, in the order in which they teach the coder most."""

from collections.abc import Collection, Iterable, Sequence

import msgspec
import numpy as np

from analysis import selection
from analysis.codebook import Codebook
from analysis.codebook import codes as codes_of
from analysis.coded_lines import StatementCodes
from analysis.selection import Pick
from analysis.suggestions import StatementText
from analysis.word_vectors import base_words, word_vectors


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """One segment to look at. Offsets are code points, end exclusive. reason: why this one."""

    id: str
    start: int
    end: int
    text: str
    reason: str
    sample: str = "chosen"
    """Marked in the file: such segments say nothing about the others (see `analysis.draws`)."""


def next_segments(
    statements: Iterable[StatementText],
    codings: Sequence[StatementCodes],
    *,
    reviewed: Collection[str],
    codebook: Codebook,
    number: int,
    seed: int = 0,
) -> tuple[Waiting, ...]:
    """The `number` segments to show next. reviewed: ids of the statements people have coded."""
    text = {one.id: one.text for one in statements}
    spans = [(one.id, span) for one in codings if one.id in text for span in one.spans or ()]
    parts = [text[name][span.start : span.end] for name, span in spans]
    picks = order(
        parts,
        [span.confidences for _, span in spans],
        reviewed=[row for row, (name, _) in enumerate(spans) if name in reviewed],
        codebook=codebook,
        number=number,
        seed=seed,
    )
    return tuple(
        Waiting(
            id=spans[pick.segment][0],
            start=spans[pick.segment][1].start,
            end=spans[pick.segment][1].end,
            text=parts[pick.segment].strip(),
            reason=pick.reason,
        )
        for pick in picks
    )


def order(
    parts: Sequence[str],
    confidences: Sequence[Iterable[tuple[str, float]]],
    *,
    reviewed: Sequence[int],
    codebook: Codebook,
    number: int,
    seed: int = 0,
) -> tuple[Pick, ...]:
    """The rows of `parts` to show next. confidences: of each part, (code, 0..1); reviewed: rows."""
    codes = codes_of(codebook)
    return selection.order(
        vectors=word_vectors([[base for _, base in base_words(part)] for part in parts]),
        reviewed=reviewed,
        number=number,
        confidences=_confidences(confidences, [code.id for code in codes]),
        labels=[code.label for code in codes],
        seed=seed,
    )


def _confidences(given: Sequence[Iterable[tuple[str, float]]], codes: Sequence[str]) -> np.ndarray:
    """Segment x code; what the machine did not name is 0."""
    column = {code: index for index, code in enumerate(codes)}
    found = np.zeros((len(given), len(codes)))
    for row, named in enumerate(given):
        for code, confidence in named:
            if code in column:
                found[row, column[code]] = confidence
    return found
