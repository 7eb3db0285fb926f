"""Coefficients: textbook cases, and other people's implementations as oracle."""

import numpy as np
import pytest

from analysis.reliability import Coefficient, jaccard, masi, measure, nominal

A, AB, B, BC, NONE = ({"a"}, {"a", "b"}, {"b"}, {"b", "c"}, set())


def singles(row: str) -> list[frozenset[str] | None]:
    """One code per unit; a full stop is not coded."""
    return [None if sign == "." else frozenset(sign) for sign in row]


# Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", sections A, B and C.
BINARY = [singles("0100000010"), singles("1110010000")]
TWO = [singles("aabbdcccedda"), singles("babbbccceddd")]
FOUR = [singles("123321412..."), singles("1233224125.3"),
        singles(".3332342251."), singles("12332441251.")]  # fmt: skip


@pytest.mark.parametrize(
    ("codings", "units", "alpha"), [(BINARY, 10, 0.095), (TWO, 12, 0.692), (FOUR, 11, 0.743)]
)
def test_alpha_of_the_textbook(
    codings: list[list[frozenset[str] | None]], units: int, alpha: float
) -> None:
    found = measure(codings, repeats=0)
    assert found.units == units
    assert found.alpha.value == pytest.approx(alpha, abs=0.0005)


def test_kappa_of_the_textbook() -> None:
    # 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: observed .7, expected .5.
    first = singles("y" * 25 + "n" * 25)
    second = singles("y" * 20 + "n" * 5 + "y" * 10 + "n" * 15)
    found = measure([first, second], distance=nominal, repeats=0)
    assert found.share == Coefficient(pytest.approx(0.7))
    assert found.kappa == Coefficient(pytest.approx(0.4))


@pytest.mark.parametrize(
    ("one", "other", "by_masi", "by_jaccard"),
    [
        (NONE, NONE, 0, 0),
        (A, A, 0, 0),
        (A, NONE, 1, 1),
        (A, B, 1, 1),
        (A, AB, 2 / 3, 1 / 2),
        (AB, BC, 8 / 9, 2 / 3),
    ],
)
def test_distances_by_hand(
    one: set[str], other: set[str], by_masi: float, by_jaccard: float
) -> None:
    assert masi(one, other) == masi(other, one) == pytest.approx(by_masi)
    assert jaccard(one, other) == jaccard(other, one) == pytest.approx(by_jaccard)


def test_set_valued_coefficients_by_hand() -> None:
    # Distances: 0, 2/3, 1. Values: A three times, AB, B and NONE once each.
    found = measure([[A, AB, NONE], [A, A, B]], repeats=0)
    observed = (0 + 2 / 3 + 1) / 3
    # Ordered pairs of values: A-AB 3 x 2/3, AB-B 2/3, the other pairs (3 + 3 + 1 + 1) x 1.
    expected = 2 * (3 * 2 / 3 + 2 / 3 + 8) / (6 * 5)
    assert found.alpha.value == pytest.approx(1 - observed / expected)
    # First: A, AB, NONE; second: A, A, B. Expected by chance: the mean over all nine pairs.
    by_chance = (0 + 0 + 1 + 2 / 3 + 2 / 3 + 2 / 3 + 1 + 1 + 1) / 9
    assert found.kappa.value == pytest.approx(1 - observed / by_chance)


def test_what_cannot_be_measured_is_none_not_one() -> None:
    same = measure([[A, A], [A, A]])
    assert (same.share.value, same.alpha, same.kappa) == (1, Coefficient(None), Coefficient(None))
    assert measure([[A, None], [None, A]]).alpha == Coefficient(None)
    assert measure([[], []]).share == Coefficient(None)
    assert measure([]).units == 0


def random_codings(seed: int, *, coders: int, units: int) -> list[list[frozenset[str] | None]]:
    random = np.random.default_rng(seed)
    values = [frozenset(one) for one in (NONE, A, B, AB, BC)]
    truth = random.integers(0, 5, units)
    rows: list[list[frozenset[str] | None]] = []
    for _ in range(coders):
        given = np.where(random.random(units) < 0.6, truth, random.integers(0, 5, units))
        left_out = random.random(units) < 0.2
        rows.append(
            [None if out else values[one] for one, out in zip(given, left_out, strict=True)]
        )
    return rows


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("distance", [nominal, masi, jaccard])
def test_alpha_equals_another_implementation(seed: int, distance: object) -> None:
    import krippendorff

    codings = random_codings(seed, coders=4, units=40)
    values = [frozenset(one) for one in (NONE, A, B, AB, BC)]
    numbers = [[np.nan if one is None else values.index(one) for one in row] for row in codings]

    def metric(v1: np.ndarray, v2: np.ndarray, **_: object) -> np.ndarray:
        table = np.array([[distance(one, other) for other in values] for one in values])  # type: ignore[operator]
        return table[v1.astype(int), v2.astype(int)]

    expected = krippendorff.alpha(
        reliability_data=numbers, value_domain=range(5), level_of_measurement=metric
    )
    found = measure(codings, distance=distance, repeats=0)  # type: ignore[arg-type]
    assert found.alpha.value == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(5))
def test_kappa_equals_another_implementation(seed: int) -> None:
    from sklearn.metrics import cohen_kappa_score

    codings = random_codings(seed, coders=2, units=60)
    both = [(sorted(a), sorted(b)) for a, b in zip(*codings, strict=True)
            if a is not None and b is not None]  # fmt: skip
    expected = cohen_kappa_score(["".join(a) for a, _ in both], ["".join(b) for _, b in both])
    found = measure(codings, distance=nominal, repeats=0)
    assert found.kappa.value == pytest.approx(expected)


def test_interval_covers_and_is_the_same_each_time() -> None:
    found = measure(random_codings(1, coders=2, units=200))
    assert found == measure(random_codings(1, coders=2, units=200))
    for one in (found.share, found.alpha, found.kappa):
        assert one.low is not None
        assert one.high is not None
        assert one.value is not None
        assert one.low < one.value < one.high
        assert 0.1 < one.high - one.low < 0.3


def test_segments_of_one_statement_are_drawn_together() -> None:
    # Each statement has five segments that agree or differ together: 40 facts, not 200.
    codings = [[one for one in row for _ in range(5)]
               for row in random_codings(1, coders=2, units=40)]  # fmt: skip
    groups = [unit // 5 for unit in range(200)]
    drawn_singly = measure(codings).alpha
    drawn_together = measure(codings, groups=groups).alpha
    assert drawn_together.high - drawn_together.low > 1.7 * (drawn_singly.high - drawn_singly.low)  # type: ignore[operator]


def test_a_code_missing_from_most_samples_has_no_interval() -> None:
    once = [frozenset(A)] + [frozenset(NONE)] * 99
    never = [frozenset(NONE)] * 100
    found = measure([once, never], distance=nominal).alpha
    assert (found.value, found.low, found.high) == (pytest.approx(0, abs=0.01), None, None)


def test_intervals_hold_the_true_value_about_as_often_as_promised() -> None:
    # What so many units would give is taken for the truth.
    true = measure(random_codings(99, coders=2, units=60_000), repeats=0).alpha.value
    assert true is not None
    found = [
        measure(random_codings(seed, coders=2, units=60), repeats=300).alpha
        for seed in range(100, 350)
    ]
    held = [one.low <= true <= one.high for one in found if one.low and one.high]
    assert 0.9 < np.mean(held) < 0.985
