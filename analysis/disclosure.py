"""Raw tables -> ReleasedTable. Nothing else makes one (a test looks).

What the rule protects, and what not:

- A number that stems from fewer than `minimum` distinct contributors is not shown, nor can it be
  calculated from the other numbers of the same table (see `suppression`).
- Zeros are shown: that nobody named a theme in an area says nothing about a person who did.
- Only one table per source and question is released; what is shown beside it (single themes for
  the whole municipality, a summary by source) is made from it or protected together with it.
- Councils and public minutes speak in their own name: nothing of theirs is hidden. Minutes that
  are not public must not be brought in as minutes (the import's help says so).
- That all contributors of an area gave the same answer is not hidden, nor how many gave none.
"""

import datetime as dt
from collections.abc import Iterable

import msgspec

from analysis import suppression
from analysis.matrix import SOURCES, RawMatrix, Row, UnknownSource, level_name
from analysis.tabulation import ItemTable
from analysis.themes import CATEGORY, CODE

PUBLIC = {"council": "Beiräte und Räte", "minutes": "Öffentliche Protokolle"}

USEFUL = 0.5
"""Share of the mentions whose cells must be shown before a breakdown is taken."""

Number = int | None
"""None = protected."""


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    minimum: int
    """Distinct contributors behind every number; 1 = nothing is protected."""
    text: str


class ReleasedTable(msgspec.Struct, frozen=True, kw_only=True):
    """May leave the desk. Cells, totals and reviewed counts: None = protected, 0 = none."""

    title: str
    unit: str
    row_level: str
    area_level: str
    row_codes: tuple[str, ...]
    row_labels: tuple[str, ...]
    row_groups: tuple[str, ...]
    """Label of the category that a code belongs to; else empty."""
    column_codes: tuple[str, ...]
    column_labels: tuple[str, ...]
    cells: tuple[tuple[Number, ...], ...]
    row_totals: tuple[Number, ...]
    column_totals: tuple[Number, ...]
    total: Number
    row_reviewed: tuple[Number, ...]
    """Of the row's total: decided by a human. The rest is the machine's proposal alone."""
    reviewed: Number
    n: int
    """Distinct contributors of the whole table."""
    level_note: str
    source: str
    source_label: str
    wave: str
    date: dt.date
    rule_text: str


class ReleasedItem(msgspec.Struct, frozen=True, kw_only=True):
    """One closed item. n and unanswered stand per column of the table.

    That somebody gave no answer says nothing of what they think: it is protected only beside an
    n that is.
    """

    code: str
    multiple: bool
    table: ReleasedTable
    n: tuple[Number, ...]
    n_total: Number
    unanswered: tuple[Number, ...]
    unanswered_total: Number


def rule_for(source: str, *, organisations: int = 5, persons: int = 5) -> Rule:
    """The protection that belongs to a source. Raises UnknownSource."""
    if source not in SOURCES:
        raise UnknownSource(f"Die Quelle „{source}“ gibt es nicht.")
    if min(organisations, persons) < 1:
        raise ValueError("Die Mindestzahl muss mindestens 1 sein.")
    if source == "provider":
        return Rule(minimum=organisations, text=_rule_text(organisations, "Trägern"))
    if source == "resident":
        return Rule(minimum=persons, text=_rule_text(persons, "Personen"))
    return Rule(
        minimum=1,
        text=f"{PUBLIC[source]} sprechen öffentlich und im eigenen Namen; ihre Zahlen werden "
        "ungekürzt gezeigt.",
    )


def _rule_text(minimum: int, whom: str) -> str:
    return (
        f"Gezeigt werden nur Zahlen, die von mindestens {minimum} verschiedenen {whom} stammen. "
        "Kleinere Zahlen und solche, aus denen sie sich errechnen ließen, sind durch • ersetzt. "
        "0 bedeutet: niemand hat es genannt."
    )


