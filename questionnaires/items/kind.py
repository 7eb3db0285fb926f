"""What every kind of item can do. A new kind is a module with one `Kind` and a line in `items`."""

from collections.abc import Callable, Sequence

import msgspec

from questionnaires.questionnaire import Choice, Item

Value = str | int | float | list[str]
"""An answer; dates as ISO text. Empty is absent, never "", 0 or []."""

Cell = str | int | float | None


class Parsed(msgspec.Struct, frozen=True):
    """`problem`: a sentence in the respondent's language; then there is no value."""

    value: Value | None = None
    problem: str | None = None


class ItemColumn(msgspec.Struct, frozen=True, kw_only=True):
    """A column of the exports. `kind`: text | number | date | flag (1 = chosen, 0 = not chosen)."""

    code: str
    label: str
    kind: str = "text"
    item: str
    choice: str = ""


Parse = Callable[[Item, Sequence[str], str, Sequence[Choice]], Parsed]
"""Item, what was typed (cleaned, none empty, at least one), language, areas."""

Show = Callable[[Item, Value, str], tuple[str, ...]]
"""Item, value, language -> the form field's values; `Parse` reads them back."""

Read = Callable[[Item, Value, str, Sequence[Choice]], str]
"""Item, value, language, areas -> the answer in words."""

Columns = Callable[[Item, str], tuple[ItemColumn, ...]]
Cells = Callable[[Item, Value | None, str, Sequence[Choice]], tuple[Cell, ...]]
Offered = Callable[[Item, Sequence[Choice]], Sequence[Choice]]


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """`offered`: the choices on the page; `cells`: one per column; `rows`: lines of the control."""

    parse: Parse
    show: Show
    read: Read
    columns: Columns
    cells: Cells
    offered: Offered
    inputmode: str = ""
    rows: int = 0
    required_message: str = "required"
