"""An earlier wave becomes a closed wave, all or nothing; a mapping is kept by name."""

import io
from datetime import date, timedelta
from uuid import UUID

import msgspec
import openpyxl
import pytest
from sqlmodel import Session, select

from questionnaires.readers.earlier_wave import SheetMapping
from survey_service import clock
from survey_service.database import Database
from survey_service.domain.fieldwork import earlier_waves, time_series
from survey_service.domain.fieldwork.survey_drafts import Draft
from survey_service.domain.providers import responses
from survey_service.errors import NotFound, NotReady, Refused
from survey_service.permissions import Actor
from survey_service.tables.register import Facility, Organisation
from survey_service.tables.responses import Response, Statement
from survey_service.tables.surveys import Survey
from tests.survey_service import two_waves
from tests.survey_service.waves import PLANNER


def book(*rows: tuple[object, ...]) -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (("Träger", "Einrichtung", "Frage", "Antwort"), *rows):
        sheet.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def prepare(session: Session, *rows: tuple[object, ...]) -> tuple[UUID, Draft]:
    earlier, _ = two_waves.make(session)
    owner = session.exec(select(Organisation).where(Organisation.code == "T00")).one()
    session.add(Facility(organisation_id=owner.id, code="1", name="Haus", area_code="n"))
    session.flush()
    file_id = earlier_waves.keep_file(session, "2020.xlsx", book(*rows))
    return file_id, Draft(
        title="Welle 2020",
        opens_on=date(2020, 3, 1),
        closes_on=date(2020, 4, 1),
        questionnaire_version_id=earlier.questionnaire_version_id,
    )


ROWS = (
    ("T00", None, "bedarf", "gestiegen"),
    ("T00", None, "was", "Es fehlen Plätze."),
    ("T00", "Haus", "voll", "gesunken"),
    *((f"T{number:02}", None, "bedarf", "gestiegen") for number in range(1, 12)),
)


def test_it_becomes_a_closed_wave_with_returns_statements_and_a_place_in_the_series(
    database: Database,
) -> None:
    with database.write() as session:
        file_id, draft = prepare(session, *ROWS)
        made = earlier_waves.take_over(
            session, PLANNER, draft=draft, file_id=file_id, mapping=SheetMapping()
        )
        later = time_series.wave(session, "welle-2026")
        series = time_series.series(session, later, "bedarf", level="", today=date(2026, 6, 1))
        owner = session.exec(select(Organisation).where(Organisation.code == "T00")).one()
        actor = Actor(organisation_id=owner.id)
        facility = session.exec(select(Facility.id)).one()
        between = time_series.wave(session, "welle-2023")
        before = responses.previous_answers(session, actor, between)
        texts = session.exec(
            select(Statement.text, Statement.source).where(Statement.survey_id == made.id)
        ).all()
    assert (made.state, made.remark) == ("closed", "Eingelesen aus der Datei „2020.xlsx“.")
    assert [(point.wave, point.released.n_total) for point in series.points] == [
        ("Welle 2020", 12),
        ("Welle 2023", 12),
        ("Welle 2026", 12),
    ]
    assert before == {
        "": {"bedarf": "mehr", "was": "Es fehlen Plätze."},
        str(facility): {"voll": "weniger"},
    }
    assert texts == [("Es fehlen Plätze.", "provider")]


@pytest.mark.parametrize(
    ("change", "rows", "refusal", "sentence"),
    [
        ({"closes_on": clock.today() + timedelta(days=1)}, ROWS, Refused, "muss vorbei sein"),
        ({}, (("X", None, "bedarf", "mehr"),), NotReady, "Keine einzige Zeile"),
        ({"title": " "}, ROWS, Refused, "Geben Sie einen Titel an"),
    ],
)
def test_nothing_is_half_taken_over(
    database: Database,
    change: dict[str, object],
    rows: tuple[tuple[object, ...], ...],
    refusal: type[Refused],
    sentence: str,
) -> None:
    with database.write() as session:
        file_id, draft = prepare(session, *rows)
    wrong = msgspec.structs.replace(draft, **change)
    with pytest.raises(refusal, match=sentence), database.write() as session:
        earlier_waves.take_over(
            session, PLANNER, draft=wrong, file_id=file_id, mapping=SheetMapping()
        )
    with database.read() as session:
        assert len(session.exec(select(Survey.id)).all()) == 2
        assert len(session.exec(select(Response.id)).all()) == 24


def test_a_mapping_is_kept_by_name_and_replaced(database: Database) -> None:
    first = SheetMapping(organisation="Org", items={"Wie?": "bedarf"})
    second = msgspec.structs.replace(first, answer="Wert")
    with database.write() as session:
        for mapping in (first, second):
            earlier_waves.keep_mapping(session, PLANNER, "  Abfrage  2023 ", mapping)
    with database.read() as session:
        assert earlier_waves.mappings(session) == {"Abfrage 2023": second}
        with pytest.raises(NotFound, match="gibt es nicht mehr"):
            earlier_waves.mapping_named(session, "Andere")
    with pytest.raises(Refused, match="einen Namen"), database.write() as session:
        earlier_waves.keep_mapping(session, PLANNER, " ", first)
