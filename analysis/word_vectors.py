"""Texts as vectors of their base words and of pieces of these (German compounds carry meaning)."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from analysis.text import words

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


def base_words(text: str) -> list[tuple[str, str]]:
    """Words that carry meaning, as written and in their base form."""
    from spacy.lang.de.stop_words import STOP_WORDS

    from analysis.components.lemmas import lemma

    found = []
    for start, end in words(text):
        word = text[start:end]
        base = lemma(word).lower()
        if len(base) > 2 and not base.isdigit() and not {base, word.lower()} & STOP_WORDS:
            found.append((word, base))
    return found


def word_vectors(texts: Sequence[Sequence[str]]) -> "csr_matrix":
    """One row of length 1 per text; words and pieces of words weigh the same."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.feature_extraction.text import TfidfVectorizer

    if not any(texts):
        return csr_matrix((len(texts), 1))
    whole = TfidfVectorizer(analyzer=lambda one: one, sublinear_tf=True)
    pieces = TfidfVectorizer(analyzer=_pieces, sublinear_tf=True)
    both = hstack([whole.fit_transform(texts), pieces.fit_transform(texts)])
    return csr_matrix(both * np.sqrt(0.5))


def _pieces(base: Sequence[str]) -> Iterator[str]:
    for word in base:
        framed = f" {word} "
        for size in (3, 4, 5):
            for start in range(max(1, len(framed) - size + 1)):
                yield framed[start : start + size]
