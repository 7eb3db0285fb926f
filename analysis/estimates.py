"""Shares of themes per area, corrected for the coder's errors from a sample that people read.

The machine coded all statements, people read a random sample of them. The share among *all* these
statements is estimated from both: prediction-powered inference (Angelopoulos, Bates, Fannjiang,
Jordan & Zrnic 2023) with power tuning (PPI++; Angelopoulos, Duchi & Zrnic 2023). For a yes or no
of the machine the tuned estimate is post-stratification by it (Särndal, Swensson & Wretman 1992):
the share of true themes among the read "yes" and among the read "no", weighed by how often the
machine says yes and no. So a machine that is no help costs nothing, and one that errs does no harm.

The intervals of PPI rest on the normal distribution: with rare themes and few read statements they
cover 57 to 88 % instead of 95 % (a theme without an error in the sample gets no width at all). Here
both shares have Wilson intervals, corrected for a finite number of statements, and are put together
by MOVER (Zou & Donner 2008, "Construction of confidence limits about effect measures").
"""

import math
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec
import numpy as np

from analysis.proportions import wilson

MINIMUM = 5
"""An area with fewer read statements borrows the coder's errors from all areas. Its own few give
wide intervals that hold; borrowed ones hold only where the coder errs alike everywhere."""

Basis = Literal["read", "own", "pooled"]


class NotEstimable(ValueError):
    """Sample and statements do not fit together; the message is a German sentence."""


class MachineCoding(msgspec.Struct, frozen=True, kw_only=True):
    """What the machine gave one statement. All statements of the survey are needed."""

    statement: str
    area: str
    codes: frozenset[str]


class RandomReview(msgspec.Struct, frozen=True, kw_only=True):
    """What a person gave a statement that was *drawn at random*, without looking at the machine.

    probability: that of being drawn (Horvitz & Thompson 1952); the same for all in a simple sample.
    """

    statement: str
    codes: frozenset[str]
    probability: float


class ChosenReview(msgspec.Struct, frozen=True, kw_only=True):
    """What a person gave a statement that was chosen, say because the machine was unsure.

    Good for learning. It tells nothing about the other statements, so no estimate takes it.
    """

    statement: str
    codes: frozenset[str]


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """One theme in one area (None = all together): the share of statements that mention it.

    low, high: 95 % interval for the share among the `statements` of this survey.
    basis: read = all were read, nothing is estimated; own = from statements of this area;
    pooled = the coder's errors are those found in all areas (see `_pooled`).
    """

    code: str
    area: str | None
    statements: int
    read: int
    machine: float
    """What the machine alone says."""
    share: float
    low: float
    high: float
    basis: Basis


class _Statements(msgspec.Struct, frozen=True):
    """Statements side by side for one code: who says it applies. weight 0 = nobody read it."""

    said: np.ndarray
    true: np.ndarray
    weight: np.ndarray

    def where(self, mask: np.ndarray) -> "_Statements":
        return _Statements(self.said[mask], self.true[mask], self.weight[mask])

    @property
    def read(self) -> "_Statements":
        return self.where(self.weight > 0)


class _Share(msgspec.Struct, frozen=True):
    """A share among the read, with its interval."""

    value: float
    low: float
    high: float


def estimate(
    machine: Sequence[MachineCoding],
    reviews: Sequence[RandomReview],
    *,
    codes: Iterable[str],
    minimum: int = MINIMUM,
) -> tuple[Estimate, ...]:
    """Per code: all areas together, then each area. Raises NotEstimable."""
    read = _read(machine, reviews)
    pairs = [(one, read.get(one.statement)) for one in machine]
    weight = np.array([1 / review.probability if review else 0.0 for _, review in pairs])
    areas = np.array([one.area for one in machine])
    found = []
    for code in codes:
        everywhere = _Statements(
            said=np.array([code in one.codes for one in machine]),
            true=np.array([review is not None and code in review.codes for _, review in pairs]),
            weight=weight,
        )
        found.append(_own(code, None, everywhere))
        for area in np.unique(areas):
            inside = everywhere.where(areas == area)
            if len(inside.read.said) < min(minimum, len(inside.said)):
                found.append(_pooled(code, str(area), inside, everywhere.read))
            else:
                found.append(_own(code, str(area), inside))
    return tuple(found)


