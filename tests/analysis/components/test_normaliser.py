"""One spelling, and the way back to the text as it was typed."""

import pytest
import spacy
from spacy.tokens import Doc

from analysis.components import extensions
from analysis.components.normaliser import NormaliserComponent, normalise


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Neue Steuer, aktuell, Mull, Bosse, Masse, Busse",
        "Küche – Straße".replace("–", "-"),
        "Michael Duell",
        "Yok",
    ],
)
def test_normalise_leaves_right_spellings(text: str) -> None:
    assert normalise(text).text == text


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("fuer die Strasse", "für die Straße"),
        ("Muellabfuhr und Buergerbuero", "Müllabfuhr und Bürgerbüro"),
        ("die Wohnungsturen", "die Wohnungstüren"),
        ("regelmaessig grosse Stroeme", "regelmäßig große Ströme"),
        ("• Mehr Bänke\n– Licht 😀 am Weg", "- Mehr Bänke\n- Licht   am Weg"),
        ("Kita\u00adplatz\u00a0fehlt", "Kitaplatz fehlt"),
    ],
)
def test_normalise(text: str, normal: str) -> None:
    assert normalise(text).text == normal


@pytest.mark.parametrize(
    "text",
    [
        "😀 fuer Muell\u00adabfuhr, Strasse – ½",
        "• Buergerbuero 👨\u200d👩\u200d👧 zu\n• Strasse",
        "0\u00a0ue ss",
    ],
)
def test_offsets_lead_back_to_the_original(text: str) -> None:
    normal = normalise(text)
    assert normal.span(0, len(normal.text))[1] == len(text)
    ends = [normal.span(index, index + 1) for index in range(len(normal.text))]
    assert all(0 <= start < end <= len(text) for start, end in ends)
    assert [start for start, _ in ends] == sorted(start for start, _ in ends)


def test_offsets_of_a_word_are_those_of_the_word_as_typed() -> None:
    text = "Die Strasse: fuer Buergerbueros, ueberall"
    normal = normalise(text)
    for word, typed in (("Straße", "Strasse"), ("für", "fuer"), ("überall", "ueberall")):
        start = normal.text.index(word)
        assert text[slice(*normal.span(start, start + len(word)))] == typed


def test_component_writes_the_normalised_text() -> None:
    extensions.register()
    doc = Doc(spacy.blank("de").vocab, words=["fuer", "alle"])
    assert NormaliserComponent()(doc)._.normalised.text.strip() == "für alle"
