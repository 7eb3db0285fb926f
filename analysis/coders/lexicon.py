"""Words that point to a label: patterns, where they occur, and how far each is to be trusted.

Pattern: `wbs` the whole word or its lemma, `miet*` beginning, `*sperre` end, `*schulden*`
anywhere; several words in one pattern must follow each other.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np
import yaml

from analysis.components.lemmas import lemma
from analysis.text import key

CACHED_WORDS = 200_000
# A pattern is worth this before any labelled text has been seen, and the belief counts as if it
# came from so many texts.
PRIOR, PRIOR_COUNT = 0.5, 3.0


class LexiconUnreadable(ValueError):
    """The file is no lexicon; the message is a German sentence."""


class Lexicon(msgspec.Struct, frozen=True, kw_only=True):
    """Label -> patterns, for the codes and for the statement types."""

    codes: dict[str, tuple[str, ...]] = {}
    types: dict[str, tuple[str, ...]] = {}


def read(path: Path | bytes) -> Lexicon:
    try:
        content = path if isinstance(path, bytes) else path.read_bytes()
        document = yaml.safe_load(content)
        return msgspec.convert(
            {name: document.get(name, {}) for name in ("codes", "types")}, Lexicon
        )
    except (OSError, yaml.YAMLError, AttributeError, msgspec.ValidationError) as error:
        raise LexiconUnreadable(
            f"Das Wörterbuch lässt sich nicht lesen ({error}). Nötig ist eine YAML-Datei mit"
            " codes: je Code eine Liste von Wörtern."
        ) from error


class Patterns:
    """Compiled patterns of several labels. Matching is cached per word form."""

    def __init__(self, patterns: Mapping[str, Iterable[str]], labels: Sequence[str]) -> None:
        self.labels = tuple(labels)
        pairs = [
            (tuple(pattern.split()), column)
            for column, label in enumerate(self.labels)
            for pattern in dict.fromkeys(patterns.get(label, ()))
        ]
        self.columns = np.array([column for _, column in pairs], dtype=np.int32)
        self.lengths = [len(parts) for parts, _ in pairs]
        self._exact: dict[str, list[tuple[int, int]]] = {}
        self._open: list[tuple[str, str, int, int]] = []
        for number, (parts, _) in enumerate(pairs):
            for position, part in enumerate(parts):
                self._add(part, number, position)
        self._found: dict[str, tuple[tuple[int, int], ...]] = {}

    def _add(self, part: str, number: int, position: int) -> None:
        stem = key(part.strip("*"))
        if "*" not in part:
            self._exact.setdefault(stem, []).append((number, position))
            return
        where = ("end" if part.startswith("*") else "") + ("start" if part.endswith("*") else "")
        self._open.append((where, stem, number, position))

    def of_word(self, word: str) -> tuple[tuple[int, int], ...]:
        """(pattern, position in it) for every pattern part this word form satisfies."""
        found = self._found.get(word)
        if found is None:
            if len(self._found) >= CACHED_WORDS:
                self._found.clear()
            found = self._found[word] = tuple(self._match(word))
        return found

    def _match(self, word: str) -> Iterable[tuple[int, int]]:
        form, base = key(word), key(lemma(word))
        hits = dict.fromkeys(self._exact.get(form, ()))
        hits.update(dict.fromkeys(self._exact.get(base, ())))
        for where, stem, number, position in self._open:
            if (
                (where == "start" and (form.startswith(stem) or base.startswith(stem)))
                or (where == "end" and (form.endswith(stem) or base.endswith(stem)))
                or (where == "endstart" and stem in form)
            ):
                hits[number, position] = None
        return hits

    def occurrences(self, sequence: Sequence[str]) -> list[tuple[int, int, int]]:
        """(pattern, first word, word after the last) for every match in a sequence of words."""
        found: list[tuple[int, int, int]] = []
        parts = [self.of_word(word) for word in sequence]
        for index, hits in enumerate(parts):
            for number, position in hits:
                if position:
                    continue
                length = self.lengths[number]
                if length == 1 or (
                    index + length <= len(parts)
                    and all((number, step) in parts[index + step] for step in range(1, length))
                ):
                    found.append((number, index, index + length))
        return found

    def scores(self, occurrences: Sequence[Iterable[int]], weights: np.ndarray) -> np.ndarray:
        """units x labels, noisy-or of the patterns' weights. occurrences: pattern ids per unit."""
        missed = np.zeros((len(occurrences), len(self.labels)), dtype=np.float32)
        log_miss = np.log1p(-weights)
        for row, numbers in enumerate(occurrences):
            unique = list(dict.fromkeys(numbers))
            if unique:
                np.add.at(missed[row], self.columns[unique], log_miss[unique])
        return -np.expm1(missed)

    def learn(self, occurrences: Sequence[Iterable[int]], targets: np.ndarray) -> np.ndarray:
        """Per pattern: how often its label held where it occurred, drawn towards PRIOR."""
        hits = np.zeros(len(self.columns))
        right = np.zeros(len(self.columns))
        for row, numbers in enumerate(occurrences):
            for number in set(numbers):
                hits[number] += 1
                right[number] += targets[row, self.columns[number]]
        weights = (right + PRIOR * PRIOR_COUNT) / (hits + PRIOR_COUNT)
        return np.clip(weights, 0.01, 0.98).astype(np.float32)
