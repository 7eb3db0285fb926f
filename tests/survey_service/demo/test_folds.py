"""Each text is coded by a model that never saw it."""

from collections.abc import Sequence

import pytest

from analysis import codebook, training
from survey_service.demo import collection
from survey_service.demo.folds import FoldCodings


@pytest.mark.slow
def test_no_text_is_coded_by_a_model_that_learned_from_it(folds: Sequence[FoldCodings]) -> None:
    everything = sorted(one.id for one in collection.statements())
    assert sorted(coded.id for fold in folds for coded in fold.coded) == everything
    for fold in folds:
        coded = {one.id for one in fold.coded}
        assert coded.isdisjoint(fold.trained_on)
        assert sorted({*coded, *fold.trained_on}) == everything
    assert [fold.coder for fold in folds] == [f"themes-1:fold{number}of5" for number in range(1, 6)]


@pytest.mark.slow
def test_the_same_fold_codes_the_same_in_another_process(folds: Sequence[FoldCodings]) -> None:
    from survey_service.demo.folds import code_fold

    assert code_fold(0) == folds[0]


@pytest.mark.slow
def test_a_model_that_saw_the_texts_would_do_better(folds: Sequence[FoldCodings]) -> None:
    """The negative control: taught on everything, the coder looks better than it is."""
    given = {one.id: one for one in collection.statements()}
    told = training.as_coder(
        training.learn(list(given.values()), codebook=codebook.shipped()), fingerprint="all"
    )
    unseen = {one.id: _codes(one) for fold in folds for one in fold.coded}
    from analysis import pipeline
    from analysis.suggestions import StatementText

    nlp = pipeline.build(codebook=codebook.shipped(), coder=told, areas=None)
    waiting = [StatementText(id=one.id, text=one.text) for one in given.values()]
    seen = {one.id: _codes(one) for one in pipeline.code_statements(nlp, waiting)}
    assert _found(seen, given) > _found(unseen, given) + 0.05


def _codes(coded: object) -> set[str]:
    return {
        one.code
        for segment in coded.segments  # type: ignore[attr-defined]
        for one in segment.codes
        if one.proposed
    }


def _found(proposed: dict[str, set[str]], given: dict[str, collection.Text]) -> float:
    """Share of the labelled themes that were proposed."""
    right = total = 0
    for key, statement in given.items():
        labelled = {code for part in statement.segments for code in part.codes}
        right += len(labelled & proposed[key])
        total += len(labelled)
    return right / total
