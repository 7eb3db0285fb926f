"""The one shape every tabular format takes: columns, rows, and what a table says about itself."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator

import msgspec

PROTECTED = "•"
"""Stands where a number is protected; never 0, never empty."""

PROTECTED_LEGEND = "• = geschützt: die Zahl stammt von zu wenigen, um gezeigt zu werden."

Cell = str | int | float | dt.date | dt.datetime | None
"""None = empty."""

TEXT = "text"
LONG_TEXT = "long_text"
COUNT = "count"
DECIMAL = "decimal"
DEGREES = "degrees"
"""A coordinate: five decimals are a metre."""
PERCENT = "percent"
"""0.25 is shown as 25 %."""
DATE = "date"
MOMENT = "moment"

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Column(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    kind: str = TEXT
    width: float = 0
    """In characters; 0 = by kind."""
    choices: tuple[str, ...] = ()
    """Excel offers them as a drop-down."""
    only_choices: bool = False
    """And takes nothing else."""


class Heading(msgspec.Struct, frozen=True):
    """A line across the table, above the rows it belongs to."""

    text: str


Row = tuple[Cell, ...]


class Table(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    """Of the sheet or file; made valid and distinct by the format."""
    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Row | Heading]
    """May be a generator: it is read once."""
    source_lines: tuple[str, ...] = ()
    """n, source, wave, date; above the table."""
    notes: tuple[str, ...] = ()
    """Legend and how to read; below the table."""
    totals: tuple[Row, ...] = ()
    filters: bool = True
    """An Excel table with filters; not for tables with headings between the rows."""
    mark: str = ""
    """Such as "intern": shown in red on top and on every printed page."""


def shown(number: int | None) -> int | str:
    """A released number for a cell."""
    return PROTECTED if number is None else number


def safe_text(text: str) -> str:
    """Without the characters that XML cannot hold; every line end as one newline."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def distinct(names: Iterable[str], *, longest: int = 0) -> Iterator[str]:
    """The names, made distinct without regard to case: the second "n" becomes "n (2)"."""
    seen: set[str] = set()
    for name in names:
        candidate, number = name[:longest] if longest else name, 1
        while candidate.casefold() in seen:
            number += 1
            suffix = f" ({number})"
            candidate = (name[: longest - len(suffix)] if longest else name) + suffix
        seen.add(candidate.casefold())
        yield candidate
