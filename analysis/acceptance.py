"""How far the machine may be trusted, per code, and what may be accepted without a person.

Automatic acceptance is never a review. The types keep both apart: a `Review` is a person's word and
the only thing precision is measured on; an `AutomaticAcceptance` is no `Review`, carries the record
it rests on, and counts for nothing but itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from analysis.proportions import at_least, wilson

FROM = (0.95, 0.9, 0.8, 0.7, 0.6, 0.5)
"""Confidences above which acceptance is considered, the strictest first."""

Refusal = Literal[
    "not_wanted", "not_proposed", "translated", "language_unsure", "too_few", "too_unsure"
]


class NoReview(TypeError):
    """Something that is no person's decision was to be counted as one."""


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """A person decided on a code that this coder had proposed with this confidence.

    random: the segment was drawn at random or all were read. Segments chosen because the machine
    was unsure are harder than the others, segments chosen because it was sure are easier.
    """

    coder: str
    code: str
    confidence: float
    right: bool
    random: bool


class Precision(msgspec.Struct, frozen=True, kw_only=True):
    """How often the machine was right among `reviewed` proposals.

    low, high: 95 % interval, two-sided (Wilson). at_least: with 95 % certainty the share is not
    smaller (Clopper & Pearson, one-sided): what a promise must rest on.
    """

    code: str
    right: int
    reviewed: int
    low: float
    high: float
    at_least: float

    @property
    def share(self) -> float | None:
        """None where nothing was reviewed."""
        return self.right / self.reviewed if self.reviewed else None


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """From which confidence a code is accepted automatically, and why that may be."""

    coder: str
    code: str
    demanded: float
    confidence_from: float
    precision: Precision


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A machine's suggestion on a segment, and what is known about the text it was made on."""

    segment: str
    coder: str
    code: str
    confidence: float
    proposed: bool
    translated: bool
    """The text was translated by a machine."""
    language_sure: bool


class AutomaticAcceptance(msgspec.Struct, frozen=True, kw_only=True, tag="automatic"):
    """Accepted without a person; marked so wherever it is shown. Never a `Review`."""

    segment: str
    code: str
    record: Record


class NotAccepted(msgspec.Struct, frozen=True, kw_only=True, tag="not_accepted"):
    """It stays a proposal."""

    segment: str
    code: str
    refusal: Refusal


def precision(code: str, *, right: int, reviewed: int) -> Precision:
    """What so many right ones of so many reviewed say."""
    low, high = wilson(right / max(1, reviewed), reviewed)
    return Precision(
        code=code,
        right=right,
        reviewed=reviewed,
        low=low,
        high=high,
        at_least=at_least(right, reviewed),
    )


def precisions(reviews: Iterable[Review], *, coder: str) -> tuple[Precision, ...]:
    """Per code, of all reviews of this coder, by code. Raises NoReview."""
    by_code: dict[str, list[Review]] = defaultdict(list)
    for review in _checked(reviews):
        if review.coder == coder:
            by_code[review.code].append(review)
    return tuple(_of(code, found) for code, found in sorted(by_code.items()))


def records(
    reviews: Iterable[Review], *, coder: str, demanded: Mapping[str, float]
) -> tuple[Record, ...]:
    """Codes that may be accepted automatically. demanded: what the planner set, per code.

    Only random reviews of the same coder count. The confidence is lowered step by step and stops
    before the first step at which the lower bound falls short: tested in a fixed order, the
    certainty of 95 % holds for all steps together (Angelopoulos et al. 2021, "Learn then Test").
    Raises NoReview.
    """
    by_code: dict[str, list[Review]] = defaultdict(list)
    for review in _checked(reviews):
        if review.coder == coder and review.random:
            by_code[review.code].append(review)
    found = []
    for code, wanted in sorted(demanded.items()):
        record = _record(by_code[code], coder=coder, code=code, demanded=wanted)
        if record is not None:
            found.append(record)
    return tuple(found)


def decide(
    candidate: Candidate, *, records: Sequence[Record], demanded: Mapping[str, float]
) -> AutomaticAcceptance | NotAccepted:
    """Accept one suggestion, or say why not."""
    record = next(
        (one for one in records if (one.coder, one.code) == (candidate.coder, candidate.code)), None
    )
    refusal = _refusal(candidate, record, wanted=demanded.get(candidate.code))
    if refusal is not None or record is None:
        return NotAccepted(
            segment=candidate.segment, code=candidate.code, refusal=refusal or "too_few"
        )
    return AutomaticAcceptance(segment=candidate.segment, code=candidate.code, record=record)


def _refusal(
    candidate: Candidate, record: Record | None, *, wanted: float | None
) -> Refusal | None:
    reasons: tuple[tuple[Refusal, bool], ...] = (
        ("not_wanted", wanted is None),
        ("not_proposed", not candidate.proposed),
        ("translated", candidate.translated),
        ("language_unsure", not candidate.language_sure),
        # The planner may have asked for more since the record was made.
        ("too_few", record is None or record.precision.at_least < (wanted or 0)),
        ("too_unsure", record is not None and candidate.confidence < record.confidence_from),
    )
    return next((reason for reason, holds in reasons if holds), None)


def _checked(reviews: Iterable[Review]) -> Iterable[Review]:
    for review in reviews:
        if type(review) is not Review:
            raise NoReview(f"{type(review).__name__} ist keine Prüfung durch einen Menschen.")
        yield review


def _of(code: str, reviews: Sequence[Review]) -> Precision:
    right = sum(review.right for review in reviews)
    return precision(code, right=right, reviewed=len(reviews))


def _record(reviews: Sequence[Review], *, coder: str, code: str, demanded: float) -> Record | None:
    best = None
    for confidence in FROM:
        inside = [review for review in reviews if review.confidence >= confidence]
        found = _of(code, inside)
        if found.at_least < demanded:
            # Too few so far is no failed test: a wider range has more of them.
            if _could_reach(len(inside), demanded):
                return best
            continue
        best = Record(
            coder=coder,
            code=code,
            demanded=demanded,
            confidence_from=confidence,
            precision=found,
        )
    return best


def _could_reach(reviewed: int, demanded: float) -> bool:
    """Whether the bound would be reached if all were right."""
    return at_least(reviewed, reviewed) >= demanded
