"""From signals to calibrated probabilities, thresholds, and where to ask more."""

import msgspec
import numpy as np

from analysis.coders.signals import FAST

SHARE = FAST.index("share of the label")
CANDIDATES = np.linspace(0.05, 0.8, 51)
# A label's own texts decide its threshold as far as they outweigh this many average labels.
SHRINKAGE = 5.0
# A coding is called sure from here on: at least so many of those seen in training were right.
SURE_PRECISION, FEWEST_SURE = 0.9, 20
STEPS = 2_000


class Weighing(msgspec.Struct, frozen=True, kw_only=True):
    """One weight per signal and a constant, the same for all labels.

    thresholds: per label; sure: the probability from which a coding is called sure, 2 = never.
    """

    weights: np.ndarray
    thresholds: np.ndarray
    sure: float

    def chances(self, signals: np.ndarray, *, exclusive: bool) -> np.ndarray:
        """units x labels, 0..1. Exclusive labels share one certainty."""
        return chances(signals, self.weights, exclusive=exclusive)


def chances(signals: np.ndarray, weights: np.ndarray, *, exclusive: bool) -> np.ndarray:
    logits = signals @ weights[:-1] + weights[-1]
    if exclusive:
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(odds / odds.sum(axis=1, keepdims=True))
    return np.asarray(1 / (1 + np.exp(-logits)))


def learn(signals: np.ndarray, targets: np.ndarray, *, exclusive: bool) -> Weighing:
    """signals: units x labels x signals, from models that never saw the unit."""
    weights = _conditional(signals, targets) if exclusive else _binary(signals, targets)
    found = chances(signals, weights, exclusive=exclusive)
    return Weighing(
        weights=weights,
        thresholds=thresholds(found, targets, exclusive=exclusive),
        sure=sure_from(found, targets),
    )


def _binary(signals: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Logistic regression over unit x label."""
    from sklearn.linear_model import LogisticRegression

    answers = targets.ravel()
    rows = signals.reshape(-1, signals.shape[-1]).astype(np.float64)
    if answers.min() == answers.max():
        return np.array([*np.zeros(rows.shape[1]), 20 * answers[0] - 10])
    scale = rows.std(axis=0)
    scale[scale == 0] = 1
    model = LogisticRegression(C=1.0, max_iter=STEPS)
    model.fit(rows / scale, answers)
    return np.round([*(model.coef_[0] / scale), model.intercept_[0]], 4)


def _conditional(signals: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Softmax regression with one weight per signal (conditional logit, McFadden 1974).

    The labels' shares get no weight: they would pull every doubtful unit to the largest label.
    """
    from scipy.optimize import minimize

    labelled = targets.sum(axis=1) > 0
    rows, wanted = signals[labelled].astype(np.float64), targets[labelled]
    rows[..., SHARE] = 0
    wanted = wanted / wanted.sum(axis=1, keepdims=True)
    scale = rows.std(axis=(0, 1))
    scale[scale == 0] = 1
    rows = rows / scale

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        logits = rows @ weights
        logits -= logits.max(axis=1, keepdims=True)
        log_chances = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        slope = np.einsum("ul,uls->s", np.exp(log_chances) - wanted, rows)
        return (
            float(-(wanted * log_chances).sum() + 0.5 * weights @ weights),
            slope + weights,
        )

    found = minimize(loss, np.zeros(rows.shape[-1]), jac=True, method="L-BFGS-B")
    return np.round([*(found.x / scale), 0.0], 4)


def thresholds(found: np.ndarray, targets: np.ndarray, *, exclusive: bool) -> np.ndarray:
    """Per label the threshold with the best F1, drawn towards the common one."""
    if exclusive:
        return np.full(targets.shape[1], _exclusive_threshold(found, targets))
    right = np.array([(targets * (found > value)).sum(axis=0) for value in CANDIDATES])
    proposed = np.array([(found > value).sum(axis=0) for value in CANDIDATES])
    wanted = targets.sum(axis=0)
    named = proposed + wanted + SHRINKAGE * (proposed.mean(axis=1, keepdims=True) + wanted.mean())
    quality = (right + SHRINKAGE * right.mean(axis=1, keepdims=True)) / np.maximum(named, 1e-9)
    return np.asarray(CANDIDATES[quality.argmax(axis=0)])


def _exclusive_threshold(found: np.ndarray, targets: np.ndarray) -> float:
    """The one threshold for the best label of each unit; none if every unit has a label."""
    if (targets.sum(axis=1) > 0).all():
        return -1.0
    top = found.max(axis=1)
    hit = targets[np.arange(len(found)), found.argmax(axis=1)]
    quality = [
        2 * hit[top > value].sum() / ((top > value).sum() + targets.sum()) for value in CANDIDATES
    ]
    return float(CANDIDATES[int(np.argmax(quality))])


def sure_from(found: np.ndarray, targets: np.ndarray) -> float:
    """The lowest probability from which SURE_PRECISION of the codings were right; 2 if none."""
    order = np.argsort(-found, axis=None, kind="stable")
    right = targets.ravel()[order].cumsum() / np.arange(1, order.size + 1)
    enough = np.flatnonzero(right >= SURE_PRECISION)
    if not len(enough) or enough[-1] + 1 < FEWEST_SURE:
        return 2.0
    return float(found.ravel()[order[enough[-1]]])


def decide(found: np.ndarray, limits: np.ndarray, *, exclusive: bool) -> np.ndarray:
    """units x labels, which are proposed: above the label's threshold, one at most if exclusive."""
    proposed = found > limits
    if exclusive:
        best = np.zeros_like(proposed)
        best[np.arange(len(found)), found.argmax(axis=1)] = True
        proposed &= best
    return np.asarray(proposed)
