"""Small XLSForm workbooks for the tests, and what was found in them."""

import io
from collections.abc import Sequence
from pathlib import Path

import openpyxl

from questionnaires.questionnaire import Questionnaire
from questionnaires.readers import xlsform

FORMS = Path(__file__).parents[2] / "data" / "xlsform"
LIBRARY = Path(__file__).parents[3] / "questionnaires" / "library"
SETTINGS = [["form_id", "form_title", "version"], ["probe", "Probe", 1]]
CHOICES = [["list_name", "name", "label"], ["jn", "ja", "Ja"], ["jn", "nein", "Nein"]]
HEADERS = (
    "type", "name", "label", "relevant", "constraint", "required", "appearance", "hint",
    "service::role", "service::roster", "service::table", "service::minutes",
    "service::maximum_length",
)  # fmt: skip

Sheet = Sequence[Sequence[object]]
Found = tuple[str, int, str, str]


def workbook(survey: Sheet, choices: Sheet = CHOICES, settings: Sheet = SETTINGS) -> bytes:
    book = openpyxl.Workbook()
    for name, rows in (("survey", survey), ("choices", choices), ("settings", settings)):
        sheet = book.active if name == "survey" else book.create_sheet()
        assert sheet is not None
        sheet.title = name
        for row in rows:
            sheet.append(list(row))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def rows(*cells: dict[str, object]) -> Sheet:
    return [HEADERS, *([row.get(header) for header in HEADERS] for row in cells)]


def row(kind: str, name: str = "", label: str = "Frage", **cells: object) -> dict[str, object]:
    given = {f"service::{key[8:]}" if key.startswith("service_") else key: cell
             for key, cell in cells.items()}  # fmt: skip
    return {"type": kind, "name": name, "label": label, **given}


def read(*cells: dict[str, object], choices: Sheet = CHOICES, settings: Sheet = SETTINGS) -> (
    xlsform.Reading
):  # fmt: skip
    return xlsform.read(workbook(rows(*cells), choices, settings), name="probe.xlsx")


def places(reading: xlsform.Reading, severity: str = "error") -> list[Found]:
    return [
        (problem.sheet, problem.row, problem.column, problem.message)
        for problem in reading.problems
        if problem.severity == severity
    ]


def only_error(reading: xlsform.Reading) -> Found:
    assert reading.questionnaire is None
    (found,) = places(reading)
    return found


def form(reading: xlsform.Reading) -> Questionnaire:
    assert places(reading) == []
    assert reading.questionnaire is not None
    return reading.questionnaire
