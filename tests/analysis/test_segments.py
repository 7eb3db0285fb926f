"""Segments partition a text: none is empty, none is left out."""

import json
from pathlib import Path

import pytest

from analysis import segments

TEXTS = Path(__file__).parents[2] / "survey_service/demo/data/statements/dev.jsonl"


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("  ", ["  "]),
        ("Zu teuer.", ["Zu teuer."]),
        (
            "- Kinder übersetzen!!\n- Maschinen kaputt",
            ["- Kinder übersetzen!!\n", "- Maschinen kaputt"],
        ),
        ("Der Bus fährt nicht. Abends gar nicht.", ["Der Bus fährt nicht. ", "Abends gar nicht."]),
        (
            "Der Park ist schön 😀 Die Bänke fehlen 😡",
            ["Der Park ist schön 😀 ", "Die Bänke fehlen 😡"],
        ),
        (
            "1) Aufzug kaputt, seit März 2) Keine Rampe am Eingang",
            ["1) Aufzug kaputt, seit März ", "2) Keine Rampe am Eingang"],
        ),
        (
            "Mehr Licht am Weg • Weniger Müll im Park",
            ["Mehr Licht am Weg ", "• Weniger Müll im Park"],
        ),
        (
            "Es kostet ca. 3.500 Euro, z. B. für Möbel usw. im 2. Stock.",
            ["Es kostet ca. 3.500 Euro, z. B. für Möbel usw. im 2. Stock."],
        ),
        (
            "أين يمكنني الذهاب الآن؟ لا يوجد طبيب هنا.",
            ["أين يمكنني الذهاب الآن؟ ", "لا يوجد طبيب هنا."],
        ),
    ],
)
def test_pieces(text: str, pieces: list[str]) -> None:
    assert [text[start:end] for start, end in segments.find(text)] == pieces


def test_every_text_is_cut_into_pieces_that_are_not_empty() -> None:
    for line in TEXTS.read_text(encoding="utf-8").splitlines():
        text = json.loads(line)["text"]
        spans = segments.find(text)
        assert [text[start:end] for start, end in spans if end <= start] == []
        assert "".join(text[start:end] for start, end in spans) == text
