"""Coding the demo's texts with models that never saw them, and what people said to it.

The texts are also what the shipped coder was trained on: it would only repeat what it was told. So
the texts fall into five parts; each part is coded by a model that learned from the other four.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from uuid import UUID

import msgspec
from sqlmodel import Session

from analysis.labelled import LabelledSegment, parts
from analysis.suggestions import CodedStatement, StatementText
from survey_service.demo import texts
from survey_service.demo.dice import dice
from survey_service.demo.texts import Text
from survey_service.domain import coding, demonstration, reviews
from survey_service.domain.statements import text_hash
from survey_service.errors import Conflict
from survey_service.permissions import Actor

FOLDS = 5
NAME = f"themes-1, {FOLDS} Teilmodelle: jeder Text von einem, das ihn nicht kannte"
QUOTE_LENGTHS = range(40, 220)


class FoldCodings(msgspec.Struct, frozen=True, kw_only=True):
    """What one fold's model said. ``trained_on``: ids of the statements it learned from."""

    coder: str
    trained_on: tuple[str, ...]
    coded: tuple[CodedStatement, ...]


def code_fold(number: int) -> FoldCodings:
    """Train on all texts outside the fold and code those inside. The same every time."""
    from analysis import codebook, pipeline, training

    given = texts.statements()
    book = codebook.shipped()
    fold = training.fold_of(given, folds=FOLDS, seed=0)
    seen = [one for one, its in zip(given, fold, strict=True) if its != number]
    unseen = [one for one, its in zip(given, fold, strict=True) if its == number]
    coder = training.as_coder(
        training.learn(seen, codebook=book), fingerprint=f"fold{number + 1}of{FOLDS}"
    )
    nlp = pipeline.build(codebook=book, coder=coder, areas=texts.area_tree())
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


def store(session: Session, actor: Actor, survey_id: UUID, folds: Sequence[FoldCodings]) -> UUID:
    """A coding run of a survey, one part per fold. Every statement must be one of the demo's."""
    stored = dict(demonstration.statement_ids(session, survey_id))
    hashes = {one.id: text_hash(one.text) for one in texts.statements()}
    shares = [
        [
            msgspec.structs.replace(one, id=str(stored[hashes[one.id]]))
            for one in fold.coded
            if hashes[one.id] in stored
        ]
        for fold in folds
    ]
    run = demonstration.plan_run(
        session, actor, survey_id, [[UUID(one.id) for one in share] for share in shares]
    )
    for number, (fold, share) in enumerate(zip(folds, shares, strict=True)):
        coding.store(
            session,
            run_id=run,
            number=number,
            coded=share,
            coder=fold.coder,
            worker="vorfuehrung",
        )
    coding.finish(session, run)
    demonstration.name_coder(session, run, NAME)
    return run


def review(
    session: Session, actor: Actor, survey_id: UUID, *, share: float, quotes: int
) -> tuple[int, int]:
    """Decide as the labels say over a share of the segments; release some as quotes.

    Returns how many segments were reviewed and how many quotes released.
    """
    known = {text_hash(one.text): one for one in texts.statements()}
    reviewed = released = 0
    for digest, segment, start, end in demonstration.segments(session, survey_id):
        statement = known[digest]
        if dice("review", statement.id).random() >= share:
            continue
        reviewed += 1
        _decide(session, actor, segment, _labels(statement, start, end))
        if released < quotes and _quotable(statement, start, end):
            released += _release(session, actor, segment, statement.text[start:end])
    return reviewed, released


def _labels(statement: Text, start: int, end: int) -> Mapping[str, set[str]]:
    """What people labelled there: parts that lie mostly in the segment, or it mostly in them."""
    found = [one for one in parts(statement) if _overlap(one, start, end) > 0.5]
    return {
        "theme": {code for one in found for code in one.codes},
        "type": {kind for one in found for kind in one.types},
    }


def _overlap(part: LabelledSegment, start: int, end: int) -> float:
    common = min(part.end, end) - max(part.start, start)
    return common / max(min(part.end - part.start, end - start), 1)


def _decide(session: Session, actor: Actor, segment: UUID, labels: Mapping[str, set[str]]) -> None:
    """Accept what is labelled, reject what is not, add what is missing."""
    facts = reviews.segment(session, actor, segment)
    proposed = {(one.kind, one.code) for one in facts.codes if one.standing == "proposed"}
    right = {(kind, code) for kind, codes in labels.items() for code in codes}
    for kind, code in sorted(proposed | right):
        decision = "accept" if (kind, code) in right else "reject"
        reviews.decide(session, actor, segment_id=segment, kind=kind, code=code, decision=decision)


def _quotable(statement: Text, start: int, end: int) -> bool:
    theme = _labels(statement, start, end)["theme"]
    return bool(theme) and not statement.pii and (end - start) in QUOTE_LENGTHS


def _release(session: Session, actor: Actor, segment: UUID, text: str) -> bool:
    try:
        reviews.release_quote(session, actor, segment_id=segment, text=text)
    except Conflict:
        # Who wrote it does not want to be quoted.
        return False
    return True
