"""``analysis next``: what to look at next, printed with its reason and written as a file."""

import json
from pathlib import Path

import pytest

from survey_service import cli

BOOK = (
    "id: rad\nversion: 1\ncategories: [{id: r, label: Rad, codes:"
    " [{id: weg, label: Weg}, {id: licht, label: Licht}]}]"
)


def write(path: Path, lines: list[dict[str, object]]) -> None:
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")


def test_next_segments(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "codebook").write_text(BOOK, encoding="utf-8")
    texts = ["Der Radweg ist schmal.", "Die Lampe am Radweg flackert.", "Die Lampe fehlt ganz."]
    write(
        tmp_path / "input", [{"id": str(number), "text": text} for number, text in enumerate(texts)]
    )
    write(
        tmp_path / "coded",
        [
            {"id": str(number), "segments": [{"start": 0, "end": len(text), "codes": [
                {"code": "weg", "confidence": 0.5, "proposed": False, "evidence": []}]}]}
            for number, text in enumerate(texts)
        ],
    )  # fmt: skip
    write(tmp_path / "reviewed", [{"id": "1", "codes": ["licht"]}])
    files = [f"--{name}={tmp_path / name}" for name in ("codebook", "input", "coded", "output")]

    with pytest.raises(SystemExit) as refusal:
        cli.main(["analysis", "next", *files, f"--reviewed={tmp_path / 'fehlt'}"])
    assert refusal.value.code == 2
    assert "lässt sich nicht lesen" in capsys.readouterr().err
    assert not (tmp_path / "output").exists()

    with pytest.raises(SystemExit) as end:
        cli.main(["analysis", "next", *files, f"--reviewed={tmp_path / 'reviewed'}"])
    assert end.value.code in (0, None)
    assert "0: „Der Radweg ist schmal.“\n    unsicher, ob „Weg“ gilt" in capsys.readouterr().out
    lines = (tmp_path / "output").read_text(encoding="utf-8").splitlines()
    assert sorted(json.loads(line)["id"] for line in lines) == ["0", "2"]
    assert {json.loads(line)["sample"] for line in lines} == {"chosen"}
