"""Sheets of an XLSForm workbook -> rows by field and language, each cell with its place."""

import re
from collections.abc import Sequence
from typing import Literal

import msgspec

from questionnaires.questionnaire import FALLBACK_LANGUAGE, Translations
from questionnaires.readers.problems import CellProblem
from questionnaires.readers.upload import Sheet, SheetRow, column_letter

TRANSLATED = ("label", "hint", "guidance_hint", "constraint_message", "form_title")
PLAIN = {
    "survey": (
        "type",
        "name",
        "required",
        "relevant",
        "constraint",
        "appearance",
        "service::role",
        "service::roster",
        "service::table",
        "service::minutes",
        "service::maximum_length",
    ),
    "choices": ("list_name", "name"),
    "settings": ("form_id", "version", "default_language", "service::reviewed"),
}
ALIASES = {
    "caption": "label",
    "relevance": "relevant",
    "value": "name",
    "id_string": "form_id",
    "title": "form_title",
    "list": "list_name",
}
WITHOUT_EFFECT = {
    "style",
    "instance_name",
    "public_key",
    "submission_url",
    "allow_choice_duplicates",
}
"""Settings for the collecting app, not for the questionnaire."""

UNSUPPORTED = {
    "calculation": "Berechnungen",
    "choice_filter": "Gefilterte Antwortlisten",
    "repeat_count": "Wiederholungen mit fester Anzahl",
    "trigger": "Auslöser",
}
"""Columns that would change what is asked: a filled cell is an error."""

TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")
IN_BRACKETS = re.compile(r".*\(\s*([A-Za-z0-9-]+)\s*\)")
NAMES = {
    "deutsch": "de",
    "german": "de",
    "leichte sprache": "de-x-leicht",
    "english": "en",
    "englisch": "en",
    "türkçe": "tr",
    "turkish": "tr",
    "türkisch": "tr",
    "українська": "uk",
    "ukrainian": "uk",
    "ukrainisch": "uk",
    "русский": "ru",
    "russian": "ru",
    "russisch": "ru",
    "العربية": "ar",
    "arabic": "ar",
    "arabisch": "ar",
    "polski": "pl",
    "polish": "pl",
    "polnisch": "pl",
}


class FormRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row. `cells`: field -> text; `texts`: field -> translations; empty cells are absent."""

    sheet: str
    number: int
    cells: dict[str, str]
    texts: dict[str, Translations]
    letters: dict[str, str]

    def problem(
        self, field: str, message: str, *, severity: Literal["error", "warning"] = "error"
    ) -> CellProblem:
        """At this row and the field's column ("" if the sheet has none)."""
        return CellProblem(
            sheet=self.sheet,
            row=self.number,
            column=self.letters.get(field, ""),
            message=message,
            severity=severity,
        )


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """`language`: None = not said. `field` "" = the column is not read."""

    index: int
    written: str
    field: str
    language: str | None = None


