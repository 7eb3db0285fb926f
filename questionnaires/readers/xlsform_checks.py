"""What can only be seen when the whole form is read: codes, conditions, translations."""

import re
from collections.abc import Iterator, Mapping, Sequence

from questionnaires import expressions
from questionnaires.questionnaire import Item
from questionnaires.readers.problems import CellProblem
from questionnaires.readers.xlsform_columns import FormRow
from questionnaires.readers.xlsform_pages import Condition

COMPARED = re.compile(
    r"""(?:\$\{\s*(?P<a>[^\s${}]+)\s*\}|(?P<dot>(?<![\w.])\.(?![\w.])))\s*(?:!?=|,)\s*"""
    r"""(?:'(?P<b>[^']*)'|"(?P<c>[^"]*)")"""
)


def repeated_codes(coded: Sequence[tuple[FormRow, str]]) -> Iterator[CellProblem]:
    """Rows whose code stood above."""
    first: dict[str, FormRow] = {}
    for row, code in coded:
        earlier = first.setdefault(code, row)
        if code and earlier is not row:
            message = f"Der Name „{code}“ steht schon in Zeile {earlier.number}."
            yield row.problem("name", f"{message} Jeder Name darf nur einmal vorkommen.")


def condition_problems(
    conditions: Sequence[Condition], items: Mapping[str, tuple[Item, str]]
) -> Iterator[CellProblem]:
    """`items`: code -> item and its roster."""
    for condition in conditions:
        try:
            compiled = expressions.compile(condition.expression)
        except expressions.ExpressionError as error:
            yield condition.row.problem(condition.field, str(error))
            continue
        if compiled.uses_current and condition.field == "relevant":
            message = (
                "Der Punkt steht für die Antwort selbst; die gibt es noch nicht, wenn entschieden "
                "wird, ob die Frage erscheint. Bitte verweisen Sie mit ${name} auf eine andere."
            )
            yield condition.row.problem(condition.field, message)
        for code in compiled.references:
            if message := _wrong_reference(code, condition, items):
                yield condition.row.problem(condition.field, message)
        yield from _unknown_answers(condition, items)


def _wrong_reference(code: str, condition: Condition, items: Mapping[str, tuple[Item, str]]) -> str:
    if code not in items or items[code][0].kind == "note":
        return f"Eine Frage „{code}“ gibt es nicht."
    if code == condition.code and condition.field == "relevant":
        return "Ob die Frage erscheint, kann nicht von ihrer eigenen Antwort abhängen."
    if items[code][1] and not condition.roster:
        return (
            f"„{code}“ wird je Einrichtung gefragt. Außerhalb der Seiten für die Einrichtungen "
            "gibt es nicht die eine Antwort darauf."
        )
    return ""


def _unknown_answers(
    condition: Condition, items: Mapping[str, tuple[Item, str]]
) -> Iterator[CellProblem]:
    """Comparisons with an answer that cannot be chosen: nearly always a typing error."""
    for match in COMPARED.finditer(condition.expression):
        code = match["a"] or condition.code
        value = match["b"] if match["b"] is not None else match["c"]
        item = items[code][0] if code in items else None
        if item is None or item.kind not in {"single", "multiple", "scale"} or not value:
            continue
        if all(choice.value != value for choice in item.choices):
            message = f"Die Frage „{code}“ hat keine Antwort „{value}“."
            yield condition.row.problem(condition.field, message, severity="warning")


def untranslated(rows: Sequence[FormRow], languages: Sequence[str]) -> Iterator[CellProblem]:
    """Texts that are there in one language and missing in another."""
    for row in rows:
        for field, texts in row.texts.items():
            missing = [language for language in languages if language not in texts]
            if missing:
                message = (
                    f"Die Übersetzung fehlt in: {', '.join(missing)}. "
                    "Dort erscheint der Text in einer anderen Sprache."
                )
                yield row.problem(field, message, severity="warning")
