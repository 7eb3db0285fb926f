"""Estimates: refused where the sample is none; by hand; and how often the intervals cover."""

from collections import Counter, defaultdict

import numpy as np
import pytest

from analysis.estimates import (
    MINIMUM,
    ChosenReview,
    Estimate,
    MachineCoding,
    NotEstimable,
    RandomReview,
    estimate,
)
from analysis.proportions import wilson

YES, NO = frozenset({"kita"}), frozenset[str]()


def machine(*said: bool, area: str = "1") -> list[MachineCoding]:
    return [
        MachineCoding(statement=f"{area}-{number}", area=area, codes=YES if one else NO)
        for number, one in enumerate(said)
    ]


def read(number: int, *, true: bool, area: str = "1", probability: float = 0.5) -> RandomReview:
    return RandomReview(
        statement=f"{area}-{number}", codes=YES if true else NO, probability=probability
    )


def test_chosen_statements_are_refused() -> None:
    chosen = ChosenReview(statement="1-0", codes=YES)
    with pytest.raises(NotEstimable, match="Die Aussage 1-0 wurde nicht zufällig gezogen"):
        estimate(machine(True), [chosen], codes=["kita"])  # type: ignore[list-item]


@pytest.mark.parametrize("probability", [0, -1, 1.5])
def test_a_probability_out_of_range_is_refused(probability: float) -> None:
    with pytest.raises(NotEstimable, match="über 0 bis höchstens 1"):
        estimate(machine(True), [read(0, true=True, probability=probability)], codes=["kita"])


def test_no_sample_and_unknown_statements_are_refused() -> None:
    with pytest.raises(NotEstimable, match="keine gelesene Zufallsstichprobe"):
        estimate(machine(True), [], codes=["kita"])
    with pytest.raises(NotEstimable, match="Die gelesene Aussage 1-7 hat die Maschine nicht"):
        estimate(machine(True), [read(7, true=True)], codes=["kita"])


def test_everything_read_is_no_estimate() -> None:
    said = machine(True, True, False, False)
    reviews = [read(number, true=number in (0, 2, 3), probability=1) for number in range(4)]
    whole = Estimate(code="kita", area=None, statements=4, read=4, machine=0.5, share=0.75,
                     low=0.75, high=0.75, basis="read")  # fmt: skip
    area = Estimate(code="kita", area="1", statements=4, read=4, machine=0.5, share=0.75,
                    low=0.75, high=0.75, basis="read")  # fmt: skip
    assert estimate(said, reviews, codes=["kita"]) == (whole, area)


def test_own_estimate_by_hand() -> None:
    # 40 yes (10 read, 6 true), 160 no (40 read, 4 true): .2 x .6 + .8 x .1
    said = machine(*[True] * 40, *[False] * 160)
    reviews = [read(n, true=n < 6) for n in range(10)]
    reviews += [read(n, true=n < 44) for n in range(40, 80)]
    found = estimate(said, reviews, codes=["kita"])[1]
    assert (found.basis, found.statements, found.read, found.machine) == ("own", 200, 50, 0.2)
    assert found.share == pytest.approx(0.2)
    # A quarter of each was read, so each read one counts 4/3.
    yes, no = wilson(0.6, 10 * 4 / 3), wilson(0.1, 40 * 4 / 3)
    below = np.hypot(0.2 * (0.6 - yes[0]), 0.8 * (0.1 - no[0]))
    above = np.hypot(0.2 * (yes[1] - 0.6), 0.8 * (no[1] - 0.1))
    assert (found.low, found.high) == pytest.approx((0.2 - below, 0.2 + above))