class FormSheet(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet before its untagged columns are given to a language."""

    sheet: Sheet
    row: int
    headers: tuple[Header, ...]
    problems: tuple[CellProblem, ...]


def language_tag(name: str) -> str | None:
    """ "Deutsch (de)", "de", "German" -> "de"; None if the language cannot be told."""
    name = name.strip()
    if match := IN_BRACKETS.fullmatch(name):
        tag = match[1].lower()
        return tag if TAG.fullmatch(tag) else None
    if known := NAMES.get(name.lower()):
        return known
    return name.lower() if name.lower() in NAMES.values() else None


def read_headers(sheet: Sheet) -> FormSheet:
    """The first filled row names the columns."""
    if not sheet.rows:
        return FormSheet(sheet=sheet, row=0, headers=(), problems=())
    first = sheet.rows[0]
    headers = [_header(sheet.name.lower(), index, cell) for index, cell in enumerate(first.cells)]
    problems = [*_unread(sheet, first, headers), *_twice(sheet, first, headers)]
    return FormSheet(
        sheet=sheet, row=first.number, headers=tuple(headers), problems=tuple(problems)
    )


def _header(sheet: str, index: int, written: str) -> Header:
    base, separator, rest = written.partition("::")
    if not separator:
        base, separator, rest = written.partition(":")
    field = "_".join(base.lower().split())
    field = ALIASES.get(field, field)
    if field == "service" and separator:
        field = f"service::{rest.strip().lower()}"
    elif separator and field in TRANSLATED:
        tag = language_tag(rest)
        return Header(index=index, written=written, field=field if tag else "", language=tag)
    elif separator:
        field = ""
    known = field in TRANSLATED or field in PLAIN[sheet] or field in UNSUPPORTED
    return Header(index=index, written=written, field=field if known else "")


def _unread(sheet: Sheet, first: SheetRow, headers: Sequence[Header]) -> list[CellProblem]:
    problems = []
    for header in headers:
        base, _, rest = header.written.partition(":")
        if header.field or base.lower() in WITHOUT_EFFECT:
            continue
        if base.strip().lower() in TRANSLATED:
            message = (
                f"Die Sprache „{rest.strip(': ')}“ ist nicht erkannt, die Spalte wird nicht "
                "gelesen. Bitte schreiben Sie das Sprachkürzel in Klammern, zum Beispiel "
                f"„{base}::Deutsch (de)“."
            )
        elif header.written:
            message = f"Die Spalte „{header.written[:60]}“ wird nicht verwendet."
        else:
            message = "Die Spalte hat keine Überschrift und wird nicht gelesen."
        problems.append(_header_problem(sheet, first, header, message, "warning"))
    return problems


def _twice(sheet: Sheet, first: SheetRow, headers: Sequence[Header]) -> list[CellProblem]:
    seen: dict[tuple[str, str | None], Header] = {}
    problems = []
    for header in headers:
        earlier = seen.setdefault((header.field, header.language), header)
        if header.field and earlier is not header:
            message = (
                f"Die Spalte „{header.written}“ gibt es schon in {column_letter(earlier.index)}. "
                "Bitte löschen Sie eine von beiden."
            )
            problems.append(_header_problem(sheet, first, header, message, "error"))
    return problems


def _header_problem(
    sheet: Sheet,
    first: SheetRow,
    header: Header,
    message: str,
    severity: Literal["error", "warning"],
) -> CellProblem:
    return CellProblem(
        sheet=sheet.name,
        row=first.number,
        column=column_letter(header.index),
        message=message,
        severity=severity,
    )


def default_language(setting: str, survey: FormSheet) -> str | None:
    """The language of columns without one. None: the setting names no language we can tell."""
    if setting and setting.lower() != "default":
        return language_tag(setting)
    labels = [header.language for header in survey.headers if header.field == "label"]
    if not labels or None in labels:
        return FALLBACK_LANGUAGE
    return labels[0]


def languages(survey: FormSheet, default: str) -> tuple[str, ...]:
    """The languages of the questions, the default first, then as the columns stand."""
    found = [header.language or default for header in survey.headers if header.field == "label"]
    return tuple(dict.fromkeys([default, *found] if default in found else found))


def read_rows(form: FormSheet, default: str) -> list[FormRow]:
    """The rows below the headers."""
    letters: dict[str, str] = {}
    for header in form.headers:
        if header.language in {None, default} or header.field not in letters:
            letters[header.field] = column_letter(header.index)
    rows = []
    for row in form.sheet.rows[1:]:
        cells: dict[str, str] = {}
        texts: dict[str, Translations] = {}
        for header, cell in zip(form.headers, row.cells, strict=False):
            if not cell or not header.field:
                continue
            if header.field in TRANSLATED:
                texts.setdefault(header.field, {})[header.language or default] = cell
            else:
                cells[header.field] = cell
        rows.append(
            FormRow(
                sheet=form.sheet.name,
                number=row.number,
                cells=cells,
                texts=texts,
                letters=letters,
            )
        )
    return rows


def unsupported_cells(rows: Sequence[FormRow]) -> list[CellProblem]:
    """Cells of columns that would change what is asked."""
    return [
        row.problem(field, f"{what} (Spalte {field}) werden nicht unterstützt.")
        for row in rows
        for field, what in UNSUPPORTED.items()
        if field in row.cells
    ]
