"""What a page needs to show one item."""

import msgspec


class FieldChoice(msgspec.Struct, frozen=True, kw_only=True):
    """`group` heads neighbouring choices of a list; "" = none."""

    value: str
    label: str
    checked: bool = False
    group: str = ""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One item in one language. `values`: as typed; `error`, `previous`: "" = none.

    `name` is the item's code and the name of the form's field.
    """

    name: str
    kind: str
    label: str
    hint: str = ""
    guidance: str = ""
    required: bool = False
    values: tuple[str, ...] = ()
    choices: tuple[FieldChoice, ...] = ()
    error: str = ""
    inputmode: str = ""
    maximum_length: int | None = None
    rows: int = 0
    previous: str = ""
