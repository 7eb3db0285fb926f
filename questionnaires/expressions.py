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
    variables = {
        code: _variable(answers.get(code), days=compiled.days) for code in compiled.references
    }
    if compiled.uses_current:
        variables[CURRENT] = _variable(current, days=compiled.days)
    result = compiled.xpath(NODE, **variables)
    if isinstance(result, str | float | bool):
        return result
    raise TypeError(f"{expression!r} gives {type(result).__name__}")


def holds(expression: str, answers: Mapping[str, Value], *, current: Value | None = None) -> bool:
    """Whether a condition is met; no condition is met always."""
    if not expression:
        return True
    result = evaluate(expression, answers, current=current)
    if isinstance(result, float):
        return bool(result) and not math.isnan(result)
    return bool(result)


def _variable(value: Value | None, *, days: bool) -> str | float:
    if value is None:
        return ""
    if isinstance(value, int | float):
        return value
    text = " ".join(value) if isinstance(value, list) else value
    if days and (day := expression_functions.day_number(text)) is not None:
        return day
    # lxml refuses what XML cannot hold; answers cleaned by the items never have it.
    return UNTYPABLE.sub("", text) if re.search(UNTYPABLE, text) else text
