"""Small-area statistics from CSV."""

from pathlib import Path

import pytest

from questionnaires.areas import CITYWIDE, Area, AreaTree
from questionnaires.readers import indicators
from questionnaires.readers.indicators import MAXIMUM_PROBLEMS, IndicatorRow
from questionnaires.readers.text_file import UploadRefused

KOELN = Path(__file__).parents[2] / "data" / "koeln"
TREE = AreaTree(
    municipality="X",
    levels=("stadt", "bezirk"),
    areas=(
        Area(code="1", name="Eins", level="bezirk"),
        Area(code="101", name="Altstadt", level="teil", parent="1"),
    ),
)


def test_unknown_columns_are_refused() -> None:
    with pytest.raises(UploadRefused, match="Erwartet werden code;indicator;unit;year;value"):
        indicators.read(b"a;b\n1;2\n", areas=TREE)


def test_every_bad_line_says_where_and_why() -> None:
    content = (
        "Gebiet;Kennzahl;Einheit;Jahr;Wert;Quelle\n"
        "9;SGB II;%;2024;10;Amt\n"
        "1;;%;2024;10;Amt\n"
        "1;SGB II;%;24;10;Amt\n"
        "1;SGB II;%;2024;;Amt\n"
        "1;SGB II;%;2024;viel;Amt\n"
        "1;SGB II;%;2024;12,5;Amt\n"
        "001;SGB II;%;2024;13;Amt\n"
    )
    reading = indicators.read(content.encode(), areas=TREE)
    assert reading.rows == (
        IndicatorRow(row=7, area="1", name="SGB II", unit="%", year=2024, value=12.5, source="Amt"),
    )
    assert [(p.row, p.column, p.message) for p in reading.problems] == [
        (2, "code", "Das Gebiet „9“ steht nicht im Gebietsverzeichnis."),
        (
            3,
            "indicator",
            (
                "Die Kennzahl braucht einen Namen; Name, Einheit und Quelle dürfen höchstens 200 "
                "Zeichen lang sein."
            ),
        ),
        (4, "year", "„24“ ist kein Jahr (zum Beispiel 2024)."),
        (5, "value", "Der Wert fehlt."),
        (6, "value", "„viel“ ist keine Zahl."),
        (8, "", "Diese Kennzahl steht für Gebiet und Jahr schon in Zeile 7."),
    ]


def test_a_file_of_another_city_gives_a_short_list() -> None:
    lines = b"".join(b"x%d;A;;2024;1;\n" % n for n in range(MAXIMUM_PROBLEMS + 5))
    problems = indicators.read(b"code;indicator;unit;year;value;source\n" + lines, areas=TREE)
    assert len(problems.problems) == MAXIMUM_PROBLEMS + 1
    assert problems.problems[-1].message == "… und 5 weitere Zeilen mit Fehlern."


def test_koeln_numbers_fit_its_districts() -> None:
    reading = indicators.read(
        (KOELN / "bevoelkerung.csv").read_bytes(), areas=TREE, source="Stadt Köln, CC BY"
    )
    assert reading.rows[:2] == (
        IndicatorRow(
            row=2,
            area=CITYWIDE,
            name="Einwohner in Köln: Einwohner",
            unit="Anzahl",
            year=2011,
            value=1036117.0,
            source="Stadt Köln, CC BY",
        ),
        IndicatorRow(
            row=3,
            area="1",
            name="Einwohner in Köln: Einwohner",
            unit="Anzahl",
            year=2011,
            value=127811.0,
            source="Stadt Köln, CC BY",
        ),
    )
    assert len(reading.rows) == 6


def test_numbers_as_people_write_them() -> None:
    written = ["1250", "1250.5", "1250,5", "1.250", "1.250,5", "-3", "", "1.2.3", "inf", "nan"]
    assert [indicators.number(text) for text in written] == [
        1250,
        1250.5,
        1250.5,
        1250,
        1250.5,
        -3,
        None,
        None,
        None,
        None,
    ]
