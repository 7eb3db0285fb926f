"""The model as it is stored, and the functions on it."""

import msgspec
import pytest

from questionnaires.questionnaire import (
    Choice,
    Item,
    Page,
    Questionnaire,
    decode,
    encode,
    items,
    page,
    statement_items,
    text,
)

NOTE = Item(code="hinweis", kind="note", label={"de": "Guten Tag"})
YES = Choice(value="ja", label={"de": "Ja", "en": "Yes"})
CLOSED = Item(code="ok", kind="single", label={"de": "Gut?"}, required=True, choices=(YES,))
OPEN = Item(code="was", kind="long_text", label={"de": "Was?"}, role="statement")
FIRST = Page(code="eins", title={"de": "Erste"}, items=(NOTE, CLOSED), minutes=1.5)
SECOND = Page(code="zwei", items=(OPEN,), roster="facilities", relevant="${ok} = 'ja'")
WHOLE = Questionnaire(
    key="probe",
    version=3,
    title={"de": "Probe"},
    languages=("de", "en"),
    default_language="de",
    pages=(FIRST, SECOND),
    reviewed_translations=("de",),
)


def test_document_that_is_no_questionnaire_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        decode(b'{"key": "probe"}')


def test_stored_document_is_read_back_as_the_same_questionnaire() -> None:
    assert decode(encode(WHOLE)) == WHOLE
    assert encode(decode(encode(WHOLE))) == encode(WHOLE)


def test_document_of_an_older_release_is_read() -> None:
    old = b"""{"key": "a", "version": 1, "title": {}, "languages": ["de"],
        "default_language": "de",
        "pages": [{"code": "p", "items": [{"code": "i", "kind": "text"}]}]}"""
    assert decode(old).pages == (Page(code="p", items=(Item(code="i", kind="text"),)),)


def test_items_and_pages_in_order() -> None:
    assert list(items(WHOLE)) == [NOTE, CLOSED, OPEN]
    assert statement_items(WHOLE) == (OPEN,)
    assert page(WHOLE, "zwei") == SECOND


def test_unknown_page_is_an_error() -> None:
    with pytest.raises(KeyError):
        page(WHOLE, "drei")


@pytest.mark.parametrize(
    ("translations", "language", "shown"),
    [
        ({"de": "Ja", "tr": "Evet"}, "tr", "Evet"),
        ({"de": "Ja"}, "tr", "Ja"),
        ({"de": "Ja", "de-x-leicht": "Ja!"}, "de-x-leicht", "Ja!"),
        ({"de": "Ja", "en": "Yes"}, "de-x-leicht", "Ja"),
        ({"pl": "Tak"}, "de", "Tak"),
        ({"de": "", "en": "Yes"}, "de", "Yes"),
        ({}, "de", ""),
    ],
)
def test_text_falls_back(translations: dict[str, str], language: str, shown: str) -> None:
    assert text(translations, language) == shown
