"""What the kinds have in common whose answer is one value in one field and one column."""

from collections.abc import Sequence

from questionnaires.items.kind import Cell, ItemColumn, Value
from questionnaires.questionnaire import Choice, Item, text


def show(_item: Item, value: Value, _language: str) -> tuple[str, ...]:
    """The value as it stands."""
    return (str(value),)


def read(_item: Item, value: Value, _language: str, _areas: Sequence[Choice]) -> str:
    """The value as it stands."""
    return str(value)


def columns(item: Item, language: str) -> tuple[ItemColumn, ...]:
    """One column of text."""
    return (ItemColumn(code=item.code, label=text(item.label, language), item=item.code),)


def number_columns(item: Item, language: str) -> tuple[ItemColumn, ...]:
    """One column of numbers."""
    label = text(item.label, language)
    return (ItemColumn(code=item.code, label=label, kind="number", item=item.code),)


def cells(
    _item: Item, value: Value | None, _language: str, _areas: Sequence[Choice]
) -> tuple[Cell, ...]:
    """The value itself."""
    return (" ".join(value) if isinstance(value, list) else value,)


def nothing_offered(_item: Item, _areas: Sequence[Choice]) -> Sequence[Choice]:
    """Not a question with choices."""
    return ()
