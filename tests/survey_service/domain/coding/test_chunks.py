"""Chunks: cut once, stored once."""

from uuid import UUID

import pytest
from sqlalchemy import func
from sqlmodel import select

from survey_service.database import Database
from survey_service.domain.coding import chunks, runs
from survey_service.tables.codings import Coding, Segment, Span
from survey_service.tables.responses import Statement
from tests.survey_service import coded
from tests.survey_service.coded import PLANNER
from tests.survey_service.domain.coding.test_runs import TEXT, with_statements


def test_plan_cuts_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "CHUNK_STATEMENTS", 2)
    survey_id = with_statements(database, 5)
    with database.write() as session:
        run_id = runs.start(session, PLANNER, survey_id=survey_id)
    for _ in range(2):
        with database.write() as session:
            assert chunks.plan(session, run_id) == [0, 1, 2]
    with database.read() as session:
        sizes = [len(chunks.texts(session, run_id, number)) for number in (0, 1, 2)]
    assert sizes == [2, 2, 1]


def test_a_chunk_is_stored_once_however_often_it_is_tried(database: Database) -> None:
    survey_id = with_statements(database, 3)
    with database.write() as session:
        run_id = runs.start(session, PLANNER, survey_id=survey_id)
    with database.write() as session:
        chunks.plan(session, run_id)
    with database.read() as session:
        texts = chunks.texts(session, run_id, 0)
    found = [
        coded.coded_statement(UUID(one.id), TEXT, (coded.suggestion("mobilitaet.oepnv"),))
        for one in texts
    ]
    stored = []
    for worker in ("one", "two"):
        with database.write() as session:
            stored.append(
                chunks.store(
                    session, run_id=run_id, number=0, coded=found, coder="c", worker=worker
                )
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
        assert chunks.texts(session, run_id, 0) == []


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
