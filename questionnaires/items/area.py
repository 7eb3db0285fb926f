"""Which area is this about? The installation's areas, then the item's own choices."""

from collections.abc import Sequence

from questionnaires.items import plain
from questionnaires.items.kind import Cell, Kind, Parsed, Value
from questionnaires.items.single import label_of, parse_among
from questionnaires.questionnaire import Choice, Item


def offered(item: Item, areas: Sequence[Choice]) -> Sequence[Choice]:
    """Areas first; "whole city" and "I do not know" stand at the end."""
    return (*areas, *item.choices)


def parse(item: Item, raw: Sequence[str], language: str, areas: Sequence[Choice]) -> Parsed:
    """The code of an area or the value of one of the item's own choices."""
    return parse_among(offered(item, areas), raw, language)


def read(item: Item, value: Value, language: str, areas: Sequence[Choice]) -> str:
    """The area's name."""
    return label_of(str(value), offered(item, areas), language)


def cells(
    item: Item, value: Value | None, language: str, areas: Sequence[Choice]
) -> tuple[Cell, ...]:
    """The area's name."""
    return (None if value is None else read(item, value, language, areas),)


KIND = Kind(
    parse=parse,
    show=plain.show,
    read=read,
    columns=plain.columns,
    cells=cells,
    offered=offered,
)
