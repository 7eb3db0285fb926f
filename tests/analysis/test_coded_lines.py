"""Both formats into one shape; broken lines are named."""

from pathlib import Path

import pytest

from analysis.coded_lines import CodingsUnreadable, SpanCodes, StatementCodes, read


def file(folder: Path, *lines: str) -> Path:
    path = folder / "kodiert.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{", "kodiert.jsonl, Zeile 2: Das ist keine kodierte Aussage. Die Zeile ist kein"),
        ('{"codes": []}', "Das Feld „id“ fehlt"),
        ('{"id": "2"}', "Die Aussage 2 hat weder segments noch codes."),
        ('{"id": "1", "codes": []}', "Die Kennung 1 kommt schon vorher vor."),
        ('{"id": "2", "codes": [3]}', "Zeile 2: Das ist keine kodierte Aussage."),
    ],
)
def test_broken_line_is_refused(tmp_path: Path, line: str, sentence: str) -> None:
    with pytest.raises(CodingsUnreadable) as refusal:
        read(file(tmp_path, '{"id": "1", "codes": ["a"]}', line))
    assert sentence in str(refusal.value)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CodingsUnreadable, match="lässt sich nicht lesen"):
        read(tmp_path / "fehlt.jsonl")


def test_people_and_machine_are_read_alike(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        '{"id": "1", "text": "x", "codes": ["a", "b"]}',
        "",
        '{"id": "2", "segments": [{"start": 0, "end": 4, "codes": ["a"]}, {"start": 4, "end": 9}]}',
        '{"id": "3", "segments": [{"start": 0, "end": 4, "codes": [{"code": "a", "confidence": 0.9,'
        ' "proposed": true, "evidence": []}, {"code": "b", "confidence": 0.2, "proposed": false,'
        ' "evidence": []}], "types": []}], "places": []}',
    )
    assert read(path) == (
        StatementCodes(id="1", codes=frozenset("ab"), spans=None),
        StatementCodes(
            id="2",
            codes=frozenset("a"),
            spans=(
                SpanCodes(start=0, end=4, codes=frozenset("a")),
                SpanCodes(start=4, end=9, codes=frozenset()),
            ),
        ),
        StatementCodes(
            id="3",
            codes=frozenset("a"),
            spans=(
                SpanCodes(
                    start=0,
                    end=4,
                    codes=frozenset("a"),
                    confidences=(("a", 0.9), ("b", 0.2)),
                ),
            ),
        ),
    )
