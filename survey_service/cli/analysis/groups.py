"""Groups among what fits no code, as a file and as a text."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from survey_service.cli.analysis.files import refusals
from survey_service.errors import Refused

if TYPE_CHECKING:
    from analysis.new_themes import Grouping
    from analysis.uncoded import Uncoded

SHOWN = 20


class Place(msgspec.Struct, frozen=True):
    """A segment of the file: which statement, from where to where."""

    statement: str
    start: int
    end: int


class NamedGroup(msgspec.Struct, frozen=True, kw_only=True):
    """One group as it is written and read back."""

    name: str
    different: int
    mass: bool
    examples: tuple[str, ...]
    segments: tuple[Place, ...]


def groups(
    *,
    input: Path,  # noqa: A002
    coded: Path,
    output: Path | None = None,
    before: Path | None = None,
) -> None:
    """Sinneinheiten, auf die kein Thema passt, zu möglichen neuen Themen ordnen.

    Parameters
    ----------
    input
        Aussagen, je Zeile ein JSON-Objekt mit id und text.
    coded
        Dieselben Aussagen, kodiert: von „analysis code“ oder von Menschen.
    output
        Die Gruppen als JSON-Datei.
    before
        Gruppen eines früheren Laufs (dessen output): sie bleiben zusammen, Neues kommt dazu.
    """
    from analysis import coded_lines, new_themes, statement_lines, uncoded

    with refusals():
        found = uncoded.segments(statement_lines.read(input), coded_lines.read(coded))
    earlier = () if before is None else _earlier(before, found)
    grouping = new_themes.group([one.text for one in found], before=earlier)
    named = _named(grouping, found)
    if output is not None:
        _write(output, named)
    print(_text(named, grouping, found))


def _earlier(path: Path, found: "Sequence[Uncoded]") -> list[list[int]]:
    number = {Place(one.statement, one.start, one.end): index for index, one in enumerate(found)}
    try:
        groups = msgspec.json.decode(path.read_bytes(), type=tuple[NamedGroup, ...])
    except (OSError, msgspec.DecodeError) as error:
        raise Refused(
            f"{path}: Das ist keine Datei mit Gruppen. Geben Sie die Datei an, die „survey-service"
            " analysis groups --output“ geschrieben hat."
        ) from error
    return [[number[one] for one in group.segments if one in number] for group in groups]


def _named(grouping: "Grouping", found: "Sequence[Uncoded]") -> tuple[NamedGroup, ...]:
    return tuple(
        NamedGroup(
            name=group.name,
            different=group.different,
            mass=group.mass,
            examples=tuple(found[number].text for number in group.examples),
            segments=tuple(
                Place(one.statement, one.start, one.end)
                for one in (found[number] for number in group.texts)
            ),
        )
        for group in grouping.groups
    )


def _write(path: Path, named: Sequence[NamedGroup]) -> None:
    try:
        path.write_bytes(msgspec.json.format(msgspec.json.encode(named), indent=1) + b"\n")
    except OSError as error:
        raise Refused(
            f"{path}: Die Datei lässt sich nicht schreiben ({error.strerror}). Bitte prüfen Sie"
            " Ordner, Rechte und Speicherplatz."
        ) from error


def _text(named: Sequence[NamedGroup], grouping: "Grouping", found: "Sequence[Uncoded]") -> str:
    if not found:
        return "Jede Sinneinheit hat ein Thema (oder ist sehr kurz): Es gibt nichts zu ordnen."
    single = len(grouping.single)
    lines = [
        f"{len(found)} Sinneinheiten ohne Thema: {len(named)} Gruppen, {single} einzelne.",
        *(
            f"Massenzuschrift, {len(one.texts)}-mal fast gleich: „{found[one.texts[0]].text}“"
            for one in grouping.repeated
            if one.mass
        ),
    ]
    for group in named[:SHOWN]:
        equal = len(group.segments) - group.different
        repeated = f", dazu {equal} Wiederholungen" if equal else ""
        lines.append(f"\n{group.name} ({group.different} verschiedene{repeated})")
        lines += [f"  „{text}“" for text in group.examples]
    if len(named) > SHOWN:
        lines.append(f"\n… und {len(named) - SHOWN} weitere Gruppen (mit --output alle).")
    return "\n".join(lines)
