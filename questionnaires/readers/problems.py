"""What a reader has to say about one place of a foreign file."""

from typing import Literal

import msgspec


class CellProblem(msgspec.Struct, frozen=True, kw_only=True):
    """`row` counts from 1 as Excel shows it; 0 means the whole sheet or file."""

    sheet: str
    row: int
    column: str
    message: str
    severity: Literal["error", "warning"] = "error"
