"""One closed item through several waves: released numbers only, with the breaks between them."""

from collections.abc import Sequence

import msgspec

from analysis.disclosure import Number, ReleasedItem


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """The item in one wave.

    ``broken``: why it cannot be compared with the wave before; "" = it can. ``declared``: the
    reason for which a person calls it comparable all the same; "" = nobody had to.
    """

    wave: str
    released: ReleasedItem
    broken: str = ""
    declared: str = ""


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """One item through the waves. ``points``: the oldest wave first."""

    code: str
    label: str
    unit: str
    points: tuple[Point, ...]

    @property
    def answers(self) -> tuple[tuple[str, str], ...]:
        """All answers that any wave offered; the newest wave's first, then those that are gone."""
        found: dict[str, str] = {}
        for point in reversed(self.points):
            table = point.released.table
            for code, label in zip(table.row_codes, table.row_labels, strict=True):
                found.setdefault(code, label)
        return tuple(found.items())

    @property
    def areas(self) -> tuple[tuple[str, str], ...]:
        """All areas of any wave, in the newest wave's order."""
        found: dict[str, str] = {}
        for point in reversed(self.points):
            table = point.released.table
            for code, label in zip(table.column_codes, table.column_labels, strict=True):
                found.setdefault(code, label)
        return tuple(found.items())


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of one wave in one area. None = protected; ``asked`` False = not offered then."""

    number: Number
    n: Number
    asked: bool = True

    @property
    def share(self) -> float | None:
        """Of n; None when either is protected or nobody answered."""
        if self.number is None or not self.n:
            return None
        return self.number / self.n


def figure(point: Point, answer: str, area: str = "") -> Figure:
    """``area``: a column's code; "" = the whole municipality."""
    table = point.released.table
    if answer not in table.row_codes:
        return Figure(number=0, n=0, asked=False)
    row = table.row_codes.index(answer)
    if not area:
        return Figure(number=table.row_totals[row], n=point.released.n_total)
    if area not in table.column_codes:
        return Figure(number=0, n=0, asked=False)
    column = table.column_codes.index(area)
    return Figure(number=table.cells[row][column], n=point.released.n[column])


def runs(points: Sequence[Point]) -> tuple[tuple[int, ...], ...]:
    """Positions of the points that may be joined by a line: cut at every break."""
    found: list[list[int]] = []
    for position, point in enumerate(points):
        if not found or point.broken:
            found.append([])
        found[-1].append(position)
    return tuple(map(tuple, found))
