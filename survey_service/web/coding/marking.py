"""A statement's text cut into pieces: which belong to the segment, which are evidence."""

import itertools
from collections.abc import Iterable

import msgspec

Span = tuple[int, int]


class Piece(msgspec.Struct, frozen=True):
    """A run of text. ``inside``: part of the segment; ``marked``: evidence."""

    text: str
    inside: bool
    marked: bool


def pieces(text: str, *, segment: Span, evidence: Iterable[Span] = ()) -> tuple[Piece, ...]:
    """The whole text in order. Offsets are code points; evidence outside the text is ignored."""
    spans = [
        (max(start, 0), min(end, len(text)))
        for start, end in evidence
        if start < end and start < len(text)
    ]
    cuts = sorted({0, len(text), *segment, *(edge for span in spans for edge in span)})
    return tuple(
        Piece(
            text[start:end],
            segment[0] <= start < segment[1],
            any(first <= start < last for first, last in spans),
        )
        for start, end in itertools.pairwise(cuts)
        if end > start
    )
