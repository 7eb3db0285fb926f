"""XLSForm's functions that XPath 1.0 lacks. Arguments come as text, number or truth value."""

import math
import re
from datetime import date
from functools import lru_cache

Argument = str | float | bool

EPOCH = date(1970, 1, 1).toordinal()
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day_number(text: str) -> float | None:
    """Days since 1970-01-01; None if the text is no date."""
    if len(text) != 10 or not ISO_DATE.fullmatch(text):
        return None
    try:
        return float(date.fromisoformat(text).toordinal() - EPOCH)
    except ValueError:
        return None


@lru_cache(maxsize=1_024)
def pattern(text: str) -> re.Pattern[str]:
    """A pattern of regex(). Raises re.error."""
    return re.compile(text)


def as_text(value: Argument) -> str:
    """XPath's string()."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if math.isnan(value):
        return "NaN"
    return str(int(value)) if value == int(value) else repr(value)


def as_number(value: Argument) -> float:
    """XPath's number()."""
    try:
        return float(value)
    except ValueError:
        return math.nan


def _true(value: Argument) -> bool:
    return bool(value) and value == value  # noqa: PLR0124 (NaN is false)


def _selected(_context: object, answers: Argument, value: Argument) -> bool:
    return as_text(value) in as_text(answers).split()


def _count_selected(_context: object, answers: Argument) -> float:
    return float(len(as_text(answers).split()))


def _coalesce(_context: object, first: Argument, second: Argument) -> Argument:
    return second if as_text(first) in {"", "NaN"} else first


def _regex(_context: object, value: Argument, text: Argument) -> bool:
    return pattern(as_text(text)).fullmatch(as_text(value)) is not None


def _if(_context: object, condition: Argument, then: Argument, other: Argument) -> Argument:
    return then if _true(condition) else other


def _int(_context: object, value: Argument) -> float:
    number = as_number(value)
    return float(math.trunc(number)) if math.isfinite(number) else math.nan


def _date(_context: object, value: Argument) -> float:
    if isinstance(value, str):
        day = day_number(value)
        return math.nan if day is None else day
    return as_number(value)


EXTENSIONS = {
    "selected": _selected,
    "count-selected": _count_selected,
    "coalesce": _coalesce,
    "regex": _regex,
    "if": _if,
    "int": _int,
    "date": _date,
}

ARGUMENTS: dict[str, tuple[int, int]] = {
    "selected": (2, 2),
    "count-selected": (1, 1),
    "coalesce": (2, 2),
    "regex": (2, 2),
    "if": (3, 3),
    "int": (1, 1),
    "date": (1, 1),
    "boolean": (1, 1),
    "ceiling": (1, 1),
    "concat": (2, 99),
    "contains": (2, 2),
    "false": (0, 0),
    "floor": (1, 1),
    "normalize-space": (1, 1),
    "not": (1, 1),
    "number": (1, 1),
    "round": (1, 1),
    "starts-with": (2, 2),
    "string": (1, 1),
    "string-length": (1, 1),
    "substring": (2, 3),
    "substring-after": (2, 2),
    "substring-before": (2, 2),
    "translate": (3, 3),
    "true": (0, 0),
}
"""All functions that may be used -> how many arguments they take, at least and at most."""
