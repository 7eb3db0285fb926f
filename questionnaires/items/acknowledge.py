"""A box to tick: "I agree". The answer is "OK", as in XLSForm; an empty box is no answer."""

from collections.abc import Sequence

from questionnaires.items import plain
from questionnaires.items.kind import Kind, Parsed
from questionnaires.items.messages import sentence
from questionnaires.questionnaire import Choice, Item

AGREED = "OK"


def parse(_item: Item, raw: Sequence[str], language: str, _areas: Sequence[Choice]) -> Parsed:
    """Only a tick."""
    if set(raw) != {AGREED}:
        return Parsed(problem=sentence("not_offered", language))
    return Parsed(AGREED)


KIND = Kind(
    parse=parse,
    show=plain.show,
    read=plain.read,
    columns=plain.columns,
    cells=plain.cells,
    offered=plain.nothing_offered,
    required_message="acknowledge",
)
