"""One sheet of the Excel return: which page it is, where its keys stand, what its cells answer."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from questionnaires import return_cells
from questionnaires.questionnaire import Choice, Item, Page, text
from questionnaires.readers.upload import Sheet, SheetRow, column_letter
from questionnaires.return_cells import SHEET_KEY

CORNER = 12
"""Rows and columns in which a sheet's key is looked for, should others have been inserted."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """``cell`` as Excel names it, "" = the whole sheet; ``page``, ``item``: "" = not known."""

    sheet: str
    cell: str
    message: str
    page: str = ""
    facility: str = ""
    item: str = ""


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """An item's answer as a form's field would be sent, and its (first) cell."""

    raw: tuple[str, ...]
    cell: str


class PageSheet:
    """A sheet whose page is known. ``row`` (from 1), ``column`` (from 0): where its keys stand."""

    def __init__(
        self,
        sheet: Sheet,
        page: Page,
        place: tuple[int, int],
        areas: Sequence[Choice],
        language: str,
    ) -> None:
        self.sheet, self.page = sheet, page
        self.row, self.column = place
        self.areas, self.language = areas, language
        self.broken = {(one.row, one.column): one.message for one in sheet.problems}
        self.problems: list[Problem] = []

    @classmethod
    def of(
        cls, sheet: Sheet, pages: Mapping[str, Page], areas: Sequence[Choice], language: str
    ) -> "PageSheet | None":
        """None = the sheet is no page's."""
        for row in sheet.rows:
            if row.number > CORNER:
                return None
            for column, cell in enumerate(row.cells[:CORNER]):
                page = pages.get(cell.removeprefix(SHEET_KEY))
                if page is not None and cell.startswith(SHEET_KEY):
                    return cls(sheet, page, (row.number, column), areas, language)
        return None

    @property
    def heads(self) -> tuple[str, ...]:
        """The keys of the columns."""
        return next(row.cells for row in self.sheet.rows if row.number == self.row)

    def below(self) -> Iterator[SheetRow]:
        """The rows under the keys."""
        return (row for row in self.sheet.rows if row.number > self.row)

    def problem(self, cell: str, message: str, *, facility: str = "", item: str = "") -> None:
        """Note what cannot be used."""
        self.problems.append(
            Problem(
                sheet=self.sheet.name,
                cell=cell,
                message=message,
                page=self.page.code,
                facility=facility,
                item=item,
            )
        )

    def filled(
        self, item: Item, cells: Sequence[tuple[int, int, str]], facility: str
    ) -> Filled | None:
        """An item's answer from its cells (row, column, text); None = it cannot be known."""
        for row, column, _ in cells:
            letter = column_letter(column)
            if message := self.broken.get((row, letter)):
                self.problem(f"{letter}{row}", message, facility=facility, item=item.code)
                return None
        first = f"{column_letter(cells[0][1])}{cells[0][0]}"
        if len(cells) < len(return_cells.keys(item)):
            if any(one for _, _, one in cells):
                label = text(item.label, self.language)
                message = f"Von der Frage „{label}“ fehlen Antworten. Sie wurde nicht gelesen."
                self.problem(first, message, facility=facility, item=item.code)
            return None
        raw = return_cells.meant(
            item, [one for _, _, one in cells], language=self.language, areas=self.areas
        )
        return Filled(raw=tuple(raw), cell=first)

    def collected(
        self, found: Mapping[str, tuple[int, int, str]], facility: str = ""
    ) -> dict[str, Filled]:
        """Items from cells by key."""
        items = {}
        for item in self.page.items:
            cells = [found[key] for key in return_cells.keys(item) if key in found]
            filled = self.filled(item, cells, facility) if cells else None
            if filled is not None:
                items[item.code] = filled
        return items


def cell_at(row: SheetRow, column: int) -> str:
    return row.cells[column] if column < len(row.cells) else ""
