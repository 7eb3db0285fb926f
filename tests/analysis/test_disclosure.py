"""What may leave the desk: protected, consistent, useful, and made in one place only."""

import ast
import datetime as dt
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import disclosure, themes
from analysis.codebook import Category, Code, Codebook, StatementType
from analysis.disclosure import (
    ReleasedTable,
    Rule,
    choose_level,
    release,
    release_details,
    release_item,
    rule_for,
)
from analysis.matrix import Count, Heading, Origin, RawMatrix, UnknownSource
from analysis.tabulation import AnswerSheet, item_levels, tally_items
from questionnaires.areas import Area, AreaTree
from questionnaires.questionnaire import Choice, Item

ROOT = Path(__file__).parents[2]
DAY = dt.date(2026, 3, 1)
ORIGIN = Origin(source="provider", wave="Trägerabfrage 2026", date=DAY)
FIVE = rule_for("provider")
STATEMENTS = ROOT / "survey_service" / "demo" / "data" / "statements" / "dev.jsonl"

TREE = AreaTree(
    municipality="Probestadt",
    levels=("stadt", "stadtbezirk", "quartier"),
    areas=tuple(
        area
        for district in range(1, 5)
        for area in (
            Area(code=f"{district}", name=f"Bezirk {district}", level="stadtbezirk"),
            *(
                Area(
                    code=f"{district}0{part}",
                    name=f"Quartier {district}.{part}",
                    level="quartier",
                    parent=f"{district}",
                )
                for part in range(1, 9)
            ),
        )
    ),
)


def people(prefix: str, number: int) -> frozenset[str]:
    return frozenset(f"{prefix}{i}" for i in range(number))


