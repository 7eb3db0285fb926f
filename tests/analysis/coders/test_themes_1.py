"""The shipped coder: refusals of stored models, evidence, silence where nothing is said."""

import json
import shutil
from pathlib import Path

import pytest

from analysis.coders import themes_1
from analysis.coders.coder import Coder, ModelUnreadable, Unit, UnitCoding, load_coder

SHIPPED = Path(themes_1.__file__).parent / "sozialplanung"


@pytest.fixture(scope="module")
def coder() -> Coder:
    return load_coder()


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "model"))


def whole(text: str) -> Unit:
    return Unit(text, 0, len(text))


def test_load_refuses_a_folder_without_model(tmp_path: Path) -> None:
    with pytest.raises(ModelUnreadable, match="Hier liegt kein Modell"):
        load_coder(tmp_path)


def test_load_refuses_a_damaged_model(model: Path) -> None:
    (model / "weights.npz").write_bytes((model / "weights.npz").read_bytes()[:1000])
    with pytest.raises(ModelUnreadable, match="beschädigt"):
        load_coder(model)


def test_load_refuses_other_header(model: Path) -> None:
    (model / "model.json").write_text("{}")
    with pytest.raises(ModelUnreadable, match="beschädigt"):
        load_coder(model)


def test_load_refuses_another_version(model: Path) -> None:
    header = json.loads((model / "model.json").read_text())
    (model / "model.json").write_text(json.dumps({**header, "version": "themes-9"}))
    with pytest.raises(ModelUnreadable, match=r"anderen Kodierer \(themes-9\)"):
        load_coder(model)


def test_id_names_version_and_model(coder: Coder, model: Path) -> None:
    assert coder.id.startswith("themes-1:")
    assert load_coder(model).id == coder.id
    text = (model / "model.json").read_text()
    (model / "model.json").write_text(text.replace('"seed": 0', '"seed": 1'))
    assert load_coder(model).id != coder.id


@pytest.mark.parametrize("text", ["-", "   ", "!?", "😀😀"])
def test_code_nothing_where_nothing_is_said(coder: Coder, text: str) -> None:
    (coding,) = coder.code([whole(text)], top=2)
    assert [(one.proposed, one.evidence) for one in coding.codes] == [(False, ()), (False, ())]
    assert coding.types == ()


def test_code_no_units(coder: Coder) -> None:
    assert coder.code([]) == []


@pytest.mark.parametrize("text", ["Siehe Anlage.", "Mit freundlichen Grüßen"])
def test_code_proposes_nothing_where_nothing_fits(coder: Coder, text: str) -> None:
    assert coder.code([whole(text)])[0].codes == ()


def test_code_gives_evidence_at_exact_offsets(coder: Coder) -> None:
    text = "😀 Hallo! Die Schuldnerberatung hat fünf Monate Wartezeit."
    (coding,) = coder.code([whole(text)], top=3)
    assert {one.code for one in coding.codes if one.proposed} >= {"existenz.schulden"}
    assert len(coding.codes) >= 3
    confidences = [one.confidence for one in coding.codes]
    assert confidences == sorted(confidences, reverse=True)
    debts = next(one for one in coding.codes if one.code == "existenz.schulden")
    assert [text[start:end] for start, end in debts.evidence] == ["Schuldnerberatung"]
    assert coding.types == ("problem",)


def test_code_takes_the_context_into_account(coder: Coder) -> None:
    text = "Der Kinderarzt nimmt niemanden mehr auf. Das geht seit Jahren so."
    alone = "Das geht seit Jahren so."
    start = text.index(alone)

    def confidence(unit: Unit) -> float:
        codes = coder.code([unit], top=47)[0].codes
        return next(one.confidence for one in codes if one.code == "gesundheit.versorgung")

    assert confidence(Unit(text, start, len(text))) > 2 * confidence(whole(alone))


def test_code_of_a_whole_statement_collects_its_sentences(coder: Coder) -> None:
    text = "Die Mieten sind zu hoch. Nachts fährt kein Bus. Im Frauenhaus ist kein Platz frei."
    (coding,) = coder.code([whole(text)])
    assert [one.code for one in coding.codes if one.proposed] != []
    assert {"wohnen.bezahlbarkeit", "mobilitaet.oepnv", "sicherheit.gewalt"} <= {
        one.code for one in coding.codes if one.proposed
    }


def test_code_does_not_depend_on_the_batch(coder: Coder) -> None:
    units = [whole(text) for text in ("Zu teuer.", "Kein Bus am Abend.", "Danke!")]
    separately: list[UnitCoding] = [coder.code([unit], top=2)[0] for unit in units]
    assert coder.code(units, top=2) == separately
