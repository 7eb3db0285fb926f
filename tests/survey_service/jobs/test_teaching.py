"""The worker finds what teaches most; a failure is said, a backup takes it up again."""

import logging
from uuid import UUID

import pytest
from sqlmodel import select

from analysis import waiting
from survey_service.database import Database
from survey_service.domain.coding import reviews, teaching
from survey_service.domain.fieldwork import surveys
from survey_service.settings import Settings
from survey_service.tables.codings import Segment
from tests.survey_service import coded
from tests.survey_service.coded import PLANNER
from tests.survey_service.jobs.conftest import wait_for, working

pytestmark = pytest.mark.timeout(180)

BUS = "mobilitaet.oepnv"
SURE = tuple(f"Der Bus kommt um {hour} Uhr nicht." for hour in range(5, 15))
DOUBTFUL = "Abends fährt niemand mehr in die Siedlung."


def add(database: Database) -> UUID:
    """Ten alike on which the machine is sure, one of them reviewed, and one in doubt."""
    with database.write() as session:
        survey_id = coded.add_survey(session)
        found = []
        for number, text in enumerate((*SURE, DOUBTFUL)):
            statement = coded.add_statement(session, survey_id, text, contributor=f"c{number}")
            sure = 0.5 if text == DOUBTFUL else 0.98
            codes = (coded.suggestion(BUS, confidence=sure),)
            found.append(coded.coded_statement(statement, text, codes))
        coded.add_run(session, survey_id, found)
        first = session.exec(select(Segment.id).where(Segment.end == len(SURE[0]))).first()
        assert first is not None
        reviews.decide(
            session, PLANNER, segment_id=first, kind="theme", code=BUS, decision="accept"
        )
    return survey_id


def ask(database: Database, survey_id: UUID) -> None:
    with database.write() as session:
        teaching.start(session, PLANNER, surveys.load(session, survey_id))


def order(database: Database, survey_id: UUID) -> teaching.Order:
    with database.read() as session:
        found = teaching.latest(session, survey_id)
    assert found is not None
    return found


def test_doubt_comes_first(database: Database, settings: Settings) -> None:
    survey_id = add(database)
    ask(database, survey_id)
    with working(settings, database):
        wait_for(lambda: order(database, survey_id).state != "queued")
    found = order(database, survey_id)
    assert found.state == "ready"
    assert (found.picks[0].text, found.picks[0].reason) == (
        DOUBTFUL,
        "noch nie etwas Ähnliches gesehen",
    )
    # Nothing that was reviewed, and each once.
    assert len({pick.segment for pick in found.picks}) == len(found.picks) == 10
    assert found.decided == 0


def test_a_failure_is_said_and_names_no_text(
    sqlite_database: Database,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("no room")

    monkeypatch.setattr(waiting, "order", broken)
    survey_id = add(sqlite_database)
    ask(sqlite_database, survey_id)
    with caplog.at_level(logging.ERROR), working(settings, sqlite_database):
        wait_for(lambda: order(sqlite_database, survey_id).state == "failed")
    assert "ließ sich nicht bestimmen" in order(sqlite_database, survey_id).problem
    assert "ordering" in caplog.text
    assert DOUBTFUL not in caplog.text
