"""Conditions and checks of a questionnaire: the part of XLSForm's XPath that we evaluate.

`${code}` is the answer to an item, `.` the answer under check. An empty answer is the empty text:
equal to '', not selected, neither greater nor smaller than anything. The answers to a
select_multiple are one text, for selected() and count-selected(). Dates are ISO text; where an
expression orders (< > <= >=), names a date in ISO form or calls date(), they count as days.
"""

import math
import re
from collections.abc import Mapping
from functools import lru_cache

import msgspec
from lxml import etree

from questionnaires import expression_functions, expression_syntax
from questionnaires.expression_syntax import CURRENT, ExpressionError
from questionnaires.items.free_text import UNTYPABLE
from questionnaires.items.kind import Value

__all__ = ["Compiled", "ExpressionError", "compile", "evaluate", "holds"]

# Answers go in as variables, so that no document is built; XPath only asks for some node.
NODE = etree.Element("answers")
EXTENSIONS = {(None, name): found for name, found in expression_functions.EXTENSIONS.items()}
REMEMBERED = 4_096
SHORT = 200
"""Characters of an answer whose conditions are remembered."""


class Compiled(msgspec.Struct, frozen=True, kw_only=True):
    """`references`: codes of the items it looks at; `uses_current`: it has a dot."""

    xpath: etree.XPath
    references: tuple[str, ...]
    uses_current: bool
    days: bool


@lru_cache(maxsize=REMEMBERED)
def compile(expression: str) -> Compiled:  # noqa: A001 (the word of the design)
    """Check and compile. Raises ExpressionError with a sentence for the planner."""
    translated = expression_syntax.translate(expression)
    try:
        xpath = etree.XPath(
            translated.xpath, extensions=EXTENSIONS, regexp=False, smart_strings=False
        )
    except etree.XPathError as error:
        raise ExpressionError(
            "Die Bedingung ist unvollständig oder hat ein Zeichen zu viel. Bitte prüfen Sie "
            "Klammern, Anführungszeichen und die Wörter and und or."
        ) from error
    return Compiled(
        xpath=xpath,
        references=translated.references,
        uses_current=translated.uses_current,
        days=translated.days,
    )


def evaluate(
    expression: str, answers: Mapping[str, Value], *, current: Value | None = None
) -> str | float | bool:
    """The value of an expression. Raises ExpressionError if it does not compile."""
    compiled = compile(expression)
    given = [answers.get(code) for code in compiled.references]
    if compiled.uses_current:
        given.append(current)
    texts = [" ".join(value) if isinstance(value, list) else value for value in given]
    # Conditions look at choices and numbers over and over; long texts would fill the memory.
    short = all(not isinstance(text, str) or len(text) < SHORT for text in texts)
    return (_remembered if short else _evaluate)(expression, *texts)


def _evaluate(expression: str, *values: str | float | None) -> str | float | bool:
    """values: of the references in their order, then of the answer under check."""
    compiled = compile(expression)
    names = (*compiled.references, CURRENT) if compiled.uses_current else compiled.references
    variables = {
        name: _variable(value, days=compiled.days)
        for name, value in zip(names, values, strict=True)
    }
    result = compiled.xpath(NODE, **variables)
    if isinstance(result, str | float | bool):
        return result
    raise TypeError(f"{expression!r} gives {type(result).__name__}")


# 1 and 1.0 and True are equal, but not the same answer.
_remembered = lru_cache(maxsize=REMEMBERED, typed=True)(_evaluate)


def holds(expression: str, answers: Mapping[str, Value], *, current: Value | None = None) -> bool:
    """Whether a condition is met; no condition is met always."""
    if not expression:
        return True
    result = evaluate(expression, answers, current=current)
    if isinstance(result, float):
        return bool(result) and not math.isnan(result)
    return bool(result)


def _variable(text: str | float | None, *, days: bool) -> str | float:
    if text is None:
        return ""
    if isinstance(text, int | float):
        return text
    if days and (day := expression_functions.day_number(text)) is not None:
        return day
    # lxml refuses what XML cannot hold; answers cleaned by the items never have it.
    return UNTYPABLE.sub("", text) if re.search(UNTYPABLE, text) else text
