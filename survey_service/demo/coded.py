"""The folds' codings stored like any run's; and what a person said to some of them."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec
from sqlmodel import Session

from analysis.labelled import LabelledSegment, parts
from survey_service.demo import collection
from survey_service.demo.dice import dice
from survey_service.demo.folds import FOLDS, FoldCodings
from survey_service.domain.administration import demonstration
from survey_service.domain.coding import chunks, quoting, reviews, runs, segments
from survey_service.domain.coding.statements import text_hash
from survey_service.errors import Conflict
from survey_service.permissions import Actor

NAME = f"themes-2, {FOLDS} Teilmodelle: jeder Text von einem, das ihn nicht kannte"
QUOTE_LENGTHS = range(40, 220)


def store(session: Session, actor: Actor, survey_id: UUID, folds: Sequence[FoldCodings]) -> UUID:
    """A coding run of a survey, one part per fold. Every statement must be one of the demo's."""
    stored = dict(demonstration.statement_ids(session, survey_id))
    hashes = {one.id: text_hash(one.text) for one in collection.statements()}
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
        chunks.store(
            session,
            run_id=run,
            number=number,
            coded=share,
            coder=fold.coder,
            worker="vorfuehrung",
        )
    runs.finish(session, run)
    demonstration.name_coder(session, run, NAME)
    return run


def review(
    session: Session, actor: Actor, survey_id: UUID, *, share: float, quotes: int
) -> tuple[int, int]:
    """Decide as the labels say over a share of the segments; release some as quotes.

    Returns how many segments were reviewed and how many quotes released.
    """
    known = {text_hash(one.text): one for one in collection.statements()}
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


def _labels(statement: collection.Text, start: int, end: int) -> Mapping[str, set[str]]:
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
    facts = segments.load(session, actor, segment)
    proposed = {(one.kind, one.code) for one in facts.codes if one.standing == "proposed"}
    right = {(kind, code) for kind, codes in labels.items() for code in codes}
    for kind, code in sorted(proposed | right):
        decision = "accept" if (kind, code) in right else "reject"
        reviews.decide(session, actor, segment_id=segment, kind=kind, code=code, decision=decision)


def _quotable(statement: collection.Text, start: int, end: int) -> bool:
    theme = _labels(statement, start, end)["theme"]
    return bool(theme) and not statement.pii and (end - start) in QUOTE_LENGTHS


def _release(session: Session, actor: Actor, segment: UUID, text: str) -> bool:
    try:
        quoting.release(session, actor, segment_id=segment, text=text)
    except Conflict:
        # Who wrote it does not want to be quoted.
        return False
    return True
