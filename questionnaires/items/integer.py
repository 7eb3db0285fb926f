"""A whole number."""

from collections.abc import Sequence

from questionnaires.items import plain
from questionnaires.items.kind import Kind, Parsed
from questionnaires.items.messages import sentence
from questionnaires.items.numbers import TooManyDigits, readings
from questionnaires.questionnaire import Choice, Item


def parse(_item: Item, raw: Sequence[str], language: str, _areas: Sequence[Choice]) -> Parsed:
    """ "1.200" can only mean 1200 here: 1.2 is not whole, and nobody writes 1 as 1.000."""
    if len(raw) > 1:
        return Parsed(problem=sentence("one_answer", language))
    try:
        whole = [number for number in readings(raw[0], language) if number == int(number)]
    except TooManyDigits:
        return Parsed(problem=sentence("too_large", language))
    if not whole:
        return Parsed(problem=sentence("not_whole", language))
    return Parsed(int(whole[0]))


KIND = Kind(
    parse=parse,
    show=plain.show,
    read=plain.read,
    columns=plain.number_columns,
    cells=plain.cells,
    offered=plain.nothing_offered,
    inputmode="numeric",
)
