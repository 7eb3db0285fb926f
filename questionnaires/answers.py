"""Form fields -> answers or problems; answers -> fields. Nothing typed is lost."""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

import msgspec

from questionnaires import expressions, items
from questionnaires.items.field import Field
from questionnaires.items.free_text import clean
from questionnaires.items.kind import Parsed, Value
from questionnaires.items.messages import sentence
from questionnaires.questionnaire import Choice, Item, Page, text

__all__ = ["Answers", "PageForm", "Problem", "State", "Value"]

Answers = dict[str, Value]
"""Item code -> answer; empty is absent."""

State = Literal["open", "begun", "done"]

OWN_FIELDS = "_"
"""Names of the form's own fields begin so (token, revision, button); no item's code does."""


EMPTY = Parsed()


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """`message`: a sentence in the respondent's language."""

    item: str
    message: str


class PageForm(msgspec.Struct, frozen=True, kw_only=True):
    """A page as somebody filled it in.

    `unreadable`: item code -> what was typed but is no valid answer; kept and shown again.
    `unknown`: names that the page does not have; never stored.
    """

    answers: Answers
    unreadable: dict[str, list[str]] = {}
    problems: tuple[Problem, ...] = ()
    unknown: tuple[str, ...] = ()


def read_page(
    page: Page,
    form: Mapping[str, Sequence[str]],
    *,
    known: Answers,
    language: str,
    areas: Sequence[Choice] = (),
    before: Answers | None = None,
) -> PageForm:
    """Read what was sent. A missing required answer is no problem here: see `require`.

    `known`: answers of other pages; `before`: this page's answers as they were shown. Items that
    `before` made irrelevant were not on the page: what they hold stays.
    """
    kept = _not_shown(page, before or {}, known)
    answers: Answers = {code: value for code, value in kept.items() if code not in form}
    unreadable: dict[str, list[str]] = {}
    messages: dict[str, str] = {}
    for item in page.items:
        raw = form.get(item.code, ()) if item.kind != "note" else ()
        parsed = items.parse(item, raw, language=language, areas=areas) if raw else EMPTY
        if parsed.value is not None:
            answers[item.code] = parsed.value
        elif parsed.problem is not None:
            unreadable[item.code] = [typed for one in raw if (typed := clean(one))]
            messages[item.code] = parsed.problem
    shown = relevant_items(page, answers, known)
    for item, message in _constraint_problems(shown, answers, known, language):
        value = answers.pop(item.code)
        unreadable[item.code] = list(items.typed(item, value, language=language))
        messages[item.code] = message
    return PageForm(
        answers=answers,
        unreadable=unreadable,
        problems=tuple(
            Problem(item=item.code, message=messages[item.code])
            for item in shown
            if item.code in messages
        ),
        unknown=_unknown(page, form),
    )


def _not_shown(page: Page, before: Answers, known: Answers) -> Answers:
    if not before:
        return {}
    shown = {item.code for item in relevant_items(page, before, known)}
    return {
        item.code: before[item.code]
        for item in page.items
        if item.code in before and item.code not in shown
    }


def _constraint_problems(
    shown: Sequence[Item], answers: Answers, known: Answers, language: str
) -> list[tuple[Item, str]]:
    """All constraints see the answers as they were given, so that order does not matter."""
    checked = [item for item in shown if item.constraint and item.code in answers]
    if not checked:
        return []
    given = {**known, **{item.code: answers[item.code] for item in shown if item.code in answers}}
    return [
        (item, text(item.constraint_message, language) or sentence("constraint", language))
        for item in checked
        if not expressions.holds(item.constraint, given, current=answers[item.code])
    ]


def _unknown(page: Page, form: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    codes = {item.code for item in page.items if item.kind != "note"}
    return tuple(name for name in form if name not in codes and not name.startswith(OWN_FIELDS))


def relevant_items(page: Page, answers: Answers, known: Answers) -> tuple[Item, ...]:
    """The items to show, notes included. What an irrelevant item holds counts as empty."""
    if not expressions.holds(page.relevant, known):
        return ()
    if not any(item.relevant for item in page.items):
        return page.items
    given = {**known, **answers}
    shown: list[Item] = []
    for item in page.items:
        if not item.relevant or expressions.holds(item.relevant, given):
            shown.append(item)
        else:
            given.pop(item.code, None)
    return tuple(shown)


def relevant_answers(page: Page, answers: Answers, known: Answers) -> Answers:
    """What counts when the response is submitted: without answers to questions not asked."""
    return {
        item.code: answers[item.code]
        for item in relevant_items(page, answers, known)
        if item.code in answers
    }


def page_fields(
    page: Page,
    *,
    answers: Answers,
    form: PageForm | None = None,
    known: Answers,
    language: str,
    areas: Sequence[Choice] = (),
    previous: Answers | None = None,
) -> tuple[Field, ...]:
    """The relevant items in order. `form`: show what was just sent; `previous`: last wave."""
    shown = form.answers if form else answers
    typed = form.unreadable if form else {}
    messages = {problem.item: problem.message for problem in form.problems} if form else {}
    last = previous or {}
    return tuple(
        [
            items.field(
                item,
                value=shown.get(item.code),
                raw=typed.get(item.code),
                problem=messages.get(item.code, ""),
                language=language,
                areas=areas,
                previous=last.get(item.code),
            )
            for item in relevant_items(page, shown, known)
        ]
    )


def missing(page: Page, answers: Answers, known: Answers) -> tuple[str, ...]:
    """Codes of required and relevant items without an answer."""
    return missing_among(relevant_items(page, answers, known), answers)


def missing_among(asked: Sequence[Item], answers: Answers) -> tuple[str, ...]:
    """The same where it is known what is asked."""
    return tuple(
        item.code
        for item in asked
        if item.required and item.kind != "note" and item.code not in answers
    )


def require(page: Page, form: PageForm, *, known: Answers, language: str) -> PageForm:
    """The form with a problem at every required item left empty, all problems in page order."""
    found = {problem.item: problem for problem in form.problems}
    shown = {item.code: item for item in relevant_items(page, form.answers, known)}
    for code in missing(page, form.answers, known):
        if code not in found:
            message = items.required_problem(shown[code], language)
            found[code] = Problem(item=code, message=message)
    return msgspec.structs.replace(
        form, problems=tuple(found[code] for code in shown if code in found)
    )


def state(
    page: Page, answers: Answers, known: Answers, *, unreadable: Collection[str] = ()
) -> State:
    """ "done": something is answered, nothing required is missing, nothing is unreadable.

    A page that asks nothing (notes only, or nothing relevant) is done.
    """
    return state_among(relevant_items(page, answers, known), answers, unreadable=unreadable)


def state_among(
    asked: Sequence[Item], answers: Answers, *, unreadable: Collection[str] = ()
) -> State:
    """The same where it is known what is asked."""
    questions = [item for item in asked if item.kind != "note"]
    codes = {item.code for item in questions}
    answered = codes & answers.keys()
    if not answered and not codes & set(unreadable):
        return "open" if questions else "done"
    if codes & set(unreadable) or missing_among(questions, answers):
        return "begun"
    return "done"