def raw(counts: list[list[int]], **other: object) -> RawMatrix:
    """As many different contributors as mentions, unless given otherwise."""
    contributors = tuple(
        tuple(people(f"{i}.{j}.", value) for j, value in enumerate(row))
        for i, row in enumerate(counts)
    )
    given: dict[str, object] = {
        "title": "Themen nach Gebiet",
        "unit": "Nennungen",
        "row_level": "Hauptkategorie",
        "area_level": "stadtbezirk",
        "rows": tuple(Heading(f"r{i}", f"Zeile {i}") for i in range(len(counts))),
        "columns": tuple(Heading(f"{j}", f"Spalte {j}") for j in range(len(counts[0]))),
        "counts": tuple(map(tuple, counts)),
        "reviewed": tuple(tuple(value // 2 for value in row) for row in counts),
        "contributors": contributors,
        "exact": len(counts[0]),
        "n": 40,
        "origin": ORIGIN,
        **other,
    }
    return RawMatrix(**given)  # type: ignore[arg-type]


def test_an_unknown_source_and_a_minimum_of_zero_are_refused() -> None:
    with pytest.raises(UnknownSource, match="„press“"):
        rule_for("press")
    with pytest.raises(ValueError, match="mindestens 1"):
        rule_for("provider", organisations=0)


def test_protection_follows_the_source() -> None:
    rules = {
        source: rule_for(source, organisations=4, persons=7)
        for source in ("provider", "resident", "council", "minutes")
    }

    assert {source: rule.minimum for source, rule in rules.items()} == {
        "provider": 4,
        "resident": 7,
        "council": 1,
        "minutes": 1,
    }
    assert "mindestens 4 verschiedenen Trägern" in rules["provider"].text
    assert "mindestens 7 verschiedenen Personen" in rules["resident"].text
    assert "im eigenen Namen" in rules["minutes"].text


def test_councils_are_shown_without_protection() -> None:
    table = release(raw([[1, 0], [2, 1]]), rule_for("council"))

    assert (table.cells, table.row_totals, table.column_totals, table.total) == (
        ((1, 0), (2, 1)),
        (1, 3),
        (3, 1),
        4,
    )


def test_a_released_table_says_everything_about_itself() -> None:
    small = [[8, 9, 8, 9], [9, 2, 9, 20], [9, 9, 8, 0], [8, 8, 9, 8]]

    table = release(raw(small), FIVE, level_note="Gezeigt nach Stadtbezirk.")

    assert table == ReleasedTable(
        title="Themen nach Gebiet",
        unit="Nennungen",
        row_level="Hauptkategorie",
        area_level="stadtbezirk",
        row_codes=("r0", "r1", "r2", "r3"),
        row_labels=("Zeile 0", "Zeile 1", "Zeile 2", "Zeile 3"),
        row_groups=("", "", "", ""),
        column_codes=("0", "1", "2", "3"),
        column_labels=("Spalte 0", "Spalte 1", "Spalte 2", "Spalte 3"),
        cells=((8, 9, 8, 9), (None, None, 9, 20), (9, 9, 8, 0), (None, None, 9, 8)),
        row_totals=(34, 40, 26, 33),
        column_totals=(34, 28, 34, 37),
        total=133,
        row_reviewed=(16, 19, 12, 16),
        reviewed=63,
        n=40,
        level_note="Gezeigt nach Stadtbezirk.",
        source="provider",
        source_label="Träger",
        wave="Trägerabfrage 2026",
        date=DAY,
        rule_text=FIVE.text,
    )


def test_many_mentions_of_few_organisations_are_protected() -> None:
    counts = [[30, 8], [8, 8]]
    busy = raw(counts, contributors=((people("a", 2), people("b", 8)), (people("c", 8),) * 2))

    assert release(busy, FIVE).cells == ((None, None), (None, None))
    assert release(busy, rule_for("provider", organisations=2)).cells == ((30, 8), (8, 8))


@given(st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=2, max_size=5))
def test_shown_totals_are_the_true_ones_and_shown_cells_too(counts: list[list[int]]) -> None:
    table = release(raw(counts), FIVE)

    true = [*counts, [sum(column) for column in zip(*counts, strict=True)]]
    shown = [*table.cells, table.column_totals]
    assert [
        (value, cell)
        for values, cells in zip(true, shown, strict=True)
        for value, cell in zip(values, cells, strict=True)
        if cell is not None and cell != value
    ] == []
    assert [
        t for t, row in zip(table.row_totals, counts, strict=True) if t not in (None, sum(row))
    ] == []


def test_the_finest_useful_level_is_chosen_and_said() -> None:
    fine = raw([[1, 2, 1, 2], [2, 1, 2, 1]], area_level="quartier", row_level="Thema")
    middle = raw([[9, 9], [9, 9]], area_level="stadtbezirk")
    coarse = raw([[18], [18]], area_level="stadt")

    table = choose_level([fine, middle, coarse], FIVE)

    assert table.cells == ((9, 9), (9, 9))
    assert table.level_note == (
        "Aufteilung: Stadtbezirk × Hauptkategorie. Feinere Aufteilungen (Quartier × Thema) "
        "wurden zusammengefasst: dort stünden weniger als 50 % der Nennungen in Feldern, die "
        "gezeigt werden dürfen."
    )
    assert choose_level([middle, coarse], FIVE).level_note == (
        "Aufteilung: Stadtbezirk × Hauptkategorie. Das ist die feinste Aufteilung."
    )


def test_where_no_level_is_useful_the_best_is_taken() -> None:
    fine = raw([[2, 2, 2], [2, 2, 2], [2, 2, 8]], area_level="quartier")
    coarse = raw([[4], [9], [3], [3]], area_level="stadt")

    table = choose_level([fine, coarse], FIVE, useful=0.9)

    assert table.area_level in {"quartier", "stadt"}
    assert any(cell for row in table.cells for cell in row)


def test_a_level_that_nobody_named_is_no_breakdown() -> None:
    """Everything is known by Stadtbezirk only: quarters would be columns of zeros."""
    vague = raw([[0, 0, 9, 9], [0, 0, 9, 9]], area_level="quartier", exact=2)
    known = raw([[9, 9], [9, 9]], area_level="stadtbezirk")

    assert choose_level([vague, known], FIVE).area_level == "stadtbezirk"


def test_empty_and_tiny_material_is_said_in_words() -> None:
    assert choose_level([raw([[0, 0]])], FIVE).level_note == "Es liegen keine Nennungen vor."
    tiny = choose_level([raw([[1, 1]])], FIVE)
    assert (tiny.level_note, tiny.cells, tiny.total) == (
        "Es liegen zu wenige Nennungen vor, um eine Aufteilung zu zeigen.",
        ((None, None),),
        None,
    )


CODEBOOK = Codebook(
    id="probe",
    version=1,
    title="Probe",
    categories=tuple(
        Category(
            id=f"k{i}",
            label=f"Kategorie {i}",
            codes=tuple(Code(id=f"k{i}.c{j}", label=f"Thema {i}.{j}") for j in range(3)),
        )
        for i in range(14)
    ),
    types=(
        StatementType(id="problem", label="Problem"),
        StatementType(id="bedarf", label="Bedarf"),
    ),
)


def invented(organisations: int, *, seed: int) -> Iterator[themes.Mention]:
    """Each organisation says eight things somewhere."""
    chance = random.Random(seed)
    codes = [code.id for category in CODEBOOK.categories for code in category.codes]
    places = [area.code for area in TREE.areas if area.level == "quartier"]
    for organisation in range(organisations):
        for number in range(8):
            yield themes.Mention(
                code=chance.choice(codes),
                area=chance.choice(places),
                source="provider",
                segment=f"{organisation}.{number}",
                contributor=f"o{organisation}",
                reviewed=chance.random() < 0.5,
                types=(chance.choice(("problem", "bedarf")),),
            )


def filled(table: ReleasedTable) -> int:
    return sum(1 for row in table.cells for cell in row if cell)


@pytest.mark.parametrize("seed", range(6))
def test_forty_organisations_fill_at_least_one_breakdown(seed: int) -> None:
    counts = themes.tally(invented(40, seed=seed))["provider"]
    levels = list(themes.theme_levels(counts, codebook=CODEBOOK, tree=TREE, origin=ORIGIN))

    table = choose_level(levels, FIVE)

    assert (filled(table) > 20, table.row_level) == (True, "Hauptkategorie")
    # Negative control: quarter x theme shows next to nothing.
    assert filled(release(levels[0], FIVE)) <= 2


@pytest.mark.parametrize("useful", [0.5, 1.0])
def test_even_the_real_texts_of_few_organisations_fill_a_breakdown(useful: float) -> None:
    """The labelled statements, one organisation per statement of a provider."""
    lines = [json.loads(line) for line in STATEMENTS.read_text().splitlines()]
    providers = [line for line in lines if line["source"] == "provider"][:40]
    codes = sorted({c for line in providers for s in line["segments"] for c in s["codes"]})
    codebook = Codebook(
        id="dev",
        version=1,
        title="dev",
        categories=tuple(
            Category(
                id=group,
                label=group,
                codes=tuple(Code(id=c, label=c) for c in codes if c.split(".")[0] == group),
            )
            for group in sorted({code.split(".")[0] for code in codes})
        ),
    )
    counts = themes.tally(
        themes.Mention(
            code=code,
            area="stadtweit",
            source="provider",
            segment=f"{line['id']}-{number}",
            contributor=line["id"],
            reviewed=True,
        )
        for line in providers
        for number, segment in enumerate(line["segments"])
        for code in segment["codes"]
    )["provider"]

    table = choose_level(
        themes.theme_levels(counts, codebook=codebook, tree=TREE, origin=ORIGIN),
        FIVE,
        useful=useful,
    )

    assert filled(table) >= 3


def details(counts: dict[str, int], *, minimum: int = 5) -> tuple[ReleasedTable, ReleasedTable]:
    """Categories city-wide, released, and the codes beside them."""
    tally = themes.ThemeCounts(
        source="provider",
        codes={(code, "1"): Count(n, 0, people(code, n)) for code, n in counts.items()},
        types={},
        contributors=frozenset(),
    )
    rule = Rule(minimum=minimum, text="Regel")
    level = {"codebook": CODEBOOK, "tree": None, "area_level": "", "origin": ORIGIN}
    whole = themes.theme_matrix(tally, rows=themes.CATEGORY, **level)  # type: ignore[arg-type]
    single = themes.theme_matrix(tally, rows=themes.CODE, **level)  # type: ignore[arg-type]
    categories = release(whole, rule)
    groups = themes.category_rows(CODEBOOK)
    return categories, release_details(single, categories, rule, groups=groups)


def by_code(table: ReleasedTable) -> dict[str, int | None]:
    cells = zip(table.row_codes, table.cells, strict=True)
    return {code: line[0] for code, line in cells if line[0] != 0}


def test_a_rare_theme_does_not_show_beside_its_category() -> None:
    _, table = details({"k0.c0": 9, "k0.c1": 2, "k1.c0": 8, "k1.c1": 7})

    assert by_code(table) == {"k0.c0": None, "k0.c1": None, "k1.c0": 8, "k1.c1": 7}
    assert table.row_totals == tuple(line[0] for line in table.cells)
    assert "nur für die Gesamtstadt" in table.level_note


def test_themes_of_a_protected_category_are_protected() -> None:
    categories, table = details({"k0.c0": 2, "k1.c0": 20, "k1.c1": 9, "k2.c0": 12})

    assert [categories.row_totals[0], categories.row_totals[2]] == [None, None]
    assert by_code(table)["k0.c0"] is None
    assert by_code(table)["k2.c0"] is None
    assert by_code(table)["k1.c0"] == 20


def test_a_category_of_single_mentions_hides_its_zeros_too() -> None:
    """A total of six over six themes would be one each, were the zeros shown."""
    categories, table = details({"k0.c0": 2, "k0.c1": 3, "k1.c0": 20}, minimum=5)

    assert categories.row_totals[0] == 5
    assert [table.cells[i][0] for i in range(3)] == [None, None, None]


def test_without_protection_all_details_are_shown() -> None:
    _, table = details({"k0.c0": 1, "k0.c1": 2}, minimum=1)

    assert by_code(table) == {"k0.c0": 1, "k0.c1": 2}


ITEM = Item(
    code="A1",
    kind="single",
    label={"de": "Nachfrage?"},
    choices=tuple(Choice(value=v, label={"de": v}) for v in ("mehr", "gleich", "weniger")),
)


def test_a_closed_item_is_released_with_n_and_unanswered() -> None:
    answers = ["mehr"] * 30 + ["gleich"] * 20 + [""] * 6 + ["weniger"] * 8
    sheets = [
        AnswerSheet(contributor=f"o{i}", area=str(i % 2 + 1), answers={"A1": answer})
        for i, answer in enumerate(answers)
    ]
    tally = tally_items([ITEM], sheets)["A1"]

    item = release_item(
        item_levels(ITEM, tally, tree=TREE, unit="Träger", origin=ORIGIN), rule_for("provider")
    )

    assert item.table.level_note == (
        "Aufteilung: Stadtbezirk. Feinere Aufteilungen (Quartier) wurden zusammengefasst: dort "
        "stünden weniger als 50 % der Träger in Feldern, die gezeigt werden dürfen."
    )
    assert item.table.column_labels == ("Bezirk 1", "Bezirk 2", "Bezirk 3", "Bezirk 4")
    assert item.table.cells[0] == (15, 15, 0, 0)
    assert (item.n, item.n_total) == (item.table.column_totals, 58)
    # Not protected: beside the shown n and the known number of those asked it could be told.
    assert (item.unanswered, item.unanswered_total) == ((3, 3, 0, 0), 6)


def test_beside_a_protected_n_nobody_sees_how_many_gave_no_answer() -> None:
    answers = ["mehr"] * 3 + [""] * 7
    sheets = [
        AnswerSheet(contributor=f"o{i}", area="1", answers={"A1": answer})
        for i, answer in enumerate(answers)
    ]
    tally = tally_items([ITEM], sheets)["A1"]

    item = release_item(item_levels(ITEM, tally, tree=None, unit="Träger", origin=ORIGIN), FIVE)

    # Ten were asked, as everybody knows: 7 would tell the 3.
    assert (item.n_total, item.unanswered_total) == (None, None)


def test_n_of_several_answers_counts_persons_not_ticks() -> None:
    several = Item(code="A2", kind="multiple", label={"de": "Gründe?"}, choices=ITEM.choices)
    sheets = [
        AnswerSheet(contributor=f"o{i}", area="1", answers={"A2": ["mehr", "gleich"]})
        for i in range(7)
    ]
    tally = tally_items([several], sheets)["A2"]

    item = release_item(item_levels(several, tally, tree=TREE, unit="Träger", origin=ORIGIN), FIVE)

    assert (item.multiple, item.n_total, item.table.total) == (True, 7, 14)


@given(st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=3, max_size=3))
@settings(max_examples=50)
def test_no_number_of_too_few_leaves(counts: list[list[int]]) -> None:
    table = release(raw(counts), FIVE)

    assert [cell for row in table.cells for cell in row if cell is not None and 0 < cell < 5] == []


def test_only_disclosure_makes_released_tables() -> None:
    """Public pages and exports take ReleasedTable: nothing may get round the rule."""
    makers = []
    for package in ("questionnaires", "analysis", "exports", "survey_service"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if path == Path(disclosure.__file__):
                continue
            makers += [
                f"{path.relative_to(ROOT)}:{node.lineno}"
                for node in ast.walk(ast.parse(path.read_text()))
                if isinstance(node, ast.Call)
                and _name(node.func) in {"ReleasedTable", "ReleasedItem"}
            ]
    assert makers == []


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
