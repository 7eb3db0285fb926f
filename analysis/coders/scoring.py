"""From rows to probabilities: a linear score, a lexicon score, and how the two are weighed.

One scorer serves one set of labels (the codes, or the statement types).
"""

from collections.abc import Sequence

import msgspec
import numpy as np
from scipy import sparse

from analysis.coders.lexicon import Patterns
from analysis.coders.vectors import Vectoriser, WordSpan

SIGNALS = 9


class Sheet(msgspec.Struct, frozen=True):
    """Units of a batch, read once: words, and the statement each belongs to."""

    words: list[list[WordSpan]]
    statement: np.ndarray
    statements: list[list[WordSpan]]


class Weights(msgspec.Struct, frozen=True, kw_only=True):
    """What training learned for one set of labels.

    matrix: features x labels; mean, prior (log), thresholds: per label; patterns: per pattern;
    calibration: one weight per signal, then the constant.
    """

    labels: tuple[str, ...]
    exclusive: bool
    context: float
    matrix: np.ndarray
    mean: np.ndarray
    prior: np.ndarray
    patterns: np.ndarray
    calibration: np.ndarray
    thresholds: np.ndarray


def in_context(
    rows: sparse.csr_matrix, around: sparse.csr_matrix, weight: float
) -> sparse.csr_matrix:
    """Each unit's row plus its whole statement's, less loud; length one."""
    mixed = sparse.csr_matrix(rows + weight * around)
    row_of = np.repeat(np.arange(mixed.shape[0]), np.diff(mixed.indptr))
    norms = np.sqrt(np.bincount(row_of, weights=mixed.data**2, minlength=mixed.shape[0]))
    norms[norms == 0] = 1
    mixed.data = (mixed.data / norms[row_of]).astype(np.float32)
    return mixed


def signals(
    linear: np.ndarray, own: np.ndarray, around: np.ndarray, prior: np.ndarray
) -> np.ndarray:
    """units x labels x SIGNALS: what the calibration weighs. own, around: lexicon scores."""
    best = linear.max(axis=1, keepdims=True)
    best_own = own.max(axis=1, keepdims=True)
    best_around = around.max(axis=1, keepdims=True)
    return np.stack(
        [
            linear,
            linear - best,
            (linear >= best).astype(np.float32),
            own,
            own - best_own,
            ((own >= best_own) & (own > 0)).astype(np.float32),
            around,
            ((around >= best_around) & (around > 0)).astype(np.float32),
            np.broadcast_to(prior, linear.shape),
        ],
        axis=-1,
    )


def probabilities(found: np.ndarray, calibration: np.ndarray) -> np.ndarray:
    """units x labels, 0..1, from the signals."""
    return np.asarray(1 / (1 + np.exp(-(found @ calibration[:-1] + calibration[-1]))))


def decide(chances: np.ndarray, thresholds: np.ndarray, *, exclusive: bool) -> np.ndarray:
    """units x labels, which are proposed: above the label's threshold, one at most if exclusive."""
    proposed = chances > thresholds
    if exclusive:
        best = np.zeros_like(proposed)
        best[np.arange(len(chances)), chances.argmax(axis=1)] = True
        proposed &= best
    return proposed


class Scorer:
    """Scores units against one set of labels."""

    def __init__(self, weights: Weights, patterns: Patterns) -> None:
        self.weights = weights
        self.patterns = patterns

    def chances(
        self, rows: sparse.csr_matrix, around: sparse.csr_matrix, sheet: Sheet
    ) -> np.ndarray:
        """units x labels, probabilities."""
        weights = self.weights
        linear = in_context(rows, around, weights.context) @ weights.matrix + weights.mean
        own, whole = lexicon_scores(self.patterns, weights.patterns, sheet)
        return probabilities(signals(linear, own, whole, weights.prior), weights.calibration)

    def decide(self, chances: np.ndarray) -> np.ndarray:
        return decide(chances, self.weights.thresholds, exclusive=self.weights.exclusive)


def occurring(patterns: Patterns, words: Sequence[WordSpan]) -> list[int]:
    """Patterns that occur in a sequence of words."""
    return [number for number, _, _ in patterns.occurrences([word.form for word in words])]


def lexicon_scores(
    patterns: Patterns, weights: np.ndarray, sheet: Sheet
) -> tuple[np.ndarray, np.ndarray]:
    """Lexicon scores of the units and of their statements, units x labels each."""
    own = patterns.scores([occurring(patterns, words) for words in sheet.words], weights)
    whole = patterns.scores([occurring(patterns, words) for words in sheet.statements], weights)
    return own, whole[sheet.statement]


def read_rows(vectoriser: Vectoriser, sheet: Sheet) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """Rows of the units and of the statements around them."""
    rows = vectoriser.rows([[word.key for word in words] for words in sheet.words])
    whole = vectoriser.rows([[word.key for word in words] for words in sheet.statements])
    return rows, whole[sheet.statement]
