"""The register written as a workbook and read in again: nothing changes; history; persons."""

from datetime import date

import pytest
from sqlmodel import select

from exports import register as workbook
from questionnaires.readers import register
from survey_service.database import Database
from survey_service.domain.register import contacts, editing, imports, merging, workbooks
from survey_service.domain.register.changes import ContactChange, FieldChange, RegisterChange
from survey_service.domain.register.entries import cells_of, state_of
from survey_service.errors import NotAllowed
from survey_service.tables.audit import AuditEntry
from survey_service.tables.register import RegisterImport
from tests.questionnaires.readers.workbooks import workbook as sheets
from tests.survey_service.domain.register.registered import (
    NORTH_ONLY,
    PLANNER,
    Registered,
    events_of,
    make,
)

TODAY = date(2026, 5, 1)


@pytest.fixture
def made(database: Database) -> Registered:
    with database.write() as session:
        return make(session)


def exported(database: Database) -> bytes:
    with database.write() as session:
        content = workbooks.content(session, PLANNER)
    return workbook.workbook(content, municipality="Kommune", date=TODAY)


def proposed(database: Database, content: bytes) -> tuple[object, RegisterChange]:
    with database.read() as session:
        context = imports.reading_context(session)
    reading = register.read(content, areas=context.areas, known=context.known, today=TODAY)
    with database.write() as session:
        key = imports.propose(session, PLANNER, file_name="r.xlsx", reading=reading)
        return key, imports.proposal(session, key).change


def test_role_for_some_areas_may_not_take_it_all(database: Database, made: Registered) -> None:
    with pytest.raises(NotAllowed), database.write() as session:
        workbooks.content(session, NORTH_ONLY)
    assert made.north


def test_export_read_in_again_changes_nothing(database: Database, made: Registered) -> None:
    with database.write() as session:
        editing.add_organisation(session, PLANNER, {"code": "T003", "name": "Doppelt"})
        editing.set_facility_active(session, PLANNER, made.meeting, active=False)
        row = editing.organisation(session, PLANNER, made.north)
        cells = {
            **cells_of(row),
            "salutation": "herr",
            "contact_name": "=Bert",
            "postal_address": "Haus Nord\nParkweg 1",
        }
        editing.change_organisation(session, PLANNER, made.north, cells, state=state_of(row))
    with database.write() as session:
        third = editing.add_organisation(session, PLANNER, {"code": "T004", "name": "Vier"})
        merging.merge(session, PLANNER, kept_id=made.south, duplicate_id=third)
    _, change = proposed(database, exported(database))
    assert change == RegisterChange(
        unchanged_organisations=3,
        unchanged_facilities=3,
        unchanged_contacts=1,
        problems=change.problems,
    )
    assert change.changes_nothing
    assert [problem.severity for problem in change.problems] == ["warning", "warning"]


def test_export_names_protected_places_and_is_in_the_log(
    database: Database, made: Registered
) -> None:
    reading = register.read(exported(database), today=TODAY)
    assert made.shelter
    names = {(row.code, row.protected) for row in reading.facilities}
    # Areas are not known to this reading, so rows that name one are left out; both states count.
    assert names <= {("E001", False), ("E002", True)}
    with database.read() as session:
        entry = session.exec(
            select(AuditEntry).where(AuditEntry.action == "Register heruntergeladen")
        ).one()
    assert (entry.actor, entry.detail) == ("planner", "2 Träger, 3 Einrichtungen")


def test_contacts_of_a_workbook_are_shown_field_by_field_and_then_forgotten_by_the_import(
    database: Database, made: Registered
) -> None:
    key, change = proposed(
        database,
        sheets(
            {
                "Träger": [["Träger-Nr.", "Name"], ["T001", "Haus Nord e. V."]],
                "Kontakte": [
                    ["Träger-Nr.", "Einrichtungs-Nr.", "Name", "Funktion", "Einwilligung am"],
                    ["T001", "E001", "Ada Beispiel", "Leitung", "01.02.2026"],
                    ["T001", None, "Dora Neu", None, "01.03.2026"],
                ],
            }
        ),
    )
    assert [(found.row.name, found.fields) for found in change.changed_contacts] == [
        (
            "Ada Beispiel",
            (
                FieldChange(field="function", label="Funktion", old="", new="Leitung"),
                FieldChange(
                    field="consented_on",
                    label="Einwilligung am",
                    old="31.01.2026",
                    new="01.02.2026",
                ),
            ),
        )
    ]
    assert [row.name for row in change.new_contacts] == ["Dora Neu"]
    with database.write() as session:
        imports.apply(session, PLANNER, key)  # type: ignore[arg-type]
    with database.read() as session:
        found = contacts.of_organisation(session, made.north, facilities={made.advice})
        assert [(row.row.name, row.row.function, row.facility) for row in found] == [
            ("Ada Beispiel", "Leitung", "Beratung"),
            ("Dora Neu", "", ""),
        ]
        kept = imports.proposal(session, key).change  # type: ignore[arg-type]
        assert [type(row) for row in kept.changed_contacts] == [ContactChange]
        assert b"Dora" not in session.exec(select(RegisterImport.change)).one()
        events = events_of(session, made.north)[-2:]
    assert sorted(event[3][0][2] for event in events) == [
        "Angaben zu einer Person geändert",
        "eine Person eingetragen",
    ]


def test_import_leaves_its_history(database: Database, made: Registered) -> None:
    key, _ = proposed(
        database,
        sheets(
            {
                "Träger": [
                    ["Träger-Nr.", "Name", "Telefon"],
                    ["T001", "Haus Nord e. V.", "02131 5"],
                    ["T009", "Neun", None],
                ],
                "Einrichtungen": [
                    ["Träger-Nr.", "Einrichtungs-Nr.", "Name", "Aktiv"],
                    ["T002", "E001", "Treff", "nein"],
                ],
            }
        ),
    )
    with database.write() as session:
        imports.apply(session, PLANNER, key)  # type: ignore[arg-type]
    with database.read() as session:
        assert events_of(session, made.north)[-1] == (
            "changed",
            "import",
            "planner",
            [["Telefon", "", "02131 5"]],
        )
        assert events_of(session, made.south)[-1] == (
            "deactivated",
            "import",
            "planner",
            [["Aktiv", "ja", "nein"]],
        )
