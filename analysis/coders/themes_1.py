"""Coder, version 1: linear model over words and character n-grams, with a lexicon.

Trained by analysis.training from the codebook's texts and labelled statements. The statement
types come from the same rows with weights of their own.
"""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy import sparse

from analysis import segments
from analysis.coders.coder import ModelUnreadable, Unit, UnitCoding
from analysis.coders.lexicon import Patterns
from analysis.coders.scoring import Scorer, Sheet, Weights, read_rows
from analysis.coders.sheets import lay_out
from analysis.coders.storage import Header, Labels, restore, save
from analysis.coders.vectors import Vectoriser, WordSpan
from analysis.suggestions import Span, Suggestion

VERSION = "themes-1"
# Words shown as evidence: at most so many, and none that adds less than half of what the best adds.
EVIDENCE_WORDS, EVIDENCE_SHARE = 4, 0.5
ARRAY_FIELDS = ("matrix", "mean", "prior", "patterns", "calibration", "thresholds")


class Themes1:
    """The trained coder; prediction only."""

    def __init__(
        self,
        *,
        vectoriser: Vectoriser,
        codes: Scorer,
        types: Scorer | None,
        header: Header,
        fingerprint: str,
    ) -> None:
        self._vectoriser = vectoriser
        self._codes = codes
        self._types = types
        self.header = header
        self.id = f"{VERSION}:{fingerprint}"
        # Per feature and code what one occurrence adds, for the evidence.
        self._added = codes.weights.matrix * vectoriser.idf[:, None]

    @property
    def codes(self) -> tuple[str, ...]:
        return self._codes.weights.labels

    def code(self, units: Sequence[Unit], *, top: int = 0) -> list[UnitCoding]:
        if not units:
            return []
        parts, owner = self._parts(units)
        sheet = lay_out(parts)
        rows, around = read_rows(self._vectoriser, sheet)
        chances = self._codes.chances(rows, around, sheet)
        best = _strongest(chances, owner, len(units))
        # A dash, a blank: nothing is said, whatever was said around it.
        said = np.zeros(len(units), dtype=bool)
        np.logical_or.at(said, owner, [bool(words) for words in sheet.words])
        proposed = self._codes.decide(best) & said[:, None]
        types = self._types_of(rows, around, sheet, owner, said)
        codings = []
        for row in range(len(units)):
            chosen = _chosen(best[row], proposed[row], top)
            owned = np.flatnonzero(owner == row) if len(parts) > len(units) else [row]
            sources = chances[owned][:, chosen].argmax(axis=0)
            evidence = self._evidence(sheet, [int(owned[source]) for source in sources], chosen)
            codes = tuple(
                Suggestion(
                    code=self.codes[column],
                    confidence=round(float(best[row, column]), 4),
                    proposed=bool(proposed[row, column]),
                    evidence=spans,
                )
                for column, spans in zip(chosen, evidence, strict=True)
            )
            codings.append(UnitCoding(codes, types[row]))
        return codings

    def _parts(self, units: Sequence[Unit]) -> tuple[list[Unit], np.ndarray]:
        """Whole statements fall into sentences if the model was trained on such."""
        parts: list[Unit] = []
        owner: list[int] = []
        for index, unit in enumerate(units):
            spans: Sequence[Span] = [(unit.start, unit.end)]
            if self.header.split and unit.start == 0 and unit.end == len(unit.text):
                spans = segments.find(unit.text) or spans
            parts.extend(Unit(unit.text, start, end) for start, end in spans)
            owner.extend([index] * len(spans))
        return parts, np.array(owner)

    def _types_of(
        self,
        rows: sparse.csr_matrix,
        around: sparse.csr_matrix,
        sheet: Sheet,
        owner: np.ndarray,
        said: np.ndarray,
    ) -> list[tuple[str, ...]]:
        if self._types is None:
            return [() for _ in said]
        best = _strongest(self._types.chances(rows, around, sheet), owner, len(said))
        labels = self._types.weights.labels
        return [
            tuple(label for label, holds in zip(labels, row, strict=True) if holds)
            for row in self._types.decide(best) & said[:, None]
        ]

    def _evidence(
        self, sheet: Sheet, sources: Sequence[int], chosen: np.ndarray
    ) -> list[tuple[Span, ...]]:
        """Per chosen code the words that speak most for it: in the unit, else in its statement."""
        evidence: list[tuple[Span, ...]] = [()] * len(chosen)
        for part in dict.fromkeys(sources):
            mine = [index for index, source in enumerate(sources) if source == part]
            for words in (sheet.words[part], sheet.statements[int(sheet.statement[part])]):
                open_ = [index for index in mine if not evidence[index]]
                if words and open_:
                    support = self._support(words, chosen[open_])
                    for index, column in zip(open_, support.T, strict=True):
                        evidence[index] = _strongest_words(words, column)
        return evidence

    def _support(self, words: Sequence[WordSpan], chosen: np.ndarray) -> np.ndarray:
        """words x chosen codes: what a word's n-grams add, and the lexicon's say."""
        columns = [self._vectoriser.columns(word.key) for word in words]
        starts = np.cumsum([0, *map(len, columns)])
        added = self._added[np.concatenate(columns)][:, chosen]
        totals = np.vstack([np.zeros((1, len(chosen)), dtype=added.dtype), added.cumsum(axis=0)])
        support = totals[starts[1:]] - totals[starts[:-1]]
        scale = np.maximum(support.max(axis=0), 1.0)
        patterns = self._codes.patterns
        place = {int(column): index for index, column in enumerate(chosen)}
        for number, first, last in patterns.occurrences([word.form for word in words]):
            index = place.get(int(patterns.columns[number]))
            if index is not None:
                support[first:last, index] += scale[index] * self._codes.weights.patterns[number]
        return np.asarray(support)


