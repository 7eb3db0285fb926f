"""Names of areas in lines that fit on a tile; SVG does not break lines by itself."""

import re

LINES = 3
LINE_SIZE, LINE_HEIGHT = 13.0, 15.0
NARROW, BROAD = frozenset("fijlrtI.,-/' ()"), frozenset("mwMW")


def in_lines(name: str, width: float) -> list[str]:
    """A name in lines that fit; only what is longer than all lines together is cut."""
    lines = [""]
    for word in re.findall(r"[^\s/-]+[/-]?|[/-]", name):
        for number, part in enumerate(_parts(word, width)):
            glue = "" if not lines[-1] or lines[-1][-1] in "-/" else " "
            if not number and _width(lines[-1] + glue + part) <= width:
                lines[-1] += glue + part
            else:
                lines.append(part)
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], f"{lines[LINES - 1][:-1]}…"]
    return lines


def _parts(word: str, width: float) -> list[str]:
    """A word that is too long for a line, with a hyphen where it is broken."""
    parts = [word]
    while _width(word) > width:
        fits = next(n for n in range(len(word), 0, -1) if _width(word[:n] + "-") <= width)
        parts[-1:] = [f"{word[:fits]}-", word[fits:]]
        word = word[fits:]
    return parts


def _width(text: str) -> float:
    """About as wide as a sans serif sets it; rather too wide than too narrow."""
    ems = sum(0.36 if sign in NARROW else 0.92 if sign in BROAD else 0.63 for sign in text)
    return ems * LINE_SIZE
