"""Units of a batch, split into words once."""

from collections.abc import Sequence

import numpy as np

from analysis.coders.coder import Unit
from analysis.coders.scoring import Sheet
from analysis.coders.vectors import WordSpan, word_spans


def lay_out(units: Sequence[Unit]) -> Sheet:
    """Split every statement once, and give each unit the words that lie inside it."""
    places: dict[str, int] = {}
    statements: list[list[WordSpan]] = []
    words: list[list[WordSpan]] = []
    statement = np.empty(len(units), dtype=np.int32)
    for index, unit in enumerate(units):
        place = places.get(unit.text)
        if place is None:
            place = places[unit.text] = len(statements)
            statements.append(word_spans(unit.text))
        statement[index] = place
        words.append(
            [
                word
                for word in statements[place]
                if word.start >= unit.start and word.end <= unit.end
            ]
        )
    return Sheet(words, statement, statements)
