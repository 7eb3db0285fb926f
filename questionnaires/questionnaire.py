"""The questionnaire as it is stored with every version: pages, items, choices, translations."""

from collections.abc import Iterator, Mapping

import msgspec

Translations = dict[str, str]
"""Language tag ("de", "de-x-leicht" for Leichte Sprache, "en", ...) -> text."""

FALLBACK_LANGUAGE = "de"

QUESTION_KINDS = (
    "text",
    "long_text",
    "integer",
    "decimal",
    "date",
    "single",
    "multiple",
    "scale",
    "area",
    "acknowledge",
)
KINDS = (*QUESTION_KINDS, "note")

STATEMENT = "statement"
AREA = "area"
TARGET_GROUP = "target_group"
ROLES = (STATEMENT, AREA, TARGET_GROUP)

FACILITIES = "facilities"


class Choice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One answer to choose. `group` heads neighbouring choices in a list (area above the areas)."""

    value: str
    label: Translations
    group: str = ""


class Item(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One question, or a note. `guidance` defines a term; `relevant`, `constraint`: expressions."""

    code: str
    kind: str
    label: Translations = {}
    hint: Translations = {}
    guidance: Translations = {}
    required: bool = False
    relevant: str = ""
    constraint: str = ""
    constraint_message: Translations = {}
    choices: tuple[Choice, ...] = ()
    role: str = ""
    maximum_length: int | None = None
    appearance: str = ""


class Page(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is asked together. `roster` "facilities": once per facility; `table`: also as a table.

    `minutes`: time budget, 0 = none given.
    """

    code: str
    title: Translations = {}
    intro: Translations = {}
    items: tuple[Item, ...] = ()
    roster: str = ""
    relevant: str = ""
    table: bool = False
    minutes: float = 0.0


class Questionnaire(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`reviewed_translations`: languages somebody checked; the others are shown as "ungeprüft"."""

    key: str
    version: int
    title: Translations
    languages: tuple[str, ...]
    default_language: str
    pages: tuple[Page, ...]
    reviewed_translations: tuple[str, ...] = ()


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Questionnaire)


def encode(questionnaire: Questionnaire) -> bytes:
    """JSON, the same bytes for the same questionnaire."""
    return _encoder.encode(questionnaire)


def decode(document: bytes) -> Questionnaire:
    """What `encode` wrote, now or by an earlier release. Raises msgspec.ValidationError."""
    return _decoder.decode(document)


def items(questionnaire: Questionnaire) -> Iterator[Item]:
    """All items in order, notes included."""
    for one in questionnaire.pages:
        yield from one.items


def page(questionnaire: Questionnaire, code: str) -> Page:
    """Raises KeyError."""
    for one in questionnaire.pages:
        if one.code == code:
            return one
    raise KeyError(code)


def statement_items(questionnaire: Questionnaire) -> tuple[Item, ...]:
    """Items whose free text is coded."""
    return tuple(item for item in items(questionnaire) if item.role == STATEMENT)


def text(translations: Mapping[str, str], language: str) -> str:
    """The text in a language; else in its main language, in German, in any; "" if there is none."""
    if found := translations.get(language):
        return found
    for tag in (language.partition("-")[0], FALLBACK_LANGUAGE):
        if found := translations.get(tag):
            return found
    return next((found for found in translations.values() if found), "")
