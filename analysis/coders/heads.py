"""A head scores one set of labels: the codes, or the statement types.

Two tiers. Fast: words and lexicon. Deep: also a sentence encoder's vectors, asked only for the
units about which the fast tier is in doubt.
"""

from collections.abc import Sequence

import msgspec
import numpy as np
from scipy import sparse

from analysis.coders import meaning as meanings
from analysis.coders import signals, weighing
from analysis.coders.matching import HOME, Hit, Matcher
from analysis.coders.meaning import Meaning
from analysis.coders.reading import Reading
from analysis.coders.vectors import Vectoriser
from analysis.coders.weighing import Weighing
from analysis.encoders import Encoder

# How loud a unit's title is beside the whole of it.
LEAD = 0.5


class Learned(msgspec.Struct, frozen=True, kw_only=True):
    """What training learned for one set of labels.

    context: how loud the statement is beside the unit; matrix, mean: word features x labels;
    prior (log), category: per label; votes: per pattern of the lexicon.
    doubt: units at least so doubtful are asked again with the encoder.
    """

    labels: tuple[str, ...]
    exclusive: bool
    context: float
    matrix: np.ndarray
    mean: np.ndarray
    prior: np.ndarray
    category: np.ndarray
    votes: np.ndarray
    fast: Weighing
    deep: Weighing | None = None
    meaning: Meaning | None = None
    doubt: float = 0.0


class Judged(msgspec.Struct, frozen=True):
    """chances, proposed, sure: units x labels; deep: per unit whether the encoder was asked."""

    chances: np.ndarray
    proposed: np.ndarray
    sure: np.ndarray
    deep: np.ndarray


class Hits(msgspec.Struct, frozen=True):
    """Patterns that occur, per unit and per statement."""

    units: list[list[Hit]]
    statements: list[list[Hit]]


class Rows(msgspec.Struct, frozen=True):
    """Word features of the units, of their titles, and of the statements around them."""

    units: sparse.csr_matrix
    leads: sparse.csr_matrix
    around: sparse.csr_matrix

    def in_context(self, context: float) -> sparse.csr_matrix:
        """Each unit's row plus its title's and its statement's, less loud; length one."""
        return in_length_one(self.units + LEAD * self.leads + context * self.around)


class Head:
    """Prediction for one set of labels."""

    def __init__(self, learned: Learned, matcher: Matcher) -> None:
        self.learned = learned
        self.matcher = matcher
        # A list: single elements of an array are slow to get at.
        self._votes: list[float] = learned.votes.tolist()

    def hits(self, reading: Reading) -> Hits:
        return find_hits(self.matcher, reading)

    def judge(
        self,
        reading: Reading,
        rows: Rows,
        hits: Hits,
        encoder: Encoder | None,
    ) -> Judged:
        learned = self.learned
        votes = self._votes
        words = rows.in_context(learned.context) @ learned.matrix + learned.mean
        lexicon = np.array([self.matcher.score(found, votes) for found in hits.units])
        around = np.array([self.matcher.score(found, votes) for found in hits.statements])
        quick = signals.fast(
            words=words,
            lexicon=lexicon,
            around=around[reading.statement],
            neighbours=reading.neighbours(),
            same_category=learned.category[:, None] == learned.category,
            prior=learned.prior,
        )
        found = learned.fast.chances(quick, exclusive=learned.exclusive)
        judged = _judged(found, learned.fast, exclusive=learned.exclusive)
        if encoder is None or learned.meaning is None or learned.deep is None:
            return judged
        # The lexicon is thin in other languages, and the words were learned from German.
        foreign = np.array([language != HOME for language in reading.languages()])
        open_ = doubt(found, exclusive=learned.exclusive) >= learned.doubt
        doubtful = np.flatnonzero(open_ | foreign)
        if not len(doubtful):
            return judged
        more = _deep_signals(encoder, learned.meaning, reading, doubtful, lexicon)
        both = np.concatenate([quick[doubtful], more], axis=-1)
        again = learned.deep.chances(both, exclusive=learned.exclusive)
        return _replaced(
            judged, doubtful, _judged(again, learned.deep, exclusive=learned.exclusive)
        )


def read_rows(vectoriser: Vectoriser, reading: Reading) -> Rows:
    return Rows(
        vectoriser.rows(_keys(reading.words)),
        vectoriser.rows(_keys(reading.lead)),
        vectoriser.rows(_keys(reading.statements))[reading.statement],
    )


def _keys(words: Sequence[Sequence[msgspec.Struct]]) -> list[list[str]]:
    return [[word.key for word in sequence] for sequence in words]  # type: ignore[attr-defined]


def in_length_one(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    rows = sparse.csr_matrix(rows)
    row_of = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    norms = np.sqrt(np.bincount(row_of, weights=rows.data**2, minlength=rows.shape[0]))
    norms[norms == 0] = 1
    rows.data = (rows.data / norms[row_of]).astype(np.float32)
    return rows


def find_hits(matcher: Matcher, reading: Reading) -> Hits:
    places = [matcher.places([word.form for word in words]) for words in reading.statements]
    languages = reading.languages()
    spoken: dict[int, str] = dict(zip(reading.statement.tolist(), languages, strict=True))
    return Hits(
        [
            matcher.hits(places[number], first=first, end=first + len(words), language=language)
            for number, first, words, language in zip(
                reading.statement, reading.first, reading.words, languages, strict=True
            )
        ],
        [
            matcher.hits(places[number], first=0, end=len(words), language=spoken[number])
            for number, words in enumerate(reading.statements)
        ],
    )


def doubt(chances: np.ndarray, *, exclusive: bool) -> np.ndarray:
    """Per unit how many decisions are open, in bits. Exclusive: one decision between labels."""
    some = np.clip(chances, 1e-6, 1 - 1e-6)
    bits = -some * np.log2(some)
    if not exclusive:
        bits = bits - (1 - some) * np.log2(1 - some)
    return np.asarray(bits.sum(axis=1))


def _deep_signals(
    encoder: Encoder,
    meaning: Meaning,
    reading: Reading,
    chosen: np.ndarray,
    lexicon: np.ndarray,
) -> np.ndarray:
    meant = meanings.vectors(encoder, reading.only(chosen), meaning.centre)
    nearest, average = meaning.likeness(meant.own)
    _, around = meaning.likeness(meant.other)
    return signals.deep(
        meaning=meaning.scores(meant),
        nearest=nearest,
        average=average,
        around=around,
        lexicon=lexicon[chosen],
    )


def _judged(found: np.ndarray, by: Weighing, *, exclusive: bool) -> Judged:
    proposed = weighing.decide(found, by.thresholds, exclusive=exclusive)
    return Judged(found, proposed, proposed & (found >= by.sure), np.zeros(len(found), dtype=bool))


def _replaced(judged: Judged, rows: np.ndarray, again: Judged) -> Judged:
    chances, proposed, sure = judged.chances.copy(), judged.proposed.copy(), judged.sure.copy()
    deep = judged.deep.copy()
    chances[rows], proposed[rows], sure[rows] = again.chances, again.proposed, again.sure
    deep[rows] = True
    return Judged(chances, proposed, sure, deep)
