"""A return -> the sections of its receipt: all questions with their answers in words."""

from collections.abc import Mapping, Sequence

import msgspec

from exports.pdf import ReceiptAnswer, ReceiptSection
from questionnaires import items
from questionnaires.items.kind import Value
from questionnaires.questionnaire import FACILITIES, Choice, Page, Questionnaire, text

NOT_USABLE = "(so eingegeben, nicht auswertbar)"


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What was answered about the organisation, or about one facility."""

    name: str
    answers: Mapping[str, Value]
    skipped: frozenset[str] = frozenset()
    """Items that were not asked because of an earlier answer: the receipt leaves them out."""
    unreadable: Mapping[str, Sequence[str]] = {}
    """What was typed but is no valid answer: printed as typed, and said so."""


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
    found = [_section(page, organisation, "", areas, language) for page in own]
    for facility in facilities:
        found += [_section(page, facility, facility.name, areas, language) for page in each]
    return tuple(section for section in found if section.answers)


def _section(
    page: Page, part: Part, facility: str, areas: Sequence[Choice], language: str
) -> ReceiptSection:
    answers = []
    for item in page.items:
        if item.kind == "note" or item.code in part.skipped:
            continue
        value = part.answers.get(item.code)
        words = "" if value is None else items.in_words(item, value, language=language, areas=areas)
        lines: tuple[str, ...] = (words,) if words else ()
        if item.code in part.unreadable:
            typed = part.unreadable[item.code]
            shown = items.typed_in_words(item, typed, language=language, areas=areas)
            lines = (*shown, NOT_USABLE)
        answers.append(ReceiptAnswer(question=text(item.label, language), lines=lines))
    return ReceiptSection(
        title=text(page.title, language), facility=facility, answers=tuple(answers)
    )
