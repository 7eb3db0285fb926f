"""Units of a batch read once: their words, their beginning, and the statement around them."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import msgspec
import numpy as np

from analysis.coders.coder import Unit
from analysis.coders.matching import HOME
from analysis.coders.vectors import WordSpan, word_spans
from analysis.components.language import detect

SENTENCE_END = re.compile(r"[.!?\n]")
# A title is at least so long and at most so many words.
SHORTEST_LEAD, LEAD_WORDS = 8, 14


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """words, lead: per unit; statements: per statement; statement: unit -> its statement.

    first: number of the unit's first word in its statement.
    lead: the first sentence or title of a unit that is a whole statement, else nothing.
    """

    units: Sequence[Unit]
    words: list[list[WordSpan]]
    first: list[int]
    lead: list[list[WordSpan]]
    statement: np.ndarray
    statements: list[list[WordSpan]]

    def own_texts(self) -> list[str]:
        return [unit.text[unit.start : unit.end] for unit in self.units]

    def other_texts(self) -> list[str]:
        """What stands beside each unit: its title if it is a statement, else its statement."""
        return [
            unit.text[lead[0].start : lead[-1].end] if lead else unit.text
            for unit, lead in zip(self.units, self.lead, strict=True)
        ]

    def languages(self) -> list[str]:
        """Per unit the language it was given with, else what its statement looks like."""
        looked: dict[str, str] = {}
        for unit in self.units:
            if not unit.language and unit.text not in looked:
                looked[unit.text] = detect(unit.text)[0] or HOME
        return [unit.language or looked[unit.text] for unit in self.units]

    def only(self, chosen: np.ndarray) -> "Reading":
        """The chosen units, for what looks at each by itself."""
        return Reading(
            units=[self.units[index] for index in chosen],
            words=[self.words[index] for index in chosen],
            first=[self.first[index] for index in chosen],
            lead=[self.lead[index] for index in chosen],
            statement=self.statement[chosen],
            statements=self.statements,
        )

    def neighbours(self) -> tuple[np.ndarray, np.ndarray]:
        """Per unit the index of the unit before and after it in its statement, -1 for none.

        Units of one statement follow each other in a batch.
        """
        index = np.arange(len(self.statement))
        same = self.statement[1:] == self.statement[:-1]
        before = np.full(len(index), -1)
        after = np.full(len(index), -1)
        before[1:][same] = index[:-1][same]
        after[:-1][same] = index[1:][same]
        return before, after


def read(units: Sequence[Unit]) -> Reading:
    """Split every statement once, and give each unit the words that lie inside it."""
    places: dict[str, int] = {}
    statements: list[list[WordSpan]] = []
    words: list[list[WordSpan]] = []
    first: list[int] = []
    lead: list[list[WordSpan]] = []
    statement = np.empty(len(units), dtype=np.int32)
    for index, unit in enumerate(units):
        place = places.get(unit.text)
        if place is None:
            place = places[unit.text] = len(statements)
            statements.append(word_spans(unit.text))
        statement[index] = place
        spoken = statements[place]
        whole = unit.start == 0 and unit.end >= len(unit.text)
        begin = 0 if whole else bisect_left(spoken, unit.start, key=lambda word: word.start)
        end = len(spoken) if whole else bisect_right(spoken, unit.end, key=lambda word: word.end)
        first.append(begin)
        words.append(spoken[begin:end])
        lead.append(_lead(unit.text, spoken) if whole else [])
    return Reading(
        units=units, words=words, first=first, lead=lead, statement=statement, statements=statements
    )


def _lead(text: str, words: list[WordSpan]) -> list[WordSpan]:
    found = SENTENCE_END.search(text, SHORTEST_LEAD)
    end = found.start() if found else len(text)
    lead = [word for word in words[:LEAD_WORDS] if word.end <= end]
    # A single sentence is no title of itself.
    return lead if len(lead) < len(words) else []
