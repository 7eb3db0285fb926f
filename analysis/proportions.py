"""Intervals for proportions from small samples."""

import math
from functools import lru_cache

Z = 1.959964
"""Two-sided 95 %."""


def wilson(share: float, size: float, *, z: float = Z) -> tuple[float, float]:
    """Score interval; size may be an effective one. Nothing seen: everything is possible.

    Wilson 1927; Brown, Cai & DasGupta 2001, "Interval Estimation for a Binomial Proportion".
    """
    if size <= 0:
        return 0.0, 1.0
    if math.isinf(size):
        return share, share
    below = 1 + z * z / size
    centre = (share + z * z / (2 * size)) / below
    half = z / below * math.sqrt(share * (1 - share) / size + z * z / (4 * size * size))
    return max(0.0, centre - half), min(1.0, centre + half)


@lru_cache(maxsize=4096)
def at_least(right: int, of: int, *, level: float = 0.95) -> float:
    """One-sided lower bound: with this certainty the true share is not smaller.

    Exact (Clopper & Pearson 1934): never promises more than it holds, however small the sample.
    """
    if not 0 <= right <= of:
        raise ValueError(f"{right} of {of}")
    if right == 0:
        return 0.0
    # The share at which seeing so many right would have been just improbable enough.
    low, high = 0.0, right / of
    for _ in range(50):
        middle = (low + high) / 2
        if _upper_tail(right, of, middle) > 1 - level:
            high = middle
        else:
            low = middle
    return low


def _upper_tail(right: int, of: int, share: float) -> float:
    """Probability of `right` or more among `of`."""
    if share <= 0:
        return 0.0
    whole = math.lgamma(of + 1)
    yes, no = math.log(share), math.log1p(-share) if share < 1 else -math.inf
    return math.fsum(
        math.exp(
            whole
            - math.lgamma(count + 1)
            - math.lgamma(of - count + 1)
            + count * yes
            + ((of - count) * no if of > count else 0.0)
        )
        for count in range(right, of + 1)
    )
