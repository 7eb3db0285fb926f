"""One answer out of several."""

from collections.abc import Sequence

from questionnaires.items import plain
from questionnaires.items.kind import Cell, Kind, Parsed, Value
from questionnaires.items.messages import sentence
from questionnaires.questionnaire import Choice, Item, text


def offered(item: Item, _areas: Sequence[Choice]) -> Sequence[Choice]:
    """The item's own choices."""
    return item.choices


def parse(item: Item, raw: Sequence[str], language: str, _areas: Sequence[Choice]) -> Parsed:
    """The value of a choice."""
    return parse_among(item.choices, raw, language)


def parse_among(choices: Sequence[Choice], raw: Sequence[str], language: str) -> Parsed:
    """One of these choices."""
    if len(set(raw)) > 1:
        return Parsed(problem=sentence("one_answer", language))
    if all(choice.value != raw[0] for choice in choices):
        return Parsed(problem=sentence("not_offered", language))
    return Parsed(raw[0])


def read(item: Item, value: Value, language: str, _areas: Sequence[Choice]) -> str:
    """The choice's label."""
    return label_of(str(value), item.choices, language)


def label_of(value: str, choices: Sequence[Choice], language: str) -> str:
    """The label; a value that is no longer offered is shown as it stands."""
    for choice in choices:
        if choice.value == value:
            return text(choice.label, language)
    return value


def cells(
    item: Item, value: Value | None, language: str, areas: Sequence[Choice]
) -> tuple[Cell, ...]:
    """The label of the answer."""
    return (None if value is None else read(item, value, language, areas),)


KIND = Kind(
    parse=parse,
    show=plain.show,
    read=read,
    columns=plain.columns,
    cells=cells,
    offered=offered,
)
