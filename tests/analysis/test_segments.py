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
