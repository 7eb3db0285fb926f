"""A question's condition in German words, for paper and workbooks, where nothing can be hidden."""

import re
from collections.abc import Mapping
from functools import partial

from questionnaires import items
from questionnaires.questionnaire import Item, text

GENERAL = "Nur, wenn es nach Ihren anderen Antworten passt"
"""For conditions that are longer than a sentence."""

LONGEST_LABEL = 90
COMPARISONS = {
    "=": "ist",
    "!=": "ist nicht",
    ">": "ist größer als",
    ">=": "ist mindestens",
    "<": "ist kleiner als",
    "<=": "ist höchstens",
}
COMPARED = re.compile(r"\$\{(?P<code>\w+)\}\s*(?P<sign>!=|<=|>=|=|<|>)\s*(?P<value>'[^']*'|[\d.]+)")
SELECTED = re.compile(r"selected\(\s*\$\{(?P<code>\w+)\}\s*,\s*'(?P<value>[^']*)'\s*\)")
NOT_SELECTED = re.compile(rf"not\(\s*{SELECTED.pattern}\s*\)")


def in_words(expression: str, questions: Mapping[str, Item], *, language: str) -> str:
    """ "Nur, wenn …", or "" without a condition. questions: item code -> item."""
    if not expression:
        return ""
    for word, joined in ((" or ", " oder "), (" and ", " und ")):
        parts = [_clause(part.strip(), questions, language) for part in expression.split(word)]
        if all(parts):
            return "Nur, wenn " + joined.join(_shortened(parts))
    return GENERAL


def _shortened(parts: list[str]) -> list[str]:
    """ "„A“ ist „b“ oder „c“" instead of naming the same question again."""
    found = parts[:1]
    head = parts[0].rpartition(" „")[0]
    for part in parts[1:]:
        same = head and part.startswith(f"{head} „")
        found.append(part.removeprefix(f"{head} ") if same else part)
    return found


def _clause(clause: str, questions: Mapping[str, Item], language: str) -> str:
    """One comparison; "" = it is something else."""
    answer = partial(_answer, questions=questions, language=language)
    for pattern, words in ((SELECTED, "ist angekreuzt:"), (NOT_SELECTED, "ist nicht angekreuzt:")):
        if (found := pattern.fullmatch(clause)) and found["code"] in questions:
            label = _label(questions[found["code"]], language)
            return f"bei „{label}“ {words} „{answer(found['code'], found['value'])}“"
    found = COMPARED.fullmatch(clause)
    if found is None or found["code"] not in questions:
        return ""
    label, value = _label(questions[found["code"]], language), found["value"].strip("'")
    if not value:
        words = {"=": "nicht beantwortet ist", "!=": "beantwortet ist"}.get(found["sign"], "")
        return f"„{label}“ {words}" if words else ""
    quoted = answer(found["code"], value)
    if not found["value"].startswith("'"):
        return f"„{label}“ {COMPARISONS[found['sign']]} {quoted}"
    return f"„{label}“ {COMPARISONS[found['sign']]} „{quoted}“"


def _answer(code: str, value: str, *, questions: Mapping[str, Item], language: str) -> str:
    item = questions[code]
    if item.kind in {"single", "scale", "multiple", "area"}:
        read = items.in_words(
            item, [value] if item.kind == "multiple" else value, language=language
        )
        return read or value
    return value


def _label(item: Item, language: str) -> str:
    label = " ".join(text(item.label, language).split())
    return label if len(label) <= LONGEST_LABEL else f"{label[:LONGEST_LABEL].rsplit(' ', 1)[0]} …"
