"""A number with or without a fraction."""

from collections.abc import Sequence

from questionnaires.items import plain
from questionnaires.items.kind import Kind, Parsed, Value
from questionnaires.items.messages import sentence
from questionnaires.items.numbers import TooManyDigits, readings, spelled
from questionnaires.questionnaire import Choice, Item


def parse(_item: Item, raw: Sequence[str], language: str, _areas: Sequence[Choice]) -> Parsed:
    """ "1.234" is refused in German: it can be 1234 or 1,234, and nobody can tell later."""
    if len(raw) > 1:
        return Parsed(problem=sentence("one_answer", language))
    try:
        found = readings(raw[0], language)
    except TooManyDigits:
        return Parsed(problem=sentence("too_large", language))
    if not found:
        return Parsed(problem=sentence("not_number", language))
    if len(found) > 1:
        first, second = (spelled(number, language) for number in found)
        return Parsed(
            problem=sentence("ambiguous", language, typed=raw[0], first=first, second=second)
        )
    return Parsed(float(found[0]))


def show(_item: Item, value: Value, language: str) -> tuple[str, ...]:
    """With the language's decimal sign."""
    return (spelled(value, language) if isinstance(value, int | float) else str(value),)


def read(item: Item, value: Value, language: str, _areas: Sequence[Choice]) -> str:
    """As on the page."""
    return show(item, value, language)[0]


KIND = Kind(
    parse=parse,
    show=show,
    read=read,
    columns=plain.number_columns,
    cells=plain.cells,
    offered=plain.nothing_offered,
    inputmode="decimal",
)
