"""``survey-service statements import``: three formats, bad files, nothing half-written."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlmodel import select

from survey_service import cli
from survey_service.database import Database
from survey_service.domain import areas
from survey_service.tables.responses import Statement
from tests.survey_service import waves

Rows = list[dict[str, str]]
GOOD: Rows = [
    {"id": "1", "text": "Es fehlen Bänke.", "area": "Innenstadt", "respondent": "a"},
    {"id": "2", "text": "=SUMME(1;2) bleibt Text", "area": "stadtweit", "respondent": "a"},
    {"id": "3", "text": "Otobüs gelmiyor", "lang": "tr", "respondent": "b"},
]
BAD: Rows = [*GOOD, {"id": "4", "text": "Wo?", "area": "Atlantis"}, {"id": "5", "text": " "}]


def jsonl(rows: Rows) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode()


def csv_file(rows: Rows) -> bytes:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, ["id", "text", "area", "lang", "respondent"], delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def xlsx(rows: Rows) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Aussagen")
    names = ["id", "text", "area", "lang", "respondent"]
    sheet.append(names)
    for row in rows:
        cells = [row.get(name, "") for name in names]
        sheet.append([f"'{cell}" if cell.startswith("=") else cell for cell in cells])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


FORMATS: dict[str, Callable[[Rows], bytes]] = {"jsonl": jsonl, "csv": csv_file, "xlsx": xlsx}


@pytest.fixture
def home(home: Path) -> Path:
    """An installation with a wave, a consultation and two areas."""
    database = Database(f"sqlite:///{home / 'survey.sqlite3'}")
    from survey_service.demo.collection import area_tree

    with database.write() as session:
        survey = waves.wave(session, kind="consultation")
        assert survey.slug == "traegerabfrage-2026"
        areas.import_tree(session, waves.PLANNER, area_tree())
    database.close()
    return home


def run(*arguments: str) -> int | str | None:
    """Run the command as the shell does; returns its exit code."""
    try:
        cli.main(["statements", "import", *arguments])
    except SystemExit as end:
        return end.code
    return 0


def texts(home: Path) -> list[tuple[str, str, str]]:
    database = Database(f"sqlite:///{home / 'survey.sqlite3'}")
    with database.read() as session:
        found = sorted(
            session.exec(select(Statement.text, Statement.area_code, Statement.language)).all()
        )
    database.close()
    return [tuple(row) for row in found]


def given(tmp_path: Path, name: str, content: bytes) -> list[str]:
    path = tmp_path / name
    path.write_bytes(content)
    return ["--consultation", "traegerabfrage-2026", "--input", str(path)]


@pytest.mark.parametrize("kind", FORMATS)
def test_bad_rows_are_named_and_nothing_is_written(
    home: Path, tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*given(tmp_path, f"texte.{kind}", FORMATS[kind](BAD))) == 2
    said = capsys.readouterr().err
    assert "Spalte area: Das Gebiet „Atlantis“ steht nicht im Gebietsverzeichnis." in said
    assert "Zeile" in said
    assert "nichts wurde übernommen" in said
    assert texts(home) == []


@pytest.mark.parametrize("kind", FORMATS)
def test_good_rows_go_in_once(
    home: Path, tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = given(tmp_path, f"texte.{kind}", FORMATS[kind](GOOD))
    assert run(*arguments) == 0
    assert run(*arguments) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Trägerabfrage 2026: 3 Aussagen neu, 0 schon vorhanden, 0 doppelt, 0 Zeilen fehlerhaft.",
        "Trägerabfrage 2026: 0 Aussagen neu, 3 schon vorhanden, 0 doppelt, 0 Zeilen fehlerhaft.",
    ]
    assert [(text.lstrip("'"), *rest) for text, *rest in texts(home)] == [
        ("=SUMME(1;2) bleibt Text", "", "de"),
        ("Es fehlen Bänke.", "101", "de"),
        ("Otobüs gelmiyor", "", "tr"),
    ]


def test_bad_rows_can_be_left_out(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*given(tmp_path, "texte.jsonl", jsonl(BAD)), "--skip-faulty") == 0
    assert "3 Aussagen neu, 0 schon vorhanden, 0 doppelt, 2 Zeilen fehlerhaft" in (
        capsys.readouterr().out
    )
    assert len(texts(home)) == 3


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("kaputt.xlsx", b"PK\x03\x04 kein Archiv", "kaputt.xlsx: "),
        ("leer.csv", b"", "leer.csv: "),
        ("ohne.csv", b"id;wort\n1;x\n", "fehlt die Spalte „text“"),
        ("bild.png", b"\x89PNG\r\n\x1a\n\x00\x00", "bild.png: "),
    ],
)
def test_a_file_that_is_none_of_the_three_is_refused_in_a_sentence(
    home: Path,
    tmp_path: Path,
    name: str,
    content: bytes,
    sentence: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(*given(tmp_path, name, content)) == 2
    said = capsys.readouterr()
    assert sentence in said.err
    assert "Traceback" not in said.err
    assert texts(home) == []


def test_a_missing_file_and_a_missing_consultation_are_refused(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = str(tmp_path / "fehlt.csv")
    assert run("--consultation", "traegerabfrage-2026", "--input", missing) == 2
    assert "lässt sich nicht lesen" in capsys.readouterr().err
    assert run("--consultation", "keine", "--input", missing) == 2
    assert "„keine“ gibt es nicht. Vorhanden sind: traegerabfrage-2026." in capsys.readouterr().err


def test_many_problems_are_cut_off_and_counted(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*given(tmp_path, "texte.jsonl", b"\n".join([b"{kaputt"] * 60))) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 52
    assert said[50] == "… und 10 weitere."


def test_one_bad_row_and_the_latest_consultation(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "texte.jsonl"
    path.write_bytes(jsonl(BAD[:4]))
    latest = ["--consultation", "latest", "--input", str(path)]
    assert run(*latest) == 2
    assert "Es gibt noch keine Beteiligung, die geöffnet wurde." not in (
        said := capsys.readouterr().err
    )
    assert "Eine Zeile ist fehlerhaft, nichts wurde übernommen." in said
    path.write_bytes(jsonl(GOOD))
    assert run(*latest) == 0
    assert "Trägerabfrage 2026: 3 Aussagen neu" in capsys.readouterr().out
