"""Codings -> counts per source; categories are the sum of their codes."""

import datetime as dt

import pytest

from analysis import themes
from analysis.codebook import Category, Code, Codebook, StatementType
from analysis.matrix import Count, Origin, UnknownSource
from analysis.themes import Mention
from questionnaires.areas import Area, AreaTree

CODEBOOK = Codebook(
    id="probe",
    version=3,
    title="Probe",
    categories=(
        Category(
            id="bildung",
            label="Bildung",
            codes=(Code(id="kita", label="Kita"), Code(id="schule", label="Schule")),
        ),
        Category(id="wohnen", label="Wohnen", codes=(Code(id="miete", label="Miete"),)),
    ),
    types=(
        StatementType(id="problem", label="Problem"),
        StatementType(id="bedarf", label="Bedarf"),
    ),
)
TREE = AreaTree(
    municipality="Neuss",
    levels=("stadt", "stadtbezirk"),
    areas=(
        Area(code="1", name="Innenstadt", level="stadtbezirk"),
        Area(code="2", name="Nord", level="stadtbezirk"),
    ),
)
ORIGIN = Origin(source="provider", wave="2026", date=dt.date(2026, 3, 1))


def mention(code: str, area: str = "1", segment: str = "s1", **other: object) -> Mention:
    given = {"source": "provider", "contributor": "a", "reviewed": False, **other}
    return Mention(code=code, area=area, segment=segment, **given)  # type: ignore[arg-type]


def test_an_unknown_source_is_refused() -> None:
    with pytest.raises(UnknownSource, match="„press“"):
        themes.tally([mention("kita", source="press")])


def test_a_code_outside_the_codebook_is_refused() -> None:
    counts = themes.tally([mention("garten")])["provider"]

    with pytest.raises(
        themes.UnknownCode,
        match=r"„garten“ steht nicht im Kategoriensystem „Probe“, Version 3\.",
    ):
        themes.theme_matrix(
            counts,
            codebook=CODEBOOK,
            rows=themes.CODE,
            tree=TREE,
            area_level="stadt",
            origin=ORIGIN,
        )


def test_counts_are_kept_apart_by_source_and_review() -> None:
    found = themes.tally(
        [
            mention("kita", segment="s1", types=("problem",), reviewed=True),
            mention("schule", segment="s1", types=("problem",)),
            mention("kita", segment="s2", contributor="b"),
            mention("kita", area="2", segment="s3", source="resident", contributor="p"),
            mention("", segment="s4", types=("bedarf",), types_reviewed=True),
        ]
    )

    assert list(found) == ["provider", "resident"]
    assert found["provider"] == themes.ThemeCounts(
        source="provider",
        codes={
            ("kita", "1"): Count(2, 1, frozenset("ab")),
            ("schule", "1"): Count(1, 0, frozenset("a")),
        },
        types={
            ("problem", "1"): Count(1, 0, frozenset("a")),
            ("bedarf", "1"): Count(1, 1, frozenset("a")),
        },
        contributors=frozenset("ab"),
    )
    assert found["resident"].codes == {("kita", "2"): Count(1, 0, frozenset("p"))}


def test_levels_come_finest_first_and_add_up_alike() -> None:
    counts = themes.tally(
        [mention("kita"), mention("schule"), mention("miete", area="2", contributor="b")]
    )["provider"]

    levels = list(themes.theme_levels(counts, codebook=CODEBOOK, tree=TREE, origin=ORIGIN))

    assert [(raw.area_level, raw.row_level, raw.counts) for raw in levels] == [
        ("stadtbezirk", "Thema", ((1, 0), (1, 0), (0, 1))),
        ("stadtbezirk", "Hauptkategorie", ((2, 0), (0, 1))),
        ("stadt", "Thema", ((1,), (1,), (1,))),
        ("stadt", "Hauptkategorie", ((2,), (1,))),
    ]
    assert [row.group for row in levels[0].rows] == ["Bildung", "Bildung", "Wohnen"]
    assert [raw.title for raw in levels[1:3]] == ["Themen nach Gebiet", "Themen in der Gesamtstadt"]


def test_statement_types_by_area() -> None:
    counts = themes.tally([mention("kita", types=("bedarf",))])["provider"]

    levels = list(themes.type_levels(counts, codebook=CODEBOOK, tree=TREE, origin=ORIGIN))

    assert [(raw.title, raw.unit, raw.counts) for raw in levels] == [
        ("Aussagetypen", "Sinneinheiten", ((0, 0), (1, 0))),
        ("Aussagetypen", "Sinneinheiten", ((0,), (1,))),
    ]