def test_tuned_prediction_powered_inference_gives_the_same_share() -> None:
    said = machine(*[True] * 40, *[False] * 160)
    reviews = [read(n, true=n < 6) for n in range(10)]
    reviews += [read(n, true=n < 44) for n in range(40, 80)]
    f = np.array([1.0] * 10 + [0.0] * 40)
    y = np.array([1.0] * 6 + [0.0] * 4 + [1.0] * 4 + [0.0] * 36)
    tuning = np.cov(y, f)[0, 1] / f.var(ddof=1)
    expected = tuning * 0.2 + (y - tuning * f).mean()
    assert estimate(said, reviews, codes=["kita"])[1].share == pytest.approx(expected)


def test_unequal_probabilities_are_weighed() -> None:
    # Area 1 was read whole, of area 2 one in ten: each of these stands for ten.
    said = [*machine(*[False] * 20), *machine(*[False] * 200, area="2")]
    reviews = [read(n, true=True, probability=1) for n in range(20)]
    reviews += [read(n, true=n < 5, area="2", probability=0.1) for n in range(20)]
    whole, one, two = estimate(said, reviews, codes=["kita"])
    assert (one.share, two.share) == (1, 0.25)
    assert whole.share == pytest.approx((20 * 1 + 200 * 0.25) / 220)


def test_statements_about_the_whole_city_are_a_row_of_their_own() -> None:
    said = [*machine(True, True), *machine(False, False, area="stadtweit")]
    reviews = [read(n, true=True, probability=1) for n in range(2)]
    reviews += [read(n, true=False, area="stadtweit", probability=1) for n in range(2)]
    found = estimate(said, reviews, codes=["kita"])
    assert [(one.area, one.statements, one.share) for one in found] == [
        (None, 4, 0.5),
        ("1", 2, 1),
        ("stadtweit", 2, 0),
    ]


def test_pooled_estimate_takes_the_errors_of_all_areas() -> None:
    # Area 1: of 40 true 32 found, of 160 others 16 wrongly. Area 2: 30 of 100 said.
    said = [*machine(*[n < 32 or 40 <= n < 56 for n in range(200)]),
            *machine(*[n < 30 for n in range(100)], area="2")]  # fmt: skip
    reviews = [read(n, true=n < 40) for n in range(200)]
    found = estimate(said, reviews, codes=["kita"])[2]
    assert (found.area, found.basis, found.read) == ("2", "pooled", 0)
    assert found.share == pytest.approx((0.3 - 0.1) / (0.8 - 0.1))
    assert 0.1 < found.low < found.share < found.high < 0.5


def test_a_machine_that_tells_nothing_leaves_everything_possible_where_nobody_read() -> None:
    said = [*machine(*[n % 2 == 0 for n in range(100)]), *machine(*[True] * 30, area="2")]
    reviews = [read(n, true=n % 4 < 2) for n in range(100)]
    found = estimate(said, reviews, codes=["kita"])[2]
    assert (found.low, found.high) == (0, 1)


Area = tuple[int, float]


def coverage(
    areas: dict[str, Area],
    *,
    read: int,
    finds: float,
    right: float,
    repeats: int = 500,
    minimum: int = MINIMUM,
    elsewhere: float | None = None,
    naive: bool = False,
    chosen: bool = False,
) -> dict[tuple[str | None, str], float]:
    """How often the interval holds the true share, per area and basis.

    areas: statements and share of the theme. finds, right: how often the machine says yes with and
    no without it; elsewhere: finds in all areas but the first. naive: the machine's share as if
    people had coded. chosen: not drawn at random, but looked for, so that those with the theme are
    found five times as often.
    """
    random = np.random.default_rng(20)
    hits: dict[tuple[str | None, str], list[bool]] = defaultdict(list)
    place = np.repeat(list(areas), [size for size, _ in areas.values()])
    share = np.repeat([one for _, one in areas.values()], [size for size, _ in areas.values()])
    found_with = np.where(place == next(iter(areas)), finds, elsewhere or finds)
    for _ in range(repeats):
        true = random.random(len(place)) < share
        said = np.where(
            true, random.random(len(place)) < found_with, random.random(len(place)) > right
        )
        coded = [
            MachineCoding(statement=str(number), area=str(area), codes=YES if one else NO)
            for number, (area, one) in enumerate(zip(place, said, strict=True))
        ]
        drawn = random.choice(len(place), read, replace=False)
        if chosen:
            odds = 1.0 + 4 * true
            drawn = random.choice(len(place), read, replace=False, p=odds / odds.sum())
        reviews = [
            RandomReview(
                statement=str(number),
                codes=YES if true[number] else NO,
                probability=read / len(place),
            )
            for number in drawn
        ]
        for found in estimate(coded, reviews, codes=["kita"], minimum=minimum):
            inside = np.full(len(place), found.area is None) | (place == found.area)
            low, high = found.low, found.high
            if naive:
                low, high = wilson(found.machine, found.statements)
            hits[found.area, found.basis].append(bool(low <= true[inside].mean() <= high))
    return {key: float(np.mean(found)) for key, found in hits.items() if len(found) > repeats / 2}


