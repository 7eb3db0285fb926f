"""Reading who coded what, from either format: labelled by people, or coded by the machine."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from analysis import json_lines


class CodingsUnreadable(ValueError):
    """A line is no coded statement; the message is a German sentence with its number."""


class SpanCodes(msgspec.Struct, frozen=True, kw_only=True):
    start: int
    end: int
    codes: frozenset[str]
    confidences: tuple[tuple[str, float], ...] = ()
    """What the machine says of each code it names, proposed or not."""


class StatementCodes(msgspec.Struct, frozen=True, kw_only=True):
    """What one coder gave one statement. spans: None = coded as a whole."""

    id: str
    codes: frozenset[str]
    """All of the statement, of whichever span."""
    spans: tuple[SpanCodes, ...] | None
    sample: str = ""
    """How the statement came to be read: see `analysis.draws`."""
    probability: float | None = None


class _Proposal(msgspec.Struct, frozen=True):
    code: str
    proposed: bool = True
    confidence: float = 0.0


class _Span(msgspec.Struct, frozen=True):
    start: int
    end: int
    codes: tuple[str | _Proposal, ...] = ()


class _Line(msgspec.Struct, frozen=True):
    id: str
    segments: tuple[_Span, ...] | None = None
    codes: tuple[str | _Proposal, ...] | None = None
    sample: str = ""
    probability: float | None = None


def read(path: Path) -> tuple[StatementCodes, ...]:
    """Read a file of either format. Of the machine's codes only the proposed count.

    Raises CodingsUnreadable with a German sentence.
    """
    lines = json_lines.read(
        path,
        _Line,
        refused=CodingsUnreadable,
        otherwise="Das ist keine kodierte Aussage.",
        needed="Nötig ist je Zeile ein JSON-Objekt mit id und segments (start, end, codes) oder"
        " codes.",
    )
    seen: set[str] = set()
    found = []
    for place, given in lines:
        if given.id in seen:
            raise CodingsUnreadable(
                f"{place}: Die Kennung {given.id} kommt schon vorher vor."
                " Bitte geben Sie jeder Aussage eine eigene."
            )
        seen.add(given.id)
        found.append(_codes(given, place))
    return tuple(found)


def _codes(given: _Line, place: str) -> StatementCodes:
    if given.segments is None and given.codes is None:
        raise CodingsUnreadable(
            f"{place}: Die Aussage {given.id} hat weder segments noch codes. Hat jemand nichts"
            " vergeben, gehört eine leere Liste hinein; sonst lassen Sie die Zeile bitte weg."
        )
    spans = None
    codes = _given(given.codes or ())
    if given.segments is not None:
        spans = tuple(
            SpanCodes(
                start=one.start,
                end=one.end,
                codes=_given(one.codes),
                confidences=tuple(
                    (code.code, code.confidence)
                    for code in one.codes
                    if isinstance(code, _Proposal)
                ),
            )
            for one in given.segments
        )
        codes = frozenset(code for one in spans for code in one.codes)
    return StatementCodes(
        id=given.id,
        codes=codes,
        spans=spans,
        sample=given.sample,
        probability=given.probability,
    )


def _given(codes: Iterable[str | _Proposal]) -> frozenset[str]:
    return frozenset(
        code if isinstance(code, str) else code.code
        for code in codes
        if isinstance(code, str) or code.proposed
    )
