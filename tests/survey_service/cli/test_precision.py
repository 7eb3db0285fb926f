"""``analysis precision``: what the machine proposed beside what people said."""

import json
from pathlib import Path

import pytest

from analysis.proportions import at_least
from survey_service import cli

BOOK = (
    "id: rad\nversion: 1\ncategories: [{id: r, label: Rad, codes:"
    " [{id: weg, label: Weg}, {id: licht, label: Licht}]}]"
)


def run(folder: Path, *arguments: str) -> int | str | None:
    files = [f"--{name}={folder / name}" for name in ("codebook", "coded", "reviewed")]
    try:
        cli.main(["analysis", "precision", *files, *arguments])
    except SystemExit as end:
        return end.code
    return 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """40 proposals of "weg", all right; 10 of "licht", 6 of them right."""

    def lines(codes: list[list[str]]) -> str:
        span = {"start": 0, "end": 5}
        return "\n".join(
            json.dumps({"id": str(number), "segments": [{**span, "codes": found}]})
            for number, found in enumerate(codes)
        )

    (tmp_path / "codebook").write_text(BOOK, encoding="utf-8")
    (tmp_path / "coded").write_text(lines([["weg"]] * 40 + [["licht"]] * 10), encoding="utf-8")
    (tmp_path / "reviewed").write_text(lines([["weg"]] * 44 + [["licht"]] * 6), encoding="utf-8")
    return tmp_path


def test_other_statements_are_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "reviewed").write_text('{"id": "x", "segments": []}', encoding="utf-8")
    assert run(folder) == 2
    assert "Keine Aussage kommt in beiden Dateien vor" in capsys.readouterr().err


def test_per_code_with_what_is_certain(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert [(one["code"], one["right"], one["reviewed"]) for one in found] == [
        ("weg", 40, 40),
        ("licht", 6, 10),
    ]
    assert [one["at_least"] for one in found] == [at_least(40, 40), at_least(6, 10)]
    assert run(folder) == 0
    text = capsys.readouterr().out
    assert text.startswith("1 von 2 Themen sind mit 95 % Gewissheit in mindestens 90 % der")
    assert [line.endswith("genügt") for line in text.splitlines()[2:]] == [True, False]
