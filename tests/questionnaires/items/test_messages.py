"""Every message in every language, with the same blanks."""

import string

import pytest

from questionnaires import items
from questionnaires.items.messages import LANGUAGES, MESSAGES, sentence

EIGHT = ("de", "de-x-leicht", "en", "tr", "uk", "ru", "ar", "pl")


def blanks(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}


@pytest.mark.parametrize("key", MESSAGES)
def test_message_stands_in_all_languages_with_the_same_blanks(key: str) -> None:
    assert LANGUAGES == EIGHT
    assert tuple(MESSAGES[key]) == EIGHT
    assert {frozenset(blanks(message)) for message in MESSAGES[key].values()} == {
        frozenset(blanks(MESSAGES[key]["de"]))
    }


def test_every_kind_has_its_message_for_a_missing_answer() -> None:
    assert {kind.required_message for kind in items.REGISTRY.values()} <= set(MESSAGES)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "„1.234“ kann zweierlei bedeuten. Bitte schreiben Sie 1234 oder 1,234."),
        ("en", "“1.234” can mean two things. Please write 1234 or 1,234."),
        ("fa", "„1.234“ kann zweierlei bedeuten. Bitte schreiben Sie 1234 oder 1,234."),
        ("en-gb", "“1.234” can mean two things. Please write 1234 or 1,234."),
    ],
)
def test_sentence(language: str, said: str) -> None:
    given = {"typed": "1.234", "first": "1234", "second": "1,234"}
    assert sentence("ambiguous", language, **given) == said


def test_unknown_message_is_an_error() -> None:
    with pytest.raises(KeyError):
        sentence("nonsense", "de")