def release(raw: RawMatrix, rule: Rule, *, level_note: str = "") -> ReleasedTable:
    return _table(raw, _grid(raw), _hidden(raw, rule), rule=rule, level_note=level_note)


def _table(
    raw: RawMatrix,
    grid: suppression.Grid,
    hidden: frozenset[suppression.Place],
    *,
    rule: Rule,
    level_note: str,
) -> ReleasedTable:
    shown = [
        [None if (i, j) in hidden else value for j, value in enumerate(line)]
        for i, line in enumerate(grid.values)
    ]
    reviewed = [
        None if line[-1] is None else sum(done)
        for line, done in zip(shown, raw.reviewed, strict=False)
    ]
    return ReleasedTable(
        title=raw.title,
        unit=raw.unit,
        row_level=raw.row_level,
        area_level=raw.area_level,
        row_codes=tuple(row.code for row in raw.rows),
        row_labels=tuple(row.label for row in raw.rows),
        row_groups=tuple(row.group for row in raw.rows),
        column_codes=tuple(column.code for column in raw.columns),
        column_labels=tuple(column.label for column in raw.columns),
        cells=tuple(tuple(line[:-1]) for line in shown[:-1]),
        row_totals=tuple(line[-1] for line in shown[:-1]),
        column_totals=tuple(shown[-1][:-1]),
        total=shown[-1][-1],
        row_reviewed=tuple(reviewed),
        reviewed=None if shown[-1][-1] is None else sum(map(sum, raw.reviewed)),
        n=raw.n,
        level_note=level_note,
        source=raw.origin.source,
        source_label=SOURCES[raw.origin.source],
        wave=raw.origin.wave,
        date=raw.origin.date,
        rule_text=rule.text,
    )


def _grid(raw: RawMatrix) -> suppression.Grid:
    return suppression.grid(raw.counts, raw.contributors)


def _hidden(raw: RawMatrix, rule: Rule) -> frozenset[suppression.Place]:
    if rule.minimum <= 1:
        return frozenset()
    return suppression.hidden(_grid(raw), minimum=rule.minimum)


def choose_level(
    candidates: Iterable[RawMatrix], rule: Rule, *, useful: float = USEFUL
) -> ReleasedTable:
    """The first candidate (finest first) that shows the cells of a useful share of mentions.

    Where none reaches it, the one with the largest share. `level_note` says which and why.
    """
    tried: list[RawMatrix] = []
    for raw in candidates:
        tried.append(raw)
        # What suppression hides comes on top: so a cheap look first.
        if _share(raw, _unsafe(raw, rule)) < useful:
            continue
        hidden = _hidden(raw, rule)
        if _share(raw, hidden) >= useful:
            note = _note(raw, tried, useful=useful)
            return _table(raw, _grid(raw), hidden, rule=rule, level_note=note)
    return _best(tried, rule, useful=useful)


def _best(tried: list[RawMatrix], rule: Rule, *, useful: float) -> ReleasedTable:
    best, chosen, share = frozenset[suppression.Place](), tried[-1], -1.0
    for raw in reversed(tried):
        if _share(raw, _unsafe(raw, rule)) <= share:
            continue
        hidden = _hidden(raw, rule)
        if _share(raw, hidden) > share:
            best, chosen, share = hidden, raw, _share(raw, hidden)
    note = _note(chosen, tried, useful=useful)
    if not any(map(any, chosen.counts)):
        note = "Es liegen keine Nennungen vor."
    elif share == 0:
        note = "Es liegen zu wenige Nennungen vor, um eine Aufteilung zu zeigen."
    return _table(chosen, _grid(chosen), best, rule=rule, level_note=note)


def _unsafe(raw: RawMatrix, rule: Rule) -> set[suppression.Place]:
    return suppression.unsafe(_grid(raw), minimum=rule.minimum)


