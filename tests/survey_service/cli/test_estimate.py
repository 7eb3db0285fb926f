"""``analysis draw`` and ``analysis estimate``: from all statements to corrected shares."""

import json
from pathlib import Path
from typing import Any

import pytest

from survey_service import cli

ROOT = Path(__file__).parents[3]
CODEBOOK = ROOT / "analysis/codebooks/sozialplanung.yaml"
AREAS = ROOT / "tests/data/areas/neuss.yaml"
DEV = ROOT / "survey_service/demo/data/statements/dev.jsonl"


def run(*arguments: object) -> int | str | None:
    try:
        cli.main(["analysis", *map(str, arguments)])
    except SystemExit as end:
        return end.code
    return 0


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write(path: Path, lines: list[dict[str, Any]]) -> Path:
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


@pytest.fixture
def coded(tmp_path: Path) -> Path:
    """A machine that overlooks child care in every second statement."""
    lines = [{"id": one["id"], "segments": one["segments"]} for one in rows(DEV)]
    for line in lines[::2]:
        for segment in line["segments"]:
            segment["codes"] = [code for code in segment["codes"] if code != "bildung.kita"]
    return write(tmp_path / "maschine.jsonl", lines)


def test_a_sample_that_is_none_and_other_statements_are_refused(
    tmp_path: Path, coded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = ("--codebook", CODEBOOK, "--input", DEV, "--coded", coded)
    assert run("estimate", *files, "--reviewed", DEV) == 2
    assert "fehlt, wie sie ausgewählt wurde" in capsys.readouterr().err
    half = write(tmp_path / "halb.jsonl", rows(coded)[:100])
    drawn = tmp_path / "gezogen.jsonl"
    assert run("draw", "--input", DEV, "--output", drawn, "--number", 60) == 0
    files = ("--codebook", CODEBOOK, "--input", DEV, "--coded", half)
    assert run("estimate", *files, "--reviewed", drawn) == 2
    assert "hat weder segments noch codes" in capsys.readouterr().err
    read = write(drawn, [{**one, "codes": []} for one in rows(drawn)])
    assert run("estimate", *files, "--reviewed", read) == 2
    assert "Hier stehen nicht dieselben Aussagen wie" in capsys.readouterr().err


def test_from_drawing_to_a_corrected_share(
    tmp_path: Path, coded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn = tmp_path / "gezogen.jsonl"
    assert run("draw", "--input", DEV, "--output", drawn, "--number", 200, "--per-area", 5) == 0
    number = len(rows(drawn))
    assert capsys.readouterr().out == f"{number} Aussagen gezogen: {drawn}\n"
    by_id = {one["id"]: one for one in rows(DEV)}
    lines = [{**one, "segments": by_id[one["id"]]["segments"]} for one in rows(drawn)]
    lines[0]["sample"] = "chosen"
    files = ("--codebook", CODEBOOK, "--input", DEV, "--coded", coded, "--areas", AREAS,
             "--reviewed", write(tmp_path / "gelesen.jsonl", lines))  # fmt: skip

    assert run("estimate", *files, "--json") == 0
    found = {(one["code"], one["area"]): one for one in json.loads(capsys.readouterr().out)}
    kita = found["bildung.kita", None]
    true = sum(
        any("bildung.kita" in part["codes"] for part in one["segments"]) for one in by_id.values()
    )
    assert (kita["statements"], kita["read"], kita["basis"]) == (260, number - 1, "own")
    assert kita["machine"] < 0.7 * true / 260
    assert kita["low"] <= true / 260 <= kita["high"]

    assert run("estimate", *files) == 0
    text = capsys.readouterr().out
    assert text.startswith("Anteil der Aussagen, die ein Thema nennen:\n")
    assert "Kita und Kindertagespflege" in text
    assert "Innenstadt" not in text
    assert text.endswith("1 gezielt ausgewählte Aussagen wurden nicht mitgezählt.\n")
    assert run("estimate", *files, "--by-area") == 0
    assert "  Hafengebiet" in capsys.readouterr().out
    assert run("estimate", *files, "--by-area", "--level", "stadtbezirk") == 0
    text = capsys.readouterr().out
    assert "  Innenstadt und Hafen" in text
    assert "  Hafengebiet" not in text


def test_a_level_that_is_none_is_refused(
    tmp_path: Path, coded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [{**one, "sample": "random", "probability": 1} for one in rows(DEV)]
    files = ("--codebook", CODEBOOK, "--input", DEV, "--coded", coded,
             "--reviewed", write(tmp_path / "gelesen.jsonl", lines))  # fmt: skip
    assert run("estimate", *files, "--areas", AREAS, "--level", "quartier") == 2
    assert "Die Ebene „quartier“ gibt es im Gebietsverzeichnis nicht" in capsys.readouterr().err
    assert run("estimate", *files, "--level", "stadtbezirk") == 2
    assert "Zu --level gehört --areas" in capsys.readouterr().err


def test_an_area_that_is_none_is_refused(
    tmp_path: Path, coded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [{**one, "area": "9999", "sample": "random", "probability": 1} for one in rows(DEV)]
    source = write(tmp_path / "aussagen.jsonl", lines)
    files = ("--codebook", CODEBOOK, "--input", source, "--coded", coded, "--reviewed", source,
             "--areas", AREAS)  # fmt: skip
    for more in (("--by-area",), ("--level", "stadtbezirk")):
        assert run("estimate", *files, *more) == 2
        assert "Das Gebiet „9999“ steht nicht im Gebietsverzeichnis" in capsys.readouterr().err
