"""A return -> the sections of its receipt: all questions with their answers in words."""

from collections.abc import Mapping, Sequence

import msgspec

from exports.pdf import ReceiptAnswer, ReceiptSection
from questionnaires import items
from questionnaires.items.kind import Value
from questionnaires.questionnaire import FACILITIES, Choice, Item, Page, Questionnaire, text

NOT_USABLE = "(so eingegeben, nicht auswertbar)"
TAKEN_OVER = "(unverändert übernommen)"
NOTHING_NEW = "Nichts Neues gemeldet."


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What was answered about the organisation, or about one facility."""

    name: str
    answers: Mapping[str, Value]
    skipped: frozenset[str] = frozenset()
    """Items that were not asked because of an earlier answer: the receipt leaves them out."""
    unreadable: Mapping[str, Sequence[str]] = {}
    """What was typed but is no valid answer: printed as typed, and said so."""
    taken_over: frozenset[str] = frozenset()
    """Items whose answer is last wave's, taken over unchanged."""
    nothing_new: frozenset[str] = frozenset()
    """Pages without an answer that somebody looked at with nothing to add."""


def sections(
    questionnaire: Questionnaire,
    *,
    organisation: Part,
    facilities: Sequence[Part],
    areas: Sequence[Choice] = (),
    language: str = "de",
) -> tuple[ReceiptSection, ...]:
    """The organisation's pages, then facility by facility; pages without questions are left out."""
    own = [page for page in questionnaire.pages if page.roster != FACILITIES]
    each = [page for page in questionnaire.pages if page.roster == FACILITIES]
    asked = {page.code: _asked(page, language) for page in questionnaire.pages}
    places = [(page, organisation, "") for page in own]
    places += [(page, facility, facility.name) for facility in facilities for page in each]
    return tuple(
        ReceiptSection(
            title=text(page.title, language),
            facility=facility,
            answers=answers,
            note=NOTHING_NEW if page.code in part.nothing_new else "",
        )
        for page, part, facility in places
        if (answers := _answers(asked[page.code], part, areas, language))
    )


def _asked(page: Page, language: str) -> list[tuple[Item, str]]:
    """The page's questions with their wording: the same for 60 facilities."""
    return [(item, text(item.label, language)) for item in page.items if item.kind != "note"]


def _answers(
    asked: Sequence[tuple[Item, str]], part: Part, areas: Sequence[Choice], language: str
) -> tuple[ReceiptAnswer, ...]:
    return tuple(
        [
            ReceiptAnswer(question=label, lines=_lines(item, part, areas, language))
            for item, label in asked
            if item.code not in part.skipped
        ]
    )


def _lines(item: Item, part: Part, areas: Sequence[Choice], language: str) -> tuple[str, ...]:
    if item.code in part.unreadable:
        typed = part.unreadable[item.code]
        shown = items.typed_in_words(item, typed, language=language, areas=areas)
        return (*shown, NOT_USABLE)
    value = part.answers.get(item.code)
    words = "" if value is None else items.in_words(item, value, language=language, areas=areas)
    if not words:
        return ()
    return (words, TAKEN_OVER) if item.code in part.taken_over else (words,)