SETTINGS: dict[str, tuple[dict[str, Area], int, float, float]] = {
    "good coder": ({"1": (1000, 0.2)}, 200, 0.9, 0.97),
    "biased coder": ({"1": (1000, 0.2)}, 200, 0.5, 0.85),
    "useless coder": ({"1": (1000, 0.3)}, 150, 0.3, 0.7),
    "rare theme": ({"1": (1000, 0.02)}, 300, 0.7, 0.995),
    "few read": ({"1": (400, 0.2)}, 25, 0.8, 0.95),
    "half read": ({"1": (200, 0.15)}, 100, 0.8, 0.96),
}  # fmt: skip


@pytest.mark.parametrize("name", SETTINGS)
def test_intervals_cover_what_they_promise(name: str) -> None:
    areas, number, finds, right = SETTINGS[name]
    found = coverage(areas, read=number, finds=finds, right=right)
    assert len(found) == 1 + len(areas)
    assert {key: share for key, share in found.items() if not 0.93 <= share <= 0.985} == {}


AREAS: dict[str, Area] = {"1": (500, 0.3), "2": (400, 0.1), "3": (60, 0.05), "4": (60, 0.4)}


def test_intervals_of_small_areas_cover_what_they_promise_whether_own_or_pooled() -> None:
    own = coverage(AREAS, read=200, finds=0.8, right=0.95)
    assert {basis for _, basis in own} == {"own"}
    pooled = coverage(AREAS, read=200, finds=0.8, right=0.95, minimum=20)
    assert Counter(basis for _, basis in pooled) == {"own": 3, "pooled": 2}
    assert {key: share for key, share in pooled.items() if not 0.93 <= share <= 0.985} == {}
    # Twelve read of a theme that is rare: what is cautious covers more than it must.
    assert {key: share for key, share in own.items() if share < 0.93} == {}


def test_what_is_pooled_does_not_cover_where_the_machine_errs_otherwise_and_own_does() -> None:
    areas = {"1": (900, 0.3), "2": (100, 0.4)}
    given = {"read": 150, "finds": 0.9, "right": 0.97, "elsewhere": 0.4, "repeats": 200}
    assert coverage(areas, minimum=40, **given)["2", "pooled"] < 0.5  # type: ignore[arg-type]
    assert coverage(areas, **given)["2", "own"] > 0.93  # type: ignore[arg-type]


def test_the_machines_own_count_does_not_cover() -> None:
    areas, number, finds, right = SETTINGS["biased coder"]
    found = coverage(areas, read=number, finds=finds, right=right, repeats=200, naive=True)
    assert max(found.values()) < 0.6


def test_chosen_statements_passed_off_as_random_do_not_cover() -> None:
    areas, number, finds, right = SETTINGS["biased coder"]
    found = coverage(areas, read=number, finds=finds, right=right, repeats=200, chosen=True)
    assert max(found.values()) < 0.6
