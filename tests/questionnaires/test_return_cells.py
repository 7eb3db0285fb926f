"""The cells of the Excel return: what is written is read back, whatever a spreadsheet does."""

import datetime as dt

import pytest

from questionnaires import return_cells
from questionnaires.questionnaire import Choice, Item


def choice(value: str, label: str) -> Choice:
    return Choice(value=value, label={"de": label})


def item(kind: str, *choices: Choice) -> Item:
    return Item(code="frage", kind=kind, label={"de": "Frage"}, choices=choices)


REASONS = (choice("geld", "Geld fehlt"), choice("personal", "Personal fehlt"))
AREAS = (choice("01", "Mitte"), choice("02", "Nord"), choice("11", "Mitte"))


@pytest.mark.parametrize(
    ("kind", "cell", "raw"),
    [
        ("text", "  =1+1 ", ["=1+1"]),
        ("text", "\x07 ", []),
        ("integer", "12", ["12"]),
        ("integer", "", []),
        ("decimal", "12,5", ["12,5"]),
        ("date", "2026-03-31", ["2026-03-31"]),
        ("date", "2026-03-31T00:30:00", ["2026-03-31"]),
        ("date", "46112", ["2026-03-31"]),
        ("date", "31.3.2026", ["31.3.2026"]),
        ("date", "2026", ["2026"]),
        ("date", "99999", ["99999"]),
        ("acknowledge", "Ja", ["OK"]),
        ("acknowledge", "TRUE", ["OK"]),
        ("acknowledge", "nein", []),
        ("acknowledge", "vielleicht", ["vielleicht"]),
        ("single", " geld  FEHLT ", ["geld"]),
        ("single", "geld", ["geld"]),
        ("single", "Zeit fehlt", ["Zeit fehlt"]),
        ("area", "Nord", ["02"]),
        ("area", "Mitte (11)", ["11"]),
        ("area", "Mitte", ["Mitte"]),
    ],
)
def test_one_cell(kind: str, cell: str, raw: list[str]) -> None:
    found = return_cells.meant(item(kind, *REASONS), [cell], language="de", areas=AREAS)
    assert found == raw


@pytest.mark.parametrize("tick", ["x", "X ", "ja", "TRUE", "1", "✓"])
def test_ticks(tick: str) -> None:
    assert return_cells.meant(item("multiple", *REASONS), ["", tick], language="de") == ["personal"]


@pytest.mark.parametrize("blank", ["", "nein", "FALSE", "0", "–"])
def test_no_ticks(blank: str) -> None:
    assert return_cells.meant(item("multiple", *REASONS), [blank, ""], language="de") == []


def test_what_is_no_tick_is_kept() -> None:
    cells = ["x", "zum Teil"]
    found = return_cells.meant(item("multiple", *REASONS), cells, language="de")
    assert found == ["geld", "zum Teil"]


def test_cells_are_typed_values() -> None:
    def written(kind: str, *raw: str) -> tuple[return_cells.Cell, ...]:
        return return_cells.written(item(kind, *REASONS), raw, language="de", areas=AREAS)

    assert [
        written("integer", "0"),
        written("integer", "viele"),
        written("decimal", "12,5"),
        written("date", "31.3.2026"),
        written("single", "geld"),
        written("single", "weg"),
        written("area", "11"),
        written("multiple", "personal"),
        written("acknowledge", "OK"),
        written("text", "a", "b"),
        written("text"),
        return_cells.keys(item("note")),
        return_cells.keys(item("multiple", *REASONS)),
    ] == [
        (0,),
        ("viele",),
        (12.5,),
        (dt.date(2026, 3, 31),),
        ("Geld fehlt",),
        ("weg",),
        ("Mitte (11)",),
        (None, "x"),
        ("ja",),
        ("a\nb",),
        (None,),
        (),
        ("frage/geld", "frage/personal"),
    ]
