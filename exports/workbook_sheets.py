"""The sheets of the Excel return: what all have in common, and those about the organisation.

The first column and the first row are hidden: they say which page, question and facility a cell
belongs to, wherever somebody moves it.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from openpyxl.utils import get_column_letter

from exports import xlsx
from exports.cell_styles import styled_cell
from exports.drop_downs import Lists
from exports.workbook_inputs import HOW, restrict
from exports.workbook_styles import styles_of
from questionnaires import conditions, items, return_cells
from questionnaires.answers import Answers
from questionnaires.questionnaire import Choice, Item, Page, text

REQUIRED = " *"
LATEST = "Letzte Angabe"
TOO_LONG = "Diese Antwort ist für Excel zu lang. Bitte ändern Sie sie im Browser."
QUESTION_WIDTH, ANSWER_WIDTH, ABOUT_WIDTH, PAST_WIDTH = 46, 52, 46, 34
ROOM = {"long_text": 5.0, "text": 1.0}
"""Lines that a free text's row has at least."""
SCALES = {"title": 1.35, "about": 0.88, "subheader": 0.88}
"""Size of a style's letters; all others are 1."""
PAGE_WIDTH = 180
"""Characters on a sheet of paper at a size that can be read."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """The organisation (``facility`` "") or one facility. ``raw``: item code -> as it was typed."""

    facility: str = ""
    name: str
    hint: str = ""
    raw: Mapping[str, Sequence[str]] = {}
    previous: Answers = {}


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What all sheets of a workbook share. ``questions``: by code, for the conditions' words."""

    title: str
    language: str
    areas: tuple[Choice, ...]
    questions: Mapping[str, Item]
    lists: Lists


class Sheet:
    """A sheet that is written row by row."""

    def __init__(self, book: Any, name: str, *, widths: Sequence[float], footer: str) -> None:
        self.sheet: Any = book.create_sheet(name)
        self.styles = styles_of(self.sheet)
        self.row = 0
        self.widths = widths
        for position, width in enumerate(widths, 1):
            self.sheet.column_dimensions[get_column_letter(position)].width = width
        self.sheet.column_dimensions["A"].hidden = True
        self.sheet.sheet_view.showGridLines = False
        self._paper(footer)
        protect(self.sheet)

    def _paper(self, footer: str) -> None:
        sheet = self.sheet
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = 9
        sheet.page_setup.fitToWidth = math.ceil(sum(self.widths[1:]) / PAGE_WIDTH)
        sheet.page_setup.fitToHeight = 0
        margins = sheet.page_margins
        margins.left = margins.right = margins.top = 0.4
        margins.bottom, margins.footer = 0.7, 0.3
        sheet.oddFooter.left.text = footer.replace("&", "&&")[:120]
        sheet.oddFooter.right.text = "Seite &P von &N"

    def add(
        self,
        cells: Sequence[tuple[Any, str] | None],
        *,
        least: float = 1.0,
        hidden: bool = False,
        merged: Sequence[tuple[int, int]] = (),
    ) -> None:
        """A row of (value, style); merged: first and last column, from 1."""
        self.row += 1
        spans = {first: last for first, last in merged if last > first}
        needed = least
        made: list[Any] = []
        for position, one in enumerate(cells, 1):
            if one is None:
                made.append(None)
                continue
            value, style = one
            width = sum(self.widths[position - 1 : spans.get(position, position)])
            if isinstance(value, str) and style != "key":
                scale = SCALES.get(style, 1.0)
                needed = max(needed, scale * xlsx.lines_of(value, width * 0.95 / scale))
            made.append(styled_cell(self.sheet, value, self.styles[style]))
        dimensions = self.sheet.row_dimensions[self.row]
        if hidden:
            dimensions.hidden = True
        elif needed > 1.0:
            dimensions.height = min(409, xlsx.LINE_HEIGHT * needed + 4)
        for first, last in spans.items():
            letters = get_column_letter(first), get_column_letter(last)
            self.sheet.merged_cells.add(f"{letters[0]}{self.row}:{letters[1]}{self.row}")
        self.sheet.append(made)
        # Written already; kept, a row's dimensions would cost 1 kB each.
        self.sheet.row_dimensions.pop(self.row, None)


