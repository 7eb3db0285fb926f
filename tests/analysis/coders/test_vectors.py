"""Rows of words, pairs and n-grams."""

import numpy as np
import pytest

from analysis.coders.vectors import WordSpan, learn_vectoriser, names, word_spans


def test_names_of_a_word() -> None:
    assert names("tür") == ["=tür", " tü", " tür", " tür ", "tür", "tür ", "ür ", "+tuer"]


def test_word_spans_point_into_the_text() -> None:
    assert word_spans("😀 Zu süß!") == [
        WordSpan("zu", "Zu", 2, 4),
        WordSpan("suess", "süß", 5, 8),
    ]


def test_learn_vectoriser_keeps_what_occurs_twice() -> None:
    vectoriser = learn_vectoriser([["bus", "weg"], ["bus", "weg"], ["rad"]])
    assert vectoriser.features[:3] == ("=bus", "=bus weg", "=weg")
    assert not any("rad" in feature for feature in vectoriser.features)
    few = learn_vectoriser([["bus", "weg"], ["bus", "weg"], ["bus"]], most=1)
    assert few.features == (" bu",)


def test_rows_have_two_blocks_of_the_same_length() -> None:
    vectoriser = learn_vectoriser([["bus", "weg"], ["bus", "weg"], ["weg"]])
    rows = vectoriser.rows([["bus", "weg", "weg"], ["fremd"], []]).toarray()
    words = rows[:, : vectoriser.words]
    assert np.linalg.norm(rows, axis=1).tolist() == pytest.approx([1, 0, 0])
    assert float(np.linalg.norm(words[0])) == pytest.approx(0.5**0.5)
    assert words[0].argmax() == vectoriser.features.index("=weg")
