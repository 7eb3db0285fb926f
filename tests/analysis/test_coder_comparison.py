"""Old and new coder: the same texts, none that either learned from; said in German."""

from collections.abc import Sequence

import msgspec
import pytest

from analysis import codebook as codebooks
from analysis import coder_comparison, comparison_text
from analysis.coder_comparison import Measured, SideBySide
from analysis.coders.coder import Unit, UnitCoding
from analysis.labelled import LabelledStatement
from analysis.suggestions import Suggestion

BOOK = codebooks.shipped()
WORDS = {
    "mobilitaet.oepnv": ("Der Bus fährt abends nicht mehr", "Die Buslinie hält nicht am Markt"),
    "wohnen.bezahlbarkeit": ("Die Miete ist zu hoch", "Die Mieten steigen jedes Jahr"),
}
LABELLED = tuple(
    LabelledStatement(id=f"{code}-{number}", text=f"{texts[number % 2]} ({number}).", codes=(code,))
    for code, texts in WORDS.items()
    for number in range(12)
)


class Always:
    """A coder that knows one word."""

    id = "always:1"

    def __init__(self, code: str) -> None:
        self.codes = (code,)
        self.seen: list[str] = []

    def code(self, units: Sequence[Unit], *, top: int = 0) -> list[UnitCoding]:
        self.seen.extend(unit.text for unit in units)
        return [
            UnitCoding(
                (Suggestion(code=self.codes[0], confidence=0.9, proposed=True, evidence=()),), ()
            )
            for _ in units
        ]


@pytest.fixture(scope="module")
def measured() -> Measured:
    return coder_comparison.measure(
        LABELLED, codebook=BOOK, old=Always("wohnen.bezahlbarkeit"), learned=(), folds=2
    )


def test_both_are_measured_on_the_same_texts(measured: Measured) -> None:
    assert measured.both is not None
    old, new = measured.both.old, measured.both.new
    assert (old.texts, new.texts, measured.new.texts) == (24, 24, 24)
    assert old.segments.micro_f1 == 0.5
    assert new.segments.micro_f1 == measured.new.segments.micro_f1 > 0.8
    gain = new.segments.micro_f1 - 0.5
    assert 0 < measured.both.low < gain < measured.both.high < 1


def test_the_old_one_never_meets_what_it_learned() -> None:
    old = Always("wohnen.bezahlbarkeit")
    learned = {one.id for one in LABELLED[:12]}
    steps: list[tuple[int, int]] = []
    found = coder_comparison.measure(
        LABELLED,
        codebook=BOOK,
        old=old,
        learned=learned,
        folds=2,
        progress=lambda done, total: steps.append((done, total)),
    )
    assert steps == [(1, 2), (2, 2)]
    assert found.both is not None
    assert (found.both.old.texts, found.both.new.texts, found.new.texts) == (12, 12, 24)
    assert not {one.text for one in LABELLED[:12]} & set(old.seen)


@pytest.mark.parametrize(
    ("old", "learned"),
    [("wohnen.bezahlbarkeit", 15), ("anderes.system", 0)],
)
def test_no_comparison_with_too_few_new_texts_or_another_codebook(old: str, learned: int) -> None:
    found = coder_comparison.measure(
        LABELLED,
        codebook=BOOK,
        old=Always(old),
        learned={one.id for one in LABELLED[:learned]},
        folds=2,
    )
    assert found.both is None
    assert comparison_text.in_words(found, codebook=BOOK).startswith("Ein Vergleich ist noch nicht")


def test_text_names_gains_and_advises(measured: Measured) -> None:
    text = comparison_text.in_words(measured, codebook=BOOK)
    assert "Der bisherige: Von 100 vorgeschlagenen Themen stimmen 50" in text
    assert "dieselben 24 Aussagen mit 24 Sinneinheiten" in text
    assert "Der neue Kodierer ist besser" in text
    assert "Besser geworden: „Bus und Bahn“ (F1 0,00, jetzt " in text


@pytest.mark.parametrize(
    ("low", "high", "advice"),
    [
        (0.01, 0.2, "Es spricht alles dafür, ihn einzusetzen."),
        (-0.2, -0.01, "Bleiben Sie beim bisherigen."),
        (-0.1, 0.1, "Das kann Zufall sein"),
    ],
)
def test_advice_follows_the_interval(
    measured: Measured, low: float, high: float, advice: str
) -> None:
    assert measured.both is not None
    changed: SideBySide = msgspec.structs.replace(measured.both, low=low, high=high)
    text = comparison_text.in_words(msgspec.structs.replace(measured, both=changed), codebook=BOOK)
    assert advice in text
    assert ("−0,2" in text) == (low == -0.2)


def test_equal_ones_are_called_equal(measured: Measured) -> None:
    new = measured.new
    text = comparison_text.in_words(
        Measured(new=new, both=SideBySide(old=new, new=new, low=-0.001, high=0.0)), codebook=BOOK
    )
    assert "Der Unterschied ist 0,00; mit 95 % Gewissheit liegt er zwischen 0,00 und 0,00." in text
    assert "etwa gleich gut" in text


def test_what_became_worse_is_named(measured: Measured) -> None:
    assert measured.both is not None
    swapped = SideBySide(old=measured.both.new, new=measured.both.old, low=-0.6, high=-0.2)
    text = comparison_text.in_words(Measured(new=measured.new, both=swapped), codebook=BOOK)
    assert "Schlechter geworden: „Bus und Bahn“" in text
