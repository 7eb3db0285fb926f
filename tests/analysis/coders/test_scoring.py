"""Weighing signals and deciding."""

import numpy as np
import pytest

from analysis.coders.scoring import SIGNALS, decide, probabilities, signals


def test_decide_none_below_the_threshold() -> None:
    chances = np.array([[0.2, 0.3]])
    thresholds = np.array([0.2, 0.4])
    assert decide(chances, thresholds, exclusive=False).tolist() == [[False, False]]


def test_decide_one_at_most_where_labels_exclude_each_other() -> None:
    chances = np.array([[0.6, 0.7], [0.1, 0.2]])
    thresholds = np.array([0.5, 0.5])
    assert decide(chances, thresholds, exclusive=False).tolist() == [[True, True], [False, False]]
    assert decide(chances, thresholds, exclusive=True).tolist() == [[False, True], [False, False]]


def test_signals_and_probabilities() -> None:
    linear = np.array([[0.4, 0.1]], dtype=np.float32)
    own = np.array([[0.0, 0.5]], dtype=np.float32)
    around = np.array([[0.2, 0.5]], dtype=np.float32)
    found = signals(linear, own, around, np.array([-1.0, -2.0]))
    assert found.shape == (1, 2, SIGNALS)
    assert found[0] == pytest.approx(
        np.array([[0.4, 0, 1, 0, -0.5, 0, 0.2, 0, -1], [0.1, -0.3, 0, 0.5, 0, 1, 0.5, 1, -2]])
    )
    assert probabilities(found, np.zeros(SIGNALS + 1)).tolist() == [[0.5, 0.5]]
