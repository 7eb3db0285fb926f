"""No hidden cell may be calculable; an independent linear programme is the judge."""

import random
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from analysis import suppression
from analysis.suppression import Grid, Place

People = frozenset[str]


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    rows = draw(st.integers(1, 5))
    columns = draw(st.integers(1, 5))
    people = [
        [
            frozenset(draw(st.lists(st.sampled_from("abcdefghijklmnop"), max_size=9)))
            for _ in range(columns)
        ]
        for _ in range(rows)
    ]
    counts = [[len(cell) and len(cell) + draw(st.integers(0, 3)) for cell in r] for r in people]
    return suppression.grid(counts, people)


def lonely(table: Grid, hidden: frozenset[Place] | set[Place]) -> list[Place]:
    """Hidden cells that are the only one of their row or column: total minus the rest."""
    lines = [[(i, j) for j in range(table.columns)] for i in range(table.rows)]
    lines += [[(i, j) for i in range(table.rows)] for j in range(table.columns)]
    covered = [[place for place in line if place in hidden] for line in lines]
    return sorted(line[0] for line in covered if len(line) == 1)


def ranges(table: Grid, hidden: frozenset[Place] | set[Place]) -> dict[Place, tuple[float, float]]:
    """What the outside can prove: least and greatest value of every hidden cell."""
    places = sorted(hidden)
    index = {place: k for k, place in enumerate(places)}
    lines = [[(i, j) for j in range(table.columns)] for i in range(table.rows)]
    lines += [[(i, j) for i in range(table.rows)] for j in range(table.columns)]
    matrix = np.zeros((len(lines), len(places)))
    known = np.zeros(len(lines))
    for number, line in enumerate(lines):
        for position, place in enumerate(line):
            sign = -1 if position == len(line) - 1 else 1
            if place in index:
                matrix[number, index[place]] = sign
            else:
                known[number] -= sign * table.values[place[0]][place[1]]
    found = {}
    for place in places:
        goal = np.zeros(len(places))
        goal[index[place]] = 1
        low, high = (
            linprog(way * goal, A_eq=matrix, b_eq=known, bounds=(1, None)) for way in (1, -1)
        )
        found[place] = (low.fun, float("inf") if high.status == 3 else -high.fun)
    return found


@given(grids(), st.sampled_from([2, 3, 5]))
def test_no_cell_under_the_minimum_is_shown(table: Grid, minimum: int) -> None:
    hidden = suppression.hidden(table, minimum=minimum)

    shown_and_few = [
        (i, j)
        for i in range(table.rows)
        for j in range(table.columns)
        if (i, j) not in hidden and 0 < len(table.people[i][j]) < minimum
    ]
    assert shown_and_few == []


@given(grids(), st.sampled_from([2, 3, 5]))
def test_no_hidden_cell_is_alone_in_its_row_or_column(table: Grid, minimum: int) -> None:
    assert lonely(table, suppression.hidden(table, minimum=minimum)) == []


@given(grids(), st.sampled_from([2, 3, 5]))
@settings(max_examples=60, deadline=None)
def test_nothing_hidden_can_be_proved(table: Grid, minimum: int) -> None:
    hidden = suppression.hidden(table, minimum=minimum)
    primary = suppression.unsafe(table, minimum=minimum)
    found = ranges(table, hidden)

    exact = [place for place, (low, high) in found.items() if high - low < 0.5]
    small = [place for place in primary if found[place][1] < minimum - 1e-6]
    assert (exact, small) == ([], [])


@given(grids(), st.sampled_from([2, 3, 5]))
def test_the_hidden_rest_of_a_line_stems_from_enough_people(table: Grid, minimum: int) -> None:
    hidden = suppression.hidden(table, minimum=minimum)

    rests = []
    for i in range(table.rows):
        covered = [(i, j) for j in range(table.columns - 1) if (i, j) in hidden]
        if covered and (i, table.columns - 1) not in hidden:
            rests.append(People().union(*(table.people[i][j] for _, j in covered)))
    for j in range(table.columns):
        covered = [(i, j) for i in range(table.rows - 1) if (i, j) in hidden]
        if covered and (table.rows - 1, j) not in hidden:
            rests.append(People().union(*(table.people[i][j] for i, _ in covered)))
    assert [rest for rest in rests if len(rest) < minimum] == []