def _strongest(chances: np.ndarray, owner: np.ndarray, number: int) -> np.ndarray:
    """A unit of several sentences: each label counts where it is surest."""
    best = np.zeros((number, chances.shape[1]), dtype=np.float32)
    np.maximum.at(best, owner, chances)
    return best


def _chosen(chances: np.ndarray, proposed: np.ndarray, top: int) -> np.ndarray:
    order = np.argsort(-chances, kind="stable")
    rank = np.arange(len(order))
    return np.asarray(order[(rank < top) | proposed[order]])


def _strongest_words(words: Sequence[WordSpan], support: np.ndarray) -> tuple[Span, ...]:
    if support.max() <= 0:
        return ()
    order = np.argsort(-support, kind="stable")[:EVIDENCE_WORDS]
    least = EVIDENCE_SHARE * support.max()
    chosen = sorted(int(index) for index in order if support[index] >= least)
    return _joined([words[index] for index in chosen], words)


def _joined(chosen: Sequence[WordSpan], words: Sequence[WordSpan]) -> tuple[Span, ...]:
    """Spans of the chosen words; neighbours become one span."""
    following = {first.start: second.start for first, second in pairwise(words)}
    spans: list[Span] = []
    previous: WordSpan | None = None
    for word in chosen:
        if previous is not None and following.get(previous.start) == word.start:
            spans[-1] = (spans[-1][0], word.end)
        else:
            spans.append((word.start, word.end))
        previous = word
    return tuple(spans)


def load(directory: Path) -> Themes1:
    """Load a trained model. Raises ModelUnreadable with a German sentence."""
    header, arrays, fingerprint = restore(directory)
    if header.version != VERSION:
        raise ModelUnreadable(
            f"{directory}: Das Modell gehört zu einem anderen Kodierer ({header.version})."
            " Bitte trainieren Sie es neu."
        )
    types = None if header.types is None else _scorer("types", header.types, arrays)
    return Themes1(
        vectoriser=Vectoriser(header.features, arrays["idf"]),
        codes=_scorer("codes", header.codes, arrays),
        types=types,
        header=header,
        fingerprint=fingerprint,
    )


def store(
    directory: Path,
    header: Header,
    *,
    idf: np.ndarray,
    codes: Weights,
    types: Weights | None,
) -> None:
    """Write what training learned."""
    arrays = {"idf": idf.astype(np.float32)}
    for name, weights in (("codes", codes), ("types", types)):
        if weights is not None:
            for field in ARRAY_FIELDS:
                kind = np.float16 if field == "matrix" else np.float32
                arrays[f"{name}_{field}"] = getattr(weights, field).astype(kind)
    save(directory, header, arrays)


def _scorer(name: str, labels: Labels, arrays: dict[str, np.ndarray]) -> Scorer:
    weights = Weights(
        labels=labels.labels,
        exclusive=labels.exclusive,
        context=labels.context,
        **{field: arrays[f"{name}_{field}"].astype(np.float32) for field in ARRAY_FIELDS},
    )
    return Scorer(weights, Patterns(labels.lexicon, labels.labels))
