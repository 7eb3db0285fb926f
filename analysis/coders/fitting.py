"""Fitting one set of labels: ridge regression, lexicon weights, calibration, thresholds."""

from collections.abc import Callable

import msgspec
import numpy as np
from scipy import sparse

from analysis.coders.lexicon import Patterns
from analysis.coders.scoring import (
    SIGNALS,
    Sheet,
    Weights,
    in_context,
    occurring,
    probabilities,
    read_rows,
    signals,
)
from analysis.coders.vectors import Vectoriser

INNER_FOLDS = 5
# Strengths tried by the inner folds.
PENALTIES = (0.5, 1.0, 2.0)
# A label's own texts decide its threshold as far as they outweigh this many average labels.
SHRINKAGE = 5.0
CANDIDATES = np.linspace(0.05, 0.8, 51)
ITERATIONS, TOLERANCE = 200, 1e-5


class Examples(msgspec.Struct, frozen=True, kw_only=True):
    """Units to learn from, the statement each belongs to, and texts that are always learnt from."""

    sheet: Sheet
    groups: np.ndarray
    extra: Sheet


class _Prepared(msgspec.Struct, frozen=True, kw_only=True):
    rows: sparse.csr_matrix
    extra: sparse.csr_matrix
    own: list[list[int]]
    whole: list[list[int]]
    targets: np.ndarray
    extra_targets: np.ndarray


def fit(
    examples: Examples,
    *,
    vectoriser: Vectoriser,
    patterns: Patterns,
    targets: np.ndarray,
    extra_targets: np.ndarray,
    labels: tuple[str, ...],
    context: float,
    seed: int,
    progress: Callable[[int, int], None],
) -> Weights:
    """Learn the weights of one set of labels. targets: units x labels, 0 or 1."""
    prepared = _prepare(examples, vectoriser, patterns, targets, extra_targets, context)
    exclusive = bool((targets.sum(axis=1) <= 1).all()) and len(labels) > 1
    steps = INNER_FOLDS * len(PENALTIES) + 1
    penalty, found = _best_penalty(
        prepared, patterns, _folds(examples.groups, seed), lambda done: progress(done, steps)
    )
    calibration = _calibrate(found, targets, seed)
    chances = probabilities(found, calibration)
    matrix, mean, weights = _solve(prepared, patterns, np.ones(len(targets), dtype=bool), penalty)
    progress(steps, steps)
    return Weights(
        labels=labels,
        exclusive=exclusive,
        context=context,
        # Stored with 16 bits: predict with exactly what is stored.
        matrix=matrix.astype(np.float16).astype(np.float32),
        mean=mean,
        prior=_prior(targets),
        patterns=weights,
        calibration=calibration,
        thresholds=_thresholds(chances, targets, exclusive=exclusive),
    )


def _best_penalty(
    prepared: _Prepared,
    patterns: Patterns,
    held_out: np.ndarray,
    progress: Callable[[int], None],
) -> tuple[float, np.ndarray]:
    """The penalty that ranks held-out units best, and the signals they got with it."""
    tried: list[tuple[float, float, np.ndarray]] = []
    targets = prepared.targets
    for number, penalty in enumerate(PENALTIES):
        found = np.zeros((*targets.shape, SIGNALS), dtype=np.float32)
        for fold in range(INNER_FOLDS):
            out = held_out == fold
            if out.any() and not out.all():
                found[out] = _held_out(prepared, patterns, out, penalty)
            progress(number * INNER_FOLDS + fold + 1)
        tried.append((_ranking(found[..., 0], targets), penalty, found))
    _, penalty, found = max(tried, key=lambda entry: entry[0])
    return penalty, found


def _prepare(
    examples: Examples,
    vectoriser: Vectoriser,
    patterns: Patterns,
    targets: np.ndarray,
    extra_targets: np.ndarray,
    context: float,
) -> _Prepared:
    rows, around = read_rows(vectoriser, examples.sheet)
    extra, extra_around = read_rows(vectoriser, examples.extra)
    whole = [occurring(patterns, words) for words in examples.sheet.statements]
    return _Prepared(
        rows=in_context(rows, around, context),
        extra=in_context(extra, extra_around, context),
        own=[occurring(patterns, words) for words in examples.sheet.words],
        whole=[whole[number] for number in examples.sheet.statement],
        targets=targets,
        extra_targets=extra_targets,
    )


def _folds(groups: np.ndarray, seed: int) -> np.ndarray:
    """Per unit an inner fold; units of one statement stay together."""
    statements = int(groups.max()) + 1
    order = np.random.default_rng(seed + 1).permutation(statements)
    fold = np.empty(statements, dtype=int)
    fold[order] = np.arange(statements) % INNER_FOLDS
    return np.asarray(fold[groups])


def _held_out(
    prepared: _Prepared, patterns: Patterns, out: np.ndarray, penalty: float
) -> np.ndarray:
    """Signals of the held-out units from a model of the others."""
    matrix, mean, weights = _solve(prepared, patterns, ~out, penalty)
    linear = prepared.rows[out] @ matrix + mean
    picked = np.flatnonzero(out)
    own = patterns.scores([prepared.own[index] for index in picked], weights)
    whole = patterns.scores([prepared.whole[index] for index in picked], weights)
    return signals(np.asarray(linear), own, whole, _prior(prepared.targets[~out]))


