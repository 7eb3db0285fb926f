"""How good the coding is: found against labelled, always on statements the coder never saw."""

from collections.abc import Callable, Collection, Sequence
from collections.abc import Set as AbstractSet

import msgspec

from analysis import labelled as labels_of
from analysis import segments, training
from analysis.codebook import Codebook
from analysis.codebook import codes as codes_of
from analysis.coders.coder import Unit, UnitCoding
from analysis.coders.lexicon import Lexicon
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


class CodingReport(msgspec.Struct, frozen=True, kw_only=True):
    """segments: codes on the labelled segments. statements: codes of whole texts, coded with
    `--unit statement`. first: how often the best code is right, where there is one."""

    segments: Scores
    statements: Scores
    types: Scores
    first: float


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


def cross_validate(
    labelled: Sequence[LabelledStatement],
    *,
    codebook: Codebook,
    folds: int = 5,
    seed: int = 0,
    words: Lexicon | None = None,
) -> CodingReport:
    """Code every statement with the model of its fold. words: as in training.learn."""
    coders = training.fold_models(labelled, codebook=codebook, folds=folds, seed=seed, words=words)
    fold = training.fold_of(labelled, folds=folds, seed=seed)
    wanted: list[tuple[labels_of.LabelledSegment, UnitCoding]] = []
    whole: list[tuple[set[str], UnitCoding]] = []
    for index, statement in enumerate(labelled):
        parts = labels_of.parts(statement)
        units = [Unit(statement.text, part.start, part.end) for part in parts]
        units.append(Unit(statement.text, 0, len(statement.text)))
        *by_part, entire = training.code_unseen(index, units, coders=coders, fold=fold, top=1)
        wanted.extend(zip(parts, by_part, strict=True))
        whole.append(({code for part in parts for code in part.codes}, entire))
    names = [code.id for code in codes_of(codebook)]
    firsts = [
        coding.codes[0].code in part.codes for part, coding in wanted if part.codes and coding.codes
    ]
    return CodingReport(
        segments=score(
            [part.codes for part, _ in wanted], [_proposed(coding) for _, coding in wanted], names
        ),
        statements=score(
            [codes for codes, _ in whole], [_proposed(coding) for _, coding in whole], names
        ),
        types=score(
            [part.types for part, _ in wanted],
            [coding.types for _, coding in wanted],
            [kind.id for kind in codebook.types],
        ),
        first=sum(firsts) / max(1, len(firsts)),
    )


def _proposed(coding: UnitCoding) -> set[str]:
    return {suggestion.code for suggestion in coding.codes if suggestion.proposed}


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
