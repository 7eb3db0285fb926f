"""Compounds fall into the words they are made of; other words stay whole."""

import time

import pytest

from analysis.components import compounds
from analysis.components.compounds import parts, split


@pytest.mark.parametrize(
    "word",
    [
        "", "Wohnung", "Nachbarschaft", "Generation", "Verwaltung", "Senioren", "Integration",
        "verbessern", "Einsamkeit", "Gesundheit", "Betreuung", "Information", "не", "x" * 500,
    ],
)  # fmt: skip
def test_parts_leaves_other_words_whole(word: str) -> None:
    assert len(parts(word)) == bool(word)


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("Kurzzeitpflegeplatz", "kurz zeit pflege platz"),
        ("Kurzzeitpflegeplätze", "kurz zeit pflege platz"),
        ("kurzzeitpflegeplätzen", "kurz zeit pflege platz"),
        ("Schuldnerberatungsstelle", "schuldner beratung stelle"),
        ("Schuldnerberatungsstellen", "schuldner beratung stelle"),
        ("Kinderärzte", "kind arzt"),
        ("Bushaltestelle", "bus halt stelle"),
        ("Mehrgenerationenhaus", "mehr generation haus"),
        ("Familienzentrum", "familie zentrum"),
        ("Wohnungsnot", "wohnung not"),
        ("Kitaplätze", "kita platz"),
        ("OGS-Platz", "ogs platz"),
        ("Nachbarschaftshilfe", "nachbarschaft hilfe"),
        ("Straßenbeleuchtung", "straße beleuchtung"),
        ("Mietschulden", "miete schulden"),
        ("Wohngeldstelle", "wohn geld stelle"),
    ],
)
def test_parts(word: str, found: str) -> None:
    assert parts(word) == tuple(found.split())


def test_split_says_where_the_parts_are() -> None:
    word = "OGS-Betreuungsplätze"
    assert [(word[start:end], base) for start, end, base in split(word)] == [
        ("OGS", "ogs"),
        ("Betreuung", "betreuung"),
        ("plätze", "platz"),
    ]


def test_split_of_new_words_is_fast() -> None:
    parts("Wärmestube")
    words = [f"{a}{b}stelle" for a in ("Schuldnerberatungs", "Familien") for b in "abcdefghijklmno"]
    for cached in (compounds.split, compounds.parts):
        cached.cache_clear()
    begin = time.process_time()
    for word in words:
        parts(word)
    assert (time.process_time() - begin) / len(words) < 0.001
