"""Found against labelled: counts per label, of codes, segments, places and personal data."""

from collections.abc import Callable, Collection, Sequence
from collections.abc import Set as AbstractSet

import msgspec

from analysis import labelled as labels_of
from analysis import segments
from analysis.labelled import LabelledStatement


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """Counts for one label: right, wrongly found, missed."""

    label: str
    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


class Scores(msgspec.Struct, frozen=True, kw_only=True):
    """Scores per label. micro_f1 counts decisions, macro_f1 counts labels."""

    labels: tuple[Score, ...]

    @property
    def total(self) -> Score:
        return Score(
            label="",
            right=sum(score.right for score in self.labels),
            wrong=sum(score.wrong for score in self.labels),
            missed=sum(score.missed for score in self.labels),
        )

    @property
    def micro_f1(self) -> float:
        return self.total.f1

    @property
    def macro_f1(self) -> float:
        return sum(score.f1 for score in self.labels) / max(1, len(self.labels))


def score(
    labelled: Sequence[Collection[str]], found: Sequence[Collection[str]], labels: Sequence[str]
) -> Scores:
    """Compare sets of labels, unit by unit."""
    pairs = [(set(wanted), set(got)) for wanted, got in zip(labelled, found, strict=True)]
    return Scores(
        labels=tuple(
            Score(
                label=label,
                right=sum(label in wanted and label in got for wanted, got in pairs),
                wrong=sum(label not in wanted and label in got for wanted, got in pairs),
                missed=sum(label in wanted and label not in got for wanted, got in pairs),
            )
            for label in labels
        )
    )


def score_boundaries(labelled: Sequence[LabelledStatement]) -> Score:
    """Starts of segments, without the first of each text."""
    wanted: set[tuple[str, int]] = set()
    found: set[tuple[str, int]] = set()
    for statement in labelled:
        wanted |= {(statement.id, part.start) for part in labels_of.parts(statement)[1:]}
        found |= {(statement.id, start) for start, _ in segments.find(statement.text)[1:]}
    return _compared("boundary", wanted, found)


def score_places(
    labelled: Sequence[LabelledStatement], find: Callable[[str], Collection[tuple[int, int, str]]]
) -> Score:
    """Exact span and right area."""
    wanted = {
        (one.id, place.start, place.end, place.area) for one in labelled for place in one.places
    }
    found = {(one.id, *place) for one in labelled for place in find(one.text)}
    return _compared("place", wanted, found)


def score_personal_data(
    labelled: Sequence[LabelledStatement], find: Callable[[str], Collection[tuple[int, int, str]]]
) -> Scores:
    """Exact span and right kind, per kind."""
    wanted = {(one.id, data.start, data.end, data.kind) for one in labelled for data in one.pii}
    found = {(one.id, *data) for one in labelled for data in find(one.text)}
    kinds = sorted({entry[3] for entry in wanted | found})
    return Scores(
        labels=tuple(
            _compared(
                kind,
                {entry for entry in wanted if entry[3] == kind},
                {entry for entry in found if entry[3] == kind},
            )
            for kind in kinds
        )
    )


def _compared(label: str, wanted: AbstractSet[object], found: AbstractSet[object]) -> Score:
    return Score(
        label=label,
        right=len(wanted & found),
        wrong=len(found - wanted),
        missed=len(wanted - found),
    )
