"""Folds: every statement is held out once, by a coder that never saw it."""

from typing import TypeGuard

from analysis.coders.coder import Coder, Unit
from analysis.coders.themes_2 import Themes2
from analysis.folds import code_unseen, fold_models, fold_of
from analysis.labelled import LabelledSegment, LabelledStatement
from tests.analysis.colours import colours, texts


def test_folds_hold_out_every_statement_once() -> None:
    fold = fold_of(texts(11), folds=3, seed=1)
    assert sorted(fold) == [0] * 4 + [1] * 4 + [2] * 3
    assert fold != fold_of(texts(11), folds=3, seed=2)


def test_a_coder_of_a_fold_never_saw_its_statement() -> None:
    words = ["apfel", "birne", "quitte", "mispel", "feige", "dattel"]
    statements = tuple(
        LabelledStatement(
            id=word,
            text=f"{word} {word}",
            segments=(
                LabelledSegment(start=0, end=len(word) + 1, codes=("r",)),
                LabelledSegment(start=len(word) + 1, end=2 * len(word) + 1, codes=("b",)),
            ),
        )
        for word in words
    )
    coders = fold_models(statements, codebook=colours(), folds=3, seed=0)
    fold = fold_of(statements, folds=3, seed=0)
    for index, word in enumerate(words):
        knows = [f"={word}" in coder.header.features for coder in coders if is_themes_2(coder)]
        # Negative control: the coders of the other folds do know the word.
        assert knows == [number != fold[index] for number in range(3)]
        unit = Unit(statements[index].text, 0, len(word))
        assert code_unseen(index, [unit], coders=coders, fold=fold, top=1) == coders[
            fold[index]
        ].code([unit], top=1)


def is_themes_2(coder: Coder) -> TypeGuard[Themes2]:
    return isinstance(coder, Themes2)