def random_grid(seed: int, *, rows: int = 6, columns: int = 5) -> Grid:
    chance = random.Random(seed)
    people = [
        [
            [str(chance.randrange(30)) for _ in range(min(40, int(chance.expovariate(1 / 4))))]
            for _ in range(columns)
        ]
        for _ in range(rows)
    ]
    return suppression.grid(
        [[len(cell) for cell in row] for row in people],
        [[frozenset(cell) for cell in row] for row in people],
    )


def test_without_complementary_suppression_cells_can_be_calculated() -> None:
    """Negative control: hiding only the unsafe cells fails both judges in nearly every table."""
    tables = [random_grid(seed) for seed in range(20)]
    primary = [suppression.unsafe(table, minimum=3) for table in tables]

    alone = [table for table, hidden in zip(tables, primary, strict=True) if lonely(table, hidden)]
    recovered = [
        table
        for table, hidden in zip(tables, primary, strict=True)
        if any(high - low < 0.5 for low, high in ranges(table, hidden).values())
    ]
    assert len(alone) >= 15
    assert len(recovered) >= 15


def test_two_hidden_per_line_is_not_enough_for_the_judge() -> None:
    """Negative control: a chain of hidden cells without a cycle gives every value away."""
    table = suppression.grid(
        [[1, 9, 9], [9, 1, 9], [9, 9, 9]],
        [[frozenset(f"{i}{j}{k}" for k in range(9)) for j in range(3)] for i in range(3)],
    )
    chain = {(0, 0), (0, 1), (1, 1), (1, 2)}

    assert [place for place, (low, high) in ranges(table, chain).items() if high - low < 0.5] == [
        (0, 0),
        (0, 1),
        (1, 1),
        (1, 2),
    ]


def test_a_table_whose_total_is_too_small_is_hidden_altogether() -> None:
    table = suppression.grid([[1, 0], [0, 2]], [[{"a"}, set()], [set(), {"b"}]])  # type: ignore[list-item]

    assert suppression.hidden(table, minimum=3) == {
        (0, 0),
        (0, 2),
        (1, 1),
        (1, 2),
        (2, 0),
        (2, 1),
        (2, 2),
    }


def test_a_table_without_room_is_hidden_altogether() -> None:
    """Five persons with one mention each: with the total shown, every cell would be 1."""
    people = [[frozenset({f"p{i}"}) if i == j else People() for j in range(5)] for i in range(5)]
    table = suppression.grid([[len(cell) for cell in row] for row in people], people)

    hidden = suppression.hidden(table, minimum=5)

    assert table.total in hidden
    assert len(hidden) == 16


def test_a_safe_table_stays_as_it_is() -> None:
    people = [[frozenset(f"{i}{j}{k}" for k in range(5)) for j in range(3)] for i in range(3)]
    table = suppression.grid([[5] * 3] * 3, people)

    assert suppression.hidden(table, minimum=5) == frozenset()


def test_a_single_small_cell_costs_three_others() -> None:
    people = [[frozenset(f"{i}{j}{k}" for k in range(8)) for j in range(4)] for i in range(4)]
    people[1][1] = frozenset({"x"})
    counts = [[len(cell) for cell in row] for row in people]
    counts[2][2] = 20

    hidden = suppression.hidden(suppression.grid(counts, people), minimum=5)

    assert hidden == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_the_same_table_is_hidden_the_same_way() -> None:
    runs = [suppression.hidden(random_grid(7), minimum=5) for _ in range(2)]

    assert [first == second for first, second in pairwise(runs)] == [True]
