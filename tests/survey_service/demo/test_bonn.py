"""Real answers as a consultation."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from survey_service.database import Database
from survey_service.demo import bonn
from survey_service.domain.administration import accounts, demonstration, municipality
from survey_service.domain.coding import runs
from survey_service.domain.fieldwork import surveys
from survey_service.errors import Conflict
from survey_service.permissions import NOBODY
from survey_service.tables.responses import Statement

SECRET = "bonn" * 11


def test_an_installation_with_data_of_its_own_is_refused(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        accounts.add(
            session, NOBODY, login="erika", name="Erika", password="x" * 12, role="planner"
        )
    with pytest.raises(Conflict, match="enthält eigene Daten und ist keine Vorführung"):
        bonn.load(sqlite_database, secret=SECRET)
    with sqlite_database.read() as session:
        assert surveys.all_surveys(session) == []


@pytest.mark.slow
def test_the_answers_are_loaded_coded_and_come_out_once_however_often(
    sqlite_database: Database,
) -> None:
    first = bonn.load(sqlite_database, secret=SECRET)
    second = bonn.load(sqlite_database, secret=SECRET)
    assert first.summary == second.summary
    assert first.summary.startswith("1386 echte Antworten von 725 Menschen, kodiert mit themes-2+:")
    assert "CC BY-SA 4.0" in first.summary
    with sqlite_database.read() as session:
        (survey,) = surveys.all_surveys(session)
        places = set(session.exec(select(Statement.area_code, Statement.area_reason)).all())
        found = runs.of_survey(session, survey.id)
        facts = municipality.facts(session)
    assert (survey.title, survey.state, survey.closes_on) == (
        "Umfrage zum Leben in Bonn 2017",
        "closed",
        date(2017, 12, 31),
    )
    assert places == {("", "citywide")}
    assert [(run.state, run.total, run.coded) for run in found] == [("done", 1386, 1386)]
    assert (facts.demo, facts.name) == (False, "Bonn 2017 (Vorführung mit echten Antworten)")


@pytest.mark.slow
def test_beside_the_demo_nothing_says_that_real_answers_are_invented(
    demo_database: Database,
) -> None:
    loaded = bonn.load(demo_database, secret=SECRET)
    book = load_workbook(io.BytesIO(loaded.workbook), read_only=True)
    rows = [row for row in book["Überblick"].iter_rows(values_only=True) if len(row) > 1]
    overview = {row[0]: row[1] for row in rows}
    assert overview["Hinweis"] == bonn.REMARK
    assert overview["Rückläufe"].startswith("725 ")
    assert "Themen nach Gebiet" in book.sheetnames
    with demo_database.read() as session:
        assert [one.title for one in demonstration.held(session)] == [
            "Beteiligung im Quartier",
            "Trägerabfrage 2026",
            "Trägerabfrage 2023",
            "Umfrage zum Leben in Bonn 2017",
        ]
