"""Where a lexicon's patterns occur. Everything about one word form is looked up once and kept."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log1p

import msgspec
import numpy as np

from analysis.components.lemmas import lemma
from analysis.lexicon import Entry
from analysis.text import key

CACHED_WORDS = 200_000
SHORTEST_INSIDE = 3
# Longer runs of letters are no words.
LONGEST_WORD = 80
HOME = "de"
# Neighbours whose words are near enough to count.
NEAR = {"uk": "ru", "ru": "uk"}
# Spellings not kept apart: Arabic alif, ya and ta marbuta, Turkish and Polish letters.
FOLDED = str.maketrans("أإآٱىةışğçąćęłńóśźż", "ااااي\u0647isgcacelnoszz", "\u0307\u0640")
APART = re.compile(r"[\s/-]+")


class Hit(msgspec.Struct, frozen=True):
    """A pattern that occurs, and in which words of the statement."""

    pattern: int
    words: tuple[int, ...]


class _Atoms:
    """Single-word patterns -> numbers; finds all that a word form satisfies."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}
        self._exact: dict[str, int] = {}
        self._start: dict[str, int] = {}
        self._end: dict[str, int] = {}
        self._inside: dict[str, int] = {}
        # No longer piece of a word need be looked up: a word may be a whole page long.
        self._longest = 0
        self._found: dict[str, tuple[int, ...]] = {}

    def add(self, pattern: str) -> int:
        """The number of a single-word pattern."""
        name = ("*" if pattern.startswith("*") else "") + _folded(pattern.strip("*"))
        name += "*" if pattern.endswith("*") and len(pattern) > 1 else ""
        number = self._number.setdefault(name, len(self._number))
        stem = name.strip("*")
        self._longest = max(self._longest, len(stem))
        if name.startswith("*") and name.endswith("*"):
            self._inside[stem] = number
        elif name.startswith("*"):
            self._end[stem] = number
        elif name.endswith("*"):
            self._start[stem] = number
        else:
            self._exact[stem] = number
        return number

    def of_word(self, form: str) -> tuple[int, ...]:
        found = self._found.get(form)
        if found is None:
            if len(self._found) >= CACHED_WORDS:
                self._found.clear()
            found = self._found[form] = tuple(sorted(self._look_up(form)))
        return found

    def _look_up(self, form: str) -> set[int]:
        numbers: set[int | None] = set()
        plain = _folded(form)
        for word in {plain, _folded(lemma(form))}:
            numbers.add(self._exact.get(word))
            last = len(word)
            short = min(last, self._longest)
            numbers.update(self._start.get(word[:end]) for end in range(1, short + 1))
            numbers.update(self._end.get(word[start:]) for start in range(last - short, last))
        if self._inside and len(plain) <= LONGEST_WORD:
            last = len(plain)
            numbers.update(
                self._inside.get(plain[start:end])
                for start in range(last - SHORTEST_INSIDE + 1)
                for end in range(start + SHORTEST_INSIDE, min(last, start + self._longest) + 1)
            )
        return {number for number in numbers if number is not None}


def _folded(word: str) -> str:
    return key(word).translate(FOLDED)


class Place(msgspec.Struct, frozen=True):
    """A part of a pattern that occurs: its number and its words, from first to before end."""

    part: int
    first: int
    end: int


