"""Normalising text without losing the way back: every folded character knows its origin."""

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache

import msgspec

# Invisible characters that split words for a machine but not for a reader.
INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-")
SPACES = dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f\u3000\t", " ")
QUOTES = dict.fromkeys("\u2018\u2019\u201a\u02bc\u00b4`", "'")
REPLACED = DASHES | SPACES | QUOTES
TRANSLATION = {ord(key): value for key, value in REPLACED.items()} | dict.fromkeys(
    map(ord, INVISIBLE)
)
SAME_LENGTH = {ord(sign): other for sign, other in REPLACED.items()}
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
WORD = re.compile(r"[^\W_]+(?:['\u2019*:][^\W_]+)*")


class Folded(msgspec.Struct, frozen=True):
    """A normalised text; `origin[i]` is the offset of its character i in the original text."""

    text: str
    origin: tuple[int, ...] | None
    length: int

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original text for offsets in the folded one (end exclusive)."""
        if self.origin is None:
            return start, end
        last = self.origin[end - 1] if end > start else self.origin[start] - 1
        after = bisect_right(self.origin, last)
        return self.origin[start], self.origin[after] if after < len(self.origin) else self.length


# Several components want the same text folded, one after the other.
@lru_cache(maxsize=1024)
def fold(text: str) -> Folded:
    """Unify dashes, spaces, quotes, full-width forms; drop invisible characters; keep case."""
    plain = text.translate(SAME_LENGTH)
    if unicodedata.is_normalized("NFKC", plain) and INVISIBLE.isdisjoint(plain):
        return Folded(plain, None, len(text))
    characters: list[str] = []
    origin: list[int] = []
    for position, character in enumerate(text):
        if character in INVISIBLE:
            continue
        for piece in REPLACED.get(character) or _compatible(character):
            characters.append(piece)
            origin.append(position)
    return Folded("".join(characters), tuple(origin), len(text))


def _compatible(character: str) -> str:
    if character.isascii() or character.isalpha():
        return character
    return unicodedata.normalize("NFKC", character)


def key(word: str) -> str:
    """One spelling for comparison: case, ß/ss and ä/ae do not matter."""
    return unicodedata.normalize("NFC", word.translate(TRANSLATION)).lower().translate(UMLAUTS)


def words(text: str) -> list[tuple[int, int]]:
    """Offsets of the words of a text, in order."""
    return [match.span() for match in WORD.finditer(text)]
