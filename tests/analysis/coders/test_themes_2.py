"""The shipped coder: refusals of stored models, evidence, silence where nothing is said."""

import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from analysis import encoders
from analysis import labelled as labels_of
from analysis.coders import themes_2
from analysis.coders.coder import Coder, ModelUnreadable, Unit, UnitCoding, load_coder
from analysis.suggestions import Span

DATA = Path(__file__).parents[3] / "survey_service/demo/data/statements/dev.jsonl"
SHIPPED = Path(themes_2.__file__).parent / "sozialplanung"


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
    # The plus sign: the encoder is asked where in doubt.
    assert coder.id.startswith("themes-2+:")
    assert load_coder(model).id == coder.id
    assert load_coder(model, encoder=False).id == coder.id.replace("+", "")
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


def test_code_asks_the_encoder_only_where_in_doubt(coder: Coder) -> None:
    asked: list[str] = []

    class Listening:
        id, dimensions = "use-multilingual-3", 512

        def encode(self, texts: Sequence[str]) -> np.ndarray:
            asked.extend(texts)
            found = encoders.load()
            assert found is not None
            return found.encode(texts)

    listening = themes_2.load(SHIPPED, encoder=Listening())
    clear = "Die Schuldnerberatung hat fünf Monate Wartezeit."
    listening.code([whole(clear)])
    assert asked == []
    listening.code([whole("Ayrıca doktor randevusu için aylarca bekliyorum.")])
    assert len(asked) == 1


def test_encoder_of_another_model_is_not_asked() -> None:
    class Other:
        id, dimensions = "another", 3

        def encode(self, texts: Sequence[str]) -> np.ndarray:
            raise AssertionError(texts)

    coder = themes_2.load(SHIPPED, encoder=Other())
    assert coder.id.startswith("themes-2:")
    assert coder.code([whole("Das ist schwer.")], top=1)[0].codes


def test_sure_codings_are_proposed_ones(coder: Coder) -> None:
    texts = [one.text for one in labels_of.read(DATA)[:80]]
    codings = [one for text in texts for one in coder.code([whole(text)], top=5)[0].codes]
    assert any(one.sure for one in codings)
    assert all(one.proposed for one in codings if one.sure)
    unsure = [one.confidence for one in codings if not one.sure]
    assert min(one.confidence for one in codings if one.sure) > np.median(unsure)


def test_evidence_carries_the_decision(coder: Coder) -> None:
    """Deleting the evidence lowers the confidence more than deleting as much elsewhere."""
    random = np.random.default_rng(0)
    won: list[bool] = []
    for statement in labels_of.read(DATA):
        for part in labels_of.parts(statement):
            text = statement.text[part.start : part.end].strip()
            for one in coder.code([whole(text)])[0].codes:
                if one.proposed and one.evidence:
                    elsewhere = random_words(text, one.evidence, random)
                    if elsewhere:
                        won.append(
                            confidence(coder, without(text, one.evidence), one.code)
                            < confidence(coder, without(text, elsewhere), one.code)
                        )
    assert len(won) > 300
    assert np.mean(won) >= 0.9


def random_words(
    text: str, evidence: Sequence[Span], random: np.random.Generator
) -> tuple[Span, ...]:
    """As many words as the evidence has, drawn from the rest; none where the rest is too short."""
    words = [match.span() for match in re.finditer(r"\w+", text)]
    inside = [any(s <= a and b <= e for s, e in evidence) for a, b in words]
    rest = [word for word, taken in zip(words, inside, strict=True) if not taken]
    number = sum(inside)
    if number == 0 or len(rest) < number:
        return ()
    return tuple(rest[index] for index in random.choice(len(rest), size=number, replace=False))


def without(text: str, spans: Sequence[Span]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + text[end:]
    return text


def confidence(coder: Coder, text: str, code: str) -> float:
    codes = coder.code([whole(text)], top=47)[0].codes
    return next(one.confidence for one in codes if one.code == code)
