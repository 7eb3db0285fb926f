"""What a real worker does by itself, on both engines."""

from datetime import date, time
from uuid import UUID

import pytest
from sqlmodel import select

from survey_service import clock
from survey_service.database import Database
from survey_service.domain.correspondence import invitations, reminders
from survey_service.domain.fieldwork import observation_years, surveys
from survey_service.settings import Settings
from survey_service.tables.surveys import Mail, Survey
from tests.survey_service.jobs.conftest import wait_for, working
from tests.survey_service.waves import PLANNER, organisation, wave


def states(database: Database, kind: str) -> list[str]:
    with database.read() as session:
        return list(session.exec(select(Mail.state).where(Mail.kind == kind)).all())


def state_of(database: Database, survey_id: UUID) -> str:
    with database.read() as session:
        return surveys.load(session, survey_id).state


def test_a_worker_reminds_once_and_ends_the_year(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "FROM_HOUR", time(0))
    with database.write() as session:
        made = wave(session)
        for name in "AB":
            organisation(session, name)
        invitations.invite_all(session, PLANNER, made.id, secret=settings.secret)
        reminders.add(session, PLANNER, made, clock.today())
        past = observation_years.begin(session, 2020, made.questionnaire_version_id)
        session.get_one(Survey, past.id).closes_on = date(2020, 12, 31)
    for _ in range(2):
        with working(settings, database):
            wait_for(lambda: states(database, "reminder") == ["outbox", "outbox"])
            wait_for(lambda: state_of(database, past.id) == "closed")
    assert len(states(database, "reminder")) == 2
