"""Which language a statement is in, and where that is only a guess."""

import pytest
import spacy
from spacy.tokens import Doc

from analysis.components import extensions
from analysis.components.language import LanguageComponent, detect


@pytest.mark.parametrize("text", ["", "123 !!", "ok", "Kita", "Norf 3"])
def test_detect_is_unsure_of_short_texts(text: str) -> None:
    assert not detect(text)[1]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Bus fährt abends nicht mehr und wir kommen nicht nach Hause.", "de"),
        ("Mieten zu hoch, Kitaplätze fehlen", "de"),
        ("keine wohnung gefunden seit monaten", "de"),
        ("Çocuğum için kreş yeri bulamıyorum, çok uzun süredir bekliyoruz.", "tr"),
        ("There is no doctor who speaks my language.", "en"),
        ("Nie ma mieszkań dla rodzin z dziećmi.", "pl"),
        ("Немає лікаря, ми чекаємо вже пів року.", "uk"),
        ("Мы ждём место в детском саду уже два года, это очень долго.", "ru"),
        ("Автобуса вечером нет, приходится идти пешком", "ru"),
        ("لا يوجد طبيب يتحدث لغتنا في هذا الحي", "ar"),
        ("Ich spreche nicht gut Deutsch, aber ich will lernen (я учусь)", "de"),
    ],
)
def test_detect(text: str, language: str) -> None:
    assert detect(text) == (language, True)


def test_given_language_wins() -> None:
    assert detect("There is no doctor here at all.", given="tr") == ("tr", True)
    # A code that is none of ours says nothing.
    assert detect("There is no doctor here at all.", given="xx") == ("en", True)


def test_component_writes_language() -> None:
    extensions.register()
    doc = Doc(spacy.blank("de").vocab, words=["Nie", "ma", "lekarza", "dla", "dzieci"])
    doc._.given_language = ""
    LanguageComponent()(doc)
    assert (doc._.language, doc._.language_sure) == ("pl", True)
