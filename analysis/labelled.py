"""Reading labelled statements (JSON Lines), for training and for measuring."""

from pathlib import Path

import msgspec

from analysis import json_lines


class LabelledUnreadable(ValueError):
    """A line is no labelled statement; the message is a German sentence with its number."""


class LabelledSegment(msgspec.Struct, frozen=True, kw_only=True):
    start: int
    end: int
    codes: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


class LabelledPlace(msgspec.Struct, frozen=True, kw_only=True):
    start: int
    end: int
    area: str


class LabelledPersonalData(msgspec.Struct, frozen=True, kw_only=True):
    start: int
    end: int
    kind: str


class LabelledStatement(msgspec.Struct, frozen=True, kw_only=True):
    """One text with what people found in it. codes, types: of the whole text, if not by segment."""

    id: str
    text: str
    segments: tuple[LabelledSegment, ...] | None = None
    codes: tuple[str, ...] | None = None
    types: tuple[str, ...] = ()
    places: tuple[LabelledPlace, ...] = ()
    pii: tuple[LabelledPersonalData, ...] = ()
    lang: str = ""
    source: str = ""
    area: str = ""


def parts(statement: LabelledStatement) -> tuple[LabelledSegment, ...]:
    """The labelled parts: the segments, or the whole text as one."""
    if statement.segments is not None:
        return statement.segments
    return (
        LabelledSegment(
            start=0, end=len(statement.text), codes=statement.codes or (), types=statement.types
        ),
    )


def read(path: Path) -> tuple[LabelledStatement, ...]:
    """Read labelled statements. Raises LabelledUnreadable with a German sentence."""
    lines = json_lines.read(
        path,
        LabelledStatement,
        refused=LabelledUnreadable,
        otherwise="Das ist keine kodierte Aussage.",
        needed="Nötig ist je Zeile ein JSON-Objekt mit id, text und segments"
        " (start, end, codes, types) oder codes.",
    )
    seen: set[str] = set()
    found = []
    for place, statement in lines:
        _check(statement, place, seen)
        found.append(statement)
    return tuple(found)


def _check(statement: LabelledStatement, place: str, seen: set[str]) -> None:
    if statement.id in seen:
        raise LabelledUnreadable(
            f"{place}: Die Kennung {statement.id} kommt schon vorher vor."
            " Bitte geben Sie jeder Aussage eine eigene."
        )
    seen.add(statement.id)
    if statement.segments is None and statement.codes is None:
        raise LabelledUnreadable(
            f"{place}: Die Aussage {statement.id} hat weder segments noch codes."
            " Ohne Kodierung kann daraus nichts gelernt werden."
        )
    for segment in statement.segments or ():
        if not 0 <= segment.start <= segment.end <= len(statement.text):
            raise LabelledUnreadable(
                f"{place}: Der Abschnitt {segment.start} bis {segment.end} liegt nicht im Text"
                f" ({len(statement.text)} Zeichen). Gezählt werden Unicode-Zeichen ab 0."
            )
