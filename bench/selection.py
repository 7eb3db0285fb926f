"""How many labels a person has to give when the product chooses what to show.

Bonn cycling dialogue, main theme; one half is held out. A ridge classifier on words and character
n-grams stands in for the coder, for both orders alike.
"""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bench.figures import Figure

CONTRIBUTIONS = Path(__file__).parent / "data/cycling_dialogues/bonn.csv"
BATCH, RANDOM_LABELS, SEEDS = 20, 500, 20
PENALTY = 0.1


def measure() -> list[Figure]:
    """Labels needed to be as good as 500 in random order, mean of 20 halves (10 differ by 20)."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.feature_extraction.text import TfidfVectorizer

    with CONTRIBUTIONS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    texts = [f"{row['title']} {row['text']}" for row in rows]
    words = TfidfVectorizer(sublinear_tf=True, min_df=2, ngram_range=(1, 2))
    signs = TfidfVectorizer(sublinear_tf=True, min_df=3, analyzer="char_wb", ngram_range=(3, 5))
    both = hstack([words.fit_transform(texts), signs.fit_transform(texts)])
    trial = _Trial(csr_matrix(both) * np.sqrt(0.5), [row["main_category_level1"] for row in rows])
    by_chance = np.mean([trial.run(seed, trial.by_chance, RANDOM_LABELS) for seed in range(SEEDS)],
                        axis=0)  # fmt: skip
    chosen = np.mean([trial.run(seed, trial.chosen, 360) for seed in range(SEEDS)], axis=0)
    needed = _labels_for(by_chance[-1], chosen)
    at = 200 // BATCH - 1
    return [
        Figure(
            name="selection: labels needed for what 500 in random order reach",
            value=needed,
            unit="labels",
            target=280,
            baseline=RANDOM_LABELS,
            baseline_name=f"random order, micro-F1 {by_chance[-1]:.3f}",
        ),
        Figure(
            name="selection: micro-F1 with 200 labels",
            value=float(chosen[at]),
            unit="F1",
            baseline=float(by_chance[at]),
            baseline_name="random order",
        ),
    ]


def _labels_for(score: float, curve: np.ndarray) -> float:
    """Between two batches on the straight line; all of them if it is never reached."""
    reached = np.flatnonzero(curve >= score)
    if not len(reached) or not reached[0]:
        return float(RANDOM_LABELS)
    after = int(reached[0])
    step = (score - curve[after - 1]) / (curve[after] - curve[after - 1])
    return BATCH * float(after + step)


Picker = Callable[[np.ndarray, list[int], int], list[int]]


class _Trial:
    def __init__(self, vectors: object, labels: list[str]) -> None:
        self.vectors = vectors
        self.alike = (vectors @ vectors.T).toarray()  # type: ignore[operator]
        names, self.label = np.unique(labels, return_inverse=True)
        self.wanted = 2.0 * np.eye(len(names))[self.label] - 1

    def run(self, seed: int, pick: Picker, upto: int) -> list[float]:
        """Share right on the held-out half, after each batch."""
        mixed = np.random.default_rng(seed).permutation(len(self.label))
        unseen, pool = np.array_split(mixed, 2)
        seen: list[int] = []
        curve = []
        while len(seen) < upto:
            seen += pick(pool, seen, seed)
            right = self._scores(seen, unseen).argmax(axis=1) == self.label[unseen]
            curve.append(float(right.mean()))
        return curve

    def by_chance(self, pool: np.ndarray, seen: list[int], seed: int) -> list[int]:
        waiting = np.setdiff1d(pool, seen)
        random = np.random.default_rng((seed, len(seen)))
        return [int(row) for row in random.choice(waiting, BATCH, replace=False)]

    def chosen(self, pool: np.ndarray, seen: list[int], seed: int) -> list[int]:
        from analysis.selection import order

        place = {int(row): index for index, row in enumerate(pool)}
        sure = np.clip((self._scores(seen, pool) + 1) / 2, 0, 1) if seen else None
        picks = order(
            vectors=self.vectors[pool],  # type: ignore[index]
            reviewed=[place[row] for row in seen],
            number=BATCH,
            confidences=sure,
            labels=[""] * self.wanted.shape[1],
            exclusive=True,
            seed=seed,
        )
        return [int(pool[one.segment]) for one in picks]

    def _scores(self, seen: list[int], rows: np.ndarray) -> np.ndarray:
        """Ridge regression on one column per theme; 0.3 is the constant."""
        among = self.alike[np.ix_(seen, seen)] + 0.3 + PENALTY * np.eye(len(seen))
        return (self.alike[np.ix_(rows, seen)] + 0.3) @ np.linalg.solve(among, self.wanted[seen])
