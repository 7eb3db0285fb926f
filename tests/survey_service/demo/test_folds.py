"""Each text is coded by a model that never saw it."""

from collections.abc import Sequence

import pytest

from analysis import codebook, training
from analysis.suggestions import CodedStatement
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
    assert [fold.coder for fold in folds] == [
        f"themes-2+:fold{number}of5" for number in range(1, 6)
    ]


@pytest.mark.slow
def test_the_same_fold_codes_the_same_in_another_process(folds: Sequence[FoldCodings]) -> None:
    from survey_service.demo.folds import code_fold

    again = code_fold(0)
    assert (again.coder, again.trained_on) == (folds[0].coder, folds[0].trained_on)
    for here, there in zip(again.coded, folds[0].coded, strict=True):
        assert _shown(here) == _shown(there)


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


def _shown(one: CodedStatement) -> object:
    """Without the last digits of the confidences: more threads add up in another order."""
    return [
        (
            segment.start,
            segment.end,
            [(code.code, pytest.approx(code.confidence, abs=0.01)) for code in segment.codes],
            segment.types,
        )
        for segment in one.segments
    ]


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