def protect(sheet: Any) -> None:
    """Only answers can be typed; columns and rows can be made wider. No password."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False


def organisation_sheet(book: Any, name: str, page: Page, part: Part, setting: Setting) -> None:
    """One row per question; a multiple choice has one row per choice."""
    past = any(item.code in part.previous for item in page.items)
    widths = [10, QUESTION_WIDTH, ANSWER_WIDTH, ABOUT_WIDTH, *([PAST_WIDTH] if past else [])]
    sheet = Sheet(book, name, widths=widths, footer=f"{setting.title}: {part.name}")
    across = min(4, len(widths))
    intro = text(page.intro, setting.language)
    top = 4 + bool(intro)
    sheet.sheet.freeze_panes = f"C{top + 1}"
    sheet.sheet.print_title_rows = f"{top}:{top}"
    sheet.add(
        [(f"{return_cells.SHEET_KEY}{page.code}", "key"), None, (return_cells.ANSWER_KEY, "key")],
        hidden=True,
    )
    sheet.add(
        [None, (text(page.title, setting.language), "title"), None, None], merged=[(2, across)]
    )
    sheet.add([None, (said_above(page, setting), "note"), None, None], merged=[(2, across)])
    if intro:
        sheet.add([None, (intro, "line"), None, None], merged=[(2, across)])
    heads = ["Frage", "Ihre Antwort", "Erläuterung", *([LATEST] if past else [])]
    sheet.add([None, *((head, "header") for head in heads)], least=1.5)
    for item in page.items:
        _question(sheet, item, part, setting, past=past)


def said_above(page: Page, setting: Setting) -> str:
    """What to do, what is required, and when the page is asked."""
    said = "Bitte füllen Sie die gelben Felder aus. Alles andere ist geschützt."
    if any(item.required for item in page.items):
        said += f" Fragen mit{REQUIRED} sind Pflichtangaben."
    condition = conditions.in_words(page.relevant, setting.questions, language=setting.language)
    return f"{said} {condition}." if condition else said


def _question(sheet: Sheet, item: Item, part: Part, setting: Setting, *, past: bool) -> None:
    label = text(item.label, setting.language) + (REQUIRED if item.required else "")
    if item.kind == "note":
        sheet.add([None, (label, "line"), None, None], merged=[(2, 4)])
        return
    about = (explained(item, setting), "about")
    latest = [(last_answer(item, part, setting), "past")] if past else []
    written, raw = cells_of(item, part, setting), part.raw.get(item.code, ())
    keys = return_cells.keys(item)
    if item.kind == "multiple":
        sheet.add([None, (label, "question"), ("", "question"), about, *latest])
        first = sheet.row + 1
        for key, choice, value in zip(keys, item.choices, written, strict=True):
            name = text(choice.label, setting.language)
            sheet.add([(key, "key"), (name, "choice"), (value, "answer tick")])
        cells = [f"C{first}:C{sheet.row}"]
    elif is_too_long(raw):
        sheet.add([None, (label, "question"), (TOO_LONG, "closed"), about, *latest])
        return
    else:
        row = [(keys[0], "key"), (label, "question"), (written[0], style_of(item))]
        sheet.add([*row, about, *latest], least=ROOM.get(item.kind, 1.0))
        cells = [f"C{sheet.row}"]
    restrict(
        sheet.sheet,
        cells,
        item,
        lists=setting.lists,
        language=setting.language,
        areas=setting.areas,
    )


def cells_of(item: Item, part: Part, setting: Setting) -> tuple[return_cells.Cell, ...]:
    """What stands in an item's cells, one per key."""
    raw = part.raw.get(item.code, ())
    return return_cells.written(item, raw, language=setting.language, areas=setting.areas)


def is_too_long(raw: Sequence[str]) -> bool:
    """Whether an answer does not fit into a cell."""
    return len("\n".join(raw)) > return_cells.LONGEST_CELL


def style_of(item: Item) -> str:
    """The style of an item's answer cell."""
    kinds = {"integer", "decimal", "date"}
    if item.kind in return_cells.CHOSEN:
        return "answer choice"
    if item.kind in {"multiple", "acknowledge"}:
        return "answer tick"
    return f"answer {item.kind}" if item.kind in kinds else "answer text"


def explained(item: Item, setting: Setting) -> str:
    """What a question's hint, definition and condition say, and how its cell is filled in."""
    condition = conditions.in_words(item.relevant, setting.questions, language=setting.language)
    said = (
        f"{condition}." if condition else "",
        text(item.hint, setting.language),
        text(item.guidance, setting.language),
        f"{HOW[item.kind]}.",
    )
    return "\n".join(one for one in said if one)


def last_answer(item: Item, part: Part, setting: Setting) -> str:
    """Last wave's answer in words, "" = none."""
    value = part.previous.get(item.code)
    if value is None:
        return ""
    return items.in_words(item, value, language=setting.language, areas=setting.areas)
