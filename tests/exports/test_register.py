"""The register as a workbook: what is written is what is read."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import msgspec
import pytest
from openpyxl import load_workbook

from exports.drop_downs import SPARE_ROWS
from exports.register import RegisterContent, workbook
from questionnaires.areas import Area, AreaTree
from questionnaires.readers import register
from questionnaires.readers.register import (
    ContactRow,
    FacilityRow,
    OrganisationRow,
    RegisterReading,
)
from tests.exports.test_workbook_in_libreoffice import filled

TREE = AreaTree(
    municipality="Musterstadt",
    levels=("stadt", "bezirk"),
    areas=(
        Area(code="01", name="Nord", level="bezirk"),
        Area(code="02", name="Süd", level="bezirk"),
    ),
)
CONTENT = RegisterContent(
    associations=("Caritas",),
    organisations=(
        OrganisationRow(
            row=0,
            code="001",
            name="=Eins; e. V.",
            association="Caritas",
            contact_name="Ada",
            salutation="frau",
            email="ada@eins.example",
            phone="+49 2131 1",
            postal_address="Eins\nMarkt 1",
            active=False,
        ),
    ),
    facilities=(
        FacilityRow(
            row=0,
            organisation="001",
            code="E1",
            name="Frauenhaus",
            area="01",
            serves=("01", "02"),
            target_groups=("Frauen", "Kinder"),
            website="https://haus.example",
            latitude=51.1945581,
            longitude=6.68862,
            protected=True,
        ),
        FacilityRow(row=0, organisation="001", code="E2", name="Bus", serves=("stadtweit",)),
    ),
    contacts=(
        ContactRow(
            row=0,
            organisation="001",
            facility="E1",
            name="Bert",
            consented_on=dt.date(2026, 1, 31),
            consent_note="Brief",
        ),
    ),
)


def zeroed(reading: RegisterReading) -> RegisterContent:
    """Without the rows' numbers."""

    def rows(found: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(type(row)(**{**_fields(row), "row": 0}) for row in found)

    return RegisterContent(
        associations=tuple(row.name for row in reading.associations),
        organisations=rows(reading.organisations),  # type: ignore[arg-type]
        facilities=rows(reading.facilities),  # type: ignore[arg-type]
        contacts=rows(reading.contacts),  # type: ignore[arg-type]
    )


def _fields(row: object) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__struct_fields__}  # type: ignore[attr-defined]


def test_written_register_reads_back_as_it_was() -> None:
    content = workbook(CONTENT, municipality="Musterstadt", date=dt.date(2026, 5, 1))
    reading = register.read(content, areas=TREE, today=dt.date(2026, 5, 1))
    assert reading.problems == ()
    assert zeroed(reading) == CONTENT


def test_empty_register_is_a_workbook_too() -> None:
    empty = RegisterContent(associations=(), organisations=(), facilities=(), contacts=())
    reading = register.read(workbook(empty, municipality="M", date=dt.date(2026, 5, 1)))
    assert (zeroed(reading), reading.problems) == (empty, ())


def test_drop_downs_offer_what_there_is() -> None:
    """A list that stands on a sheet of its own: names hold commas, and rules end at 255 letters."""
    content = msgspec.structs.replace(
        CONTENT,
        associations=("Arbeiterwohlfahrt, Kreisverband", "Caritas"),
        areas=("Nord", "Süd"),
    )
    book = load_workbook(io.BytesIO(workbook(content, municipality="M", date=dt.date(2026, 5, 1))))
    assert book["Listen"].sheet_state == "hidden"
    assert drop_downs(book, "Träger") == {
        "Verband": (("Arbeiterwohlfahrt, Kreisverband", "Caritas"), False),
        "Anrede": (("Frau", "Herr"), True),
        "Aktiv": (("ja", "nein"), True),
    }
    assert drop_downs(book, "Einrichtungen") == {
        "Gebiet": (("Nord", "Süd"), False),
        "Schutzadresse": (("ja", "nein"), True),
        "Aktiv": (("ja", "nein"), True),
    }
    assert drop_downs(book, "Kontakte") == {}
    # Also where somebody adds a line.
    for rule in book["Träger"].data_validations.dataValidation:
        [ref] = rule.sqref.ranges
        assert ref.max_row == book["Träger"].max_row + SPARE_ROWS


def drop_downs(book: Any, name: str) -> dict[str, tuple[tuple[str, ...], bool]]:
    """Column -> what it offers, and whether it takes nothing else."""
    sheet = book[name]
    header = next(row for row in sheet.iter_rows() if row[0].value in {"Träger-Nr.", "Verband"})
    found = {}
    for rule in sheet.data_validations.dataValidation:
        [ref] = rule.sqref.ranges
        assert ref.min_row == header[0].row + 1
        column = header[ref.min_col - 1].value
        place, _, cells = rule.formula1.partition("!")
        entries = tuple(cell.value for row in book[place][cells.replace("$", "")] for cell in row)
        found[column] = (entries, bool(rule.showErrorMessage))
    return found


def test_a_list_that_is_too_long_is_no_drop_down() -> None:
    many = tuple(f"Gebiet {number}" for number in range(101))
    content = msgspec.structs.replace(CONTENT, areas=many)
    book = load_workbook(io.BytesIO(workbook(content, municipality="M", date=dt.date(2026, 5, 1))))
    assert "Gebiet" not in drop_downs(book, "Einrichtungen")
    content = msgspec.structs.replace(CONTENT, areas=many[1:])
    book = load_workbook(io.BytesIO(workbook(content, municipality="M", date=dt.date(2026, 5, 1))))
    assert drop_downs(book, "Einrichtungen")["Gebiet"][0] == many[1:]


@pytest.mark.slow
def test_libreoffice_opens_changes_and_saves_it(tmp_path: Path) -> None:
    content = msgspec.structs.replace(CONTENT, areas=("Nord", "Süd"))
    before = workbook(content, municipality="Musterstadt", date=dt.date(2026, 5, 1))
    sheet = load_workbook(io.BytesIO(before))["Einrichtungen"]
    header = next(row for row in sheet.iter_rows() if row[0].value == "Träger-Nr.")
    area = next(cell for cell in header if cell.value == "Gebiet")
    place = f"{area.column_letter}{area.row + 2}"
    after = filled(tmp_path, before, [("Einrichtungen", place, "text", "Süd")])

    reading = register.read(after, areas=TREE, today=dt.date(2026, 5, 1))
    bus = msgspec.structs.replace(CONTENT.facilities[1], area="02")
    assert reading.problems == ()
    assert zeroed(reading) == msgspec.structs.replace(
        CONTENT, facilities=(CONTENT.facilities[0], bus)
    )
    saved = drop_downs(load_workbook(io.BytesIO(after)), "Einrichtungen")
    assert saved["Gebiet"] == (("Nord", "Süd"), False)
