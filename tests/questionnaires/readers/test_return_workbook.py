"""The Excel return as it comes back, from people and programs that do as they like."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires import items
from questionnaires.items.free_text import clean
from questionnaires.readers import return_workbook
from questionnaires.readers.return_sheet import Problem
from questionnaires.readers.upload import UploadRefused
from tests.exports import returns
from tests.exports.test_workbook import HAUS, LAGE, column_of, row_of


def place(book: Any, key: str, facility: str = "") -> Any:
    """The answer cell of an item."""
    if facility:
        sheet = book[HAUS]
        return sheet[f"{column_of(sheet, key)}{row_of(sheet, facility)}"]
    return book[LAGE][f"C{row_of(book[LAGE], key)}"]


# Refusals


def test_what_is_no_workbook_is_refused() -> None:
    with pytest.raises(UploadRefused, match="keine Excel-Arbeitsmappe"):
        return_workbook.open_return(b"%PDF-1.7", language="de")
    with pytest.raises(UploadRefused, match="beschädigt"):
        return_workbook.open_return(returns.made()[:9_000], language="de")


def test_a_workbook_without_marks_is_not_ours() -> None:
    book = returns.opened(returns.made())
    del book["Kennung"]
    opened = return_workbook.open_return(returns.saved(book), language="de")
    assert return_workbook.marks_of(opened) is None


def test_marks_are_read_back() -> None:
    """Negative control of the test above."""
    opened = return_workbook.open_return(returns.made(), language="de")
    assert return_workbook.marks_of(opened) == (returns.MARKS, "signatur")


# Round trip

texts = st.text(max_size=60).map(clean).filter(bool)
VALUES = {
    "text": texts,
    "long_text": st.text(alphabet="=+-@ab_x0041\n\t€😀\u200b'\"", max_size=80)
    .map(clean)
    .filter(bool),
    "integer": st.integers(-(10**15) + 1, 10**15 - 1),
    "decimal": st.floats(-1e9, 1e9).map(lambda number: round(number, 5)),
    "date": st.dates(dt.date(1900, 3, 1), dt.date(2100, 12, 31)).map(dt.date.isoformat),
    "single": st.sampled_from(["mehr", "gleich", "weniger"]),
    "scale": st.sampled_from(["mehr", "gleich", "weniger"]),
    "multiple": st.sampled_from([["mehr"], ["gleich", "weniger"]]),
    "area": st.sampled_from(["01", "02"]),
    "acknowledge": st.just("OK"),
}


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.fixed_dictionaries({}, optional=VALUES))
def test_every_answer_is_read_back(values: dict[str, Any]) -> None:
    raw = {
        f"{prefix}_{kind}": items.typed(item, values[kind], language="de")
        for prefix in ("o", "f")
        for item in returns.items(prefix)
        if (kind := item.kind) in values
    }
    found = returns.answers(returns.read(returns.made(organisation=raw, facility=raw)))
    for prefix, at in (("o", ("lage", "")), ("f", ("haus", "f2"))):
        for item in returns.items(prefix):
            back = found[at].get(item.code, ())
            parsed = items.parse(item, back, language="de", areas=returns.AREAS)
            assert parsed.value == values.get(item.kind), item.kind
    assert found["haus", "f1"] == {}


def test_an_untouched_workbook_says_nothing() -> None:
    reading = returns.read(returns.made())
    assert (returns.answers(reading), reading.problems) == (
        {("lage", ""): {}, **{(page, f): {} for page in ("haus", "haus2") for f in ("f1", "f2")}},
        (),
    )


# What people and programs do


def test_cells_of_other_types_are_understood() -> None:
    book = returns.opened(returns.made())
    place(book, "o_integer").value = 12.0
    place(book, "o_decimal").value = 0.1 + 0.2
    place(book, "o_date").value = dt.datetime(2026, 3, 31)  # noqa: DTZ001
    place(book, "o_text").value = 2026
    place(book, "o_acknowledge").value = True
    place(book, "o_single").value = "1-2  "
    place(book, "f_date", "f1").value = 46112
    place(book, "f_decimal", "f1").value = "1.234,5 "
    place(book, "f_multiple/gleich", "f1").value = "X"
    place(book, "f_area", "f1").value = "süd"
    found = returns.answers(returns.read(returns.saved(book)))
    assert found["lage", ""] == {
        "o_integer": ("12",),
        "o_decimal": ("0,3",),
        "o_date": ("2026-03-31",),
        "o_text": ("2026",),
        "o_acknowledge": ("OK",),
        "o_single": ("gleich",),
    }
    assert found["haus", "f1"] == {
        "f_date": ("2026-03-31",),
        "f_decimal": ("1.234,5",),
        "f_multiple": ("gleich",),
        "f_area": ("02",),
    }


def test_what_is_no_choice_is_kept_with_its_cell() -> None:
    book = returns.opened(returns.made())
    cell = place(book, "f_single", "f2")
    cell.value = "viel mehr"
    reading = returns.read(returns.saved(book))
    filled = next(one for one in reading.places if one.facility == "f2").items["f_single"]
    assert (filled.raw, filled.cell) == (("viel mehr",), cell.coordinate)


def test_renamed_sheets_inserted_rows_and_moved_columns_are_found() -> None:
    book = returns.opened(returns.made(organisation={"o_text": ("da",)}))
    place(book, "f_single", "f2").value = "1-2"
    book[LAGE].insert_rows(1, amount=2)
    book[LAGE].insert_cols(2)
    book[LAGE].title = "Unser Blatt"
    book[HAUS].insert_cols(1)
    book[HAUS].move_range("D1:AA20", cols=3)
    book.move_sheet("Unser Blatt", offset=3)
    found = returns.answers(returns.read(returns.saved(book)))
    assert (found["lage", ""], found["haus", "f2"]) == (
        {"o_text": ("da",)},
        {"f_single": ("gleich",)},
    )


def test_deleted_rows_and_columns_are_absent_not_empty() -> None:
    book = returns.opened(returns.made(organisation={"o_text": ("da",)}))
    sheet = book[LAGE]
    sheet.delete_rows(row_of(sheet, "o_text"))
    sheet.delete_rows(row_of(sheet, "o_multiple/gleich"))
    haus = book[HAUS]
    haus.delete_rows(row_of(haus, "f1"))
    haus.delete_cols(haus[f"{column_of(haus, 'f_date')}1"].column)
    reading = returns.read(returns.saved(book))
    places = {(one.page, one.facility): one.items for one in reading.places}
    assert "o_text" not in places["lage", ""]
    assert "o_multiple" not in places["lage", ""]
    assert ("haus", "f1") not in places
    assert "f_date" not in places["haus", "f2"]
    assert "f_text" in places["haus", "f2"]
    assert reading.problems == ()


def test_half_a_multiple_choice_is_said_and_not_read() -> None:
    book = returns.opened(returns.made())
    sheet = book[LAGE]
    sheet.delete_rows(row_of(sheet, "o_multiple/gleich"))
    cell = place(book, "o_multiple/mehr")
    cell.value = "x"
    (problem,) = returns.read(returns.saved(book)).problems
    assert (problem.cell, problem.item) == (cell.coordinate, "o_multiple")
    assert "fehlen Antworten" in problem.message


def test_broken_formulas_are_named_and_their_answers_left_alone() -> None:
    book = returns.opened(returns.made(organisation={"o_integer": ("5",)}))
    cell = place(book, "o_integer")
    cell.value = "=1+1"
    cell.data_type = "f"
    error = place(book, "f_integer", "f1")
    error.value = "#DIV/0!"
    reading = returns.read(returns.saved(book))
    assert [(one.sheet, one.cell, one.item, one.facility) for one in reading.problems] == [
        (LAGE, cell.coordinate, "o_integer", ""),
        (HAUS, error.coordinate, "f_integer", "f1"),
    ]
    assert "Formel ohne gespeichertes Ergebnis" in reading.problems[0].message
    places = {(one.page, one.facility): one.items for one in reading.places}
    assert "o_integer" not in places["lage", ""]
    assert "f_integer" not in places["haus", "f1"]


def test_a_row_sorted_away_from_its_key_is_not_given_to_another_facility() -> None:
    book = returns.opened(returns.made())
    place(book, "f_integer", "f1").value = 7
    sheet = book[HAUS]
    first, second = row_of(sheet, "f1"), row_of(sheet, "f2")
    sheet.cell(first, 1).value, sheet.cell(second, 1).value = "f2", "f1"
    reading = returns.read(returns.saved(book))
    assert [key for key in returns.answers(reading) if key[0] == "haus"] == []
    (problem,) = reading.problems
    assert (problem.sheet, problem.cell) == (HAUS, f"B{first}")
    assert "passt nicht zur Kennung" in problem.message


def test_strange_rows_and_sheets_are_said() -> None:
    book = returns.opened(returns.made())
    sheet = book[HAUS]
    row = sheet.max_row + 1
    sheet.cell(row, 2).value = "Haus 03"
    sheet.cell(row, 3).value = "neu"
    book.create_sheet("Notizen")["A1"] = "Anruf bei Frau M."
    book.create_sheet("Leer")
    reading = returns.read(returns.saved(book))
    assert [(one.sheet, one.cell) for one in reading.problems] == [
        (HAUS, f"B{row}"),
        ("Notizen", ""),
    ]


def test_a_row_twice_with_other_answers_is_said_and_the_first_one_read() -> None:
    book = returns.opened(returns.made())
    place(book, "f_integer", "f2").value = 7
    sheet = book[HAUS]
    row = sheet.max_row + 1
    for cell in list(sheet[row_of(sheet, "f2")]):
        sheet.cell(row, cell.column).value = cell.value
    assert returns.read(returns.saved(book)).problems == ()
    sheet[f"{column_of(sheet, 'f_integer')}{row}"] = 8
    reading = returns.read(returns.saved(book))
    assert returns.answers(reading)["haus", "f2"] == {"f_integer": ("7",)}
    (problem,) = reading.problems
    assert isinstance(problem, Problem)
    assert (problem.sheet, problem.facility, "zweimal" in problem.message) == (HAUS, "f2", True)
