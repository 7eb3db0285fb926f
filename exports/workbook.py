"""The Excel return: a questionnaire as a workbook, filled in as far as it is already answered."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import IO, Any

import msgspec
from openpyxl import Workbook

from exports import xlsx
from exports.cell_styles import styled_cell
from exports.drop_downs import Lists, lists_sheet
from exports.table import distinct
from exports.workbook_rosters import roster_sheet
from exports.workbook_sheets import (
    REQUIRED,
    Part,
    Setting,
    organisation_sheet,
    protect,
)
from exports.workbook_styles import styles_of
from questionnaires import questionnaire as definition
from questionnaires.questionnaire import FACILITIES, Choice, Page, Questionnaire, text
from questionnaires.return_cells import GUIDE_SHEET, LISTS_SHEET, MARKS_SHEET

__all__ = ["Part", "ReturnWorkbook", "workbook", "write"]

RESERVED = (GUIDE_SHEET, LISTS_SHEET, MARKS_SHEET, "History")
"""The last one is refused by Excel."""
GUIDE_WIDTHS = (34, 70, 16)


class ReturnWorkbook(msgspec.Struct, frozen=True, kw_only=True):
    """A questionnaire for one organisation. ``marks``: rows of the hidden sheet, see return_marks.

    ``pages``: codes of the pages that are asked; ``contact``: whom to ask, "" = nobody is named.
    """

    title: str
    organisation: Part
    facilities: tuple[Part, ...]
    closes_on: dt.date
    contact: str = ""
    questionnaire: Questionnaire
    pages: frozenset[str]
    language: str
    areas: tuple[Choice, ...]
    marks: Sequence[tuple[str, str]]


def workbook(content: ReturnWorkbook, *, date: dt.date) -> bytes:
    """The file. date: of the answers in it; it becomes the file's only time."""
    stream = io.BytesIO()
    write(stream, content, date=date)
    return stream.getvalue()


def write(stream: IO[bytes], content: ReturnWorkbook, *, date: dt.date) -> None:
    """As `workbook`, into a file."""
    book = Workbook(write_only=True)
    pages = [page for page in content.questionnaire.pages if page.code in content.pages]
    pages = [page for page in pages if page.roster != FACILITIES or content.facilities]
    names = sheet_names(pages, content.language)
    setting = Setting(
        title=content.title,
        language=content.language,
        areas=content.areas,
        questions={item.code: item for item in definition.items(content.questionnaire)},
        lists=Lists({}),
    )
    _guide(book, content, pages, names)
    for page, name in zip(pages, names, strict=True):
        if page.roster == FACILITIES:
            roster_sheet(book, name, page, content.facilities, setting)
        else:
            organisation_sheet(book, name, page, content.organisation, setting)
    protect(lists_sheet(book, setting.lists))
    _marks(book, content.marks)
    xlsx.save(book, stream, title=content.title, date=date)


def sheet_names(pages: Sequence[Page], language: str) -> list[str]:
    """The pages' titles, as short and different as Excel wants them, cut between words."""
    named = [_shortened(xlsx.sheet_name(text(page.title, language))) for page in pages]
    return list(distinct([*RESERVED, *named], longest=xlsx.LONGEST_NAME))[len(RESERVED) :]


def _shortened(name: str) -> str:
    if len(name) <= xlsx.LONGEST_NAME:
        return name
    words = name[: xlsx.LONGEST_NAME - 1].rsplit(" ", 1)[0]
    return f"{words.rstrip(' ,;:-')} …" if len(words) < xlsx.LONGEST_NAME - 1 else words


def _guide(book: Any, content: ReturnWorkbook, pages: Sequence[Page], names: Sequence[str]) -> None:
    """What to do, until when, and what is on which sheet."""
    sheet: Any = book.create_sheet(GUIDE_SHEET)
    styles = styles_of(sheet)
    for letter, width in zip("ABC", GUIDE_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.paperSize = 9
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    protect(sheet)
    number = 0

    def line(texts: Sequence[str], style: str, *, across: bool = False) -> None:
        nonlocal number
        number += 1
        widths = [sum(GUIDE_WIDTHS)] if across else GUIDE_WIDTHS
        lines = max(xlsx.lines_of(one, width) for one, width in zip(texts, widths, strict=False))
        scale = 1.4 if style == "title" else 1.0
        sheet.row_dimensions[number].height = xlsx.LINE_HEIGHT * scale * lines + 5
        if across:
            sheet.merged_cells.add(f"A{number}:C{number}")
        sheet.append([styled_cell(sheet, one, styles[style]) for one in texts])

    line([content.title], "title", across=True)
    line([content.organisation.name], "strong", across=True)
    line(
        [f"Bitte hochladen bis einschließlich {content.closes_on:%d.%m.%Y}"], "warning", across=True
    )
    line([""], "line", across=True)
    line(["So geht es"], "strong", across=True)
    for step in _steps(pages):
        line([step], "line", across=True)
    line([""], "line", across=True)
    line(["Blatt", "Worum es geht", "Fragen"], "header")
    for page, name in zip(pages, names, strict=True):
        questions = sum(item.kind != "note" for item in page.items)
        title = text(page.title, content.language)
        about = f"{title}: je Einrichtung eine Zeile" if page.roster == FACILITIES else title
        line([name, about, str(questions)], "about")
    if content.contact:
        line([""], "line", across=True)
        line([f"Fragen? {content.contact}"], "line", across=True)


FILL_IN = (
    "Füllen Sie auf den folgenden Blättern die gelben Felder aus. Was Sie schon eingegeben haben, "
    "steht darin. Graue Felder zeigen Ihre letzte Angabe zum Vergleich."
)
CHOOSE = (
    "Wählen Sie Antworten aus der Liste am Feld, oder kreuzen Sie mit x an. Was Sie nicht wissen, "
    "lassen Sie leer."
)
MANDATORY = f"Fragen mit{REQUIRED} sind Pflichtangaben."
KEEP = "Speichern Sie die Datei als Excel-Arbeitsmappe (.xlsx), auch in LibreOffice."
UPLOAD = (
    "Laden Sie die Datei auf Ihrer Seite wieder hoch: „Als Excel-Datei ausfüllen“. Sie brauchen "
    "sie nicht per E-Mail zu schicken. Sie können sie auch mehrmals hochladen."
)
AFTER = (
    "Nach dem Hochladen sehen Sie, was angekommen ist und was zu prüfen bleibt. Abgesandt wird "
    "erst, wenn Sie auf Ihrer Seite „Prüfen und absenden“ wählen."
)


def _steps(pages: Sequence[Page]) -> list[str]:
    required = any(item.required for page in pages for item in page.items)
    steps = (FILL_IN, CHOOSE, *((MANDATORY,) if required else ()), KEEP, UPLOAD, AFTER)
    return [f"{number}. {step}" for number, step in enumerate(steps, 1)]


def _marks(book: Any, rows: Sequence[tuple[str, str]]) -> None:
    sheet: Any = book.create_sheet(MARKS_SHEET)
    sheet.sheet_state = "hidden"
    protect(sheet)
    styles = styles_of(sheet)
    for row in rows:
        sheet.append([styled_cell(sheet, one, styles["key"]) for one in row])
