"""What all readers of JSON Lines share: lines with their place, and complaints in German."""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

Line = TypeVar("Line", bound=msgspec.Struct)

FIELD = re.compile(r"at `\$\.?([^`]*)`")
MISSING = re.compile(r"missing required field `([^`]*)`")
EXPECTED = re.compile(r"Expected `([^`]*)`")
KINDS = {
    "str": "Text in Anführungszeichen",
    "int": "eine ganze Zahl",
    "array": "eine Liste [...]",
    "object": "ein Objekt {...}",
}


def read(
    path: Path,
    kind: type[Line],
    *,
    refused: Callable[[str], Exception],
    otherwise: str,
    needed: str,
) -> Iterator[tuple[str, Line]]:
    """Each line that is not empty, with its place ("datei.jsonl, Zeile 3"); never the whole file.

    Raises refused(sentence): otherwise is what a broken line is, needed is what it should be.
    """
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(_without_mark(lines), start=1):
                if line.strip():
                    place = f"{path.name}, Zeile {number}"
                    yield place, _decoded(line, kind, refused, f"{place}: {otherwise}", needed)
    except OSError as error:
        raise refused(
            f"{path}: Die Datei lässt sich nicht lesen. Bitte prüfen Sie Pfad und Rechte."
        ) from error


def _decoded(
    line: bytes, kind: type[Line], refused: Callable[[str], Exception], otherwise: str, needed: str
) -> Line:
    try:
        return msgspec.json.decode(line, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise refused(f"{otherwise} {_complaint(error)} {needed}") from error


def _without_mark(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines without the byte order mark that Windows programs put before the first."""
    for number, line in enumerate(lines):
        yield line.removeprefix(b"\xef\xbb\xbf") if number == 0 else line


def _complaint(error: Exception) -> str:
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
