"""Conditions of a questionnaire in words, for people who do not read expressions."""

import re

from questionnaires.questionnaire import Item, Questionnaire, items, text

_ASKED = r"\$\{\s*([\w.-]+)\s*\}"
_VALUE = r"'([^']*)'|\"([^\"]*)\"|(-?\d+(?:\.\d+)?)"
_SELECTED = re.compile(rf"selected\(\s*{_ASKED}\s*,\s*(?:{_VALUE})\s*\)")
_COMPARED = re.compile(rf"{_ASKED}\s*(!=|<=|>=|=|<|>)\s*(?:{_VALUE})")
_COUNTED = re.compile(rf"count-selected\(\s*{_ASKED}\s*\)")
_ANSWERED = re.compile(_ASKED)
_AND, _OR, _NOT = re.compile(r"\s+and\s+"), re.compile(r"\s+or\s+"), re.compile(r"\bnot\s*\(")
_SIGNS = {
    "=": "ist",
    "!=": "ist nicht",
    "<": "ist kleiner als",
    "<=": "ist höchstens",
    ">": "ist größer als",
    ">=": "ist mindestens",
}


def in_words(expression: str, questionnaire: Questionnaire) -> str:
    """`${umfang} = 'weniger'` -> "„Umfang der Angebote“ ist „weniger“"; "" stays "".

    What has no words here stays as it is written, with the questions' own wording.
    """
    if not expression.strip():
        return ""
    known = {item.code: item for item in items(questionnaire)}
    language = questionnaire.default_language

    def question(code: str) -> str:
        label = text(known[code].label, language) if code in known else ""
        return f"„{label or code}“"

    def value(code: str, found: tuple[str | None, ...]) -> str:
        word = next((one for one in found if one is not None), "")
        return f"„{_choice(known.get(code), word, language)}“"

    def selected(match: re.Match[str]) -> str:
        code, *found = match.groups()
        return f"bei {question(code)} ist {value(code, tuple(found))} angekreuzt"

    def compared(match: re.Match[str]) -> str:
        code, sign, *found = match.groups()
        if found[0] == "" or found[1] == "":
            return f"{question(code)} ist {'nicht beantwortet' if sign == '=' else 'beantwortet'}"
        return f"{question(code)} {_SIGNS[sign]} {value(code, tuple(found))}"

    words = _SELECTED.sub(selected, expression)
    words = _COUNTED.sub(lambda match: f"Zahl der Kreuze bei {question(match[1])}", words)
    words = _COMPARED.sub(compared, words)
    words = _ANSWERED.sub(lambda match: question(match[1]), words)
    words = _NOT.sub("nicht (", words)
    return " ".join(_OR.sub(" oder ", _AND.sub(" und ", words)).split())


def _choice(item: Item | None, value: str, language: str) -> str:
    """The answer option's own words; a number stays a number."""
    for choice in item.choices if item is not None else ():
        if choice.value == value:
            return text(choice.label, language) or value
    return value
