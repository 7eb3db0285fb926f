"""Statements as JSON Lines: refusals, reading, writing all or nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.statement_lines import StatementsUnreadable, read, write
from analysis.suggestions import CodedStatement, StatementText

GOOD = '{"id": "1", "text": "Zu teuer."}'


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("kein json", "s.jsonl, Zeile 3: Das ist keine Aussage. Die Zeile ist kein gültiges JSON"),
        ("[]", "Erwartet wird"),
        ('{"id": "2", "text": null}', "Erwartet wird bei „text“ Text"),
        ('{"id": "2", "text": "\\ud800"}', "Zeile 3: "),
        (
            '{"id": "2", "text": "abc", "segments": [{"start": 2, "end": 9}]}',
            r"Der Abschnitt 2 bis 9 liegt nicht im Text \(3 Zeichen\)",
        ),
        (
            '{"id": "2", "text": "abc", "segments": [{"start": 2}]}',
            "Das Feld „end“ fehlt",
        ),
    ],
)
def test_read_refuses(tmp_path: Path, line: str, sentence: str) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text(f"{GOOD}\n\n{line}\n", encoding="utf-8")
    with pytest.raises(StatementsUnreadable, match=sentence):
        list(read(path))


def test_read_refuses_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(StatementsUnreadable, match="lässt sich nicht lesen"):
        list(read(tmp_path / "fehlt.jsonl"))


def test_read_takes_every_field(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text(
        '\ufeff{"id": "1", "text": "😀 teuer", "lang": "de", "area": "101", "source": "resident",'
        ' "segments": [{"start": 2, "end": 7, "codes": []}], "pii": []}\n'
        '{"id": "2", "text": "", "lang": null}\n',
        encoding="utf-8",
    )
    assert list(read(path)) == [
        StatementText(
            id="1", text="😀 teuer", lang="de", area="101", source="resident", segments=((2, 7),)
        ),
        StatementText(id="2", text=""),
    ]


def coded() -> Iterator[CodedStatement]:
    yield CodedStatement(id="1", segments=(), places=(), personal_data=())


def test_write_leaves_nothing_when_reading_fails(tmp_path: Path) -> None:
    def broken() -> Iterator[CodedStatement]:
        yield from coded()
        raise StatementsUnreadable("Zeile 2")

    target = tmp_path / "aus.jsonl"
    target.write_text("alt")
    with pytest.raises(StatementsUnreadable, match="Zeile 2"):
        write(target, broken(), progress=lambda number: None)
    assert [path.name for path in tmp_path.iterdir()] == ["aus.jsonl"]
    assert target.read_text() == "alt"


def test_write_refuses_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(StatementsUnreadable, match="lässt sich nicht schreiben"):
        write(tmp_path / "fehlt" / "aus.jsonl", coded(), progress=lambda number: None)


def test_write_writes_one_line_per_statement(tmp_path: Path) -> None:
    seen: list[int] = []
    assert write(tmp_path / "aus.jsonl", coded(), progress=seen.append) == 1
    assert seen == [1]
    assert (tmp_path / "aus.jsonl").read_text() == (
        '{"id":"1","segments":[],"places":[],"personal_data":[]}\n'
    )