def _prior(targets: np.ndarray) -> np.ndarray:
    share = (targets.sum(axis=0) + 0.5) / (len(targets) + 1)
    return np.asarray(np.log(share), dtype=np.float32)


def _solve(
    prepared: _Prepared, patterns: Patterns, chosen: np.ndarray, penalty: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ridge regression on the chosen units and the extra texts; the patterns' weights."""
    rows = sparse.vstack([prepared.rows[chosen], prepared.extra]).tocsr()
    targets = np.vstack([prepared.targets[chosen], prepared.extra_targets])
    mean = targets.mean(axis=0)
    answers = _conjugate_gradients(rows, targets - mean, penalty / _loudness(targets))
    matrix = (rows.T @ answers).astype(np.float32)
    picked = np.flatnonzero(chosen)
    weights = patterns.learn([prepared.own[index] for index in picked], prepared.targets[chosen])
    return matrix, mean.astype(np.float32), weights


def _loudness(targets: np.ndarray) -> np.ndarray:
    """Per unit a weight: those with rare labels count more, by the root of their rarity."""
    rarity = 1 / np.sqrt(np.maximum(targets.mean(axis=0), 1 / len(targets)))
    number = targets.sum(axis=1)
    typical = float(np.mean(rarity))
    loud = np.where(number > 0, (targets @ rarity) / np.maximum(number, 1), typical)
    return np.asarray(loud / loud.mean())


def _conjugate_gradients(
    rows: sparse.csr_matrix, targets: np.ndarray, ridge: np.ndarray
) -> np.ndarray:
    """Solve (rows rows' + diag(ridge)) x = targets, every column on its own.

    Sparse products only: no large matrix, and no library whose result depends on the machine's
    number of cores.
    """
    transposed = rows.T.tocsr()
    solution = np.zeros(targets.shape)
    rest = targets.astype(np.float64)
    direction = rest.copy()
    size = (rest**2).sum(axis=0)
    enough = np.maximum(size * TOLERANCE**2, 1e-30)
    for _ in range(ITERATIONS):
        if (size <= enough).all():
            break
        image = rows @ (transposed @ direction) + ridge[:, None] * direction
        curve = (direction * image).sum(axis=0)
        step = np.where(size > enough, size / np.where(curve > 0, curve, 1), 0)
        solution += step * direction
        rest -= step * image
        renewed = (rest**2).sum(axis=0)
        direction = rest + (renewed / np.where(size > 0, size, 1)) * direction
        size = renewed
    return solution


def _ranking(scores: np.ndarray, targets: np.ndarray) -> float:
    """How often the best-scored label is right, over units that have one."""
    labelled = targets.sum(axis=1) > 0
    if not labelled.any():
        return 0.0
    best = scores[labelled].argmax(axis=1)
    return float(targets[labelled][np.arange(len(best)), best].mean())


def _calibrate(found: np.ndarray, targets: np.ndarray, seed: int) -> np.ndarray:
    """One weighing of the signals for all labels, by logistic regression over unit x label."""
    from sklearn.linear_model import LogisticRegression

    answers = targets.ravel()
    if answers.min() == answers.max():
        return np.array([*np.zeros(SIGNALS), 20 * answers[0] - 10], dtype=np.float32)
    model = LogisticRegression(C=10, max_iter=1000, random_state=seed)
    model.fit(found.reshape(-1, SIGNALS).astype(np.float64), answers)
    return np.round(np.array([*model.coef_[0], model.intercept_[0]]), 4).astype(np.float32)


def _thresholds(chances: np.ndarray, targets: np.ndarray, *, exclusive: bool) -> np.ndarray:
    """Per label the threshold with the best F1 in the inner folds, drawn towards the common one."""
    if exclusive:
        return np.full(targets.shape[1], _exclusive_threshold(chances, targets), dtype=np.float32)
    right = np.array([(targets * (chances > value)).sum(axis=0) for value in CANDIDATES])
    proposed = np.array([(chances > value).sum(axis=0) for value in CANDIDATES])
    wanted = targets.sum(axis=0)
    quality = (right + SHRINKAGE * right.mean(axis=1, keepdims=True)) / (
        proposed + wanted + SHRINKAGE * (proposed.mean(axis=1, keepdims=True) + wanted.mean())
    )
    return np.asarray(CANDIDATES[quality.argmax(axis=0)], dtype=np.float32)


def _exclusive_threshold(chances: np.ndarray, targets: np.ndarray) -> float:
    """The one threshold for the best label of each unit; none if every unit has a label."""
    if (targets.sum(axis=1) == 1).all():
        return -1.0
    best = chances.argmax(axis=1)
    top = chances.max(axis=1)
    hit = targets[np.arange(len(best)), best]
    quality = [
        2 * hit[top > value].sum() / ((top > value).sum() + targets.sum()) for value in CANDIDATES
    ]
    return float(CANDIDATES[int(np.argmax(quality))])
