"""What to show next: never what is reviewed, what teaches most, and why in words."""

import time

import numpy as np
import pytest
from scipy.sparse import csr_matrix, random_array

from analysis.selection import Pick, order

LABELS = ("Kita", "Miete", "Bus")
SURE, TORN, NONE = (0.95, 0.02, 0.02), (0.5, 0.45, 0.02), (0.05, 0.04, 0.03)


def rows(*angles: float) -> csr_matrix:
    """Texts as directions in a plane: near angles are alike."""
    turned = np.radians(angles)
    return csr_matrix(np.column_stack([np.cos(turned), np.sin(turned)]))


def many(number: int, seed: int = 0) -> csr_matrix:
    found = random_array((number, 400), density=0.03, rng=np.random.default_rng(seed)).tocsr()
    lengths = np.sqrt(found.multiply(found).sum(axis=1)).ravel()
    return csr_matrix(found.multiply(1 / np.maximum(lengths, 1e-9)[:, None]))


def picks(**given: object) -> list[int]:
    return [one.segment for one in order(**given)]  # type: ignore[arg-type]


def test_nothing_waiting_gives_nothing() -> None:
    assert order(vectors=rows(), reviewed=[], number=3) == ()
    assert order(vectors=rows(0, 10), reviewed=[0, 1], number=3) == ()
    assert order(vectors=rows(0, 10), reviewed=[], number=0) == ()


def test_what_is_reviewed_never_comes_again() -> None:
    vectors = many(300)
    confidences = np.random.default_rng(0).random((300, 3))
    reviewed: list[int] = []
    for _ in range(10):
        reviewed += picks(vectors=vectors, reviewed=reviewed, number=30, confidences=confidences,
                          labels=LABELS)  # fmt: skip
    assert sorted(reviewed) == list(range(300))


def test_without_a_coder_each_kind_comes_once_and_the_frequent_first() -> None:
    # Five alike, three alike, one odd.
    found = order(vectors=rows(0, 1, 2, 3, 4, 60, 61, 62, 120), reviewed=[], number=3)
    assert found[0] == Pick(4, "steht für viele ähnliche Sinneinheiten")
    assert found[1].segment in (6, 7, 8)


def test_doubt_comes_before_certainty() -> None:
    vectors = rows(0, 1, 2, 90, 91, 92)
    confidences = np.array([SURE] * 3 + [TORN] * 3)
    found = picks(vectors=vectors, reviewed=[], number=1, confidences=confidences, labels=LABELS,
                  exclusive=True)  # fmt: skip
    assert found[0] in (3, 4, 5)
    turned = confidences[::-1].copy()
    found = picks(vectors=vectors, reviewed=[], number=1, confidences=turned, labels=LABELS,
                  exclusive=True)  # fmt: skip
    assert found[0] in (0, 1, 2)


def test_a_batch_is_no_row_of_look_alikes() -> None:
    vectors = rows(*[0] * 50, *[90] * 5)
    confidences = np.array([TORN] * 50 + [(0.6, 0.3, 0.1)] * 5)
    found = picks(vectors=vectors, reviewed=[], number=20, confidences=confidences, labels=LABELS,
                  exclusive=True)  # fmt: skip
    # The most uncertain first would show fifty equal texts before another.
    assert any(row >= 50 for row in found[:10])


def test_two_certain_themes_are_no_doubt_unless_they_exclude_each_other() -> None:
    vectors = rows(0, 1, 2, 90, 91, 92)
    both = (0.97, 0.96, 0.02)
    confidences = np.array([both] * 3 + [(0.55, 0.03, 0.02)] * 3)
    free = picks(vectors=vectors, reviewed=[], number=1, confidences=confidences, labels=LABELS)
    assert free[0] in (3, 4, 5)
    either = picks(vectors=vectors, reviewed=[], number=1, confidences=confidences, labels=LABELS,
                  exclusive=True)  # fmt: skip
    assert either[0] in (0, 1, 2)


