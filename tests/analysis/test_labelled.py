"""Labelled statements: refusals with the line's number, then what is read."""

from pathlib import Path

import pytest

from analysis.labelled import (
    LabelledSegment,
    LabelledStatement,
    LabelledUnreadable,
    parts,
    read,
)

GOOD = '{"id": "1", "text": "Zu teuer.", "codes": ["a"], "types": ["problem"]}'


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{", "Zeile 2: Das ist keine kodierte Aussage. Die Zeile ist kein gültiges JSON"),
        ('{"id": "2"}', "Das Feld „text“ fehlt"),
        ('{"id": 2, "text": "x", "codes": []}', "Erwartet wird bei „id“ Text"),
        ('{"id": "2", "text": "x", "codes": "a"}', "Erwartet wird bei „codes“ eine Liste"),
        ('{"id": "2", "text": "x"}', "hat weder segments noch codes"),
        (GOOD, "Die Kennung 1 kommt schon vorher vor"),
        (
            '{"id": "2", "text": "x", "segments": [{"start": 0, "end": 5}]}',
            "Der Abschnitt 0 bis 5 liegt nicht im Text",
        ),
    ],
)
def test_read_refuses(tmp_path: Path, line: str, sentence: str) -> None:
    path = tmp_path / "kodiert.jsonl"
    path.write_text(f"{GOOD}\n{line}\n", encoding="utf-8")
    with pytest.raises(LabelledUnreadable, match=sentence):
        read(path)


def test_read_refuses_other_encodings(tmp_path: Path) -> None:
    path = tmp_path / "kodiert.jsonl"
    path.write_bytes(GOOD.replace("Zu", "Für").encode("latin-1"))
    with pytest.raises(LabelledUnreadable, match=r"Zeile 1: .*UTF-8"):
        read(path)


def test_read_refuses_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(LabelledUnreadable, match="lässt sich nicht lesen"):
        read(tmp_path / "fehlt.jsonl")


def test_read_takes_whole_texts_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "kodiert.jsonl"
    path.write_text(f"\ufeff{GOOD}\n\n", encoding="utf-8")
    (statement,) = read(path)
    assert statement == LabelledStatement(
        id="1", text="Zu teuer.", codes=("a",), types=("problem",)
    )
    assert parts(statement) == (LabelledSegment(start=0, end=9, codes=("a",), types=("problem",)),)


def test_parts_of_a_statement_without_segments_are_none() -> None:
    assert parts(LabelledStatement(id="1", text="x", segments=())) == ()
