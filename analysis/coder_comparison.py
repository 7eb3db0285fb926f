"""Is a newly trained coder better than the one in use? Both on texts that neither learned from."""

from collections.abc import Collection, Sequence

import msgspec
import numpy as np

from analysis import cross_validation
from analysis import labelled as labels_of
from analysis.codebook import Codebook
from analysis.codebook import codes as codes_of
from analysis.coders.coder import Coder
from analysis.cross_validation import SHOWN, CodingReport, Examined
from analysis.encoders import Encoder
from analysis.labelled import LabelledStatement
from analysis.training import Progress, unwatched

# Fewer statements than these say nothing about two coders.
FEWEST = 10
DRAWS = 1_000


class SideBySide(msgspec.Struct, frozen=True, kw_only=True):
    """Both on the same statements. low, high: 95 % interval of the gain in micro-F1 (new - old),
    by drawing statements again and again (Efron 1979)."""

    old: CodingReport
    new: CodingReport
    low: float
    high: float


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """new: by folds on all statements. both: None where too few are new to the old coder."""

    new: CodingReport
    both: SideBySide | None


def measure(
    labelled: Sequence[LabelledStatement],
    *,
    codebook: Codebook,
    old: Coder,
    learned: Collection[str],
    folds: int = 5,
    seed: int = 0,
    encoder: Encoder | None = None,
    progress: Progress = unwatched,
) -> Measured:
    """Measure what would be learned from these by folds, and the old coder on those of them that
    it did not learn from. learned: ids of the statements that the old one knows."""
    code = cross_validation.unseen(
        labelled, codebook=codebook, folds=folds, seed=seed, encoder=encoder, progress=progress
    )
    examined = cross_validation.examine(labelled, code=code)
    fresh = [one for one in examined if one.statement.id not in learned]
    known = {code.id for code in codes_of(codebook)}
    # A coder of another codebook has no word for these codes.
    comparable = len(fresh) >= FEWEST and known.issuperset(old.codes)
    return Measured(
        new=cross_validation.report(examined, codebook=codebook),
        both=_side_by_side(fresh, old, codebook) if comparable else None,
    )


def _side_by_side(fresh: Sequence[Examined], old: Coder, codebook: Codebook) -> SideBySide:
    before = cross_validation.examine(
        [one.statement for one in fresh], code=lambda _, units: old.code(units, top=SHOWN)
    )
    low, high = _gain(_counts(before), _counts(fresh))
    return SideBySide(
        old=cross_validation.report(before, codebook=codebook),
        new=cross_validation.report(fresh, codebook=codebook),
        low=low,
        high=high,
    )


def _counts(examined: Sequence[Examined]) -> np.ndarray:
    """Per statement: right, and wrong and missed together."""
    rows = []
    for one in examined:
        right = other = 0
        for part, coding in zip(labels_of.parts(one.statement), one.parts, strict=True):
            found = {code.code for code in coding.codes if code.proposed}
            right += len(found & set(part.codes))
            other += len(found ^ set(part.codes))
        rows.append((right, other))
    return np.array(rows)


def _gain(old: np.ndarray, new: np.ndarray, *, seed: int = 0) -> tuple[float, float]:
    drawn = np.random.default_rng(seed).integers(0, len(old), size=(DRAWS, len(old)))
    gains = _f1(new[drawn].sum(axis=1)) - _f1(old[drawn].sum(axis=1))
    low, high = np.quantile(gains, (0.025, 0.975))
    return float(low), float(high)


def _f1(sums: np.ndarray) -> np.ndarray:
    """sums: draws x (right, wrong and missed)."""
    return np.asarray(2 * sums[:, 0] / np.maximum(1, 2 * sums[:, 0] + sums[:, 1]))
