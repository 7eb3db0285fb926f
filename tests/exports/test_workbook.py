"""The Excel return as it leaves: sheets, locked cells, drop-downs, hidden marks."""

from typing import Any

from exports import workbook_inputs
from questionnaires import return_cells
from questionnaires.items import REGISTRY
from questionnaires.questionnaire import Page
from tests.exports import returns

LAGE, HAUS = "Lage- was sich -ändert-", "Die Einrichtungen und alles …"


def row_of(sheet: Any, key: str) -> int:
    return next(cell.row for cell in sheet["A"] if cell.value == key)


def column_of(sheet: Any, key: str) -> str:
    return next(str(cell.column_letter) for cell in sheet[1] if cell.value == key)


def test_sheets_have_short_and_different_names() -> None:
    book = returns.opened(returns.made())
    assert [(sheet.title, sheet.sheet_state) for sheet in book] == [
        ("Anleitung", "visible"),
        (LAGE, "visible"),
        (HAUS, "visible"),
        ("Die Einrichtungen und alles (2)", "visible"),
        ("Listen", "hidden"),
        ("Kennung", "hidden"),
    ]


def test_reserved_names_are_not_taken() -> None:
    from exports.workbook import sheet_names

    pages = [Page(code=name, title={"de": name}) for name in ("Anleitung", "kennung", "History")]
    assert sheet_names(pages, "de") == ["Anleitung (2)", "kennung (2)", "History (2)"]


def test_the_guide_says_what_to_do_and_until_when() -> None:
    guide = returns.opened(returns.made())["Anleitung"]
    said = "\n".join(str(cell.value) for row in guide for cell in row if cell.value)
    for words in (
        "Trägerabfrage 2026",
        "Haus Muster",
        "Bitte hochladen bis einschließlich 31.12.2026",
        "nicht per E-Mail",
        "Fragen mit * sind Pflichtangaben.",
        "Fragen? Musterstadt, Sozialplanung",
    ):
        assert words in said


def test_only_answers_can_be_typed() -> None:
    book = returns.opened(returns.made(previous={"o_text": "alt"}))
    assert all(sheet.protection.sheet and not sheet.protection.password for sheet in book)
    open_cells = {
        sheet.title: {
            cell.coordinate for row in sheet for cell in row if not cell.protection.locked
        }
        for sheet in book
    }
    lage, haus = book[LAGE], book[HAUS]
    keys = [key for item in returns.items("o") for key in return_cells.keys(item)]
    assert open_cells.pop(LAGE) == {f"C{row_of(lage, key)}" for key in keys}
    keys = [key for item in returns.items("f") for key in return_cells.keys(item)]
    assert open_cells.pop(HAUS) == {
        f"{column_of(haus, key)}{row_of(haus, facility)}"
        for key in keys
        for facility in ("f1", "f2")
    }
    assert {name: len(cells) for name, cells in open_cells.items()} == {
        "Anleitung": 0,
        "Die Einrichtungen und alles (2)": 2,
        "Listen": 0,
        "Kennung": 0,
    }


def test_keys_are_hidden_and_heads_stay_in_sight() -> None:
    book = returns.opened(returns.made())
    assert [
        (
            book[name].column_dimensions["A"].hidden,
            book[name].row_dimensions[1].hidden,
            book[name].freeze_panes,
            book[name].print_title_rows,
        )
        for name in (LAGE, HAUS)
    ] == [(True, True, "C5", "$4:$4"), (True, True, "C9", "$6:$8")]


def rules(sheet: Any, book: Any) -> dict[str, tuple[str, Any]]:
    """Cells -> type and what may stand there (a list's entries)."""
    found = {}
    for rule in sheet.data_validations.dataValidation:
        allowed: Any = rule.formula1
        if rule.type == "list":
            cells = book["Listen"][rule.formula1.partition("!")[2].replace("$", "")]
            cells = cells if isinstance(cells, tuple) else ((cells,),)
            allowed = [row[0].value for row in cells]
        found[str(rule.sqref)] = (rule.type, allowed)
    return found


