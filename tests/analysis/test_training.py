"""Training: what cannot be learnt, the same seed the same bytes, cold starts."""

from pathlib import Path

import msgspec
import pytest

from analysis import labelled as labels_of
from analysis.codebook import shipped
from analysis.coders import themes_2
from analysis.coders.coder import Unit, load_coder
from analysis.labelled import LabelledSegment, LabelledStatement
from analysis.training import NothingToLearn, train
from tests.analysis.colours import colours, texts

DATA = Path(__file__).parents[2] / "survey_service/demo/data/statements/dev.jsonl"
SHIPPED = Path(themes_2.__file__).parent / "sozialplanung"


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
