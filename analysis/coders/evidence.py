"""Which words a decision rests on."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from analysis.coders.heads import Head, Hits
from analysis.coders.matching import Hit
from analysis.coders.reading import Reading
from analysis.coders.vectors import Vectoriser, WordSpan
from analysis.suggestions import Span

# At most so many words, and none that adds less than half of what the best adds.
WORDS, SHARE = 4, 0.5


class Evidence:
    """Adds up what each word contributes to a label: its features' weights, and the lexicon."""

    def __init__(self, vectoriser: Vectoriser, head: Head) -> None:
        self._vectoriser = vectoriser
        self._head = head
        # Per label and feature what one occurrence adds.
        self._added = np.ascontiguousarray((head.learned.matrix * vectoriser.idf[:, None]).T)

    def spans(
        self, reading: Reading, hits: Hits, sources: Sequence[int], chosen: np.ndarray
    ) -> list[tuple[Span, ...]]:
        """Per chosen label the words that speak most for it: in the unit, else in its statement.

        sources: per chosen label the unit that decided.
        """
        found: list[tuple[Span, ...]] = [()] * len(chosen)
        for unit in dict.fromkeys(int(source) for source in sources):
            mine = [index for index, source in enumerate(sources) if source == unit]
            statement = int(reading.statement[unit])
            for words, first, here in (
                (reading.words[unit], reading.first[unit], hits.units[unit]),
                (reading.statements[statement], 0, hits.statements[statement]),
            ):
                open_ = [index for index in mine if not found[index]]
                if words and open_:
                    support = self._support(words, first, here, chosen[open_])
                    for index, column in zip(open_, support.T, strict=True):
                        found[index] = _strongest_words(words, column)
        return found

    def _support(
        self, words: Sequence[WordSpan], first: int, hits: Sequence[Hit], chosen: np.ndarray
    ) -> np.ndarray:
        """words x chosen labels."""
        columns = [self._vectoriser.columns(word.key) for word in words]
        starts = np.cumsum([0, *map(len, columns)])
        features = np.concatenate(columns)
        totals = np.zeros((len(features) + 1, len(chosen)), dtype=self._added.dtype)
        for number, column in enumerate(chosen):
            np.cumsum(self._added[column].take(features), out=totals[1:, number])
        support = totals[starts[1:]] - totals[starts[:-1]]
        scale = np.maximum(support.max(axis=0), 1.0)
        place = {int(column): index for index, column in enumerate(chosen)}
        for hit in hits:
            index = place.get(int(self._head.matcher.column[hit.pattern]))
            if index is not None:
                worth = self._head.learned.votes[hit.pattern]
                support[[word - first for word in hit.words], index] += 2 * scale[index] * worth
        return np.asarray(support)


def _strongest_words(words: Sequence[WordSpan], support: np.ndarray) -> tuple[Span, ...]:
    if support.max() <= 0:
        return ()
    order = np.argsort(-support, kind="stable")[:WORDS]
    least = SHARE * support.max()
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
