"""Text to read; nothing to answer."""

from collections.abc import Sequence

from questionnaires.items import plain
from questionnaires.items.kind import Cell, ItemColumn, Kind, Parsed, Value
from questionnaires.items.messages import sentence
from questionnaires.questionnaire import Choice, Item


def parse(_item: Item, _raw: Sequence[str], language: str, _areas: Sequence[Choice]) -> Parsed:
    """There is no answer to a note."""
    return Parsed(problem=sentence("not_offered", language))


def columns(_item: Item, _language: str) -> tuple[ItemColumn, ...]:
    """None."""
    return ()


def cells(
    _item: Item, _value: Value | None, _language: str, _areas: Sequence[Choice]
) -> tuple[Cell, ...]:
    """None."""
    return ()


KIND = Kind(
    parse=parse,
    show=plain.show,
    read=plain.read,
    columns=columns,
    cells=cells,
    offered=plain.nothing_offered,
)
