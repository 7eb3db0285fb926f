"""Models that never saw the texts they code, in processes of their own.

The texts are also what the shipped coder was trained on: here it would look too good. So
the texts fall into five parts; each part is coded by a model that learned from the other four.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

import msgspec

from analysis.suggestions import CodedStatement, StatementText
from survey_service.demo import collection

FOLDS = 5


class FoldCodings(msgspec.Struct, frozen=True, kw_only=True):
    """What one fold's model said. ``trained_on``: ids of the statements it learned from."""

    coder: str
    trained_on: tuple[str, ...]
    coded: tuple[CodedStatement, ...]


def code_fold(number: int) -> FoldCodings:
    """Train on all texts outside the fold and code those inside. The same every time."""
    from analysis import codebook, encoders, folds, pipeline, training

    given = collection.statements()
    book = codebook.shipped()
    fold = folds.fold_of(given, folds=FOLDS, seed=0)
    seen = [one for one, its in zip(given, fold, strict=True) if its != number]
    unseen = [one for one, its in zip(given, fold, strict=True) if its == number]
    encoder = encoders.load()
    coder = training.as_coder(
        training.learn(seen, codebook=book, encoder=encoder),
        fingerprint=f"fold{number + 1}of{FOLDS}",
        encoder=encoder,
    )
    nlp = pipeline.build(codebook=book, coder=coder, areas=collection.area_tree())
    waiting = [StatementText(id=one.id, text=one.text, lang=one.lang) for one in unseen]
    return FoldCodings(
        coder=coder.id,
        trained_on=tuple(one.id for one in seen),
        coded=tuple(pipeline.code_statements(nlp, waiting)),
    )


@contextmanager
def in_background() -> Iterator[Sequence["Future[FoldCodings]"]]:
    """All folds, in two processes of their own, while answers are being written."""
    # Threads of the linear algebra library would only wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with ProcessPoolExecutor(max_workers=2, mp_context=get_context("spawn")) as pool:
        yield [pool.submit(code_fold, number) for number in range(FOLDS)]
