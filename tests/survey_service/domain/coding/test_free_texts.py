"""The volume of answers: every text as text, no protected facility by name."""

import io
from uuid import UUID

import openpyxl
from sqlmodel import select

from exports import responses_volume
from survey_service.database import Database
from survey_service.domain.coding import free_texts
from survey_service.tables.register import Facility, Organisation
from survey_service.tables.responses import Statement
from tests.survey_service.domain.coding.conftest import (
    TODAY,
)


def test_volume_holds_every_text_as_text(database: Database, survey_id: UUID) -> None:
    with database.write() as session:
        for statement in session.exec(select(Statement)):
            statement.item = "fehlt"
    with database.read() as session:
        raw = responses_volume.workbook(free_texts.volume(session, survey_id, today=TODAY))
    sheet = openpyxl.load_workbook(io.BytesIO(raw))["Zum Träger"]
    cells = {str(cell.value): cell for row in sheet.iter_rows() for cell in row if cell.value}
    assert "Frage fehlt (fehlt)" in cells
    assert "Träger" in cells
    marked = next(cell for value, cell in cells.items() if value.endswith("Bus fährt selten."))
    assert (marked.value, marked.data_type) == ("⟦=De⟧r Bus fährt selten.", "s")


def test_volume_names_no_protected_facility(database: Database, survey_id: UUID) -> None:
    with database.write() as session:
        owner = Organisation(code="F", name="Frauen helfen Frauen")
        session.add(owner)
        session.flush()
        places = [
            Facility(organisation_id=owner.id, code=code, name=code, protected=protected)
            for code, protected in (("Zuflucht", True), ("Treff", False))
        ]
        session.add_all(places)
        session.flush()
        statements = session.exec(select(Statement)).all()
        for statement, place in zip(statements, places, strict=False):
            statement.facility_id, statement.area_code = place.id, "N1"
            statement.area_reason = "facility"
    with database.read() as session:
        texts = list(free_texts.volume(session, survey_id, today=TODAY).texts)
    places = {(text.facility, text.area) for text in texts if text.facility}
    assert dict(places) == {"Treff": "Furth", "geschützte Einrichtung": "Stadtweit"}
