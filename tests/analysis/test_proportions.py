"""Intervals against scipy's."""

import math

import pytest

from analysis.proportions import at_least, wilson


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="6 of 5"):
        at_least(6, 5)


@pytest.mark.parametrize(("right", "of"), [(0, 10), (1, 10), (9, 10), (10, 10), (180, 200)])
def test_intervals_equal_another_implementation(right: int, of: int) -> None:
    from scipy.stats import binomtest

    expected = binomtest(right, of).proportion_ci(0.95, method="wilson")
    assert wilson(right / of, of) == pytest.approx((expected.low, expected.high), abs=1e-6)
    exact = binomtest(right, of, alternative="greater").proportion_ci(0.95, method="exact")
    assert at_least(right, of) == pytest.approx(exact.low, abs=1e-9)


def test_nothing_seen_promises_nothing() -> None:
    assert wilson(0.5, 0) == (0, 1)
    assert at_least(0, 0) == 0
    assert wilson(0.3, math.inf) == (0.3, 0.3)


def test_large_samples_are_no_problem() -> None:
    assert at_least(9_500, 10_000) == pytest.approx(0.9462, abs=0.0005)
