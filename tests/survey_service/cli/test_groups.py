"""``analysis groups``: from coded statements to possible new themes, and the next run after it."""

import json
from pathlib import Path

import pytest

from survey_service import cli
from tests.analysis.test_new_themes import DOGS, LETTER, ODD, SHOPS


def run(*arguments: object) -> int | str | None:
    try:
        cli.main(["analysis", "groups", *map(str, arguments)])
    except SystemExit as end:
        return end.code
    return 0


def files(folder: Path, texts: list[str], codes: list[str] | None = None) -> tuple[str, ...]:
    statements = [{"id": str(number), "text": text} for number, text in enumerate(texts)]
    coded = [{"id": one["id"], "codes": codes or []} for one in statements]
    for name, lines in (("aussagen", statements), ("kodiert", coded)):
        (folder / name).write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return ("--input", str(folder / "aussagen"), "--coded", str(folder / "kodiert"))


def test_what_is_no_file_of_groups_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = files(tmp_path, DOGS)
    assert run(*given, "--before", tmp_path / "aussagen") == 2
    assert "Das ist keine Datei mit Gruppen." in capsys.readouterr().err
    assert run(*given, "--output", tmp_path / "fehlt" / "gruppen.json") == 2
    assert "lässt sich nicht schreiben" in capsys.readouterr().err


def test_where_everything_has_a_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*files(tmp_path, DOGS, ["hund"])) == 0
    assert capsys.readouterr().out.startswith("Jede Sinneinheit hat ein Thema")


def test_groups_then_more_statements(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / "gruppen.json"
    assert run(*files(tmp_path, [*DOGS, *ODD]), "--output", kept) == 0
    text = capsys.readouterr().out
    assert text.startswith("7 Sinneinheiten ohne Thema: 1 Gruppen, 2 einzelne.")
    assert f"  „{DOGS[0]}“" in text
    (dogs,) = json.loads(kept.read_text(encoding="utf-8"))
    assert [one["statement"] for one in dogs["segments"]] == ["0", "1", "2", "3", "4"]

    texts = [*DOGS, *ODD, *SHOPS, *[LETTER] * 12]
    assert run(*files(tmp_path, texts), "--before", kept, "--output", kept) == 0
    text = capsys.readouterr().out
    assert f"Massenzuschrift, 12-mal fast gleich: „{LETTER}“" in text
    again, shops = json.loads(kept.read_text(encoding="utf-8"))
    assert again["segments"] == dogs["segments"]
    assert [one["statement"] for one in shops["segments"]] == ["7", "8", "9", "10"]
