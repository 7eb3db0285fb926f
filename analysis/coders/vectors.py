"""Texts as sparse vectors of words, word pairs and character n-grams inside words.

All n-grams lie within one word or one pair of words, so they are computed once per word form,
and the contribution of every word to a decision can be told.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec
import numpy as np
from scipy import sparse

from analysis.components import compounds
from analysis.text import WORD, key

CACHED_WORDS = 200_000
SHORTEST, LONGEST = 3, 5


class WordSpan(msgspec.Struct, frozen=True):
    """A word of a text: its comparison key, its form and where it stands."""

    key: str
    form: str
    start: int
    end: int


def word_spans(text: str) -> list[WordSpan]:
    return [
        WordSpan(key(match.group()), match.group(), match.start(), match.end())
        for match in WORD.finditer(text)
    ]


def names(word: str) -> list[str]:
    """Feature names of one word: `=wort`, then the n-grams of ` wort `, then `+teil` per part.

    A word that is no compound has its base form as its part.
    """
    padded = f" {word} "
    grams = {
        padded[start : start + size]
        for size in range(SHORTEST, LONGEST + 1)
        for start in range(len(padded) - size + 1)
    }
    parts = dict.fromkeys(key(part) for part in compounds.parts(word))
    return [f"={word}", *sorted(grams), *(f"+{part}" for part in parts if part != word)]


def pair(first: str, second: str) -> str:
    return f"={first} {second}"


class Vectoriser:
    """Turns sequences of words into rows. Features: names -> columns; idf per column."""

    def __init__(self, features: Sequence[str], idf: np.ndarray) -> None:
        self.features = tuple(features)
        self.idf = idf.astype(np.float32)
        self._column = {name: column for column, name in enumerate(self.features)}
        # The first features are words and pairs, the rest n-grams: each block has length one.
        self.words = sum(1 for name in self.features if name.startswith("="))
        self._columns: dict[str, np.ndarray] = {}

    def columns(self, word: str) -> np.ndarray:
        """Columns of one word form, cached."""
        found = self._columns.get(word)
        if found is None:
            if len(self._columns) >= CACHED_WORDS:
                self._columns.clear()
            known = (self._column.get(name) for name in names(word))
            found = np.array([column for column in known if column is not None], dtype=np.int32)
            self._columns[word] = found
        return found

    def pair_column(self, first: str, second: str) -> int | None:
        return self._column.get(pair(first, second))

    def rows(self, texts: Sequence[Sequence[str]]) -> sparse.csr_matrix:
        """texts (words each) x features; log counts times idf, both blocks normalised."""
        parts: list[np.ndarray] = []
        ends = [0]
        total = 0
        for sequence in texts:
            for word in sequence:
                columns = self.columns(word)
                parts.append(columns)
                total += len(columns)
            pairs = self._pairs(sequence)
            parts.append(pairs)
            total += len(pairs)
            ends.append(total)
        indices = np.concatenate(parts) if parts else np.empty(0, dtype=np.int32)
        matrix = sparse.csr_matrix(
            (np.ones(total, dtype=np.float32), indices, np.array(ends)),
            shape=(len(texts), len(self.features)),
        )
        matrix.sum_duplicates()
        matrix.data = (1 + np.log(matrix.data)) * self.idf[matrix.indices]
        return self._normalised(matrix)

    def _pairs(self, sequence: Sequence[str]) -> np.ndarray:
        found = (self.pair_column(*both) for both in pairwise(sequence))
        return np.array([column for column in found if column is not None], dtype=np.int32)

    def _normalised(self, matrix: sparse.csr_matrix) -> sparse.csr_matrix:
        is_word = matrix.indices < self.words
        row_of = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
        for block in (is_word, ~is_word):
            squares = np.bincount(
                row_of[block], weights=matrix.data[block] ** 2, minlength=matrix.shape[0]
            )
            norms = np.sqrt(2 * squares)
            norms[norms == 0] = 1
            matrix.data[block] /= norms[row_of[block]]
        return matrix


def learn_vectoriser(
    texts: Iterable[Sequence[str]], *, fewest: int = 2, most: int = 60_000
) -> Vectoriser:
    """Choose features that occur in at least `fewest` texts, at most `most`, and their idf."""
    counts: Counter[str] = Counter()
    cache: dict[str, list[str]] = {}
    number = 0
    for sequence in texts:
        number += 1
        found: set[str] = set()
        for word in set(sequence):
            found.update(cache.setdefault(word, names(word)))
        found.update(pair(*both) for both in pairwise(sequence))
        counts.update(found)
    kept = [(name, count) for name, count in counts.items() if count >= fewest]
    kept.sort(key=lambda entry: (-entry[1], entry[0]))
    # The n-grams sort after the words so that the two blocks are contiguous.
    kept = sorted(kept[:most], key=lambda entry: (not entry[0].startswith("="), entry[0]))
    idf = np.array([np.log((1 + number) / (1 + count)) + 1 for _, count in kept])
    return Vectoriser([name for name, _ in kept], idf)
