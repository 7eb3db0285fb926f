"""The coder on real contributions: cycling dialogue Bonn, train and code end to end, five folds."""

import csv
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.figures import Figure

CONTRIBUTIONS = Path(__file__).parent / "data/cycling_dialogues/bonn.csv"
FOLDS = 5
Row = dict[str, str]


def measure() -> list[Figure]:
    """Stratified folds without shuffling. Baseline: a tuned linear SVM of the same run."""
    rows = list(csv.DictReader(CONTRIBUTIONS.open(encoding="utf-8", newline="")))
    flags = [name for name in rows[0] if name.startswith("level1_")]
    main = [{row["main_category_level1"]} for row in rows]
    all_ = [{flag for flag in flags if row[flag] == "1"} for row in rows]
    names = sorted({name for one in main for name in one})
    with tempfile.TemporaryDirectory() as folder:
        deep, seconds = _run(Path(folder), rows, main, names, fast=False)
        fast, _ = _run(Path(folder), rows, main, names, fast=True)
        several, _ = _run(Path(folder), rows, all_, flags, fast=False)
    svm = _svm(rows, [next(iter(one)) for one in main])
    micro, macro = _f1(main, deep, names)
    fast_micro, fast_macro = _f1(main, fast, names)
    svm_micro, svm_macro = _f1(main, svm, names)
    return [
        _figure("main theme, micro", micro, 0.78, svm_micro, "tuned linear SVM"),
        _figure("main theme, macro", macro, 0.72, svm_macro, "tuned linear SVM"),
        _figure("main theme, micro, fast tier", fast_micro, None, svm_micro, "tuned linear SVM"),
        _figure("main theme, macro, fast tier", fast_macro, None, svm_macro, "tuned linear SVM"),
        _figure("all themes, micro", _f1(all_, several, flags)[0], 0.75, None, ""),
        Figure(
            name="Bonn: train on 1,851 texts, whole command", value=seconds, unit="s", target=30
        ),
    ]


def _run(
    folder: Path, rows: list[Row], labels: list[set[str]], names: Sequence[str], *, fast: bool
) -> tuple[list[set[str]], float]:
    """Codes per row by `analysis train` and `analysis code`; median seconds of training."""
    book = folder / "codebook.yaml"
    codes = [
        {"id": name, "label": name.removeprefix("level1_").replace("_", " ")} for name in names
    ]
    book.write_text(
        json.dumps(
            {"id": "rad", "version": 1, "categories": [{"id": "r", "label": "Rad", "codes": codes}]}
        )
    )
    found: list[set[str]] = [set() for _ in rows]
    times: list[float] = []
    option = ["--fast"] if fast else []
    for held_out in _folds([row["main_category_level1"] for row in rows]):
        seen = sorted(set(range(len(rows))) - set(held_out))
        _write(folder / "train.jsonl", rows, seen, lambda index: sorted(labels[index]))
        _write(folder / "test.jsonl", rows, held_out, None)
        start = time.perf_counter()
        _command("train", book, folder / "train.jsonl", folder / "model", *option)
        times.append(time.perf_counter() - start)
        _command(
            *("code", book, folder / "test.jsonl", folder / "coded.jsonl", *option),
            *("--model", str(folder / "model"), "--unit", "statement"),
        )
        for line in (folder / "coded.jsonl").read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            found[int(one["id"])] = {
                code["code"]
                for segment in one["segments"]
                for code in segment["codes"]
                if code["proposed"]
            }
    return found, sorted(times)[len(times) // 2]


def _folds(strata: list[str]) -> list[list[int]]:
    from sklearn.model_selection import StratifiedKFold

    return [list(map(int, test)) for _, test in StratifiedKFold(FOLDS).split(strata, strata)]


def _write(
    path: Path, rows: list[Row], chosen: list[int], codes: Callable[[int], list[str]] | None
) -> None:
    with path.open("w", encoding="utf-8") as target:
        for index in chosen:
            line: dict[str, object] = {"id": str(index), "text": _text(rows[index])}
            if codes is not None:
                line["codes"] = codes(index)
            target.write(json.dumps(line, ensure_ascii=False) + "\n")


def _text(row: Row) -> str:
    return f"{row['title']}. {row['text']}".strip()


def _command(name: str, book: Path, source: Path, output: Path, *options: str) -> None:
    command = [sys.executable, "-m", "survey_service", "analysis", name]
    files = ["--codebook", str(book), "--input", str(source), "--output", str(output)]
    subprocess.run([*command, *files, *options], check=True, capture_output=True)


def _svm(rows: list[Row], labels: list[str]) -> list[set[str]]:
    """Words, characters and the title once more, as loud as did best here."""
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    found: list[set[str]] = [set() for _ in rows]
    for held_out in _folds(labels):
        seen = sorted(set(range(len(rows))) - set(held_out))
        train, test = [], []
        for text, weight in ((_text, 1.0), (lambda row: row["title"], 0.8)):
            for vectoriser, share in (
                (TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), 0.6),
                (
                    TfidfVectorizer(
                        analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2
                    ),
                    1.0,
                ),
            ):
                train.append(vectoriser.fit_transform(text(rows[i]) for i in seen) * weight * share)
                test.append(vectoriser.transform(text(rows[i]) for i in held_out) * weight * share)
        model = LinearSVC(C=0.2, class_weight="balanced")
        model.fit(hstack(train).tocsr(), [labels[index] for index in seen])
        for index, label in zip(held_out, model.predict(hstack(test).tocsr()), strict=True):
            found[index] = {str(label)}
    return found


def _f1(wanted: list[set[str]], found: list[set[str]], names: Sequence[str]) -> tuple[float, float]:
    from analysis.evaluation import score

    scores = score(wanted, found, names)
    return scores.micro_f1, scores.macro_f1


def _figure(
    name: str, value: float, target: float | None, baseline: float | None, baseline_name: str
) -> Figure:
    return Figure(
        name=f"Bonn: {name}",
        value=value,
        unit="F1",
        target=target,
        at_least=True,
        baseline=baseline,
        baseline_name=baseline_name,
    )
