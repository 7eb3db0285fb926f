"""Weighing signals: calibrated chances, thresholds, and when a coding is called sure."""

import numpy as np
import pytest

from analysis.coders import weighing
from analysis.coders.signals import FAST


def known(chance: np.ndarray) -> np.ndarray:
    """Signals of which only the first tells anything: the log odds."""
    signals = np.zeros((*chance.shape, len(FAST)))
    signals[..., 0] = np.log(chance / (1 - chance))
    return signals


def test_learned_chances_are_calibrated() -> None:
    random = np.random.default_rng(0)
    chance = random.uniform(0.02, 0.98, size=(2000, 2))
    targets = (random.random(chance.shape) < chance).astype(float)
    learned = weighing.learn(known(chance), targets, exclusive=False)
    found = learned.chances(known(chance), exclusive=False)
    assert np.abs(found - chance).mean() < 0.03


def test_exclusive_chances_share_one_certainty() -> None:
    random = np.random.default_rng(0)
    signals = np.zeros((300, 3, len(FAST)))
    signals[..., 0] = random.normal(size=(300, 3))
    targets = np.eye(3)[signals[..., 0].argmax(axis=1)]
    learned = weighing.learn(signals, targets, exclusive=True)
    found = learned.chances(signals, exclusive=True)
    assert found.sum(axis=1) == pytest.approx(np.ones(300))
    proposed = weighing.decide(found, learned.thresholds, exclusive=True)
    assert (proposed == targets.astype(bool)).all()


def test_labels_shares_weigh_nothing_where_one_label_excludes_the_others() -> None:
    signals = np.zeros((50, 2, len(FAST)))
    signals[:, 0, weighing.SHARE] = 5.0
    targets = np.tile([1.0, 0.0], (50, 1))
    learned = weighing.learn(signals, targets, exclusive=True)
    assert learned.chances(signals, exclusive=True) == pytest.approx(np.full((50, 2), 0.5))


def test_all_or_nothing_is_learned_without_regression() -> None:
    nothing = weighing.learn(np.ones((5, 2, len(FAST))), np.zeros((5, 2)), exclusive=False)
    assert nothing.chances(np.ones((1, 2, len(FAST))), exclusive=False).max() < 0.001


def test_threshold_is_none_only_where_every_unit_has_its_label() -> None:
    found = np.array([[0.9, 0.1], [0.4, 0.6], [0.45, 0.55]])
    whole = np.array([[1, 0], [0, 1], [0, 1]])
    assert weighing.thresholds(found, whole, exclusive=True).tolist() == [-1.0, -1.0]
    some = np.array([[1, 0], [0, 1], [0, 0]])
    limit = weighing.thresholds(found, some, exclusive=True)[0]
    assert 0.55 <= limit < 0.6


def test_sure_only_where_nine_of_ten_were_right_and_often_enough() -> None:
    found = np.linspace(0.99, 0.5, 50)[:, None]
    right = np.ones((50, 1))
    right[[5, 33, 34, 35, 36, 37]] = 0
    limit = weighing.sure_from(found, right)
    sure = found[:, 0] >= limit
    assert right[sure].mean() >= weighing.SURE_PRECISION
    # 32 of 35 were right, 32 of 36 would be too few.
    assert sure.sum() == 35
    assert weighing.sure_from(found[:10], right[:10]) == 2.0
    assert weighing.sure_from(found, np.zeros((50, 1))) == 2.0
