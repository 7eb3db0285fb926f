"""Does a confidence of 80 % mean that 80 of 100 are right?"""

from collections.abc import Sequence

import msgspec

BINS = 10


class Bin(msgspec.Struct, frozen=True, kw_only=True):
    """Codings whose confidence lies in one tenth: how sure they were, and how many were right."""

    number: int
    confidence: float
    right: float


class Reliability(msgspec.Struct, frozen=True, kw_only=True):
    """The reliability curve. error: expected calibration error (Naeini et al. 2015), 0..1."""

    bins: tuple[Bin, ...]
    error: float


def reliability(judged: Sequence[tuple[float, bool]]) -> Reliability:
    """judged: confidence and whether it was right. Empty tenths are left out."""
    tenths: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, right in judged:
        tenths[min(BINS - 1, int(confidence * BINS))].append((confidence, right))
    bins = tuple(
        Bin(
            number=len(tenth),
            confidence=sum(confidence for confidence, _ in tenth) / len(tenth),
            right=sum(right for _, right in tenth) / len(tenth),
        )
        for tenth in tenths
        if tenth
    )
    error = sum(one.number * abs(one.confidence - one.right) for one in bins)
    return Reliability(bins=bins, error=error / max(1, len(judged)))
