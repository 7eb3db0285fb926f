"""Quotes that may leave the desk: released by a human, with the permission of who said it."""

from collections.abc import Iterable, Mapping

import msgspec

from analysis.disclosure import ReleasedTable
from analysis.matrix import SOURCES
from questionnaires.areas import CITYWIDE, AreaTree, at_level, label

NO_PERMISSION = "none"
WITH_NAME = "with_name"
WITHOUT_NAME = "without_name"

NAMELESS = {
    "provider": "ein Träger",
    "resident": "eine Bewohnerin oder ein Bewohner",
    "council": "ein Beirat oder Rat",
    "minutes": "ein Protokoll",
}


def permission(source: str, given: str) -> str:
    """with_name, without_name or none. given: what was answered; "" = nothing.

    An organisation that left the question open has not allowed it. Residents are asked nothing:
    their words are quoted without a name, councils and minutes are public.
    """
    return given or (NO_PERMISSION if source == "provider" else WITHOUT_NAME)


class QuoteNotReleased(Exception):
    """Nobody released the quote, or who said it does not want to be quoted."""


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """A segment that might be quoted. Never leaves the desk."""

    text: str
    area: str
    source: str
    themes: tuple[str, ...]
    types: tuple[str, ...]
    speaker: str
    permission: str
    """with_name, without_name or none."""
    released: bool


class ReleasedQuote(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    area: str
    source: str
    themes: tuple[str, ...]
    types: tuple[str, ...]
    speaker: str


def release_quote(quote: Quote, *, tree: AreaTree | None, table: ReleasedTable) -> ReleasedQuote:
    """table: the released theme table of the same source; the quote's area is no finer.

    An area whose total is protected there is not named: few contributors could have said it.
    """
    if not quote.released:
        raise QuoteNotReleased("Dieses Zitat ist nicht freigegeben.")
    if quote.permission not in {WITH_NAME, WITHOUT_NAME}:
        raise QuoteNotReleased("Wer das gesagt hat, möchte nicht zitiert werden.")
    named = quote.permission == WITH_NAME and quote.source != "resident"
    return ReleasedQuote(
        text=quote.text,
        area=_area(quote, tree, table),
        source=SOURCES[quote.source],
        themes=quote.themes,
        types=quote.types,
        speaker=quote.speaker if named else NAMELESS[quote.source],
    )


def release_quotes(
    quotes: Iterable[Quote], *, tree: AreaTree | None, tables: Mapping[str, ReleasedTable]
) -> tuple[ReleasedQuote, ...]:
    """Those that may be shown, the others left out. tables: source -> its theme table."""
    return tuple(
        release_quote(quote, tree=tree, table=tables[quote.source])
        for quote in quotes
        if quote.released and quote.permission in {WITH_NAME, WITHOUT_NAME}
    )


def _area(quote: Quote, tree: AreaTree | None, table: ReleasedTable) -> str:
    if tree is None or table.area_level == tree.levels[0]:
        return "Gesamtstadt"
    place = at_level(tree, quote.area, table.area_level)
    totals = dict(zip(table.column_codes, table.column_totals, strict=True))
    if place == CITYWIDE or totals.get(place) is None:
        return "Gesamtstadt"
    return label(tree, place)
