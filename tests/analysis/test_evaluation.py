"""Measuring: counts by hand."""

from pathlib import Path

from analysis import labelled as labels_of
from analysis.components.personal_data import find
from analysis.evaluation import (
    Score,
    score,
    score_boundaries,
    score_personal_data,
    score_places,
)
from analysis.labelled import (
    LabelledPersonalData,
    LabelledPlace,
    LabelledSegment,
    LabelledStatement,
)

DATA = Path(__file__).parents[2] / "survey_service/demo/data/statements/dev.jsonl"


def test_score_by_hand() -> None:
    scores = score([{"a"}, {"a", "b"}, set()], [{"a"}, {"b"}, {"b"}], ["a", "b"])
    assert scores.labels == (
        Score(label="a", right=1, wrong=0, missed=1),
        Score(label="b", right=1, wrong=1, missed=0),
    )
    assert [round(one.precision, 3) for one in scores.labels] == [1, 0.5]
    assert [round(one.recall, 3) for one in scores.labels] == [0.5, 1]
    assert (round(scores.micro_f1, 3), round(scores.macro_f1, 3)) == (0.667, 0.667)


def test_scores_of_nothing_are_zero() -> None:
    assert score([], [], ["a"]).micro_f1 == 0


def test_spans_count_only_when_exact() -> None:
    statement = LabelledStatement(
        id="1",
        text="In Norf. Frau Quandt hilft!",
        segments=(LabelledSegment(start=0, end=9), LabelledSegment(start=9, end=27)),
        places=(LabelledPlace(start=3, end=7, area="205"),),
        pii=(LabelledPersonalData(start=9, end=20, kind="person"),),
    )
    assert score_boundaries([statement]) == Score(label="boundary", right=1, wrong=0, missed=0)
    assert score_places([statement], lambda text: [(3, 7, "205")]).f1 == 1
    assert score_places([statement], lambda text: [(3, 6, "205")]) == Score(
        label="place", right=0, wrong=1, missed=1
    )
    assert score_personal_data(
        [statement], lambda text: [(one.start, one.end, one.kind) for one in find(text)]
    ).labels == (Score(label="person", right=1, wrong=0, missed=0),)


def test_boundaries_on_the_labelled_statements() -> None:
    assert score_boundaries(labels_of.read(DATA)).f1 > 0.94
