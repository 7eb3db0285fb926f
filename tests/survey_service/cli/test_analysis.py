"""The file commands, run as a user runs them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
CODEBOOK = ROOT / "analysis/codebooks/sozialplanung.yaml"
DEV = ROOT / "survey_service/demo/data/statements/dev.jsonl"
AREAS = ROOT / "tests/data/areas/neuss.yaml"


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from survey_service.cli import main; main()", "analysis"]
        + [str(argument) for argument in arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=240,
        cwd=ROOT,
    )


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{", "ein.jsonl, Zeile 2: Das ist keine Aussage."),
        ('{"id": "2"}', "Das Feld „text“ fehlt"),
        (
            '{"id": "2", "text": "abc", "segments": [{"start": 0, "end": 4}]}',
            "Der Abschnitt 0 bis 4 liegt nicht im Text",
        ),
    ],
)
def test_code_refuses_a_broken_line(tmp_path: Path, line: str, sentence: str) -> None:
    source = tmp_path / "ein.jsonl"
    source.write_text(f'{{"id": "1", "text": "Die Miete."}}\n{line}\n', encoding="utf-8")
    done = run(
        "code", "--codebook", CODEBOOK, "--input", source, "--output", tmp_path / "aus.jsonl"
    )
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["ein.jsonl"]


@pytest.mark.parametrize(
    ("option", "content", "sentence"),
    [
        ("--codebook", "id: x", "Das Kategoriensystem ist unvollständig"),
        ("--areas", "areas: [", "kein gültiges YAML"),
        ("--areas", None, "Die Datei lässt sich nicht lesen"),
        ("--input", None, "Die Datei lässt sich nicht lesen"),
        ("--model", None, "Hier liegt kein Modell"),
    ],
)
def test_code_refuses_a_broken_file(
    tmp_path: Path, option: str, content: str | None, sentence: str
) -> None:
    broken = tmp_path / "kaputt"
    if content is not None:
        broken.write_text(content, encoding="utf-8")
    files = {"--codebook": CODEBOOK, "--areas": AREAS, "--input": DEV, option: broken}
    arguments = [part for pair in files.items() for part in pair]
    done = run("code", *arguments, "--output", tmp_path / "aus.jsonl")
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert sentence in done.stderr
    assert not (tmp_path / "aus.jsonl").exists()


def test_code_writes_one_line_per_statement(tmp_path: Path) -> None:
    output = tmp_path / "aus.jsonl"
    done = run("code", "--codebook", CODEBOOK, "--areas", AREAS, "--input", DEV, "--output", output,
               "--top", 3)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"260 Aussagen kodiert: {output}\n"
    given = [json.loads(line) for line in DEV.read_text(encoding="utf-8").splitlines()]
    coded = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in coded] == [line["id"] for line in given]
    assert {tuple(line) for line in coded} == {("id", "segments", "places", "personal_data")}
    # The labelled file brings its segments: these are coded.
    assert [[(one["start"], one["end"]) for one in line["segments"]] for line in coded] == [
        [(one["start"], one["end"]) for one in line["segments"]] for line in given
    ]
    segment = coded[0]["segments"][0]
    assert list(segment) == ["start", "end", "codes", "types"]
    assert list(segment["codes"][0]) == ["code", "confidence", "proposed", "evidence", "sure"]
    assert all(len(one["codes"]) >= 3 for line in coded for one in line["segments"])
    places = [(one["id"], place["area"]) for one in coded for place in one["places"]]
    assert ("dev-009", "106") in places


def test_train_refuses_a_foreign_code(tmp_path: Path) -> None:
    source = tmp_path / "kodiert.jsonl"
    lines = [{"id": str(number), "text": "Hallo", "codes": ["x.y"]} for number in range(3)]
    source.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    done = run("train", "--codebook", CODEBOOK, "--input", source, "--output", tmp_path / "m")
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "Der Code „x.y“ steht nicht im Kategoriensystem" in done.stderr
    assert not (tmp_path / "m").exists()


def test_train_and_code_with_another_codebook(tmp_path: Path) -> None:
    book = tmp_path / "rad.yaml"
    book.write_text(
        "id: rad\nversion: 1\ncategories: [{id: r, label: Rad, codes:"
        " [{id: weg, label: Weg}, {id: licht, label: Licht}]}]",
        encoding="utf-8",
    )
    texts = [("weg", "Der Radweg ist zu schmal."), ("licht", "Die Lampe leuchtet nicht.")] * 8
    lines = [
        {"id": str(number), "text": f"{text} Nr. {number}", "codes": [code]}
        for number, (code, text) in enumerate(texts)
    ]
    source = tmp_path / "kodiert.jsonl"
    source.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    models = [tmp_path / "m1", tmp_path / "m2"]
    for model in models:
        done = run("train", "--codebook", book, "--input", source, "--output", model, "--seed", 3)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("Aus 16 Aussagen gelernt: themes-2")
    for name in ("model.json", "weights.npz"):
        assert (models[0] / name).read_bytes() == (models[1] / name).read_bytes()
    done = run("code", "--codebook", book, "--input", source, "--output", tmp_path / "aus.jsonl",
               "--model", models[0], "--unit", "statement")  # fmt: skip
    assert done.returncode == 0, done.stderr
    coded = [json.loads(line) for line in (tmp_path / "aus.jsonl").read_text().splitlines()]
    assert [[one["code"] for one in line["segments"][0]["codes"]] for line in coded] == [
        [code] for code, _ in texts
    ]