@pytest.mark.parametrize(
    ("confidences", "exclusive", "reviewed", "reason"),
    [
        (TORN, True, [0], "unsicher zwischen „Kita“ und „Miete“"),
        (TORN, False, [0], "unsicher, ob „Kita“ gilt"),
        ((0.9, 0.45, 0.1), False, [0], "unsicher, ob „Miete“ gilt"),
        (NONE, False, [0], "kein Thema passt: vielleicht ein neues"),
        (TORN, True, [2], "noch nie etwas Ähnliches gesehen"),
        (SURE, True, [0], "„Kita“ ist wahrscheinlich; steht für viele ähnliche Sinneinheiten"),
    ],
)
def test_reasons_in_words(
    confidences: tuple[float, ...], exclusive: bool, reviewed: list[int], reason: str
) -> None:
    # Row 1 is asked for: row 0 is nearly the same text, row 2 has nothing in common with it.
    waiting = [0, 1, 2]
    waiting.remove(reviewed[0])
    (first, *_) = [
        one
        for one in order(
            vectors=rows(0, 5, 95),
            reviewed=reviewed,
            number=2,
            confidences=np.array([confidences] * 3),
            labels=LABELS,
            exclusive=exclusive,
        )
        if one.segment == 1
    ]
    assert first.reason == reason


def test_the_same_input_gives_the_same_order() -> None:
    given = {
        "vectors": many(2000),
        "reviewed": list(range(50)),
        "number": 20,
        "confidences": np.random.default_rng(1).random((2000, 5)),
        "labels": "abcde",
    }
    assert order(**given) == order(**given)  # type: ignore[arg-type]


def test_eighty_labels_teach_more_than_160_in_random_order() -> None:
    """A ridge classifier on invented texts: 60 subjects, few frequent, most rare, of 8 themes."""
    random = np.random.default_rng(5)
    frequent = 1 / np.arange(1, 61)
    subject = random.choice(60, 1200, p=frequent / frequent.sum())
    kind = subject % 8
    raw = random.random((1200, 700)) < 0.01
    for row, of in enumerate(subject):
        raw[row, of * 10 : of * 10 + 10] |= random.random(10) < 0.5
    lengths = np.sqrt(np.maximum(raw.sum(axis=1), 1))
    vectors = csr_matrix(raw / lengths[:, None])
    alike = (vectors @ vectors.T).toarray()
    wanted = 2.0 * np.eye(8)[kind] - 1
    pool, unseen = np.arange(600), np.arange(600, 1200)

    def scores(seen: list[int], of: np.ndarray) -> np.ndarray:
        among = alike[np.ix_(seen, seen)] + 0.3 + 0.1 * np.eye(len(seen))
        return np.asarray((alike[np.ix_(of, seen)] + 0.3) @ np.linalg.solve(among, wanted[seen]))

    def right(seen: list[int]) -> float:
        return float((scores(seen, unseen).argmax(axis=1) == kind[unseen]).mean())

    seen: list[int] = []
    while len(seen) < 80:
        sure = np.clip((scores(seen, pool) + 1) / 2, 0, 1) if seen else None
        seen += picks(vectors=vectors[:600], reviewed=seen, number=20, confidences=sure,
                      labels="abcdefgh", exclusive=True)  # fmt: skip
    by_chance = [right([int(row) for row in np.random.default_rng(seed).permutation(600)[:160]])
                 for seed in range(10)]  # fmt: skip
    assert right(seen) > np.mean(by_chance)


def test_twenty_thousand_segments_take_seconds() -> None:
    vectors = many(20_000)
    confidences = np.random.default_rng(1).random((20_000, 47))
    started = time.process_time()
    found = order(vectors=vectors, reviewed=list(range(0, 20_000, 8)), number=25,
                  confidences=confidences, labels=[str(code) for code in range(47)])  # fmt: skip
    assert len(found) == 25
    assert time.process_time() - started < 10
