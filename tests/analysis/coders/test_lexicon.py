"""Lexicon patterns: whole words, beginnings, ends, middles, sequences; and what they are worth."""

import numpy as np
import pytest

from analysis.coders.lexicon import Lexicon, LexiconUnreadable, Patterns, read


def matched(pattern: str, words: str) -> list[tuple[int, int]]:
    patterns = Patterns({"a": [pattern]}, ["a"])
    return [(first, last) for _, first, last in patterns.occurrences(words.split())]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("rad", "Radweg Fahrrad"),
        ("rad*", "Fahrrad"),
        ("*rad", "Radweg"),
        ("leichte* sprache", "leichte Kost Sprache"),
        ("leichte* sprache", "Sprache leichte"),
    ],
)
def test_occurrences_none(pattern: str, words: str) -> None:
    assert matched(pattern, words) == []


@pytest.mark.parametrize(
    ("pattern", "words", "found"),
    [
        ("WBS", "ohne wbs geht nichts", [(1, 2)]),
        ("Wohnung", "viele Wohnungen", [(1, 2)]),
        ("miet*", "Mietschulden mietfrei", [(0, 1), (1, 2)]),
        ("*ärzte", "Kinderaerzte", [(0, 1)]),
        ("*psych*", "sozialpsychiatrisch", [(0, 1)]),
        ("leichte* sprache", "in Leichter Sprache bitte", [(1, 3)]),
    ],
)
def test_occurrences(pattern: str, words: str, found: list[tuple[int, int]]) -> None:
    assert matched(pattern, words) == found


def test_learn_trusts_what_held() -> None:
    patterns = Patterns({"a": ["x"], "b": ["y", "z"]}, ["a", "b"])
    targets = np.array([[1, 0], [1, 0], [1, 0], [0, 0]])
    occurrences = [[0, 1], [0, 1], [0, 0], [1]]
    assert patterns.learn(occurrences, targets).tolist() == pytest.approx([0.75, 0.25, 0.5])


def test_scores_add_up_like_independent_witnesses() -> None:
    patterns = Patterns({"a": ["x", "y"], "b": ["z"]}, ["a", "b"])
    scores = patterns.scores([[0, 1, 1], [2], []], np.array([0.5, 0.5, 0.9]))
    assert scores == pytest.approx(np.array([[0.75, 0], [0, 0.9], [0, 0]]))


def test_read() -> None:
    assert read(b"codes: {a: [x, 'y*']}") == Lexicon(codes={"a": ("x", "y*")})


@pytest.mark.parametrize("content", [b"[", b"[]", b"codes: [a]"])
def test_read_refuses(content: bytes) -> None:
    with pytest.raises(LexiconUnreadable, match="Das Wörterbuch lässt sich nicht lesen"):
        read(content)
