"""Patterns: every kind, evidence words, languages, each word counted once."""

import pytest

from analysis.coders.matching import Matcher
from analysis.coders.vectors import word_spans
from analysis.lexicon import Entry


def found(pattern: str, text: str, *, language: str = "de", of: str = "de") -> list[str]:
    """The words in which a pattern occurs."""
    matcher = Matcher({"a": (Entry(language=of, sure=(pattern,)),)}, ["a"])
    words = word_spans(text)
    places = matcher.places([word.form for word in words])
    hits = matcher.hits(places, first=0, end=len(words), language=language)
    assert len(hits) <= 1
    return [words[index].form for hit in hits for index in hit.words]


@pytest.mark.parametrize(
    ("pattern", "text", "words"),
    [
        ("wbs", "Der WBS hilft.", ["WBS"]),
        ("wbs", "Wbsa", []),
        ("miete", "Die Mieten steigen.", ["Mieten"]),
        ("strasse", "Auf der Straße.", ["Straße"]),
        ("miet*", "Mietspiegel und Kaltmiete", ["Mietspiegel"]),
        ("*sperre", "Die Stromsperre droht.", ["Stromsperre"]),
        ("*schulden*", "Mietschuldenberatung", ["Mietschuldenberatung"]),
        ("*schulden*", "Die Schuld liegt woanders.", []),
        ("zu teuer", "Das ist zu teuer.", ["zu", "teuer"]),
        ("zu teuer", "zu lange, teuer", []),
        ("p-konto", "Ein P-Konto hilft.", ["P", "Konto"]),
        ("schlaf* + couch", "Auf der Couch schläft er, schlafend.", ["Couch", "schläft"]),
        ("schlaf* + couch", "Er schlafwandelt.", []),
        ("kein arzt + termin", "Kein Arzt gibt einen Termin.", ["Kein", "Arzt", "Termin"]),
    ],
)
def test_german_patterns(pattern: str, text: str, words: list[str]) -> None:
    assert found(pattern, text) == words


def test_other_languages_count_in_their_texts_only() -> None:
    assert found("hat", "Der Bus hat Verspätung.", of="tr") == []
    assert found("hat", "Hat yok.", language="tr", of="tr") == ["Hat"]
    # German words are mixed in everywhere; Ukrainian and Russian are near.
    assert found("jobcenter", "Jobcenter çok uzak", language="tr") == ["Jobcenter"]
    assert found("школ*", "у школі", language="uk", of="ru") == ["школі"]


def test_spellings_that_writers_do_not_keep_apart() -> None:
    assert found("أسنان", "اسنان", language="ar", of="ar") == ["اسنان"]
    assert found("işsiz", "ISSIZ", language="tr", of="tr") == ["ISSIZ"]


def test_hits_keep_to_their_words() -> None:
    matcher = Matcher({"a": (Entry(sure=("bus + bahn",)),)}, ["a"])
    places = matcher.places(["Bus", "und", "Bahn"])
    assert len(matcher.hits(places, first=0, end=3)) == 1
    assert matcher.hits(places, first=0, end=2) == []


def test_score_counts_each_word_once() -> None:
    matcher = Matcher(
        {"a": (Entry(sure=("miete", "miet*"), hint=("teuer",)),), "b": (Entry(sure=("bus",)),)},
        ["a", "b"],
    )
    weights = [0.5, 0.4, 0.2, 0.5]
    places = matcher.places(["Miete", "teuer"])
    hits = matcher.hits(places, first=0, end=2)
    assert len(hits) == 3
    # 1 - (1-0.5)(1-0.2): "miet*" found only the word that "miete" had.
    assert matcher.score(hits, weights) == pytest.approx([0.6, 0.0])
    assert matcher.score([], weights) == pytest.approx([0.0, 0.0])
