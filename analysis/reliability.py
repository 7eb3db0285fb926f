"""How far coders agree beyond chance: Krippendorff's alpha, Cohen's kappa, with intervals.

Values are sets of codes; a single code is a set of one. What two values differ by is a distance:

- MASI (Passonneau 2006, "Measuring agreement on set-valued items"): 1 - Jaccard x monotonicity,
  monotonicity 1 for equal sets, 2/3 for a subset, 1/3 for an overlap, 0 for nothing in common.
- Jaccard: 1 - |A and B| / |A or B|.
- nominal: 0 or 1.

For values of one code each all three are the nominal distance.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet

import msgspec
import numpy as np

Value = AbstractSet[str]
Distance = Callable[[Value, Value], float]
REPEATS = 1000
BLOCK = 50
"""Bootstrap samples at a time: memory stays flat with many units."""


class Coefficient(msgspec.Struct, frozen=True):
    """None where it is not defined: nothing to compare, or one value used throughout.

    low, high: 95 % bootstrap interval; None where too many samples left it undefined.
    """

    value: float | None
    low: float | None = None
    high: float | None = None


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """units: how many at least two coders coded. share: equal pairs (percentage agreement)."""

    units: int
    share: Coefficient
    alpha: Coefficient
    kappa: Coefficient
    """Of the first two coders (Cohen 1960; with set distance weighted, Cohen 1968)."""


def nominal(one: Value, other: Value) -> float:
    return float(one != other)


def jaccard(one: Value, other: Value) -> float:
    """0 for two empty sets: both said "no code"."""
    together = len(one | other)
    return 1 - len(one & other) / together if together else 0.0


def masi(one: Value, other: Value) -> float:
    if one == other:
        return 0.0
    monotonicity = 2 / 3 if one <= other or other <= one else 1 / 3
    # The empty set is a subset of all, but has nothing in common with any: distance 1.
    return 1 - (1 - jaccard(one, other)) * monotonicity


def measure(
    codings: Sequence[Sequence[Value | None]],
    *,
    distance: Distance = masi,
    groups: Sequence[int] | None = None,
    repeats: int = REPEATS,
    seed: int = 0,
) -> Agreement:
    """All coefficients. codings: coder x unit, None = not coded.

    Intervals: percentile bootstrap over groups of units (Zapf et al. 2016: for alpha of nominal
    values the bootstrap keeps its level where the asymptotic interval does not). groups: number of
    the statement per unit; segments of one statement are not independent and are drawn together.
    repeats=0: no intervals.
    """
    table = _Table(codings, distance)
    found: dict[str, list[float]] = {"share": [], "alpha": [], "kappa": []}
    for weights in _draws(table.units, groups, repeats=repeats, seed=seed):
        found["share"] += table.share(weights).tolist()
        found["alpha"] += table.alpha(weights).tolist()
        found["kappa"] += table.kappa(weights).tolist()
    coefficients = {name: _coefficient(*values) for name, values in found.items()}
    return Agreement(units=table.pairable, **coefficients)


class _Table:
    """Counts per unit, laid out so that a bootstrap sample is one matrix product.

    Each coefficient takes weights (sample x unit) and returns one number per sample, NaN where it
    is not defined.
    """

    def __init__(self, codings: Sequence[Sequence[Value | None]], distance: Distance) -> None:
        values = sorted({frozenset(one) for row in codings for one in row if one is not None},
                        key=sorted)  # fmt: skip
        number = {value: index for index, value in enumerate(values)}
        self.units = len(codings[0]) if codings else 0
        self.between = np.array([[distance(one, other) for other in values] for one in values])
        self.counts = np.zeros((self.units, len(values)))
        for row in codings:
            for unit, one in enumerate(row):
                if one is not None:
                    self.counts[unit, number[frozenset(one)]] += 1
        # A unit with one coding has no partner to agree with.
        self.counts[self.counts.sum(axis=1) < 2] = 0
        self.coders = self.counts.sum(axis=1)
        self.pairable = int((self.coders > 0).sum())
        self.pairs = _pairs(codings, number)

    def share(self, weights: np.ndarray) -> np.ndarray:
        possible = self.coders * (self.coders - 1)
        equal = (self.counts * (self.counts - 1)).sum(axis=1)
        return _ratio(weights @ equal, weights @ possible)

    def alpha(self, weights: np.ndarray) -> np.ndarray:
        """Krippendorff's alpha = 1 - observed / expected distance.

        Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability"; Hayes & Krippendorff 2007.
        """
        if not self.counts.size:
            return np.full(len(weights), np.nan)
        apart = ((self.counts @ self.between) * self.counts).sum(axis=1)
        observed = weights @ (apart / np.maximum(self.coders - 1, 1))
        total = weights @ self.coders
        marginal = weights @ self.counts
        expected = ((marginal @ self.between) * marginal).sum(axis=1)
        return 1 - _ratio(observed * (total - 1), expected)

    def kappa(self, weights: np.ndarray) -> np.ndarray:
        """Cohen's kappa of the first two coders, from their own marginals."""
        units, first, second = self.pairs
        if not len(units):
            return np.full(len(weights), np.nan)
        drawn = weights[:, units]
        unit_vectors = np.eye(len(self.between))
        one, other = drawn @ unit_vectors[first], drawn @ unit_vectors[second]
        observed = (drawn @ self.between[first, second]) * drawn.sum(axis=1)
        return 1 - _ratio(observed, ((one @ self.between) * other).sum(axis=1))


def _pairs(
    codings: Sequence[Sequence[Value | None]], number: dict[frozenset[str], int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    found = [
        (unit, number[frozenset(one)], number[frozenset(other)])
        for unit, (one, other) in enumerate(zip(*codings[:2], strict=True))
        if one is not None and other is not None
    ] if len(codings) > 1 else []  # fmt: skip
    units, first, second = np.array(found, dtype=int).reshape(-1, 3).T
    return units, first, second


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    undefined = np.full(len(above), np.nan)
    return np.asarray(np.divide(above, below, out=undefined, where=below > 0))


def _draws(
    units: int, groups: Sequence[int] | None, *, repeats: int, seed: int
) -> Iterator[np.ndarray]:
    """How often each unit is in each sample, in blocks; the first is the data themselves."""
    yield np.ones((1, units))
    if not units:
        return
    _, group = np.unique(range(units) if groups is None else groups, return_inverse=True)
    number = int(group.max()) + 1
    random = np.random.default_rng(seed)
    for start in range(0, repeats, BLOCK):
        size = min(BLOCK, repeats - start)
        yield random.multinomial(number, np.full(number, 1 / number), size=size)[:, group]


def _coefficient(value: float, *samples: float) -> Coefficient:
    if math.isnan(value):
        return Coefficient(None)
    defined = [sample for sample in samples if not math.isnan(sample)]
    # A rare code is missing from many samples: what the others say would look too good.
    if len(defined) < 0.9 * len(samples) or not defined:
        return Coefficient(value)
    low, high = np.quantile(defined, (0.025, 0.975))
    return Coefficient(value, float(low), float(high))