def test_each_kind_has_its_own_check() -> None:
    book = returns.opened(returns.made())
    sheet = book[LAGE]
    at = {
        key.removeprefix("o_"): f"C{row_of(sheet, key)}"
        for key in (
            "o_text",
            "o_long_text",
            "o_integer",
            "o_decimal",
            "o_date",
            "o_single",
            "o_scale",
            "o_area",
            "o_acknowledge",
        )
    }
    ticks = f"C{row_of(sheet, 'o_multiple/mehr')}:C{row_of(sheet, 'o_multiple/weniger')}"
    chosen = ["mehr, als früher", "1-2", "=weniger"]
    assert rules(sheet, book) == {
        at["text"]: ("textLength", "500"),
        at["long_text"]: ("textLength", "5000"),
        at["integer"]: ("whole", "-999999999999999"),
        at["decimal"]: ("decimal", "-999999999999999"),
        at["date"]: ("date", "1"),
        at["single"]: ("list", chosen),
        ticks: ("list", ["x"]),
        at["scale"]: ("list", chosen),
        at["area"]: ("list", ["Nord", "Süd"]),
        at["acknowledge"]: ("list", ["ja"]),
    }


def test_excel_takes_every_message() -> None:
    long = Page(
        code="lage",
        title={"de": "Lage"},
        items=tuple(
            returns.Item(code=f"c{kind}", kind=kind, label={"de": "?"}, hint={"de": "lang " * 99})
            for kind in ("text", "integer", "date", "acknowledge")
        ),
    )
    from msgspec.structs import replace

    book = returns.opened(returns.made(questionnaire=replace(returns.QUESTIONNAIRE, pages=(long,))))
    for rule in book["Lage"].data_validations.dataValidation:
        assert len(rule.promptTitle) <= workbook_inputs.LONGEST_TITLE
        assert len(rule.prompt) <= workbook_inputs.LONGEST_MESSAGE
        assert rule.prompt.endswith("…")
        assert len(rule.error) <= workbook_inputs.LONGEST_MESSAGE


def test_every_kind_says_how_to_fill_it_in() -> None:
    """A new kind needs a word in HOW."""
    assert set(REGISTRY) == {*workbook_inputs.HOW, "note"}


def test_answers_are_filled_in_and_last_waves_stand_beside() -> None:
    book = returns.opened(
        returns.made(
            organisation={"o_text": ("=1+1",), "o_multiple": ("mehr",), "o_integer": ("viele",)},
            previous={"o_text": "damals", "f_multiple": ["mehr", "gleich"]},
        )
    )
    sheet = book[LAGE]
    row = row_of(sheet, "o_text")
    assert [sheet.cell(row, column).value for column in (2, 3, 5)] == [
        "Frage nach text",
        "=1+1",
        "damals",
    ]
    assert (sheet.cell(row, 3).data_type, sheet.cell(row, 3).number_format) == ("s", "@")
    assert sheet.cell(row_of(sheet, "o_multiple/mehr"), 3).value == "x"
    assert sheet.cell(row_of(sheet, "o_integer"), 3).value == "viele"
    assert sheet.cell(row_of(sheet, "o_integer"), 2).value == "Frage nach integer *"
    haus = book[HAUS]
    past = [cell.value for cell in haus[row_of(haus, "f2")]]
    assert "mehr, als früher; 1-2" in past


def test_a_condition_is_said_in_words() -> None:
    haus = returns.opened(returns.made())[HAUS]
    said = haus[f"{column_of(haus, 'f_text')}7"].value
    assert said == "Nur, wenn „Frage nach single“ ist „mehr, als früher“.\nEin Hinweis."


def test_what_is_too_long_for_excel_is_left_to_the_browser() -> None:
    sheet = returns.opened(returns.made(organisation={"o_long_text": ("a" * 40_000,)}))[LAGE]
    assert "o_long_text" not in [cell.value for cell in sheet["A"]]
    closed = [
        cell for cell in sheet["C"] if str(cell.value).startswith("Diese Antwort ist für Exc")
    ]
    assert [cell.protection.locked for cell in closed] == [True]


def test_the_same_content_is_the_same_file() -> None:
    assert returns.made() == returns.made()
