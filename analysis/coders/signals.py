"""What is known of each unit and label, as numbers that one calibration weighs for all."""

from collections.abc import Sequence

import numpy as np

from analysis.coders.matching import Hit, Matcher

FAST = (
    "words",
    "words, beside the best",
    "words, is the best",
    "lexicon",
    "lexicon, beside the best",
    "lexicon, is the best",
    "lexicon of the statement",
    "lexicon of the statement, is the best",
    "lexicon of the unit before",
    "lexicon of the unit after",
    "lexicon of the category",
    "share of the label",
)
DEEP = (
    "meaning",
    "meaning, beside the best",
    "meaning, is the best",
    "nearest description",
    "nearest description, beside the best",
    "mean of the descriptions",
    "mean of the descriptions, beside the best",
    "mean of the descriptions, of the statement",
    "meaning and lexicon",
)
# What a pattern is worth before any labelled text was seen, and how many texts that counts for.
SURE, HINT, BELIEF = 0.65, 0.3, 4.0
MOST = 0.97


class Votes:
    """How often each pattern's label held where the pattern occurred.

    A group's own units can be left out, so that a unit does not vouch for itself.
    """

    def __init__(self, matcher: Matcher) -> None:
        number = len(matcher.patterns)
        self._matcher = matcher
        self._prior = np.where(matcher.sure, SURE, HINT)
        self._seen = np.zeros(number)
        self._right = np.zeros(number)
        self._by_group: dict[int, dict[int, list[float]]] = {}

    def add(self, group: int, hits: Sequence[Hit], targets: np.ndarray) -> None:
        """targets: per label 0 or 1."""
        of_group = self._by_group.setdefault(group, {})
        for hit in hits:
            right = float(targets[self._matcher.column[hit.pattern]])
            self._seen[hit.pattern] += 1
            self._right[hit.pattern] += right
            own = of_group.setdefault(hit.pattern, [0.0, 0.0])
            own[0] += 1
            own[1] += right

    def weights(self) -> list[float]:
        return self._weights(self._seen, self._right)

    def without(self, group: int) -> list[float]:
        """The weights that the other groups give."""
        own = self._by_group.get(group, {})
        seen, right = self._seen.copy(), self._right.copy()
        for pattern, (times, held) in own.items():
            seen[pattern] -= times
            right[pattern] -= held
        return self._weights(seen, right)

    def _weights(self, seen: np.ndarray, right: np.ndarray) -> list[float]:
        weights = (right + self._prior * BELIEF) / (seen + BELIEF)
        return list(np.clip(weights, 0.01, MOST).astype(np.float32).tolist())


def beside_best(scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """scores minus the unit's best, and whether each is the best and above zero."""
    best = scores.max(axis=1, keepdims=True)
    return scores - best, ((scores >= best) & (scores > 0)).astype(np.float32)


def fast(
    *,
    words: np.ndarray,
    lexicon: np.ndarray,
    around: np.ndarray,
    neighbours: tuple[np.ndarray, np.ndarray],
    same_category: np.ndarray,
    prior: np.ndarray,
) -> np.ndarray:
    """units x labels x FAST. lexicon: of the units; around: of their statements, both 0..1.

    neighbours: index of the unit before and after, -1 for none; same_category: labels x labels.
    """
    before, after = (np.where((index >= 0)[:, None], lexicon[index], 0.0) for index in neighbours)
    return np.stack(
        [
            words,
            *beside_best(words),
            lexicon,
            *beside_best(lexicon),
            around,
            beside_best(around)[1],
            before,
            after,
            best_of_category(lexicon, same_category),
            np.broadcast_to(prior, words.shape),
        ],
        axis=-1,
    )


def deep(
    *,
    meaning: np.ndarray,
    nearest: np.ndarray,
    average: np.ndarray,
    around: np.ndarray,
    lexicon: np.ndarray,
) -> np.ndarray:
    """units x labels x DEEP. nearest, average: likeness to the label's descriptions, -1..1."""
    return np.stack(
        [
            meaning,
            *beside_best(meaning),
            nearest,
            beside_best(nearest)[0],
            average,
            beside_best(average)[0],
            around,
            meaning * lexicon,
        ],
        axis=-1,
    )


def best_of_category(scores: np.ndarray, same_category: np.ndarray) -> np.ndarray:
    """Per label the best score of the other labels of its category."""
    best = np.zeros_like(scores)
    for column, same in enumerate(same_category):
        others = np.flatnonzero(same)
        others = others[others != column]
        if len(others):
            best[:, column] = scores[:, others].max(axis=1)
    return best
