"""Coding runs: begun once, closed with a reason."""

from uuid import UUID

import pytest

from survey_service.database import Database
from survey_service.domain.coding import runs
from survey_service.errors import Conflict, NotReady
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


def test_failed_run_says_why(database: Database) -> None:
    survey_id = with_statements(database, 1)
    with database.write() as session:
        run_id = runs.start(session, PLANNER, survey_id=survey_id)
        runs.fail(session, run_id, "Das Modell fehlt.")
    with database.read() as session:
        (run,) = runs.of_survey(session, survey_id)
        assert runs.survey_of(session, run_id) == survey_id
    assert (run.state, run.problem) == ("failed", "Das Modell fehlt.")
