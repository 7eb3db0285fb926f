"""Free texts from elsewhere."""

import json
from pathlib import Path

import pytest

from questionnaires.areas import CITYWIDE, UNKNOWN, Area, AreaTree
from questionnaires.readers import statements
from questionnaires.readers.problems import CellProblem
from questionnaires.readers.statements import MAXIMUM_LINE, MAXIMUM_TEXT, Defaults, StatementRow
from questionnaires.readers.text_file import UploadRefused
from tests.questionnaires.readers.workbooks import workbook

DEVELOPMENT = Path(__file__).parents[3] / "survey_service/demo/data/statements/dev.jsonl"
TREE = AreaTree(
    municipality="X",
    levels=("stadt", "bezirk"),
    areas=(
        Area(code="1", name="Innenstadt", level="bezirk", aliases=("Platz",)),
        Area(code="2", name="Norden", level="bezirk", aliases=("Platz",)),
    ),
)
NO_JSON = (
    "Die Zeile ist kein JSON-Objekt mit dem Feld „text“. Erwartet wird zum Beispiel "
    '{"id": "1", "text": "Es fehlen Bänke."}.'
)


def problem(row: int, column: str, message: str) -> CellProblem:
    return CellProblem(sheet="Aussagen", row=row, column=column, message=message)


def lines(*rows: object) -> bytes:
    return b"\n".join(json.dumps(row).encode() for row in rows)


def test_bad_lines_are_named_and_the_good_ones_kept() -> None:
    content = b"\n".join(
        [
            b"{",
            lines(["text"]),
            lines({"id": "1"}),
            lines({"id": "2", "text": 5}),
            b'{"text": "\xff"}',
            b'{"text": "' + b"x" * MAXIMUM_LINE + b'"}',
            b"",
            lines({"id": "3", "text": " \u0000 "}),
            lines({"id": "4", "text": "x" * (MAXIMUM_TEXT + 1)}),
            lines({"id": "5", "text": "x", "lang": "Deutsch"}),
            lines({"id": "6", "text": "x", "source": "press"}),
            lines({"id": "7", "text": "x", "area": "Westen"}),
            lines({"id": "8", "text": "x", "area": "Platz"}),
            lines({"id": "9", "text": "x", "respondent": "r" * 121}),
            lines({"id": "10", "text": "gut"}),
            lines({"id": "10", "text": "doppelt"}),
        ]
    )
    assert list(statements.read(content, areas=TREE)) == [
        *(problem(row, "", NO_JSON) for row in range(1, 6)),
        problem(6, "", "Die Zeile ist länger als eine Million Zeichen. Bitte teilen Sie den Text."),
        problem(8, "text", "Die Zeile enthält keinen Text und wird übergangen."),
        problem(9, "text", "Der Text hat mehr als 50.000 Zeichen. Teilen Sie ihn."),
        problem(10, "lang", "„deutsch“ ist kein Sprachkürzel (wie de)."),
        problem(11, "source", "Bekannte Quellen: provider, resident, council, minutes."),
        problem(12, "area", "Das Gebiet „Westen“ steht nicht im Gebietsverzeichnis."),
        problem(
            13, "area", "„Platz“ heißen mehrere Gebiete. Bitte nennen Sie den Schlüssel (1, 2)."
        ),
        problem(14, "respondent", "Die Angabe hat mehr als 120 Zeichen."),
        StatementRow(row=15, id="10", text="gut"),
        problem(16, "id", "Die Kennung „10“ kommt schon weiter oben vor."),
    ]


def test_fields_numbers_nulls_and_defaults() -> None:
    content = lines(
        {"text": "=SUMME(1)", "id": 7, "area": 1, "lang": None, "codes": ["x"], "respondent": 3},
        {"text": "ok", "area": "innenstadt", "source": "Träger", "lang": "DE-x-leicht"},
        {"text": "überall", "area": CITYWIDE, "target_group": "senioren"},
        {"text": "irgendwo", "area": UNKNOWN},
    )
    found = list(
        statements.read(content, areas=TREE, defaults=Defaults(lang="tr", source="council"))
    )
    assert found == [
        StatementRow(
            row=1, id="7", text="=SUMME(1)", area="1", lang="tr", source="council", respondent="3"
        ),
        StatementRow(
            row=2, id="zeile-2", text="ok", area="1", lang="de-x-leicht", source="provider"
        ),
        StatementRow(
            row=3,
            id="zeile-3",
            text="überall",
            area=CITYWIDE,
            lang="tr",
            source="council",
            target_group="senioren",
        ),
        StatementRow(
            row=4, id="zeile-4", text="irgendwo", area=UNKNOWN, lang="tr", source="council"
        ),
    ]


def test_without_a_tree_area_codes_are_taken_as_they_are() -> None:
    found = list(
        statements.read(lines({"text": "a", "area": "X9"}, {"text": "b", "area": "y" * 41}))
    )
    assert found == [
        StatementRow(row=1, id="zeile-1", text="a", area="X9"),
        problem(2, "area", "Der Gebietsschlüssel ist zu lang."),
    ]


def test_development_set_is_read_whole_from_a_file() -> None:
    with DEVELOPMENT.open("rb") as file:
        found = list(statements.read_jsonl(file))
    assert len(found) == 260
    assert all(isinstance(row, StatementRow) for row in found)


def test_reading_jsonl_is_lazy() -> None:
    def endless() -> object:
        while True:
            yield lines({"text": "a"})

    first = next(iter(statements.read_jsonl(endless())))  # type: ignore[arg-type]
    assert first == StatementRow(row=1, id="zeile-1", text="a")


def test_csv_needs_a_text_column_and_takes_german_headers() -> None:
    with pytest.raises(UploadRefused, match="fehlt die Spalte „text“"):
        list(statements.read(b"id;beitragstext\n1;x\n"))
    content = '\ufeffNr.;Aussage;Gebiet;Sonstiges\r\n1;"Zeile\neins";Norden;x\r\n2;;;\r\n'
    assert list(statements.read(content.encode(), areas=TREE)) == [
        StatementRow(row=3, id="1", text="Zeile\neins", area="2"),
        problem(4, "text", "Die Zeile enthält keinen Text und wird übergangen."),
    ]


def test_xlsx_needs_a_text_column_and_reports_cells() -> None:
    with pytest.raises(UploadRefused, match="fehlt die Spalte „Text“"):
        list(statements.read(workbook({"Blatt": [["id"], ["1"]]})))
    content = workbook(
        {"Blatt": [["id", "Antwort", "Gebiet"], [1, "Bänke", 1], [2, None, 1], [3, "x", 9]]}
    )
    assert list(statements.read(content, areas=TREE)) == [
        CellProblem(sheet="Blatt", row=3, column="B", message="Die Angabe „text“ fehlt."),
        StatementRow(row=2, id="1", text="Bänke", area="1"),
        problem(4, "area", "Das Gebiet „9“ steht nicht im Gebietsverzeichnis."),
    ]


def test_old_excel_file_is_refused_with_a_way_out() -> None:
    with pytest.raises(UploadRefused, match="alte Excel-Format"):
        list(statements.read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100))
