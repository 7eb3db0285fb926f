"""Ridge regression: the scores of held-out groups are those of fitting again without them."""

import numpy as np
import pytest

from analysis.coders import ridge


def test_unseen_is_what_a_model_of_the_others_says() -> None:
    random = np.random.default_rng(1)
    rows = random.normal(size=(12, 30))
    targets = (random.random((12, 3)) > 0.6).astype(float)
    noise = random.uniform(0.5, 2.0, size=12)
    groups = np.array([0, 0, 1, 1, 1, 2, 3, 3, 4, 5, 6, 6])
    kernel = rows @ rows.T
    fitted = ridge.fit(kernel, targets, ridge=noise, groups=groups)
    for group in range(7):
        out = groups == group
        left = ~out
        dual = np.linalg.solve(
            kernel[np.ix_(left, left)] + np.diag(noise[left]), targets[left] - fitted.mean
        )
        assert fitted.unseen[out] == pytest.approx(
            kernel[np.ix_(out, left)] @ dual + fitted.mean, abs=1e-8
        )
    # Negative control: what the whole model says of its own examples is nearer to the truth.
    seen = kernel @ fitted.dual + fitted.mean
    assert np.abs(seen - targets).mean() < 0.5 * np.abs(fitted.unseen - targets).mean()


def test_loudness_of_rare_labels() -> None:
    targets = np.array([[1, 0], [1, 0], [1, 0], [0, 1], [0, 0]])
    loud = ridge.loudness(targets, power=0.5)
    assert loud.mean() == pytest.approx(1)
    assert loud[3] > loud[4] > loud[0]
    assert ridge.loudness(targets, power=0.0) == pytest.approx(np.ones(5))


def test_radial_of_rows_of_length_one() -> None:
    rows = np.array([[1.0, 0.0], [0.0, 1.0]])
    assert ridge.radial(rows, rows, width=1.0) == pytest.approx(
        np.array([[1.0, np.exp(-1)], [np.exp(-1), 1.0]])
    )
