"""What is denied, and where praise may mean the opposite."""

import pytest
import spacy
from spacy.tokens import Doc

from analysis.components import cues, extensions
from analysis.components.cues import CueComponent, find


def denied(text: str) -> list[tuple[str, str]]:
    found = find(text, (0, len(text))).negations
    return [(text[slice(*one.cue)], text[slice(*one.scope)]) for one in found]


@pytest.mark.parametrize(
    "text",
    [
        "Der Bus kommt um acht.",
        "Unsere Unterkunft und unser Unternehmen sind hier.",
        "Das Los hat entschieden.",
        "Toll, dass es den Treff gibt, super Team.",
        "Sie sagte: „Morgen“",
        "",
    ],
)
def test_find_nothing(text: str) -> None:
    found = find(text, (0, len(text)))
    assert (found.negations, found.litotes) == ((), ())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Wir finden keinen bezahlbaren Platz.", [("keinen", "Platz")]),
        ("ohne Auto geht hier gar nichts", [("ohne", "Auto"), ("nichts", "gar")]),
        ("Es fehlen Kitaplätze.", [("fehlen", "Kitaplätze")]),
        ("Es fehlt an Ärzten", [("fehlt", "Ärzten")]),
        ("Dolmetscher fehlen überall", [("fehlen", "Dolmetscher")]),
        ("Das ist nicht barrierefrei", [("nicht", "barrierefrei")]),
        ("Die Miete ist unbezahlbar", [("unbezahlbar", "unbezahlbar")]),
        ("viele arbeitslose Väter", [("arbeitslose", "arbeitslose")]),
        ("doktor yok", [("yok", "doktor")]),
        ("There's no bus", [("no", "bus")]),
    ],
)
def test_negations(text: str, found: list[tuple[str, str]]) -> None:
    assert denied(text) == found


@pytest.mark.parametrize(
    "text",
    ["Über die Miete kann ich nicht klagen.", "kein Problem", "Da gibt es nichts zu meckern"],
)
def test_litotes(text: str) -> None:
    assert find(text, (0, len(text))).litotes


@pytest.mark.parametrize(
    "text",
    [
        "Toll, schon wieder ist der Aufzug kaputt.",
        "Na super, wieder kein Platz.",
        "Die „schnelle“ Hilfe kam nach einem Jahr.",
        "Danke für nichts!",
        "Der Bus kommt pünktlich 🙄",
    ],
)
def test_irony(text: str) -> None:
    assert find(text, (0, len(text))).irony


def test_component_writes_cues_per_segment() -> None:
    extensions.register()
    doc = Doc(spacy.blank("de").vocab, words=["Kein", "Bus", ".", "Gut", "!"])
    doc._.segments = ((0, 10), (10, len(doc.text)))
    CueComponent()(doc)
    first, second = doc._.cues
    assert doc.text[slice(*first.negations[0].scope)] == "Bus"
    assert second == cues.NONE
