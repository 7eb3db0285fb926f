"""Quotes leave the desk released, permitted, and no more exact than the tables."""

import datetime as dt

import msgspec
import pytest

from analysis.disclosure import ReleasedTable, release, rule_for
from analysis.matrix import Heading, Origin, RawMatrix
from analysis.quotes import (
    Quote,
    QuoteNotReleased,
    ReleasedQuote,
    release_quote,
    release_quotes,
)
from questionnaires.areas import Area, AreaTree

TREE = AreaTree(
    municipality="Neuss",
    levels=("stadt", "stadtbezirk", "quartier"),
    areas=(
        Area(code="1", name="Innenstadt", level="stadtbezirk"),
        Area(code="101", name="City", level="quartier", parent="1"),
        Area(code="2", name="Nord", level="stadtbezirk"),
        Area(code="201", name="Furth", level="quartier", parent="2"),
        Area(code="3", name="Süd", level="stadtbezirk"),
    ),
)


def table(source: str = "provider", level: str = "stadtbezirk") -> ReleasedTable:
    """Nord and Süd are too small to be shown."""
    values = (20, 3, 4)
    people = tuple(frozenset(f"{j}.{i}" for i in range(n)) for j, n in enumerate(values))
    return release(
        RawMatrix(
            title="Themen",
            unit="Nennungen",
            row_level="Hauptkategorie",
            area_level=level,
            rows=(Heading("bildung", "Bildung"),),
            columns=(Heading("1", "Innenstadt"), Heading("2", "Nord"), Heading("3", "Süd")),
            counts=(values,),
            reviewed=((0, 0, 0),),
            contributors=(people,),
            exact=3,
            n=27,
            origin=Origin(source=source, wave="2026", date=dt.date(2026, 3, 1)),
        ),
        rule_for(source),
    )


QUOTE = Quote(
    text="Es fehlen Plätze.",
    area="101",
    source="provider",
    themes=("Kita",),
    types=("Bedarf",),
    speaker="Kita-Verein",
    permission="with_name",
    released=True,
)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"released": False}, "nicht freigegeben"),
        ({"permission": "none"}, "möchte nicht zitiert werden"),
    ],
)
def test_what_nobody_released_or_allowed_is_refused(
    change: dict[str, object], sentence: str
) -> None:
    quote = msgspec.structs.replace(QUOTE, **change)

    with pytest.raises(QuoteNotReleased, match=sentence):
        release_quote(quote, tree=TREE, table=table())
    assert release_quotes([quote], tree=TREE, tables={"provider": table()}) == ()


def test_a_released_quote_with_its_name() -> None:
    assert release_quotes([QUOTE], tree=TREE, tables={"provider": table()}) == (
        ReleasedQuote(
            text="Es fehlen Plätze.",
            area="Innenstadt",
            source="Träger",
            themes=("Kita",),
            types=("Bedarf",),
            speaker="Kita-Verein",
        ),
    )


def test_without_permission_for_the_name_and_for_residents_nobody_is_named() -> None:
    nameless = msgspec.structs.replace(QUOTE, permission="without_name")
    resident = msgspec.structs.replace(QUOTE, source="resident", speaker="Erika Muster")

    assert release_quote(nameless, tree=TREE, table=table()).speaker == "ein Träger"
    released = release_quote(resident, tree=TREE, table=table("resident"))
    assert released.speaker == "eine Bewohnerin oder ein Bewohner"


@pytest.mark.parametrize(
    ("area", "level", "shown"),
    [
        ("101", "stadtbezirk", "Innenstadt"),
        ("201", "stadtbezirk", "Gesamtstadt"),
        ("stadtweit", "stadtbezirk", "Gesamtstadt"),
        ("101", "stadt", "Gesamtstadt"),
    ],
)
def test_the_area_is_no_finer_than_what_the_table_shows(area: str, level: str, shown: str) -> None:
    quote = msgspec.structs.replace(QUOTE, area=area)

    assert release_quote(quote, tree=TREE, table=table(level=level)).area == shown
