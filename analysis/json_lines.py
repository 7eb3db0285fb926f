"""What both readers of JSON Lines share: the byte order mark, and complaints in German."""

import re
from collections.abc import Iterable, Iterator

import msgspec

FIELD = re.compile(r"at `\$\.?([^`]*)`")
MISSING = re.compile(r"missing required field `([^`]*)`")
EXPECTED = re.compile(r"Expected `([^`]*)`")
KINDS = {
    "str": "Text in Anführungszeichen",
    "int": "eine ganze Zahl",
    "array": "eine Liste [...]",
    "object": "ein Objekt {...}",
}


def without_mark(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines without the byte order mark that Windows programs put before the first."""
    for number, line in enumerate(lines):
        yield line.removeprefix(b"\xef\xbb\xbf") if number == 0 else line


def complaint(error: Exception) -> str:
    """What is wrong with a line, for the user."""
    if isinstance(error, UnicodeDecodeError) or "surrogate" in str(error):
        return "Die Zeile enthält ungültige Zeichen; die Datei muss in UTF-8 gespeichert sein."
    if not isinstance(error, msgspec.ValidationError):
        return "Die Zeile ist kein gültiges JSON; prüfen Sie Klammern, Kommas, Anführungszeichen."
    field = FIELD.search(str(error))
    where = f" bei „{field.group(1)}“" if field else ""
    missing = MISSING.search(str(error))
    if missing:
        return f"Das Feld „{missing.group(1)}“ fehlt{where}."
    expected = EXPECTED.search(str(error))
    kind = expected.group(1).split(" | ")[0] if expected else ""
    return f"Erwartet wird{where} {KINDS.get(kind, 'etwas anderes')}."
