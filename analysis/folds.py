"""Folds of labelled statements: each is coded by a coder that never saw it."""

from collections.abc import Sequence

import numpy as np

from analysis import encoders, training
from analysis.codebook import Codebook
from analysis.coders.coder import Coder, Unit, UnitCoding
from analysis.encoders import Encoder
from analysis.labelled import LabelledStatement
from analysis.lexicon import Lexicon
from analysis.training import Progress, unwatched


def fold_of(labelled: Sequence[LabelledStatement], *, folds: int, seed: int) -> tuple[int, ...]:
    """Per statement the fold it is held out in; equal sizes, drawn by seed."""
    order = np.random.default_rng(seed).permutation(len(labelled))
    fold = np.empty(len(labelled), dtype=int)
    fold[order] = np.arange(len(labelled)) % folds
    return tuple(int(number) for number in fold)


def fold_models(
    labelled: Sequence[LabelledStatement],
    *,
    codebook: Codebook,
    folds: int = 5,
    seed: int = 0,
    words: Lexicon | None = None,
    encoder: Encoder | None = None,
    progress: Progress = unwatched,
) -> tuple[Coder, ...]:
    """One coder per fold, trained on the statements outside it (see fold_of)."""
    fold = fold_of(labelled, folds=folds, seed=seed)
    encoder = None if encoder is None else encoders.Remembering(encoder)
    coders: list[Coder] = []
    for held_out in range(folds):
        seen = [
            statement
            for statement, number in zip(labelled, fold, strict=True)
            if number != held_out
        ]
        learned = training.learn(seen, codebook=codebook, seed=seed, words=words, encoder=encoder)
        name = f"fold{held_out + 1}of{folds}"
        coders.append(training.as_coder(learned, fingerprint=name, encoder=encoder))
        progress(held_out + 1, folds)
    return tuple(coders)


def code_unseen(
    index: int,
    units: Sequence[Unit],
    *,
    coders: Sequence[Coder],
    fold: Sequence[int],
    top: int = 0,
) -> list[UnitCoding]:
    """Code parts of labelled statement `index` with the coder that never saw it."""
    return coders[fold[index]].code(units, top=top)
