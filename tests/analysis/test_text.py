"""Folding keeps the way back to the original offsets."""

import pytest

from analysis.text import fold, key, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Anruf: 0172", "Anruf: 0172"),
        ("DE91\u00a01000\u20110000", "DE91 1000-0000"),
        ("da\u00adzu\u200b", "dazu"),
        ("０１７２", "0172"),
        ("Straße 5 ½", "Straße 5 1\u20442"),
    ],
)
def test_fold_unifies_signs(text: str, folded: str) -> None:
    assert fold(text).text == folded


def test_fold_leads_back_to_the_original() -> None:
    text = "x\u00ady ½ Ende\u200b"
    folded = fold(text)
    start = folded.text.index("Ende")
    assert text[slice(*folded.span(start, start + 4))] == "Ende\u200b"
    assert text[slice(*folded.span(0, 2))] == "x\u00ady"
    half = folded.text.index("1")
    assert text[slice(*folded.span(half, half + 1))] == "½"


def test_fold_of_a_plain_text_keeps_offsets() -> None:
    assert fold("Grüße – heute").span(2, 5) == (2, 5)


def test_key_has_one_spelling() -> None:
    assert {key(word) for word in ("Weißenberg", "Weissenberg", "WEISSENBERG")} == {"weissenberg"}


def test_words_are_found_in_every_alphabet() -> None:
    text = "Jugend*arbeit, Erfttal'da ліфт 3x"
    assert [text[start:end] for start, end in words(text)] == [
        "Jugend*arbeit",
        "Erfttal'da",
        "ліфт",
        "3x",
    ]
