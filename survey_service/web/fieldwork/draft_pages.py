"""A draft questionnaire as it will be asked, with what was said about each question."""

from collections.abc import Iterable, Mapping

import msgspec

from questionnaires.conditions import in_words
from questionnaires.items.field import Field
from questionnaires.questionnaire import Choice, Page, Questionnaire, items, text
from survey_service.domain.fieldwork.workshop_entries import Count
from survey_service.web.fieldwork.questionnaires import preview_of


class AskedItem(msgspec.Struct, frozen=True, kw_only=True):
    """A question, in words when it is asked at all, and how much was said about it."""

    code: str
    field: Field
    condition: str
    count: Count


class AskedPage(msgspec.Struct, frozen=True, kw_only=True):
    """A section. ``roster``: asked once per facility."""

    code: str
    title: str
    intro: str
    roster: bool
    condition: str
    items: tuple[AskedItem, ...]


class SectionLine(msgspec.Struct, frozen=True, kw_only=True):
    """A section in the list of contents."""

    code: str
    title: str
    questions: int
    count: Count


def asked_page(
    questionnaire: Questionnaire,
    page: Page,
    areas: tuple[Choice, ...],
    counts: Mapping[str, Count],
) -> AskedPage:
    """All questions of a section in the questionnaire's own language."""
    language = questionnaire.default_language
    known = {item.code: item for item in items(questionnaire)}
    shown = preview_of(page, language, areas)
    return AskedPage(
        code=page.code,
        title=shown.title or page.code,
        intro=shown.intro,
        roster=bool(page.roster),
        condition=in_words(page.relevant, known, language=language),
        items=tuple(
            AskedItem(
                code=item.code,
                field=field,
                condition=in_words(item.relevant, known, language=language),
                count=counts.get(item.code, Count()),
            )
            for item, field in zip(page.items, shown.fields, strict=True)
        ),
    )


def contents(questionnaire: Questionnaire, counts: Mapping[str, Count]) -> tuple[SectionLine, ...]:
    """The sections in order."""
    language = questionnaire.default_language
    return tuple(
        SectionLine(
            code=page.code,
            title=text(page.title, language) or page.code,
            questions=sum(item.kind != "note" for item in page.items),
            count=_sum(counts.get(item.code, Count()) for item in page.items),
        )
        for page in questionnaire.pages
    )


def dropped(questionnaire: Questionnaire, counts: Mapping[str, Count]) -> tuple[str, ...]:
    """Codes of questions that were spoken about and are not asked any more."""
    present = {item.code for item in items(questionnaire)}
    return tuple(sorted(code for code in counts if code and code not in present))


def _sum(counts: Iterable[Count]) -> Count:
    found = list(counts)
    return Count(entries=sum(one.entries for one in found), open=sum(one.open for one in found))
