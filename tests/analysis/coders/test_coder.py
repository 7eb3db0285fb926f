"""A coder's id in words, for the pages that show who coded."""

import pytest

from analysis.coders import coder


@pytest.mark.parametrize(
    ("coder_id", "words"),
    [
        ("themes-1:fold4of5", "Maschine (themes-1, Faltung 4 von 5)"),
        ("themes-1:3f2a91c0", "Maschine (themes-1, Modell 3f2a91c0)"),
        ("themes-1, 2 Modelle: je eins", "Maschine (themes-1, 2 Modelle: je eins)"),
        ("themes-1", "Maschine (themes-1)"),
    ],
)
def test_id_in_words(coder_id: str, words: str) -> None:
    assert coder.in_words(coder_id) == words
