"""Closed answers -> item tables: per item and area the distribution, n and the unanswered."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

import msgspec

from analysis.matrix import (
    Count,
    Counts,
    Gathering,
    Origin,
    RawMatrix,
    Row,
    levels_finest_first,
    matrix,
)
from questionnaires.areas import AreaTree
from questionnaires.questionnaire import Item, text

CLASSES = (0, 2, 5, 10, 20, 50, 100)
"""Upper bounds of the classes of numbers. Fixed, so that no class betrays an extreme value."""

OTHER = "andere Angabe"


class AnswerSheet(msgspec.Struct, frozen=True, kw_only=True):
    """What one organisation, facility or person answered; empty is absent."""

    contributor: str
    area: str
    answers: Mapping[str, object]
    skipped: frozenset[str] = frozenset()
    """Items that were not asked because an earlier answer made them irrelevant."""


class ItemTally(msgspec.Struct, frozen=True):
    distribution: Counts
    answered: Counts
    unanswered: Counts


class ItemTable(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    label: str
    multiple: bool
    """Several answers possible: columns add up to ticks, not to n."""
    distribution: RawMatrix
    answered: RawMatrix
    unanswered: RawMatrix


def is_closed(item: Item) -> bool:
    """Whether the item has a distribution (area questions are the columns, not a table)."""
    return item.kind in {"single", "multiple", "scale", "integer", "decimal"}


def tally_items(items: Iterable[Item], sheets: Iterable[AnswerSheet]) -> dict[str, ItemTally]:
    """One pass over the answers, also for many items."""
    closed = [item for item in items if is_closed(item)]
    found = {item.code: (Gathering(), Gathering(), Gathering()) for item in closed}
    for sheet in sheets:
        for item in closed:
            if item.code in sheet.skipped:
                continue
            distribution, answered, unanswered = found[item.code]
            rows = _rows_of_answer(item, sheet.answers.get(item.code))
            for row in rows:
                distribution.add(row, sheet.area, contributor=sheet.contributor)
            status = answered if rows else unanswered
            status.add("n", sheet.area, contributor=sheet.contributor)
    return {
        code: ItemTally(*(gathering.counts() for gathering in three))
        for code, three in found.items()
    }


def _rows_of_answer(item: Item, value: object) -> tuple[str, ...]:
    """The rows in which an answer counts; none = unanswered."""
    if value is None or value in ("", []):
        return ()
    if item.kind in {"integer", "decimal"}:
        return (_class_of(float(str(value))),)
    known = {choice.value for choice in item.choices}
    given = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(str(v) if str(v) in known else OTHER for v in given))


def _class_of(number: float) -> str:
    for bound in CLASSES:
        if number <= bound:
            return str(bound)
    return "more"


def item_rows(item: Item, counts: Counts) -> tuple[Row, ...]:
    """The rows of an item's table, in the questionnaire's order."""
    if item.kind in {"integer", "decimal"}:
        return _class_rows(whole=item.kind == "integer")
    rows = [Row(c.value, text(c.label, "de"), (c.value,)) for c in item.choices]
    if any(row == OTHER for row, _ in counts):
        rows.append(Row(OTHER, OTHER, (OTHER,)))
    return tuple(rows)


def _class_rows(*, whole: bool) -> tuple[Row, ...]:
    rows = [Row("0", "0", ("0",))]
    for below, bound in pairwise(CLASSES):
        low = f"{below + 1} bis" if whole else f"über {below} bis"
        rows.append(Row(str(bound), f"{low} {bound}", (str(bound),)))
    return (*rows, Row("more", f"über {CLASSES[-1]}", ("more",)))


def item_table(
    item: Item,
    tally: ItemTally,
    *,
    tree: AreaTree | None,
    area_level: str,
    unit: str,
    origin: Origin,
) -> ItemTable:
    """unit: what is counted, such as "Träger" or "Einrichtungen"."""
    title = text(item.label, "de")

    def table(counts: Counts, rows: tuple[Row, ...], header: str) -> RawMatrix:
        return matrix(
            {**_no_counts(tally, rows), **counts},
            rows,
            tree=tree,
            area_level=area_level,
            title=title,
            unit=unit,
            row_level=header,
            origin=origin,
        )

    return ItemTable(
        code=item.code,
        label=title,
        multiple=item.kind == "multiple",
        distribution=table(tally.distribution, item_rows(item, tally.distribution), "Antwort"),
        answered=table(tally.answered, (Row("n", "n", ("n",)),), "Beantwortet"),
        unanswered=table(tally.unanswered, (Row("n", "keine Antwort", ("n",)),), "Unbeantwortet"),
    )


def _no_counts(tally: ItemTally, rows: tuple[Row, ...]) -> dict[tuple[str, str], Count]:
    """All three tables of an item get the same columns, also those where nothing was said."""
    areas = {place for part in (tally.answered, tally.unanswered) for _, place in part}
    return {(row.members[0], place): Count() for row in rows[:1] for place in areas}


def item_levels(
    item: Item, tally: ItemTally, *, tree: AreaTree | None, unit: str, origin: Origin
) -> Iterator[ItemTable]:
    """The item's table at every area level, the finest first."""
    for area_level in levels_finest_first(tree):
        yield item_table(item, tally, tree=tree, area_level=area_level, unit=unit, origin=origin)
