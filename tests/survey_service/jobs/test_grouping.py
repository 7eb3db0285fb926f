"""The worker groups what fits no theme; groups hold; a failure is said."""

import logging
from uuid import UUID

import pytest

from analysis import new_themes as analysis
from survey_service.database import Database
from survey_service.domain.coding import new_themes
from survey_service.domain.coding.new_themes import Grouping
from survey_service.domain.fieldwork import surveys
from survey_service.settings import Settings
from tests.survey_service import new_themes as texts
from tests.survey_service.coded import PLANNER
from tests.survey_service.jobs.conftest import wait_for, working
from tests.survey_service.new_themes import DOGS

pytestmark = pytest.mark.timeout(180)


def ask(database: Database, survey_id: UUID) -> None:
    with database.write() as session:
        new_themes.start(session, PLANNER, surveys.load(session, survey_id))


def grouping(database: Database, survey_id: UUID) -> Grouping:
    with database.read() as session:
        found = new_themes.latest(session, survey_id)
    assert found is not None
    return found


def test_what_the_codebook_lacks_is_a_group_and_stays_one(
    database: Database, settings: Settings
) -> None:
    with database.write() as session:
        survey_id = texts.make(session)
    ask(database, survey_id)
    with working(settings, database):
        wait_for(lambda: grouping(database, survey_id).state != "queued")
        first = grouping(database, survey_id)
        ask(database, survey_id)
        wait_for(lambda: grouping(database, survey_id).state != "queued")
    (group,) = first.groups
    assert first.looked_at == 6
    assert {one.text for one in group.members} == set(DOGS)
    assert "Hundewiese" in group.name
    assert sum(one.example for one in group.members) == 3
    again = grouping(database, survey_id)
    assert again.id != first.id
    assert again.groups == first.groups


def test_a_failure_is_said_and_names_no_text(
    sqlite_database: Database,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("no room")

    monkeypatch.setattr(analysis, "group", broken)
    with sqlite_database.write() as session:
        survey_id = texts.make(session)
    ask(sqlite_database, survey_id)
    with caplog.at_level(logging.ERROR), working(settings, sqlite_database):
        wait_for(lambda: grouping(sqlite_database, survey_id).state == "failed")
    assert "ließen sich nicht suchen" in grouping(sqlite_database, survey_id).problem
    assert "grouping" in caplog.text
    assert "Hundewiese" not in caplog.text
