"""Any number of answers out of several."""

from collections.abc import Sequence

from questionnaires.items.kind import Cell, ItemColumn, Kind, Parsed, Value
from questionnaires.items.messages import sentence
from questionnaires.items.single import label_of, offered
from questionnaires.questionnaire import Choice, Item, text


def parse(item: Item, raw: Sequence[str], language: str, _areas: Sequence[Choice]) -> Parsed:
    """Each once, in the order of the choices."""
    ticked = set(raw)
    chosen = [choice.value for choice in item.choices if choice.value in ticked]
    if len(chosen) < len(ticked):
        return Parsed(problem=sentence("not_offered", language))
    return Parsed(chosen)


def show(_item: Item, value: Value, _language: str) -> tuple[str, ...]:
    """The ticked values."""
    return tuple(value) if isinstance(value, list) else (str(value),)


def read(item: Item, value: Value, language: str, _areas: Sequence[Choice]) -> str:
    """The labels, one after the other."""
    return "; ".join(label_of(one, item.choices, language) for one in show(item, value, language))


def columns(item: Item, language: str) -> tuple[ItemColumn, ...]:
    """A column for each choice."""
    label = text(item.label, language)
    return tuple(
        ItemColumn(
            code=f"{item.code}/{choice.value}",
            label=f"{label}: {text(choice.label, language)}",
            kind="flag",
            item=item.code,
            choice=choice.value,
        )
        for choice in item.choices
    )


def cells(
    item: Item, value: Value | None, language: str, _areas: Sequence[Choice]
) -> tuple[Cell, ...]:
    """1 or 0 for each choice; all empty if the question was not answered."""
    if value is None:
        return (None,) * len(item.choices)
    ticked = show(item, value, language)
    return tuple(int(choice.value in ticked) for choice in item.choices)


KIND = Kind(
    parse=parse,
    show=show,
    read=read,
    columns=columns,
    cells=cells,
    offered=offered,
)
