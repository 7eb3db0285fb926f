"""The volume of answers: every text as text, no protected facility by name."""

import io
from uuid import UUID

import msgspec
import openpyxl
from sqlmodel import select

from exports import responses_volume
from exports.responses_volume import NothingNew
from survey_service.database import Database
from survey_service.domain.coding import free_texts
from survey_service.domain.providers import documents
from survey_service.tables.register import Facility, Organisation
from survey_service.tables.responses import Response, Statement
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


def test_volume_says_what_was_taken_over_and_where_nothing_is_new(
    database: Database, survey_id: UUID
) -> None:
    """The mark belongs to the organisation's own answer: the same item of another has none."""
    with database.write() as session:
        first, second, *_ = session.exec(select(Statement).order_by(Statement.contributor)).all()
        for statement in (first, second):
            statement.item = "fehlt"
        row = session.exec(
            select(Response).where(Response.organisation_id == first.organisation_id)
        ).one()
        first.response_id, row.quoting = row.id, "with_name"
        handed_in = documents.decode(row.document)
        (house,) = handed_in.facilities
        house = msgspec.structs.replace(house, nothing_new=("zwei",))
        row.document = documents.encode(
            msgspec.structs.replace(handed_in, taken_over=("fehlt", "mehr"), facilities=(house,))
        )
    with database.read() as session:
        found = free_texts.volume(session, survey_id, today=TODAY)
        marked = [text.text for text in found.texts if text.taken_over]
        name = session.exec(
            select(Organisation.name).where(Organisation.id == first.organisation_id)
        ).one()
    assert marked == [first.text]
    assert found.nothing_new == (
        NothingNew(
            section="Zur Einrichtung", speaker=name, permission="with_name", facility="Haus"
        ),
    )
