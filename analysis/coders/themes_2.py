"""Coder, version 2: words, a graded lexicon, and where in doubt a sentence encoder.

Trained by analysis.training from a codebook, its lexicon and labelled statements; from the codebook
and the lexicon alone where there are none (cold start). Statement types have a head of their own.
"""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from analysis import segments
from analysis.coders import reading as readings
from analysis.coders import stored_heads
from analysis.coders.coder import ModelUnreadable, Unit, UnitCoding
from analysis.coders.evidence import Evidence
from analysis.coders.heads import Head, Judged, Rows, read_rows
from analysis.coders.matching import Matcher
from analysis.coders.reading import Reading
from analysis.coders.storage import restore
from analysis.coders.stored_heads import Header
from analysis.coders.vectors import Vectoriser
from analysis.encoders import Encoder
from analysis.suggestions import Span, Suggestion

VERSION = "themes-2"


class Themes2:
    """The trained coder; prediction only. encoder: None = the fast tier decides alone."""

    def __init__(
        self,
        *,
        vectoriser: Vectoriser,
        codes: Head,
        types: Head | None,
        header: Header,
        fingerprint: str,
        encoder: Encoder | None,
    ) -> None:
        self._vectoriser = vectoriser
        self._codes = codes
        self._types = types
        self._encoder = encoder
        self._evidence = Evidence(vectoriser, codes)
        self.header = header
        tier = "" if encoder is None or codes.learned.meaning is None else "+"
        self.id = f"{VERSION}{tier}:{fingerprint}"

    @property
    def codes(self) -> tuple[str, ...]:
        return self._codes.learned.labels

    def code(self, units: Sequence[Unit], *, top: int = 0) -> list[UnitCoding]:
        if not units:
            return []
        parts, owner = self._parts(units)
        reading = readings.read(parts)
        hits = self._codes.hits(reading)
        rows = read_rows(self._vectoriser, reading)
        judged = self._codes.judge(reading, rows, hits, self._encoder)
        best = strongest(judged, owner, len(units))
        # A dash, a blank: nothing is said, whatever was said around it.
        said = np.zeros(len(units), dtype=bool)
        np.logical_or.at(said, owner, [bool(words) for words in reading.words])
        types = self._types_of(reading, rows, owner, said)
        codings: list[UnitCoding] = []
        for row in range(len(units)):
            proposed = best.proposed[row] & said[row]
            chosen = _chosen(best.chances[row], proposed, top)
            sources = best.source[row, chosen]
            spans = self._evidence.spans(reading, hits, sources, chosen) if said[row] else None
            codings.append(
                UnitCoding(
                    tuple(
                        Suggestion(
                            code=self.codes[column],
                            confidence=round(float(best.chances[row, column]), 4),
                            proposed=bool(proposed[column]),
                            sure=bool(best.sure[row, column] and proposed[column]),
                            evidence=() if spans is None else spans[index],
                        )
                        for index, column in enumerate(chosen)
                    ),
                    types[row],
                )
            )
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
        self, reading: Reading, rows: Rows, owner: np.ndarray, said: np.ndarray
    ) -> list[tuple[str, ...]]:
        if self._types is None:
            return [() for _ in said]
        head = self._types
        judged = head.judge(reading, rows, head.hits(reading), None)
        proposed = strongest(judged, owner, len(said)).proposed & said[:, None]
        labels = head.learned.labels
        return [
            tuple(label for label, holds in zip(labels, row, strict=True) if holds)
            for row in proposed
        ]


class Strongest(msgspec.Struct, frozen=True):
    """Per unit and label what its surest sentence says, and which sentence that is."""

    chances: np.ndarray
    proposed: np.ndarray
    sure: np.ndarray
    source: np.ndarray


def strongest(judged: Judged, owner: np.ndarray, number: int) -> Strongest:
    if len(judged.chances) == number:
        source = np.broadcast_to(np.arange(number)[:, None], judged.chances.shape)
        return Strongest(judged.chances, judged.proposed, judged.sure, source)
    shape = (number, judged.chances.shape[1])
    chances, source = np.full(shape, -1.0), np.zeros(shape, dtype=int)
    proposed, sure = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    for part, row in enumerate(owner):
        better = judged.chances[part] > chances[row]
        chances[row][better] = judged.chances[part][better]
        source[row][better] = part
        proposed[row] |= judged.proposed[part]
        sure[row] |= judged.sure[part]
    return Strongest(chances, proposed, sure, source)


def _chosen(chances: np.ndarray, proposed: np.ndarray, top: int) -> np.ndarray:
    order = np.argsort(-chances, kind="stable")
    rank = np.arange(len(order))
    return np.asarray(order[(rank < top) | proposed[order]])


def load(directory: Path, *, encoder: Encoder | None) -> Themes2:
    """Load a trained model. Raises ModelUnreadable with a German sentence."""
    header, arrays, fingerprint = restore(directory, Header)
    if header.version != VERSION:
        raise ModelUnreadable(
            f"{directory}: Das Modell gehört zu einem anderen Kodierer ({header.version})."
            " Bitte trainieren Sie es neu."
        )
    codes = stored_heads.unpack("codes", header.codes, header.encoder, arrays)
    types = (
        None
        if header.types is None
        else stored_heads.unpack("types", header.types, header.encoder, arrays)
    )
    return Themes2(
        vectoriser=Vectoriser(header.features, arrays["idf"]),
        codes=Head(codes, Matcher(header.codes.lexicon, codes.labels)),
        types=None
        if types is None or header.types is None
        else Head(types, Matcher(header.types.lexicon, types.labels)),
        header=header,
        fingerprint=fingerprint,
        encoder=encoder if encoder is not None and encoder.id == header.encoder else None,
    )
