"""Automatic acceptance: refused first; kept apart from reviews; and keeps what it promises."""

from collections import Counter

import msgspec
import numpy as np
import pytest

from analysis.acceptance import (
    AutomaticAcceptance,
    Candidate,
    NoReview,
    NotAccepted,
    Precision,
    Record,
    Review,
    decide,
    precisions,
    records,
)
from analysis.proportions import at_least, wilson

CODER = "themes-2:0a1b2c3d"
DEMANDED = {"kita": 0.9}


def review(*, right: bool = True, confidence: float = 0.97, **other: object) -> Review:
    given = {"coder": CODER, "code": "kita", "random": True, **other}
    return Review(right=right, confidence=confidence, **given)  # type: ignore[arg-type]


RECORD = records([review()] * 60, coder=CODER, demanded=DEMANDED)[0]
GOOD = Candidate(
    segment="s1",
    coder=CODER,
    code="kita",
    confidence=0.97,
    proposed=True,
    translated=False,
    language_sure=True,
)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"code": "miete"}, "not_wanted"),
        ({"proposed": False}, "not_proposed"),
        ({"translated": True}, "translated"),
        ({"language_sure": False}, "language_unsure"),
        ({"coder": "themes-2:ffffffff"}, "too_few"),
        ({"confidence": 0.3}, "too_unsure"),
    ],
)
def test_not_accepted_without_a_person(change: dict[str, object], refusal: str) -> None:
    candidate = msgspec.structs.replace(GOOD, **change)
    found = decide(candidate, records=[RECORD], demanded=DEMANDED)
    assert found == NotAccepted(
        segment="s1",
        code=candidate.code,
        refusal=refusal,  # type: ignore[arg-type]
    )


def test_accepted_where_everything_holds() -> None:
    found = decide(GOOD, records=[RECORD], demanded=DEMANDED)
    assert found == AutomaticAcceptance(segment="s1", code="kita", record=RECORD)


def test_a_higher_demand_takes_the_acceptance_back() -> None:
    found = decide(GOOD, records=[RECORD], demanded={"kita": 0.99})
    assert found == NotAccepted(segment="s1", code="kita", refusal="too_few")


def test_an_automatic_acceptance_is_never_counted_as_a_review() -> None:
    accepted = decide(GOOD, records=[RECORD], demanded=DEMANDED)
    for counting in (
        lambda: precisions([review(), accepted], coder=CODER),  # type: ignore[list-item]
        lambda: records([accepted], coder=CODER, demanded=DEMANDED),  # type: ignore[list-item]
    ):
        with pytest.raises(NoReview, match="AutomaticAcceptance ist keine Prüfung durch einen"):
            counting()


def test_precision_per_code_with_its_interval() -> None:
    reviews = [review()] * 18 + [review(right=False)] * 2 + [review(code="miete")]
    reviews.append(review(coder="themes-1:00000000", right=False))
    low, high = wilson(0.9, 20)
    kita, miete = precisions(reviews, coder=CODER)
    assert kita == Precision(
        code="kita", right=18, reviewed=20, low=low, high=high, at_least=at_least(18, 20)
    )
    assert (kita.share, miete.share, miete.reviewed) == (0.9, 1, 1)
    # One right of one promises next to nothing.
    assert miete.at_least == pytest.approx(0.05)
    assert Precision(code="x", right=0, reviewed=0, low=0, high=1, at_least=0).share is None


def test_chosen_segments_and_other_coders_prove_nothing() -> None:
    assert records([review(random=False)] * 60, coder=CODER, demanded=DEMANDED) == ()
    assert records([review(coder="themes-1:0")] * 60, coder=CODER, demanded=DEMANDED) == ()


def test_few_reviews_prove_nothing() -> None:
    # 28 of 28 leave 0.899, one more is enough.
    assert records([review()] * 28, coder=CODER, demanded=DEMANDED) == ()
    assert len(records([review()] * 29, coder=CODER, demanded=DEMANDED)) == 1


def test_the_confidence_is_lowered_as_far_as_it_holds() -> None:
    reviews = [review()] * 40 + [review(confidence=0.85)] * 40
    reviews += [review(confidence=0.65, right=False)] * 20
    (found,) = records(reviews, coder=CODER, demanded=DEMANDED)
    assert (found.confidence_from, found.precision.reviewed) == (0.7, 80)


def test_steps_with_too_few_are_passed_over_and_a_failed_one_ends_it() -> None:
    few_at_the_top = [review()] * 5 + [review(confidence=0.85)] * 60
    (found,) = records(few_at_the_top, coder=CODER, demanded=DEMANDED)
    assert found.confidence_from == 0.5
    wrong_at_the_top = [review(right=False)] * 30 + [review(confidence=0.85)] * 600
    assert records(wrong_at_the_top, coder=CODER, demanded=DEMANDED) == ()


def test_the_promise_holds_in_nineteen_of_twenty_cases() -> None:
    # The machine is right as often as its confidence says: below .9 the promise would be broken.
    random = np.random.default_rng(3)
    outcomes: Counter[bool] = Counter()
    naive: Counter[bool] = Counter()
    for _ in range(400):
        confidence = random.uniform(0.5, 1, 150)
        right = random.random(150) < confidence
        reviews = [
            review(confidence=float(one), right=bool(holds))
            for one, holds in zip(confidence, right, strict=True)
        ]
        for found in records(reviews, coder=CODER, demanded=DEMANDED):
            outcomes[(found.confidence_from + 1) / 2 >= 0.9] += 1
        # Without the interval: accept from where the share among the reviewed is high enough.
        start = min(step for step in np.arange(0.5, 1, 0.01)
                    if step > 0.97 or right[confidence >= step].mean() >= 0.9)  # fmt: skip
        naive[(start + 1) / 2 >= 0.9] += 1
    assert outcomes.total() > 20
    assert outcomes[False] / 400 <= 0.05
    assert naive[False] / 400 > 0.3


def test_a_record_says_what_it_rests_on() -> None:
    assert (
        Record(
            coder=CODER,
            code="kita",
            demanded=0.9,
            confidence_from=0.5,
            precision=precisions([review()] * 60, coder=CODER)[0],
        )
        == RECORD
    )