def _share(raw: RawMatrix, hidden: Iterable[suppression.Place]) -> float:
    """Share of the mentions that stand in shown cells.

    Neither margins count nor what is not known at that level: they are no breakdown.
    """
    whole = sum(sum(row[: raw.exact]) for row in raw.counts)
    inner = ((i, j) for i, j in hidden if i < len(raw.rows) and j < raw.exact)
    lost = sum(raw.counts[i][j] for i, j in inner)
    return (whole - lost) / whole if whole else 0.0


def _note(chosen: RawMatrix, tried: list[RawMatrix], *, useful: float) -> str:
    shown = f"Aufteilung: {_level(chosen)}."
    finer = tried[: tried.index(chosen)]
    if not finer:
        return f"{shown} Das ist die feinste Aufteilung."
    refused = "; ".join(dict.fromkeys(_level(raw) for raw in finer))
    return (
        f"{shown} Feinere Aufteilungen ({refused}) wurden zusammengefasst: dort stünden weniger "
        f"als {useful * 100:.0f} % der {chosen.unit} in Feldern, die gezeigt werden dürfen."
    )


def _level(raw: RawMatrix) -> str:
    place = level_name(raw.area_level) if len(raw.columns) > 1 else "Gesamtstadt"
    # Only themes come in two finenesses; answers and statement types are what they are.
    return f"{place} × {raw.row_level}" if raw.row_level in {CODE, CATEGORY} else place


def release_details(
    raw: RawMatrix, released: ReleasedTable, rule: Rule, *, groups: tuple[Row, ...]
) -> ReleasedTable:
    """Single themes for the whole municipality beside a released table of their categories.

    raw: one column. groups: the categories with the codes they hold. The category totals of
    `released` are known outside, so each category is protected as a line with that total.
    """
    position = {row.code: i for i, row in enumerate(raw.rows)}
    totals = dict(zip(released.row_codes, released.row_totals, strict=True))
    hidden: set[int] = set()
    for group in groups:
        places = [position[code] for code in group.members]
        if totals[group.code] is None:
            hidden |= set(places)
        elif rule.minimum > 1:
            hidden |= _hidden_codes(raw, places, minimum=rule.minimum)
    cells = {(i, j) for i in hidden for j in (0, 1)}
    if released.total is None:
        cells |= {(len(raw.rows), 0), (len(raw.rows), 1)}
    note = (
        "Einzelne Themen nur für die Gesamtstadt; nach Gebieten aufgeteilt sind die "
        "Hauptkategorien."
    )
    return _table(raw, _grid(raw), frozenset(cells), rule=rule, level_note=note)


def _hidden_codes(raw: RawMatrix, places: list[int], *, minimum: int) -> set[int]:
    part = suppression.grid([raw.counts[i] for i in places], [raw.contributors[i] for i in places])
    hidden = suppression.hidden(part, minimum=minimum)
    if part.total in hidden:
        # The category's total is known outside, so not even the zeros may be: five codes with a
        # total of five would be one each.
        return set(places)
    return {places[i] for i, _ in hidden if i < len(places)}


def release_item(levels: Iterable[ItemTable], rule: Rule) -> ReleasedItem:
    """The item at the finest area level of which a useful share is shown."""
    tables = list(levels)
    chosen = choose_level((table.distribution for table in tables), rule)
    item = next(t for t in tables if t.distribution.area_level == chosen.area_level)
    answered = release(item.answered, rule) if item.multiple else None
    n = chosen.column_totals if answered is None else answered.cells[0]
    n_total = chosen.total if answered is None else answered.total
    silent = item.unanswered.counts[0]
    return ReleasedItem(
        code=item.code,
        multiple=item.multiple,
        table=chosen,
        n=n,
        n_total=n_total,
        # How many were asked is known: beside a protected n this would tell it.
        unanswered=tuple(map(_unless_protected, silent, n)),
        unanswered_total=_unless_protected(sum(silent), n_total),
    )


def _unless_protected(number: int, beside: Number) -> Number:
    return None if beside is None else number
