"""Groups among what fits no code: found, named, the same each time, and steady."""

import json
from pathlib import Path

import pytest

from analysis.new_themes import Grouping, group

REAL = Path(__file__).parents[2] / "survey_service/demo/data/bonn_survey/answers.jsonl"
DOGS = [
    "Es fehlt eine Hundewiese im Viertel.",
    "Eine eingezäunte Hundewiese wäre schön.",
    "Um die Hundewiese fehlt ein Zaun.",
    "Auf der Hundewiese liegt überall Hundekot.",
    "Auf die Hundewiese gehören Beutel für Hundekot.",
]
SHOPS = [
    "Der letzte Supermarkt im Ort hat geschlossen.",
    "Zum Einkaufen gibt es keinen Supermarkt mehr.",
    "Ein Supermarkt in Laufnähe fehlt zum Einkaufen.",
    "Wir bräuchten wieder einen Supermarkt für den Einkauf.",
]
ODD = ["Die Kirchenglocken sind nachts zu laut.", "Wann kommt endlich das schnelle Internet?"]
LETTER = "Wir fordern den Erhalt des Freibads an der Erft, damit alle schwimmen lernen können."


@pytest.fixture(scope="module")
def real() -> list[str]:
    lines = REAL.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines[:500]]


def group_of(found: Grouping, texts: int) -> list[int]:
    """Number of each text's group; a single one has a number of its own."""
    number = [-1 - text for text in range(texts)]
    for index, one in enumerate(found.groups):
        for text in one.texts:
            number[text] = index
    return number


@pytest.mark.parametrize("texts", [[], ["Nur einer."], ["", "", "?"], ["Hallo"] * 3])
def test_too_little_is_no_group(texts: list[str]) -> None:
    found = group(texts)
    assert (found.groups, found.single) == ((), tuple(range(len(texts))))


def test_groups_with_names_and_examples() -> None:
    found = group([*DOGS, *ODD, *SHOPS])
    assert [one.texts for one in found.groups] == [(0, 1, 2, 3, 4), (7, 8, 9, 10)]
    assert found.single == (5, 6)
    dogs, shops = found.groups
    assert dogs.name.split(", ")[0] in ("Hundewiese", "Hundekot")
    assert shops.name.split(", ")[0] == "Supermarkt"
    assert set(shops.examples) < set(shops.texts)
    assert len(shops.examples) == 3


def test_a_mass_submission_counts_once_and_is_marked() -> None:
    texts = [*DOGS, *[LETTER] * 40, *SHOPS]
    found = group(texts)
    assert [one.texts[0] for one in found.groups] == [0, 45]
    assert [one.texts for one in found.repeated if one.mass] == [tuple(range(5, 45))]
    # Dropped is nothing: all forty are there, as single ones.
    assert found.single == tuple(range(5, 45))


def test_repetitions_are_in_the_group_of_their_text() -> None:
    found = group([*DOGS, *SHOPS, *[DOGS[0].upper()] * 11])
    dogs = found.groups[0]
    assert dogs.texts == (0, 1, 2, 3, 4, *range(9, 20))
    assert (dogs.different, dogs.mass) == (5, True)
    assert found.groups[1].mass is False


def test_the_same_texts_give_the_same_groups(real: list[str]) -> None:
    assert group(real) == group(list(real))


def test_a_few_texts_more_do_not_reshuffle(real: list[str]) -> None:
    from sklearn.metrics import adjusted_rand_score

    few = 475
    before, after = group(real[:few]), group(real)
    assert len(before.groups) > 15
    one, other = group_of(before, few), group_of(after, len(real))[:few]
    assert adjusted_rand_score(one, other) > 0.85
    shuffled = [one[(number * 7) % few] for number in range(few)]
    assert adjusted_rand_score(one, shuffled) < 0.05


def test_groups_of_an_earlier_run_stay_together(real: list[str]) -> None:
    before = group(real[:300])
    after = group(real, before=[one.texts for one in before.groups])
    number = group_of(after, len(real))
    for one in before.groups:
        assert len({number[text] for text in one.texts}) == 1
    assert len({number[one.texts[0]] for one in before.groups}) == len(before.groups)
    # What is new joins them or forms groups of its own.
    assert len(after.groups) > len(before.groups)
    joined = [text for text in range(300, 500) if number[text] in {number[one.texts[0]]
              for one in before.groups}]  # fmt: skip
    assert len(joined) > 30


def test_every_text_is_in_one_place(real: list[str]) -> None:
    found = group(real)
    places = [text for one in found.groups for text in one.texts] + list(found.single)
    assert sorted(places) == list(range(len(real)))
