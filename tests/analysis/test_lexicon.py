"""The lexicon: what is refused, languages side by side, the shipped one fits the codebook."""

import re

import pytest

from analysis import lexicon
from analysis.codebook import Category, Code, Codebook, codes, shipped
from analysis.lexicon import Entry, Lexicon, LexiconUnreadable

GERMAN = b"""
codebook: farben
version: 1
language: de
codes:
  r: {sure: [rot, "*rot"], hint: [rosa]}
types:
  lob: {sure: [toll]}
"""
ENGLISH = b"codebook: farben\nversion: 1\nlanguage: en\ncodes:\n  r: {sure: [red]}\n"


@pytest.mark.parametrize(
    "content",
    [b"- 1", b"codes: {a: {sure: rot}}", b"codes: [", b"\xff\xfe\x00", b"codebook: x\nversion: 1"],
)
def test_read_refuses(content: bytes) -> None:
    with pytest.raises(LexiconUnreadable, match="Nötig ist eine YAML-Datei"):
        lexicon.read(content)


def test_languages_stand_side_by_side() -> None:
    assert lexicon.merged([lexicon.read(GERMAN), lexicon.read(ENGLISH)]) == Lexicon(
        codes={
            "r": (
                Entry(language="de", sure=("rot", "*rot"), hint=("rosa",)),
                Entry(language="en", sure=("red",)),
            )
        },
        types={"lob": (Entry(language="de", sure=("toll",)),)},
    )


def test_limited_to_the_labels_of_a_codebook() -> None:
    whole = lexicon.read(GERMAN)
    assert lexicon.limited(whole, codes=(), types=("lob",)) == Lexicon(types=whole.types)
    other = Codebook(
        id="x",
        version=1,
        title="X",
        categories=(Category(id="c", label="C", codes=(Code(id="c.d", label="D"),)),),
    )
    assert lexicon.shipped(other) == Lexicon()


def test_shipped_has_every_code_and_type_in_every_language() -> None:
    book = shipped()
    words = lexicon.shipped(book)
    assert set(words.codes) == {code.id for code in codes(book)}
    assert set(words.types) == {kind.id for kind in book.types}
    for entries in (*words.codes.values(), *words.types.values()):
        assert {entry.language for entry in entries} == set(lexicon.LANGUAGES)


def test_shipped_patterns_are_well_formed() -> None:
    words = lexicon.shipped(shipped())
    for label, entries in {**words.codes, **words.types}.items():
        for entry in entries:
            patterns = (*entry.sure, *entry.hint)
            assert len(set(patterns)) == len(patterns), label
            for pattern in patterns:
                assert pattern.strip(" *+"), (label, pattern)
                # A star stands at the edge of a word only.
                assert not re.search(r"\w\*\w", pattern), (label, pattern)
