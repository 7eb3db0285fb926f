"""What residents' pages show: a page of questions, the overview, what was typed."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from markupsafe import Markup

from questionnaires import answers as forms
from questionnaires import items
from questionnaires.answers import Answers, PageForm
from questionnaires.items.field import Field
from questionnaires.questionnaire import Item, Page, Questionnaire, text
from survey_service.domain.residents import drafts, handing_in
from survey_service.domain.residents.drafts import Draft, Step
from survey_service.domain.residents.taking_part import Consultation
from survey_service.web.rendering import render, translations
from survey_service.web.site import Site

TYPED_KINDS = frozenset({"text", "long_text"})


class QuestionPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of questions. ``base``: the version it stands on; ``only``: handed in from here.

    ``blank``: nobody has typed anything; everybody's looks the same.
    """

    slug: str
    action: str
    progress: str
    position: int
    total: int
    base: int
    only: bool
    first: bool
    to_overview: bool
    heading: str
    intro: str
    fields: tuple[Field, ...]
    questions: Markup
    unchecked: bool
    notice: str
    blank: bool


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """All answers. ``refused``: somebody tried to hand them in as they are."""

    slug: str
    rows: tuple["OverviewRow", ...]
    last: int
    empty: bool
    refused: bool
    unchecked: bool


class OverviewRow(msgspec.Struct, frozen=True, kw_only=True):
    """A question and its answer in words. ``problem``: "" | required | unreadable."""

    number: int
    item: str
    question: str
    answer: str
    problem: str


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """A text to be copied by who wrote it."""

    question: str
    text: str


def progress(
    step: Step, walked: Sequence[Step], questionnaire: Questionnaire, language: str
) -> str:
    """ "Frage 2 von 6"; "Seite 2 von 6" where a page has several questions; "" for one page."""
    if len(walked) < 2:
        return ""
    gettext = translations(language).gettext
    position = [one.number for one in walked].index(step.number) + 1
    single = all(len(questions_of(page.items)) == 1 for page in questionnaire.pages)
    sentence = (
        gettext("Frage %(number)s von %(total)s")
        if single
        else gettext("Seite %(number)s von %(total)s")
    )
    return sentence % {"number": position, "total": len(walked)}


def questions_of(found: Iterable[Item]) -> list[Item]:
    """Without notes."""
    return [item for item in found if item.kind != "note"]


def is_one_question(page: Page) -> bool:
    """One question and nothing else: it is the page's heading."""
    return len(page.items) == 1 and page.items[0].kind != "note"


def question_page(
    site: Site,
    asked: Consultation,
    step: Step,
    walked: Sequence[Step],
    *,
    language: str,
    form: PageForm | None = None,
    previous: Answers | None = None,
    to_overview: bool = False,
    notice: str = "",
    strict: bool = False,
) -> QuestionPage:
    """The page with what was saved, or with what was just sent.

    ``strict``: with everything that is wrong with what was saved.
    ``notice``: "" | clash (another window saved this page) | unseen (new questions) | empty.
    """
    shown = form or drafts.as_typed(asked, step, language, strict=strict)
    blank = shown is None and not step.saved.version and not _conditional(step.page)
    fields, questions = _fields(site, asked, step, language, shown, previous, blank=blank)
    query = f"?sprache={language}" if language != asked.questionnaire.default_language else ""
    return QuestionPage(
        slug=asked.survey.slug,
        action=f"/mitmachen/{asked.survey.slug}/frage/{step.number}{query}",
        progress=progress(step, walked, asked.questionnaire, language),
        position=[one.number for one in walked].index(step.number) + 1,
        total=len(walked),
        base=step.saved.version,
        only=len(asked.questionnaire.pages) == 1,
        first=step.number == walked[0].number,
        to_overview=to_overview,
        heading="" if is_one_question(step.page) else heading_of(asked, step.page, language),
        intro=text(step.page.intro, language),
        fields=fields,
        questions=questions,
        unchecked=language in asked.unchecked,
        notice=notice,
        blank=blank and not (to_overview or notice),
    )


