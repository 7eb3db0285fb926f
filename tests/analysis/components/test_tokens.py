"""Tokens keep the text."""

import pytest
import spacy

from analysis.components.tokens import tokenised


@pytest.mark.parametrize(
    "text",
    ["", " ", "a  b\n\n c ", "Kita-Platz, z. B. Erfttal'da!", "😀" * 300, "لا يوجد", "x" * 250],
)
def test_tokens_keep_the_text(text: str) -> None:
    assert tokenised(spacy.blank("de").vocab, text).text == text


def test_tokens_are_words_and_signs() -> None:
    doc = tokenised(spacy.blank("de").vocab, "Der OGS-Platz fehlt!")
    assert [token.text for token in doc] == ["Der", "OGS-Platz", "fehlt", "!"]
