"""Which cells of a table with margins must stay hidden so that none can be calculated.

A table is extended by its margins: last row = column totals, last column = row totals, last
cell = grand total. With the margins counted negatively every line sums to zero; hidden cells can
only move along cycles of hidden cells. A hidden cell is safe if such a movement exists.

What the outside is taken to know: every number that is shown, that zeros are shown (so each
hidden cell is at least 1), and the rule. What then cannot be proved from one table:

- the value of any hidden cell,
- that a cell that is hidden for its few contributors holds fewer than `minimum` mentions,
- and no line's hidden rest (total minus shown) stems from fewer than `minimum` contributors.
"""

import heapq
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

Place = tuple[int, int]

MARGIN_COST = 8.0
"""Totals are what readers need most: rather hide this many cells than one of them."""


class Grid(msgspec.Struct, frozen=True, kw_only=True):
    """A table with its margins; rows and columns count the margins."""

    values: tuple[tuple[int, ...], ...]
    people: tuple[tuple[frozenset[str], ...], ...]
    rows: int
    columns: int

    @property
    def total(self) -> Place:
        return (self.rows - 1, self.columns - 1)


def grid(counts: Sequence[Sequence[int]], contributors: Sequence[Sequence[frozenset[str]]]) -> Grid:
    values = [[*row, sum(row)] for row in counts]
    values.append([sum(column) for column in zip(*values, strict=True)])
    people = [[*row, frozenset[str]().union(*row)] for row in contributors]
    people.append([frozenset[str]().union(*column) for column in zip(*people, strict=True)])
    return Grid(
        values=tuple(map(tuple, values)),
        people=tuple(map(tuple, people)),
        rows=len(values),
        columns=len(values[0]),
    )


def unsafe(table: Grid, *, minimum: int) -> set[Place]:
    """Cells and totals that are not empty and stem from fewer than `minimum` contributors."""
    return {place for place in _filled(table) if len(_people(table, place)) < minimum}


def hidden(table: Grid, *, minimum: int) -> frozenset[Place]:
    """The unsafe cells and as few others as the heuristic finds (cheapest cycles, greedily).

    If some cell cannot be made safe even so, everything is hidden, the grand total too.
    """
    everything = frozenset(_filled(table))
    primary = unsafe(table, minimum=minimum)
    if table.total in primary:
        return everything
    found = set(primary)
    done: set[Place] = set()
    while True:
        for place in sorted(found - done):
            wanted = max(1, minimum - _value(table, place)) if place in primary else 1
            cycle = _room(table, place, found, wanted=wanted, down=place not in primary)
            if cycle is None:
                return everything
            found |= cycle
            done.add(place)
        added = _thin_rests(table, found, minimum=minimum)
        found |= added
        if found == done:
            return frozenset(found)


def _thin_rests(table: Grid, found: set[Place], *, minimum: int) -> set[Place]:
    """One more cell for each line whose hidden rest stems from too few contributors."""
    added: set[Place] = set()
    for inner, margin in _lines(table):
        covered = [place for place in inner if place in found or place in added]
        if not covered or margin in found:
            continue
        if len(frozenset[str]().union(*(_people(table, place) for place in covered))) >= minimum:
            continue
        shown = [p for p in inner if p not in found and p not in added and _value(table, p)]
        added.add(min(shown, key=lambda place: (_cost(table, place), place)))
    return added


def _lines(table: Grid) -> Iterator[tuple[list[Place], Place]]:
    last_row, last_column = table.total
    for i in range(table.rows):
        yield [(i, j) for j in range(last_column)], (i, last_column)
    for j in range(table.columns):
        yield [(i, j) for i in range(last_row)], (last_row, j)


def _room(
    table: Grid, place: Place, found: set[Place], *, wanted: int, down: bool
) -> set[Place] | None:
    """Cells to hide so that the cell could as well be `wanted` higher (or, if `down`, lower)."""
    ways = [_push(table, place, found, wanted=wanted, direction=1)]
    if down:
        ways.append(_push(table, place, found, wanted=wanted, direction=-1))
    possible = [way for way in ways if way is not None]
    if not possible:
        return None
    return min(possible, key=lambda way: sum(_cost(table, cell) for cell in sorted(way - found)))