class Matcher:
    """Compiled patterns of several labels.

    column: per pattern its label; sure: per pattern whether it is graded so.
    """

    def __init__(self, entries: Mapping[str, Sequence[Entry]], labels: Sequence[str]) -> None:
        self.labels = tuple(labels)
        graded = [
            (pattern, column, sure, entry.language)
            for column, label in enumerate(self.labels)
            for entry in entries.get(label, ())
            for sure, patterns in ((True, entry.sure), (False, entry.hint))
            for pattern in patterns
        ]
        self.patterns = tuple(pattern for pattern, _, _, _ in graded)
        self.column = np.array([column for _, column, _, _ in graded], dtype=np.int32)
        self.sure = np.array([sure for _, _, sure, _ in graded], dtype=bool)
        self.language = tuple(language for _, _, _, language in graded)
        self._spoken: dict[str, list[bool]] = {}
        self._atoms = _Atoms()
        self._parts: dict[tuple[int, ...], int] = {}
        needed = [self._parts_of(pattern) for pattern in self.patterns]
        # Part -> patterns that it is all of, and patterns that need others, too.
        self._alone: dict[int, list[int]] = {}
        self._together: dict[int, list[tuple[int, frozenset[int]]]] = {}
        common = Counter(part for parts in needed for part in parts)
        for pattern, parts in enumerate(needed):
            if len(parts) == 1:
                self._alone.setdefault(parts[0], []).append(pattern)
            else:
                # Looked up by its rarest part.
                rarest = min(parts, key=lambda part: (common[part], part))
                self._together.setdefault(rarest, []).append((pattern, frozenset(parts)))
        # Atom -> part of one word; first and second atom -> longer parts that begin with them.
        self._single: dict[int, int] = {}
        self._longer: dict[int, dict[int, list[tuple[tuple[int, ...], int]]]] = {}
        for atoms, part in self._parts.items():
            if len(atoms) == 1:
                self._single[atoms[0]] = part
            else:
                follow = self._longer.setdefault(atoms[0], {})
                follow.setdefault(atoms[1], []).append((atoms, part))

    def _parts_of(self, pattern: str) -> tuple[int, ...]:
        parts = (
            tuple(self._atoms.add(word) for word in APART.split(part.strip()) if word)
            for part in pattern.split("+")
        )
        return tuple(self._parts.setdefault(part, len(self._parts)) for part in parts if part)

    def places(self, forms: Sequence[str]) -> list[Place]:
        """Every part of a pattern that occurs in a statement's word forms, in order."""
        found: list[Place] = []
        atoms = [self._atoms.of_word(form) for form in forms]
        for index, here in enumerate(atoms):
            following = atoms[index + 1] if index + 1 < len(atoms) else ()
            for atom in here:
                part = self._single.get(atom)
                if part is not None:
                    found.append(Place(part, index, index + 1))
                follow = self._longer.get(atom)
                if follow is None:
                    continue
                for second in following:
                    for sequence, longer in follow.get(second, ()):
                        end = index + len(sequence)
                        if end <= len(atoms) and all(
                            sequence[step] in atoms[index + step]
                            for step in range(2, len(sequence))
                        ):
                            found.append(Place(longer, index, end))
        return found

    def hits(
        self, places: Iterable[Place], *, first: int, end: int, language: str = HOME
    ) -> list[Hit]:
        """Every pattern whose parts all lie in the words from first to before end, once.

        language: of the text; patterns of another one, the home language excepted, do not count.
        """
        here: dict[int, tuple[int, ...]] = {}
        for place in places:
            if place.first >= first and place.end <= end and place.part not in here:
                here[place.part] = tuple(range(place.first, place.end))
        counts = self._counting(language)
        found: list[Hit] = []
        for part, words in here.items():
            for pattern in self._alone.get(part, ()):
                if counts[pattern]:
                    found.append(Hit(pattern, words))  # noqa: PERF401 - the hot loop
            for pattern, parts in self._together.get(part, ()):
                if counts[pattern] and parts <= here.keys():
                    all_words = {word for other in parts for word in here[other]}
                    found.append(Hit(pattern, tuple(sorted(all_words))))
        return found

    def _counting(self, language: str) -> list[bool]:
        """Per pattern whether it counts in texts of this language."""
        known = self._spoken.get(language)
        if known is None:
            spoken = (HOME, language, NEAR.get(language, language))
            known = self._spoken[language] = [one in spoken for one in self.language]
        return known

    def score(self, hits: Sequence[Hit], weights: Sequence[float]) -> np.ndarray:
        """Per label 0..1: noisy-or of the weights of its patterns, each word counted once.

        weights: per pattern, how often its label holds where it occurs.
        """
        missed = np.zeros(len(self.labels))
        taken: dict[int, set[int]] = {}
        weighed = sorted(
            ((weights[hit.pattern], hit) for hit in hits),
            key=lambda entry: (-entry[0], entry[1].pattern),
        )
        for weight, hit in weighed:
            column = int(self.column[hit.pattern])
            words = taken.setdefault(column, set())
            if not words.issuperset(hit.words):
                words.update(hit.words)
                missed[column] += log1p(-weight)
        return np.asarray(-np.expm1(missed))
