"""XLSForm workbook -> questionnaire, with every problem at its cell, in German.

Beyond XLSForm: in the sheet survey service::role, service::roster, service::table,
service::minutes, service::maximum_length; in settings service::reviewed. The hint of a page's
group is the page's introduction.
"""

import re
from pathlib import Path

import msgspec

from questionnaires.items.messages import LANGUAGES
from questionnaires.questionnaire import (
    FALLBACK_LANGUAGE,
    Page,
    Questionnaire,
    Translations,
)
from questionnaires.readers import xlsform_checks, xlsform_columns
from questionnaires.readers.problems import CellProblem
from questionnaires.readers.upload import Sheet, UploadRefused, open_workbook
from questionnaires.readers.xlsform_columns import FormRow, FormSheet
from questionnaires.readers.xlsform_items import read_lists
from questionnaires.readers.xlsform_pages import PageReader, Surroundings, read_tree

MOST_ITEMS = 1_000
LONGEST_KEY = 80
LARGEST_VERSION = 2_147_483_647
KEY = re.compile(r"[^\W_][\w.\-]*")


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """Without a questionnaire where there is an error; warnings do not stand in the way."""

    questionnaire: Questionnaire | None
    problems: tuple[CellProblem, ...]


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    version: int
    title: Translations
    reviewed: tuple[str, ...]


def read(source: bytes | Path, *, name: str = "") -> Reading:
    """`name`: what the file is called; stands for form_id where the workbook has none."""
    content = source.read_bytes() if isinstance(source, Path) else source
    name = name or (source.name if isinstance(source, Path) else "Fragebogen.xlsx")
    try:
        workbook = open_workbook(content)
    except UploadRefused as refused:
        return _refused(name, str(refused))
    sheets = {sheet.name.strip().lower(): sheet for sheet in workbook.sheets}
    if "survey" not in sheets or len(sheets["survey"].rows) < 2:
        return _refused(
            name,
            "Die Arbeitsmappe enthält keinen Fragebogen: Das Blatt „survey“ fehlt oder ist leer. "
            "Am einfachsten gehen Sie von einem der mitgelieferten Fragebögen aus.",
        )
    return _read(sheets, name)


def _refused(name: str, message: str) -> Reading:
    problem = CellProblem(sheet=name, row=0, column="", message=message)
    return Reading(questionnaire=None, problems=(problem,))


def _read(sheets: dict[str, Sheet], name: str) -> Reading:
    survey, choices, settings = (
        xlsform_columns.read_headers(sheets.get(part) or Sheet(name=part, rows=()))
        for part in ("survey", "choices", "settings")
    )
    problems = [
        problem
        for form in (survey, choices, settings)
        for problem in (*form.sheet.problems, *form.problems)
    ]
    default, settings_row = _default_language(survey, settings, problems)
    languages = xlsform_columns.languages(survey, default)
    facts = _settings(settings_row, languages, default, name, problems)
    pages = _pages(survey, choices, default, languages, problems)
    problems = list(dict.fromkeys(problems))  # A loose question is an item and a page.
    problems.sort(key=lambda problem: ("survey choices settings".find(problem.sheet), problem.row))
    if any(problem.severity == "error" for problem in problems):
        return Reading(questionnaire=None, problems=tuple(problems))
    questionnaire = Questionnaire(
        key=facts.key,
        version=facts.version,
        title=facts.title,
        languages=languages,
        default_language=default,
        pages=pages,
        reviewed_translations=facts.reviewed,
    )
    return Reading(questionnaire=questionnaire, problems=tuple(problems))


def _default_language(
    survey: FormSheet, settings: FormSheet, problems: list[CellProblem]
) -> tuple[str, FormRow]:
    """The default language and the row of the settings (empty if there is none)."""
    untagged = xlsform_columns.read_rows(settings, "")
    row = (
        untagged[0]
        if untagged
        else FormRow(sheet=settings.sheet.name, number=0, cells={}, texts={}, letters={})
    )
    setting = row.cells.get("default_language", "")
    default = xlsform_columns.default_language(setting, survey)
    known = {header.language or default for header in survey.headers if header.field == "label"}
    if not known:
        message = "Die Spalte „label“ fehlt, zum Beispiel „label::Deutsch (de)“."
        problems.append(
            CellProblem(sheet=survey.sheet.name, row=survey.row, column="", message=message)
        )
    elif default is None or default not in known:
        message = (
            f"Zur Standardsprache „{setting}“ gibt es keine Spalte „label::{setting}“ im Blatt "
            "survey."
        )
        problems.append(row.problem("default_language", message))
    if default is None or default not in known:
        default = xlsform_columns.default_language("", survey) or FALLBACK_LANGUAGE
    return default, row