def _push(
    table: Grid, place: Place, found: set[Place], *, wanted: int, direction: int
) -> set[Place] | None:
    if direction < 0 and _value(table, place) <= wanted:
        return None
    moved: dict[Place, int] = {}
    used: set[Place] = set()
    while wanted:
        path = _cheapest(table, place, found | used, moved, direction=direction)
        if path is None:
            return None
        falling = [cell for cell, change in path if change < 0]
        step = min([wanted, *(_value(table, c) + moved.get(c, 0) - 1 for c in falling)])
        for cell, change in path:
            moved[cell] = moved.get(cell, 0) + change * step
            used.add(cell)
        wanted -= step
    return used


def _cheapest(
    table: Grid, place: Place, free: set[Place], moved: dict[Place, int], *, direction: int
) -> list[tuple[Place, int]] | None:
    """Dijkstra from the cell's column back to its row over rows and columns as nodes.

    Returns the cells of the cycle (without the start) with the direction in which each moves.
    """
    start, goal = table.rows + place[1], place[0]
    upward = direction * _sign(table, place)
    best: dict[int, float] = {start: 0.0}
    came: dict[int, int] = {}
    queue = [(0.0, start)]
    while queue:
        cost, node = heapq.heappop(queue)
        if node == goal:
            return _trace(table, came, start=start, goal=goal, upward=upward)
        if cost > best[node]:
            continue
        for cell, neighbour in _steps(table, node):
            change = _change(table, node, cell, upward=upward)
            low = _value(table, cell) + moved.get(cell, 0) < 2
            if cell in (place, table.total) or (change < 0 and low):
                continue
            total = cost + (0.0 if cell in free else _cost(table, cell))
            if total < best.get(neighbour, float("inf")):
                best[neighbour] = total
                came[neighbour] = node
                heapq.heappush(queue, (total, neighbour))
    return None


def _trace(
    table: Grid, came: dict[int, int], *, start: int, goal: int, upward: int
) -> list[tuple[Place, int]]:
    nodes = [goal]
    while nodes[-1] != start:
        nodes.append(came[nodes[-1]])
    path = []
    for node, neighbour in pairwise(reversed(nodes)):
        cell = _cell(table, node, neighbour)
        path.append((cell, _change(table, node, cell, upward=upward)))
    return path


def _change(table: Grid, node: int, cell: Place, *, upward: int) -> int:
    """Along a cycle the cells move up and down in turn; margins count negatively."""
    leaving_column = node >= table.rows
    return (-upward if leaving_column else upward) * _sign(table, cell)


def _steps(table: Grid, node: int) -> Iterator[tuple[Place, int]]:
    if node >= table.rows:
        column = node - table.rows
        for i in range(table.rows):
            if table.values[i][column]:
                yield (i, column), i
    else:
        for j in range(table.columns):
            if table.values[node][j]:
                yield (node, j), table.rows + j


def _cell(table: Grid, node: int, neighbour: int) -> Place:
    row, column = min(node, neighbour), max(node, neighbour)
    return (row, column - table.rows)


def _sign(table: Grid, place: Place) -> int:
    last_row, last_column = table.total
    return (-1 if place[0] == last_row else 1) * (-1 if place[1] == last_column else 1)


def _cost(table: Grid, place: Place) -> float:
    """Few cells before small cells, inner cells before totals."""
    size = 1 + _value(table, place) / (1 + table.values[-1][-1])
    margin = place[0] == table.rows - 1 or place[1] == table.columns - 1
    return size * MARGIN_COST if margin else size


def _filled(table: Grid) -> list[Place]:
    return [(i, j) for i in range(table.rows) for j in range(table.columns) if table.values[i][j]]


def _value(table: Grid, place: Place) -> int:
    return table.values[place[0]][place[1]]


def _people(table: Grid, place: Place) -> frozenset[str]:
    return table.people[place[0]][place[1]]