def heading_of(asked: Consultation, page: Page, language: str) -> str:
    """The page's title; the questionnaire's where it has none."""
    return text(page.title, language) or text(asked.questionnaire.title, language)


def _conditional(page: Page) -> bool:
    return any(item.relevant for item in page.items)


def _fields(
    site: Site,
    asked: Consultation,
    step: Step,
    language: str,
    form: PageForm | None,
    previous: Answers | None,
    *,
    blank: bool,
) -> tuple[tuple[Field, ...], Markup]:
    """The fields and their HTML. Everybody's empty page is the same: it is made once."""

    def build() -> tuple[tuple[Field, ...], Markup]:
        fields = forms.page_fields(
            step.page,
            answers=step.saved.content.answers,
            form=form,
            known=step.known,
            language=language,
            areas=asked.areas,
            previous=previous,
        )
        page = {"fields": fields, "heading": is_one_question(step.page)}
        return fields, Markup(render("participate/_fields.html", page, language=language))  # noqa: S704

    if not blank:
        return build()
    key = ("empty page", asked.survey.id, step.number, language)
    return site.recent(key, build)


def title(page: QuestionPage, consultation: str, *, language: str) -> str:
    """Progress first: what a screen reader says first and a tab shows first."""
    failed = any(field.error for field in page.fields) or page.notice == "empty"
    parts = [
        translations(language).gettext("Fehler:") if failed else "",
        f"{page.progress}:" if page.progress else "",
        page.heading or page.fields[0].label,
    ]
    return f"{' '.join(part for part in parts if part)} – {consultation}"


def overview(
    asked: Consultation, walked: Sequence[Step], language: str, *, refused: bool
) -> Overview:
    """Every question that is asked, with its answer."""
    faults = {gap.item: gap.kind for gap in handing_in.gaps(walked)}
    rows = tuple(
        OverviewRow(
            number=step.number,
            item=item.code,
            question=text(item.label, language),
            answer=_in_words(asked, step, item, language),
            problem=faults.get(item.code, ""),
        )
        for step in walked
        for item in questions_of(step.items)
    )
    return Overview(
        slug=asked.survey.slug,
        rows=rows,
        last=walked[-1].number if walked else 1,
        empty=not any(row.answer for row in rows),
        refused=refused,
        unchecked=language in asked.unchecked,
    )


def _in_words(asked: Consultation, step: Step, item: Item, language: str) -> str:
    content = step.saved.content
    if item.code in content.unreadable:
        return "\n".join(content.unreadable[item.code])
    if item.code not in content.answers:
        return ""
    return items.in_words(item, content.answers[item.code], language=language, areas=asked.areas)


def saved_texts(asked: Consultation, written: Draft, language: str) -> tuple[Typed, ...]:
    """The free texts of a draft."""
    walked = drafts.steps(asked, written.pages)
    return tuple(
        Typed(question=text(item.label, language), text=answer)
        for step in walked
        for item in step.items
        if item.kind in TYPED_KINDS and (answer := _in_words(asked, step, item, language))
    )


def sent_texts(
    sent: Iterable[tuple[str, Any]], asked: Consultation | None, language: str
) -> tuple[Typed, ...]:
    """The free texts of a form that was refused. Without a questionnaire, everything sent."""
    known = {}
    if asked is not None:
        known = {item.code: item for page in asked.questionnaire.pages for item in page.items}
    found = []
    for name, value in sent:
        plain = str(value).replace("\x00", "").strip()
        if not plain or name.startswith("_") or not isinstance(value, str):
            continue
        if asked is not None and (name not in known or known[name].kind not in TYPED_KINDS):
            continue
        label = text(known[name].label, language) if name in known else ""
        found.append(Typed(question=label, text=plain))
    return tuple(found)
