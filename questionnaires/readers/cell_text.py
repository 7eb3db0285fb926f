"""What stands in a cell, as text."""

import math
import re
import unicodedata
from datetime import date, datetime
from datetime import time as time_of_day

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\ufeff]|_x[0-9A-F]{4}_")


def cell_text(value: object) -> str:
    """A cell's value as a person would type it. Control characters are dropped."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if math.isfinite(value) and value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time_of_day():
            return value.date().isoformat()
        case datetime() | date() | time_of_day():
            return value.isoformat()
        case _:
            return plain_text(str(value))


def plain_text(text: str) -> str:
    """Without control characters and outer spaces; composed letters; line ends as \\n."""
    text = CONTROL.sub("", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.replace("\xa0", " "))
    return text.replace("\r\n", "\n").strip()
