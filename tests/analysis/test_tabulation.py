"""Closed answers -> distribution, n and unanswered; empty is unanswered, never zero."""

import datetime as dt

from analysis.matrix import Count, Origin
from analysis.tabulation import (
    AnswerSheet,
    ItemTally,
    is_closed,
    item_levels,
    item_table,
    tally_items,
)
from questionnaires.areas import Area, AreaTree
from questionnaires.questionnaire import Choice, Item

TREE = AreaTree(
    municipality="Neuss",
    levels=("stadt", "stadtbezirk"),
    areas=(
        Area(code="1", name="Innenstadt", level="stadtbezirk"),
        Area(code="2", name="Nord", level="stadtbezirk"),
    ),
)
ORIGIN = Origin(source="provider", wave="2026", date=dt.date(2026, 3, 1))
CHOICES = (
    Choice(value="more", label={"de": "mehr"}),
    Choice(value="less", label={"de": "weniger"}),
)
DEMAND = Item(code="A1", kind="single", label={"de": "Nachfrage?"}, choices=CHOICES)
REASONS = Item(code="A2", kind="multiple", label={"de": "Gründe?"}, choices=CHOICES)
WEEKS = Item(code="A3", kind="integer", label={"de": "Wartezeit in Wochen?"})
HOURS = Item(code="A4", kind="decimal", label={"de": "Stellen?"})
TEXT = Item(code="A5", kind="long_text", label={"de": "Was fehlt?"})


def sheet(contributor: str, area: str, **answers: object) -> AnswerSheet:
    return AnswerSheet(contributor=contributor, area=area, answers=answers)


def tally(item: Item, *sheets: AnswerSheet) -> ItemTally:
    return tally_items([item], sheets)[item.code]


def test_only_closed_items_get_a_table() -> None:
    items = [DEMAND, REASONS, WEEKS, HOURS, TEXT]

    assert [item.code for item in items if is_closed(item)] == ["A1", "A2", "A3", "A4"]
    assert list(tally_items(items, [])) == ["A1", "A2", "A3", "A4"]


def test_empty_is_unanswered_and_what_was_not_asked_does_not_count() -> None:
    skipped = AnswerSheet(contributor="d", area="1", answers={}, skipped=frozenset({"A1"}))

    assert tally(
        DEMAND,
        sheet("a", "1", A1="more"),
        sheet("b", "1", A1=""),
        sheet("c", "2"),
        skipped,
    ) == ItemTally(
        distribution={("more", "1"): Count(1, 0, frozenset("a"))},
        answered={("n", "1"): Count(1, 0, frozenset("a"))},
        unanswered={
            ("n", "1"): Count(1, 0, frozenset("b")),
            ("n", "2"): Count(1, 0, frozenset("c")),
        },
    )


def test_zero_is_an_answer() -> None:
    found = tally(WEEKS, sheet("a", "1", A3=0))

    assert found.answered == {("n", "1"): Count(1, 0, frozenset("a"))}
    assert found.distribution == {("0", "1"): Count(1, 0, frozenset("a"))}


def test_a_single_item_by_area() -> None:
    found = tally(
        DEMAND, sheet("a", "1", A1="more"), sheet("b", "2", A1="less"), sheet("c", "2", A1="gone")
    )

    table = item_table(
        DEMAND, found, tree=TREE, area_level="stadtbezirk", unit="Träger", origin=ORIGIN
    )

    assert [row.label for row in table.distribution.rows] == ["mehr", "weniger", "andere Angabe"]
    assert table.distribution.counts == ((1, 0), (0, 1), (0, 1))
    assert (table.answered.counts, table.unanswered.counts) == (((1, 2),), ((0, 0),))
    assert (table.code, table.label, table.multiple) == ("A1", "Nachfrage?", False)


def test_several_answers_count_each_but_the_person_once() -> None:
    found = tally(REASONS, sheet("a", "1", A2=["more", "less", "more"]), sheet("b", "1", A2=[]))

    table = item_table(REASONS, found, tree=None, area_level="", unit="Träger", origin=ORIGIN)

    assert table.multiple
    assert table.distribution.counts == ((1,), (1,))
    assert (table.answered.counts, table.unanswered.counts) == (((1,),), ((1,),))


def test_numbers_are_shown_in_fixed_classes() -> None:
    whole = tally(WEEKS, *(sheet("a", "1", A3=number) for number in (0, 1, 2, 3, 100, 101)))
    parts = tally(HOURS, sheet("a", "1", A4=2.5))

    tables = [
        item_table(item, found, tree=None, area_level="", unit="Träger", origin=ORIGIN)
        for item, found in ((WEEKS, whole), (HOURS, parts))
    ]

    assert [row.label for row in tables[0].distribution.rows] == [
        "0",
        "1 bis 2",
        "3 bis 5",
        "6 bis 10",
        "11 bis 20",
        "21 bis 50",
        "51 bis 100",
        "über 100",
    ]
    assert [line[0] for line in tables[0].distribution.counts] == [1, 2, 1, 0, 0, 0, 1, 1]
    assert tables[1].distribution.rows[2].label == "über 2 bis 5"
    assert [line[0] for line in tables[1].distribution.counts] == [0, 0, 1, 0, 0, 0, 0, 0]


def test_all_three_tables_have_the_same_columns_at_every_level() -> None:
    found = tally(DEMAND, sheet("a", "stadtweit", A1="more"), sheet("b", "2"))

    levels = list(item_levels(DEMAND, found, tree=TREE, unit="Träger", origin=ORIGIN))

    assert [
        [heading.label for heading in raw.columns]
        for table in levels
        for raw in (table.distribution, table.answered, table.unanswered)
    ] == [["Innenstadt", "Nord", "Stadtweit"]] * 3 + [["Gesamtstadt"]] * 3
