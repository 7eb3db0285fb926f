"""``survey-service analysis agreement``: two files in, figures and a short text out."""

import json
from pathlib import Path

import pytest

from survey_service import cli

ROOT = Path(__file__).parents[3]
CODEBOOK = ROOT / "analysis/codebooks/sozialplanung.yaml"
DEV = ROOT / "survey_service/demo/data/statements/dev.jsonl"


def run(*arguments: object) -> int | str | None:
    try:
        cli.main(["analysis", "agreement", "--codebook", str(CODEBOOK), *map(str, arguments)])
    except SystemExit as end:
        return end.code
    return 0


def test_files_without_a_common_statement_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "andere.jsonl"
    other.write_text('{"id": "x", "codes": []}', encoding="utf-8")
    assert run("--first", DEV, "--second", other) == 2
    assert "Keine Aussage kommt in beiden Dateien vor" in capsys.readouterr().err
    other.write_text('{"id": "x"}', encoding="utf-8")
    assert run("--first", DEV, "--second", other) == 2
    assert "andere.jsonl, Zeile 1: Die Aussage x hat weder" in capsys.readouterr().err


def test_text_and_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # The second person never saw a reason to give "bildung.kita".
    other = tmp_path / "andere.jsonl"
    lines = [json.loads(line) for line in DEV.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        for segment in line["segments"]:
            segment["codes"] = [code for code in segment["codes"] if code != "bildung.kita"]
    other.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")

    assert run("--first", DEV, "--second", other) == 0
    text = capsys.readouterr().out
    assert text.startswith("Verglichen: 595 Sinneinheiten aus 260 Aussagen")
    assert "- „Kita und Kindertagespflege“: Alpha -0,01" in text
    assert "die erste Seite vergibt ihn 16-mal, die zweite 0-mal" in text
    assert "Insgesamt" in text

    assert run("--first", DEV, "--second", other, "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["unit"], report["overall"]["units"]) == ("segment", 595)
    kita = next(one for one in report["codes"] if one["code"] == "bildung.kita")
    assert (kita["first"], kita["second"], kita["both"]) == (16, 0, 0)
    assert report["overall"]["share"]["value"] == pytest.approx(1 - 16 / 595)
