"""The register as a workbook: what is written is what is read."""

import datetime as dt

from exports.register import RegisterContent, workbook
from questionnaires.areas import Area, AreaTree
from questionnaires.readers import register
from questionnaires.readers.register import (
    ContactRow,
    FacilityRow,
    OrganisationRow,
    RegisterReading,
)

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
