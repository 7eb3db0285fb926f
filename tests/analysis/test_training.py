"""Training: what cannot be learnt, the same seed the same bytes, folds that never saw a text."""

from pathlib import Path
from typing import TypeGuard

import msgspec
import numpy as np
import pytest

from analysis import labelled as labels_of
from analysis.codebook import Category, Code, Codebook, shipped
from analysis.coders import themes_1
from analysis.coders.coder import Coder, Unit, load_coder
from analysis.coders.lexicon import Lexicon
from analysis.coders.themes_1 import Themes1
from analysis.labelled import LabelledSegment, LabelledStatement
from analysis.training import (
    NothingToLearn,
    code_unseen,
    fold_models,
    fold_of,
    shipped_lexicon,
    train,
)

DATA = Path(__file__).parents[2] / "survey_service/demo/data/statements/dev.jsonl"
SHIPPED = Path(themes_1.__file__).parent / "sozialplanung"


def colours() -> Codebook:
    codes = tuple(Code(id=name, label=label) for name, label in (("r", "rot"), ("b", "blau")))
    return Codebook(
        id="farben",
        version=1,
        title="Farben",
        categories=(Category(id="f", label="F", codes=codes),),
    )


def texts(number: int = 12) -> tuple[LabelledStatement, ...]:
    reds = ["Die Rose leuchtet rot.", "Ein rotes Tuch liegt da.", "Rote Dächer überall."]
    blues = ["Der Himmel ist blau.", "Blaue Wellen rollen heran.", "Ein blaues Kleid hängt da."]
    return tuple(
        LabelledStatement(
            id=f"{index}",
            text=f"{(reds, blues)[index % 2][index // 2 % 3]} Nummer {index}",
            codes=(("r", "b")[index % 2],),
        )
        for index in range(number)
    )


@pytest.mark.parametrize(
    ("statements", "sentence"),
    [
        ((), "mindestens zwei kodierte Aussagen nötig; gefunden wurden 0"),
        (
            (*texts(2), LabelledStatement(id="x", text="Gelb", codes=("g",))),
            "Aussage x: Der Code „g“ steht nicht im Kategoriensystem",
        ),
        (
            (*texts(2), LabelledStatement(id="x", text="Rot", codes=("r",), types=("lob",))),
            "Aussage x: Der Aussagetyp „lob“",
        ),
    ],
)
def test_train_refuses(
    tmp_path: Path, statements: tuple[LabelledStatement, ...], sentence: str
) -> None:
    with pytest.raises(NothingToLearn, match=sentence):
        train(statements, codebook=colours(), directory=tmp_path / "m")
    assert list(tmp_path.iterdir()) == []


def test_same_seed_same_bytes_another_seed_another_model(tmp_path: Path) -> None:
    statements = labels_of.read(DATA)[:60]
    contents = []
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        train(statements, codebook=shipped(), directory=tmp_path / name, seed=seed)
        contents.append(
            [(tmp_path / name / file).read_bytes() for file in ("model.json", "weights.npz")]
        )
    assert contents[0] == contents[1]
    assert contents[0][1] != contents[2][1]


def test_shipped_model_is_what_the_labelled_statements_give(tmp_path: Path) -> None:
    train(labels_of.read(DATA), codebook=shipped(), directory=tmp_path)
    for name in ("model.json", "weights.npz"):
        assert (tmp_path / name).read_bytes() == (SHIPPED / name).read_bytes()


def test_single_label_codebook_gets_exactly_one_code(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    coder = train(
        texts(),
        codebook=colours(),
        directory=tmp_path / "m",
        progress=lambda done, total: steps.append((done, total)),
    )
    assert steps[-1] == (16, 16)
    units = [Unit(text, 0, len(text)) for text in ("Rot wie die Rose.", "Blau wie der Himmel.")]
    assert [[one.code for one in coding.codes] for coding in coder.code(units)] == [["r"], ["b"]]
    assert [coding.types for coding in coder.code(units)] == [(), ()]


def test_folds_hold_out_every_statement_once() -> None:
    fold = fold_of(texts(11), folds=3, seed=1)
    assert sorted(fold) == [0] * 4 + [1] * 4 + [2] * 3
    assert fold != fold_of(texts(11), folds=3, seed=2)


def test_a_coder_of_a_fold_never_saw_its_statement() -> None:
    words = ["apfel", "birne", "quitte", "mispel", "feige", "dattel"]
    statements = tuple(
        LabelledStatement(
            id=word,
            text=f"{word} {word}",
            segments=(
                LabelledSegment(start=0, end=len(word) + 1, codes=("r",)),
                LabelledSegment(start=len(word) + 1, end=2 * len(word) + 1, codes=("b",)),
            ),
        )
        for word in words
    )
    coders = fold_models(statements, codebook=colours(), folds=3, seed=0)
    fold = fold_of(statements, folds=3, seed=0)
    for index, word in enumerate(words):
        knows = [f"={word}" in coder.header.features for coder in coders if is_themes_1(coder)]
        # Negative control: the coders of the other folds do know the word.
        assert knows == [number != fold[index] for number in range(3)]
        unit = Unit(statements[index].text, 0, len(word))
        assert code_unseen(index, [unit], coders=coders, fold=fold, top=1) == coders[
            fold[index]
        ].code([unit], top=1)


def is_themes_1(coder: Coder) -> TypeGuard[Themes1]:
    return isinstance(coder, Themes1)


def test_shipped_lexicon_is_cut_to_the_codebook() -> None:
    assert shipped_lexicon(colours()) == Lexicon()
    assert set(shipped_lexicon(shipped()).codes) == set(load_coder().codes)


def test_segments_of_one_text_stay_in_one_fold_of_the_training() -> None:
    from analysis.coders.fitting import _folds

    groups = np.array([0, 0, 1, 1, 1, 2, 3, 4, 5, 5])
    held_out = _folds(groups, seed=0)
    assert all(len(set(held_out[groups == group])) == 1 for group in range(6))


def test_statement_of_several_segments_makes_a_splitting_coder(tmp_path: Path) -> None:
    statements = (
        *texts(),
        LabelledStatement(
            id="x",
            text="Rot. Blau ist der Himmel.",
            segments=(
                LabelledSegment(start=0, end=5, codes=("r",)),
                LabelledSegment(start=5, end=25, codes=("b",)),
            ),
        ),
    )
    train(statements, codebook=colours(), directory=tmp_path)
    header = msgspec.json.decode((tmp_path / "model.json").read_bytes())
    assert (header["split"], header["trained_on"], header["types"]) == (True, 13, None)