def _read(
    machine: Sequence[MachineCoding], reviews: Sequence[RandomReview]
) -> dict[str, RandomReview]:
    for review in reviews:
        # The type says so already; a list from elsewhere must not get round it.
        if not isinstance(review, RandomReview):
            raise NotEstimable(
                f"Die Aussage {review.statement} wurde nicht zufällig gezogen. Gezielt ausgewählte"
                " Aussagen sagen nichts über die übrigen und dürfen hier nicht mitzählen."
            )
        if not 0 < review.probability <= 1:
            raise NotEstimable(
                f"Die Aussage {review.statement} hat die Ziehungswahrscheinlichkeit"
                f" {review.probability}. Nötig ist eine Zahl über 0 bis höchstens 1."
            )
    if not reviews:
        raise NotEstimable(
            "Es gibt keine gelesene Zufallsstichprobe. Ziehen Sie mit „survey-service analysis"
            " draw“ Aussagen und kodieren Sie diese von Hand."
        )
    unknown = sorted({one.statement for one in reviews} - {one.statement for one in machine})
    if unknown:
        raise NotEstimable(
            f"Die gelesene Aussage {unknown[0]} hat die Maschine nicht kodiert. Bitte kodieren Sie"
            " alle Aussagen der Erhebung mit demselben Kodierer."
        )
    return {one.statement: one for one in reviews}


def _own(code: str, area: str | None, inside: _Statements) -> Estimate:
    """The machine's yes and no as two strata, the intervals of both put together (MOVER)."""
    total = len(inside.said)
    share = below = above = 0.0
    for yes in (True, False):
        stratum = inside.where(inside.said == yes)
        part = len(stratum.said) / total
        # Where nobody read any, the machine's word stands, and anything is possible.
        found = _share(
            stratum.read.true,
            stratum.read.weight,
            unread=float(yes),
            of=len(stratum.said),
        )
        share += part * found.value
        below += (part * (found.value - found.low)) ** 2
        above += (part * (found.high - found.value)) ** 2
    read = len(inside.read.said)
    return Estimate(
        code=code,
        area=area,
        statements=total,
        read=read,
        machine=float(inside.said.mean()),
        share=share,
        low=max(0.0, share - math.sqrt(below)),
        high=min(1.0, share + math.sqrt(above)),
        basis="read" if read == total else "own",
    )


def _pooled(code: str, area: str, inside: _Statements, read: _Statements) -> Estimate:
    """The machine's share here, with the errors it makes in all areas.

    Assumes that the machine overlooks and wrongly finds the theme equally often everywhere, not
    that the theme is equally frequent (Rogan & Gladen 1978, "Estimating prevalence from the
    results of a screening test"). The interval moves each of the three shares to its bounds.
    """
    said = float(inside.said.mean())
    finds = _share(read.said[read.true], read.weight[read.true], unread=0.5, of=math.inf)
    errs = _share(read.said[~read.true], read.weight[~read.true], unread=0.5, of=math.inf)
    if finds.low <= errs.high:
        # Perhaps it says yes as often without the theme as with it: then it tells nothing.
        found = _Share(float(read.true @ read.weight / read.weight.sum()), 0.0, 1.0)
    else:
        found = _corrected(said, len(inside.said), finds, errs)
    return Estimate(
        code=code,
        area=area,
        statements=len(inside.said),
        read=len(inside.read.said),
        machine=said,
        share=found.value,
        low=found.low,
        high=found.high,
        basis="pooled",
    )


def _corrected(said: float, statements: int, finds: _Share, errs: _Share) -> _Share:
    share = _solved(said, finds.value, errs.value)
    # All statements here are known to the machine; by chance are only its errors on these few.
    chance = share * finds.value * (1 - finds.value) + (1 - share) * errs.value * (1 - errs.value)
    low, high = wilson(said, statements * max(1.0, said * (1 - said) / max(chance, 1e-9)))
    below = (
        _solved(low, finds.value, errs.value),
        _solved(said, finds.high, errs.value),
        _solved(said, finds.value, errs.high),
    )
    above = (
        _solved(high, finds.value, errs.value),
        _solved(said, finds.low, errs.value),
        _solved(said, finds.value, errs.low),
    )
    return _Share(
        share,
        max(0.0, share - math.hypot(*(share - one for one in below))),
        min(1.0, share + math.hypot(*(one - share for one in above))),
    )


def _solved(said: float, finds: float, errs: float) -> float:
    """said = share x finds + (1 - share) x errs, for the share."""
    return min(1.0, max(0.0, (said - errs) / (finds - errs)))


def _share(yes: np.ndarray, weight: np.ndarray, *, unread: float, of: float) -> _Share:
    """Weighted share of `yes` among the read, which are a part of `of` statements."""
    if not len(yes):
        return _Share(unread, 0.0, 1.0)
    value = float(yes @ weight / weight.sum())
    # Unequal weights carry less (Kish 1965); a large part of all carries more.
    size = float(weight.sum() ** 2 / (weight**2).sum())
    left = 0.0 if len(yes) == of else 1 - size / of
    return _Share(value, *wilson(value, size / left if left > 0 else math.inf))
