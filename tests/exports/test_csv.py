"""CSV for German Excel: BOM, semicolons, decimal commas; no text is ever a formula."""

import datetime as dt

import pytest

from exports import csv
from exports.table import COUNT, DATE, DECIMAL, MOMENT, PERCENT, Column, Heading, Table

TABLE = Table(
    name="Probe",
    title="Probe",
    columns=(
        Column(name="Text"),
        Column(name="Zahl", kind=COUNT),
        Column(name="Anteil", kind=PERCENT),
        Column(name="Tag", kind=DATE),
        Column(name="Wann", kind=MOMENT),
        Column(name="Mittel", kind=DECIMAL),
    ),
    rows=[
        Heading("Nur für Excel"),
        ("a;b", 1234, 0.255, dt.date(2026, 1, 2), dt.datetime(2026, 1, 2, 3, 4), 1.5),  # noqa: DTZ001
        (None, -3, None, None, None, "•"),
    ],
    totals=(("Summe", 1231, None, None, None, None),),
)


def test_a_file() -> None:
    assert csv.file(TABLE).decode("utf-8-sig").split("\r\n") == [
        "Text;Zahl;Anteil;Tag;Wann;Mittel",
        '"a;b";1234;25,5 %;02.01.2026;02.01.2026 03:04;1,5',
        ";-3;;;;•",
        "Summe;1231;;;;",
        "",
    ]
    assert csv.file(TABLE).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    "text", ["=1+1", "+49 2131", "-5 Grad", "@SUM(A1)", "  =cmd|' /C calc'!A0", "\t=1"]
)
def test_a_text_that_looks_like_a_formula_stays_text(text: str) -> None:
    table = Table(name="", title="", columns=(Column(name="Text"),), rows=[(text,)])

    cell = csv.file(table).decode("utf-8-sig").split("\r\n")[1]

    assert cell == f"'{text}"


def test_a_harmless_text_is_left_alone() -> None:
    table = Table(name="", title="", columns=(Column(name="Text"),), rows=[("a=b",), ("3-4",)])

    assert csv.file(table).decode("utf-8-sig").split("\r\n")[1:3] == ["a=b", "3-4"]
