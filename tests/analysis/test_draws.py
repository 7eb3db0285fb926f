"""Drawing a sample by area, and reading it back."""

import pytest

from analysis.coded_lines import StatementCodes
from analysis.draws import Reviews, draw, reviews
from analysis.estimates import ChosenReview, NotEstimable, RandomReview
from analysis.suggestions import StatementText

STATEMENTS = [
    StatementText(id=f"{area}-{number}", text="x", area=area)
    for area, size in (("1", 600), ("2", 300), ("3", 8))
    for number in range(size)
]


def given(sample: str, probability: float | None = None) -> StatementCodes:
    return StatementCodes(
        id="1", codes=frozenset("a"), spans=None, sample=sample, probability=probability
    )


@pytest.mark.parametrize("one", [given(""), given("random"), given("zufall", 0.5)])
def test_a_coding_that_does_not_say_how_it_was_found_is_refused(one: StatementCodes) -> None:
    with pytest.raises(NotEstimable, match="Bei der Aussage 1 fehlt, wie sie ausgewählt wurde"):
        reviews([one])


def test_random_and_chosen_stay_apart() -> None:
    assert reviews([given("random", 0.5), given("chosen")]) == Reviews(
        random=(RandomReview(statement="1", codes=frozenset("a"), probability=0.5),),
        chosen=(ChosenReview(statement="1", codes=frozenset("a")),),
    )


def test_areas_in_proportion_and_none_left_out() -> None:
    drawn = draw(STATEMENTS, number=90, least=10)
    by_area = {area: [one for one in drawn if one.area == area] for area in "123"}
    assert {area: len(inside) for area, inside in by_area.items()} == {"1": 59, "2": 30, "3": 8}
    assert [{one.probability for one in inside} for inside in by_area.values()] == [
        {59 / 600}, {30 / 300}, {1.0},
    ]  # fmt: skip
    assert len({one.id for one in drawn}) == len(drawn)
    assert {one.sample for one in drawn} == {"random"}
    # Not sorted by area: whoever stops early has read some of each.
    assert {one.area for one in drawn[:30]} == {"1", "2", "3"}


def test_the_seed_draws_the_same_again_and_another_draws_others() -> None:
    assert draw(STATEMENTS, number=50) == draw(STATEMENTS, number=50)
    assert draw(STATEMENTS, number=50) != draw(STATEMENTS, number=50, seed=1)


def test_everybody_has_the_same_chance_within_an_area() -> None:
    times = dict.fromkeys((one.id for one in STATEMENTS[600:900]), 0)
    for seed in range(100):
        for one in draw(STATEMENTS[600:900], number=30, seed=seed):
            times[one.id] += 1
    assert sum(times.values()) == 3000
    assert max(times.values()) < 25


def test_nothing_to_draw_from() -> None:
    assert draw([], number=10) == ()
