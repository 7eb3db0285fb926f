"""Sure of a language, or silent."""

import pytest

from analysis import frequent_words


@pytest.mark.parametrize(
    ("text", "language", "sure"),
    [
        ("Der Bus fährt nicht mehr und wir warten.", "de", True),
        ("Der Bus fährt nicht mehr und wir warten.", "tr", False),
        ("Otobüs yok ve bu bizim için çok kötü.", "tr", True),
        ("Otobüs yok ve bu bizim için çok kötü.", "de", False),
        ("Bus!", "de", False),
        ("", "de", False),
    ],
)
def test_surely(text: str, language: str, sure: bool) -> None:
    assert frequent_words.surely(text, language) is sure
