"""Training: what cannot be learnt, the same seed the same bytes, folds that never saw a text."""

from pathlib import Path
from typing import TypeGuard

import msgspec
import pytest

from analysis import labelled as labels_of
from analysis.codebook import Category, Code, Codebook, shipped
from analysis.coders import themes_2
from analysis.coders.coder import Coder, Unit, load_coder
from analysis.coders.themes_2 import Themes2
from analysis.labelled import LabelledSegment, LabelledStatement
from analysis.training import (
    NothingToLearn,
    code_unseen,
    fold_models,
    fold_of,
    train,
)

DATA = Path(__file__).parents[2] / "survey_service/demo/data/statements/dev.jsonl"
SHIPPED = Path(themes_2.__file__).parent / "sozialplanung"


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
        (texts(1), "mindestens zwei kodierte Aussagen nötig; gefunden wurde eine"),
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


def test_same_input_same_bytes(tmp_path: Path) -> None:
    statements = labels_of.read(DATA)[:60]
    contents = []
    for name in ("a", "b"):
        train(statements, codebook=shipped(), directory=tmp_path / name)
        contents.append(
            [(tmp_path / name / file).read_bytes() for file in ("model.json", "weights.npz")]
        )
    assert contents[0] == contents[1]


def test_shipped_model_is_what_the_labelled_statements_give(tmp_path: Path) -> None:
    """Not to the byte: another machine adds up in another order."""
    statements = labels_of.read(DATA)
    fresh = train(statements, codebook=shipped(), directory=tmp_path)
    units = [Unit(one.text, 0, len(one.text)) for one in statements[:40]]
    pairs = zip(fresh.code(units, top=3), load_coder(SHIPPED).code(units, top=3), strict=True)
    for new, stored in pairs:
        assert [one.code for one in new.codes] == [one.code for one in stored.codes]
        assert [one.confidence for one in new.codes] == pytest.approx(
            [one.confidence for one in stored.codes], abs=0.01
        )
        assert new.types == stored.types


def test_more_units_than_fit_are_drawn_by_seed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.training.MOST_UNITS", 10)
    statements = texts(40)
    train(statements, codebook=colours(), directory=tmp_path / "a", seed=1)
    train(statements, codebook=colours(), directory=tmp_path / "b", seed=2)
    features = [
        msgspec.json.decode((tmp_path / name / "model.json").read_bytes())["features"]
        for name in ("a", "b")
    ]
    assert features[0] != features[1]


def test_cold_start_needs_no_labelled_text(tmp_path: Path) -> None:
    coder = train((), codebook=shipped(), directory=tmp_path)
    units = [
        Unit(text, 0, len(text))
        for text in (
            "Die Schuldnerberatung hat fünf Monate Wartezeit.",
            "Siehe Anlage.",
            "Doktor randevusu için aylarca bekliyoruz.",
        )
    ]
    debts, nothing, doctor = coder.code(units)
    assert "existenz.schulden" in [one.code for one in debts.codes]
    assert nothing.codes == ()
    assert doctor.codes[0].code == "gesundheit.versorgung"
    # Nothing is sure before people have coded anything.
    assert not any(one.sure for coding in (debts, doctor) for one in coding.codes)


def test_training_without_encoder_makes_the_fast_tier_only(tmp_path: Path) -> None:
    coder = train(texts(), codebook=colours(), directory=tmp_path / "m", encoder=False)
    assert coder.id.startswith("themes-2:")
    header = msgspec.json.decode((tmp_path / "m" / "model.json").read_bytes())
    assert (header["encoder"], header["codes"]["deep"]) == ("", None)


def test_single_label_codebook_gets_exactly_one_code(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    coder = train(
        texts(),
        codebook=colours(),
        directory=tmp_path / "m",
        progress=lambda done, total: steps.append((done, total)),
    )
    assert steps[-1] == (3, 3)
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
        knows = [f"={word}" in coder.header.features for coder in coders if is_themes_2(coder)]
        # Negative control: the coders of the other folds do know the word.
        assert knows == [number != fold[index] for number in range(3)]
        unit = Unit(statements[index].text, 0, len(word))
        assert code_unseen(index, [unit], coders=coders, fold=fold, top=1) == coders[
            fold[index]
        ].code([unit], top=1)


def is_themes_2(coder: Coder) -> TypeGuard[Themes2]:
    return isinstance(coder, Themes2)


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
