"""One module per kind of item: parse what was typed, show it, name its columns."""

from collections.abc import Sequence

from questionnaires.items import (
    acknowledge,
    area,
    date,
    decimal,
    integer,
    long_text,
    multiple,
    note,
    scale,
    single,
)
from questionnaires.items import text as text_kind
from questionnaires.items.field import Field, FieldChoice
from questionnaires.items.free_text import clean
from questionnaires.items.kind import Cell, ItemColumn, Kind, Parsed, Value
from questionnaires.items.messages import sentence
from questionnaires.questionnaire import Choice, Item, text

REGISTRY: dict[str, Kind] = {
    "text": text_kind.KIND,
    "long_text": long_text.KIND,
    "integer": integer.KIND,
    "decimal": decimal.KIND,
    "date": date.KIND,
    "single": single.KIND,
    "multiple": multiple.KIND,
    "scale": scale.KIND,
    "area": area.KIND,
    "acknowledge": acknowledge.KIND,
    "note": note.KIND,
}


def parse(item: Item, raw: Sequence[str], *, language: str, areas: Sequence[Choice] = ()) -> Parsed:
    """What was typed -> a value, a problem, or neither if nothing was typed."""
    given = [kept for one in raw if (kept := clean(one))]
    if not given:
        return Parsed()
    return REGISTRY[item.kind].parse(item, given, language, areas)


def field(
    item: Item,
    *,
    value: Value | None,
    raw: Sequence[str] | None,
    problem: str,
    language: str,
    areas: Sequence[Choice] = (),
    previous: Value | None = None,
) -> Field:
    """The item on a page. `raw`: typed but not understood, shown again instead of the value."""
    kind = REGISTRY[item.kind]
    values = tuple(raw or ())
    if not values and value is not None:
        values = kind.show(item, value, language)
    offered = kind.offered(item, areas)
    return Field(
        name=item.code,
        kind=item.kind,
        label=text(item.label, language),
        hint=text(item.hint, language) if item.hint else "",
        guidance=text(item.guidance, language) if item.guidance else "",
        required=item.required,
        values=values,
        choices=tuple([_choice(choice, values, language) for choice in offered]),
        error=problem,
        inputmode=kind.inputmode,
        maximum_length=item.maximum_length,
        rows=kind.rows,
        previous="" if previous is None else kind.read(item, previous, language, areas),
    )


def _choice(choice: Choice, values: tuple[str, ...], language: str) -> FieldChoice:
    return FieldChoice(
        value=choice.value,
        label=choice.label.get(language) or text(choice.label, language),
        checked=choice.value in values,
        group=choice.group,
    )


def typed(item: Item, value: Value, *, language: str) -> tuple[str, ...]:
    """A value as the respondent would type it."""
    return REGISTRY[item.kind].show(item, value, language)


def in_words(item: Item, value: Value, *, language: str, areas: Sequence[Choice] = ()) -> str:
    """The answer as a person reads it: for receipts, the last wave's answer, the Antwortband."""
    return REGISTRY[item.kind].read(item, value, language, areas)


def typed_in_words(
    item: Item, raw: Sequence[str], *, language: str, areas: Sequence[Choice] = ()
) -> tuple[str, ...]:
    """What was typed or ticked but is no answer, as a person reads it: choices by their labels."""
    offered = REGISTRY[item.kind].offered(item, areas)
    return tuple([single.label_of(one, offered, language) for one in raw])


def columns(item: Item, language: str) -> tuple[ItemColumn, ...]:
    """The item's columns in an export; a multiple choice has one per choice, a note none."""
    return REGISTRY[item.kind].columns(item, language)


def cells(
    item: Item, value: Value | None, language: str, *, areas: Sequence[Choice] = ()
) -> tuple[Cell, ...]:
    """One cell for each of `columns`; None = not answered."""
    return REGISTRY[item.kind].cells(item, value, language, areas)


def required_problem(item: Item, language: str) -> str:
    """What to say when a required item was left empty."""
    return sentence(REGISTRY[item.kind].required_message, language)
