"""Statements to code as JSON Lines, and the coded ones back."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from analysis import json_lines
from analysis.suggestions import StatementText


class StatementsUnreadable(ValueError):
    """A line is no statement; the message is a German sentence with its number."""


class _Segment(msgspec.Struct, frozen=True):
    start: int
    end: int


class _Line(msgspec.Struct, frozen=True):
    id: str
    text: str
    lang: str | None = None
    area: str | None = None
    source: str | None = None
    segments: tuple[_Segment, ...] | None = None


def read(path: Path) -> Iterator[StatementText]:
    """One statement after the other; the file is never held whole.

    Raises StatementsUnreadable with a German sentence.
    """
    lines = json_lines.read(
        path,
        _Line,
        refused=StatementsUnreadable,
        otherwise="Das ist keine Aussage.",
        needed="Nötig ist je Zeile ein JSON-Objekt mit id und text, auf Wunsch lang, area, source"
        " und segments (start, end). Es wurde nichts geschrieben.",
    )
    for place, given in lines:
        yield _statement(given, place)


def _statement(given: _Line, place: str) -> StatementText:
    for segment in given.segments or ():
        if not 0 <= segment.start <= segment.end <= len(given.text):
            raise StatementsUnreadable(
                f"{place}: Der Abschnitt {segment.start} bis {segment.end} liegt nicht im Text"
                f" ({len(given.text)} Zeichen). Gezählt werden Unicode-Zeichen ab 0, das Ende"
                " gehört nicht dazu. Es wurde nichts geschrieben."
            )
    segments = given.segments
    return StatementText(
        id=given.id,
        text=given.text,
        lang=given.lang or "",
        area=given.area or "",
        source=given.source or "",
        segments=None if segments is None else tuple((one.start, one.end) for one in segments),
    )


def write(path: Path, lines: Iterable[msgspec.Struct], *, progress: Callable[[int], None]) -> int:
    """Write all or nothing: to a temporary file beside, renamed at the end. Returns the number."""
    temporary = path.with_name(f".{path.name}.part")
    number = 0
    encoder = msgspec.json.Encoder()
    try:
        with temporary.open("wb") as target:
            for line in lines:
                target.write(encoder.encode(line))
                target.write(b"\n")
                number += 1
                progress(number)
        temporary.replace(path)
    except OSError as error:
        raise StatementsUnreadable(
            f"{path}: Die Datei lässt sich nicht schreiben ({error.strerror}). Bitte prüfen Sie"
            " Ordner, Rechte und Speicherplatz."
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
    return number
