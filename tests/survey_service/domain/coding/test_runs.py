"""Coding runs: planned once, stored once."""

from uuid import UUID

import pytest
from sqlalchemy import func
from sqlmodel import select

from survey_service.database import Database
from survey_service.domain.coding import runs
from survey_service.errors import Conflict, NotReady
from survey_service.tables.codings import Coding, Segment, Span
from survey_service.tables.responses import Statement
from tests.survey_service import coded
from tests.survey_service.coded import PLANNER

TEXT = "Der Bus fährt selten."


def with_statements(database: Database, count: int) -> UUID:
    with database.write() as session:
        survey_id = coded.add_survey(session)
        for number in range(count):
            coded.add_statement(session, survey_id, TEXT, contributor=f"c{number}")
    return survey_id


def test_nothing_to_code_and_a_second_run_are_refused(database: Database) -> None:
    with database.write() as session:
        survey_id = coded.add_survey(session)
    with pytest.raises(NotReady, match="keine neuen Aussagen"), database.write() as session:
        runs.start(session, PLANNER, survey_id=survey_id)
    with database.write() as session:
        coded.add_statement(session, survey_id, TEXT)
        runs.start(session, PLANNER, survey_id=survey_id)
    with pytest.raises(Conflict, match="läuft schon"), database.write() as session:
        runs.start(session, PLANNER, survey_id=survey_id)


def test_plan_cuts_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "CHUNK_STATEMENTS", 2)
    survey_id = with_statements(database, 5)
    with database.write() as session:
        run_id = runs.start(session, PLANNER, survey_id=survey_id)
    for _ in range(2):
        with database.write() as session:
            assert runs.plan(session, run_id) == [0, 1, 2]
    with database.read() as session:
        sizes = [len(runs.chunk_texts(session, run_id, number)) for number in (0, 1, 2)]
    assert sizes == [2, 2, 1]


def test_a_chunk_is_stored_once_however_often_it_is_tried(database: Database) -> None:
    survey_id = with_statements(database, 3)
    with database.write() as session:
        run_id = runs.start(session, PLANNER, survey_id=survey_id)
    with database.write() as session:
        runs.plan(session, run_id)
    with database.read() as session:
        texts = runs.chunk_texts(session, run_id, 0)
    found = [
        coded.coded_statement(UUID(one.id), TEXT, (coded.suggestion("mobilitaet.oepnv"),))
        for one in texts
    ]
    stored = []
    for worker in ("one", "two"):
        with database.write() as session:
            stored.append(
                runs.store(session, run_id=run_id, number=0, coded=found, coder="c", worker=worker)
            )
    assert stored == [3, 0]
    with database.write() as session:
        runs.finish(session, run_id)
        counts = [
            session.exec(select(func.count()).select_from(table)).one()
            for table in (Segment, Coding, Span)
        ]
        (run,) = runs.of_survey(session, survey_id)
    assert counts == [3, 6, 3]
    assert (run.state, run.coded, run.total, run.coder) == ("done", 3, 3, "c")
    with database.read() as session:
        assert runs.uncoded_count(session, survey_id) == 0
        assert runs.chunk_texts(session, run_id, 0) == []


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("asked", ("N1", "asked")),
        ("facility", ("S1", "named")),
        ("citywide", ("S1", "named")),
    ],
)
def test_area_named_in_the_text_holds_unless_it_was_asked(
    database: Database, reason: str, expected: tuple[str, str]
) -> None:
    with database.write() as session:
        survey_id = coded.add_survey(session)
        statement = coded.add_statement(session, survey_id, TEXT, reason=reason)
        coded.add_run(session, survey_id, [coded.coded_statement(statement, TEXT, (), place="S1")])
        session.expire_all()
        row = session.exec(select(Statement.area_code, Statement.area_reason)).one()
    assert tuple(row) == expected


def test_failed_run_says_why(database: Database) -> None:
    survey_id = with_statements(database, 1)
    with database.write() as session:
        run_id = runs.start(session, PLANNER, survey_id=survey_id)
        runs.fail(session, run_id, "Das Modell fehlt.")
    with database.read() as session:
        (run,) = runs.of_survey(session, survey_id)
        assert runs.survey_of(session, run_id) == survey_id
    assert (run.state, run.problem) == ("failed", "Das Modell fehlt.")