def _settings(
    row: FormRow,
    languages: tuple[str, ...],
    default: str,
    name: str,
    problems: list[CellProblem],
) -> Settings:
    key = row.cells.get("form_id", "")
    if not key:
        key = re.sub(r"\W+", "_", Path(name).stem).strip("_") or "fragebogen"
        message = f"Der Name des Fragebogens (form_id) fehlt; er heißt jetzt „{key}“."
        problems.append(row.problem("form_id", message, severity="warning"))
    if not KEY.fullmatch(key) or len(key) > LONGEST_KEY:
        message = (
            "form_id darf nur Buchstaben, Ziffern, Unterstrich, Bindestrich und Punkt enthalten "
            f"und höchstens {LONGEST_KEY} Zeichen lang sein."
        )
        problems.append(row.problem("form_id", message))
    title = {tag or default: text for tag, text in row.texts.get("form_title", {}).items()}
    if not title:
        message = "Der Titel (form_title) fehlt; stattdessen erscheint form_id."
        problems.append(row.problem("form_title", message, severity="warning"))
    return Settings(
        key=key,
        version=_version(row, problems),
        title=title or {default: key},
        reviewed=_reviewed(row, languages, problems),
    )


def _version(row: FormRow, problems: list[CellProblem]) -> int:
    written = row.cells.get("version", "")
    if not written:
        message = "Die Versionsnummer (version) fehlt; es gilt 1."
        problems.append(row.problem("version", message, severity="warning"))
        return 1
    if not re.fullmatch("[0-9]{1,10}", written) or not 0 < int(written) <= LARGEST_VERSION:
        message = f"„{written[:60]}“ ist keine Versionsnummer. Bitte schreiben Sie eine ganze Zahl."
        problems.append(row.problem("version", message))
        return 1
    return int(written)


def _reviewed(
    row: FormRow, languages: tuple[str, ...], problems: list[CellProblem]
) -> tuple[str, ...]:
    tags = row.cells.get("service::reviewed", "").lower().split()
    for tag in tags:
        if tag not in languages:
            message = f"Die Sprache „{tag[:60]}“ kommt in diesem Fragebogen nicht vor."
            problems.append(row.problem("service::reviewed", message, severity="warning"))
    return tuple(language for language in languages if language in tags)


def _pages(
    survey: FormSheet,
    choices: FormSheet,
    default: str,
    languages: tuple[str, ...],
    problems: list[CellProblem],
) -> tuple[Page, ...]:
    rows = xlsform_columns.read_rows(survey, default)
    choice_rows = xlsform_columns.read_rows(choices, default)
    problems += xlsform_columns.unsupported_cells([*rows, *choice_rows])
    problems += xlsform_checks.untranslated([*rows, *choice_rows], languages)
    problems += _unspoken(survey, languages)
    reader = PageReader(read_lists(choice_rows, problems), problems)
    reader.read(read_tree(rows, problems), Surroundings())
    items = {item.code: (item, roster) for _, item, roster in reader.items}
    problems += xlsform_checks.repeated_codes([(row, item.code) for row, item, _ in reader.items])
    problems += xlsform_checks.repeated_codes([(row, page.code) for row, page in reader.pages])
    problems += xlsform_checks.condition_problems(reader.conditions, items)
    pages = tuple(page for _, page in reader.pages if page.items)
    if not pages or len(reader.items) > MOST_ITEMS:
        message = f"Ein Fragebogen braucht mindestens eine und höchstens {MOST_ITEMS} Fragen."
        problems.append(CellProblem(sheet=survey.sheet.name, row=0, column="", message=message))
    return pages


def _unspoken(survey: FormSheet, languages: tuple[str, ...]) -> list[CellProblem]:
    """Languages in which the pages around the questions have no texts."""
    spoken = {*LANGUAGES, *(language.partition("-")[0] for language in LANGUAGES)}
    return [
        CellProblem(
            sheet=survey.sheet.name,
            row=survey.row,
            column="",
            message=f"Für die Sprache „{language}“ hat die Software keine eigenen Texte: Knöpfe "
            "und Hinweise erscheinen auf Deutsch.",
            severity="warning",
        )
        for language in languages
        if language.partition("-")[0] not in spoken
    ]
