"""Reminders: only to those who have not returned, once per day, never after the last day."""

import os
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from survey_service import clock
from survey_service.database import Database
from survey_service.domain.correspondence import invitations, participations, reminders
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.errors import Conflict, Refused
from survey_service.jobs import duties
from survey_service.tables.register import Organisation
from survey_service.tables.responses import Response
from survey_service.tables.surveys import Mail, Participation, Reminder, Survey
from tests.survey_service.waves import PLANNER, organisation, wave

SECRET = "s" * 43


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=clock.BERLIN)


def invited(database: Database, *names: str) -> tuple[SurveyFacts, list[UUID]]:
    with database.write() as session:
        made = wave(session)
        found = [
            organisation(session, name, email=f"{name.lower()}@traeger.example") for name in names
        ]
        invitations.invite_all(session, PLANNER, made.id, secret=SECRET)
    return made, found


def respond(database: Database, survey: SurveyFacts, organisation_id: UUID, state: str) -> None:
    with database.write() as session:
        session.add(
            Response(
                survey_id=survey.id,
                questionnaire_version_id=survey.questionnaire_version_id,
                organisation_id=organisation_id,
                state=state,
                submitted_on=None if state == "draft" else clock.today(),
            )
        )


def plan(database: Database, survey: SurveyFacts, due_on: date) -> UUID:
    with database.write() as session:
        reminders.add(session, PLANNER, survey, due_on)
        return next(day.id for day in reminders.plan(session, survey.id) if day.due_on == due_on)


def work(database: Database, now: datetime) -> int:
    """What the worker's duty does, at a moment of our choice."""
    with database.read() as session:
        found = reminders.due(session, now=now)
    number = 0
    for reminder_id in found:
        with database.write() as session:
            number += reminders.send(session, reminder_id, now=now)
    return number


def reminded(database: Database) -> list[str]:
    with database.read() as session:
        return sorted(session.exec(select(Mail.recipient).where(Mail.kind == "reminder")).all())


def test_days_outside_the_wave_are_refused(database: Database) -> None:
    made, _ = invited(database, "A")
    yesterday, after = clock.today() - timedelta(days=1), made.closes_on + timedelta(days=1)
    for day in (yesterday, after):
        with pytest.raises(Refused, match="Wählen Sie einen Tag"):
            plan(database, made, day)
    plan(database, made, made.closes_on)
    with pytest.raises(Conflict, match="gibt es schon eine Erinnerung"):
        plan(database, made, made.closes_on)


def test_only_who_has_not_returned_is_reminded(database: Database) -> None:
    made, ids = invited(
        database, "Begonnen", "Abgesandt", "Geaendert", "Entzogen", "Gesperrt", "Inaktiv", "Still"
    )
    for state, who in zip(("draft", "submitted", "reopened", "withdrawn"), ids, strict=False):
        respond(database, made, who, state)
    with database.write() as session:
        participations.revoke_link(session, PLANNER, made, ids[4])
        session.get_one(Organisation, ids[5]).active = False
        organisation(session, "Uneingeladen")
        invitations.enrol(session, made.id)
    plan(database, made, clock.today())
    assert work(database, at(clock.today())) == 2
    assert reminded(database) == ["begonnen@traeger.example", "still@traeger.example"]
    with database.read() as session:
        [day] = reminders.plan(session, made.id)
        counted = session.exec(
            select(Participation.reminders).where(Participation.organisation_id == ids[0])
        ).one()
    assert (day.sent, day.sent_at is not None, counted) == (2, True, 1)


def test_who_returns_after_the_planning_gets_none(database: Database) -> None:
    made, ids = invited(database, "A")
    due = clock.today() + timedelta(days=2)
    plan(database, made, due)
    assert work(database, at(due - timedelta(days=1))) == 0
    assert work(database, at(due, hour=7)) == 0
    respond(database, made, ids[0], "submitted")
    assert work(database, at(due)) == 0
    assert reminded(database) == []


def test_after_the_last_day_only_who_has_more_time_is_reminded(database: Database) -> None:
    made, ids = invited(database, "A", "B")
    late = made.closes_on + timedelta(days=3)
    with database.write() as session:
        participations.extend(session, PLANNER, made, ids[1], until=late, tell=False, secret=SECRET)
    for day in (made.closes_on + timedelta(days=1), late):
        plan(database, made, day)
    assert work(database, at(made.closes_on + timedelta(days=1))) == 1
    with database.write() as session:
        participations.end_extension(session, PLANNER, made, ids[1])
    assert work(database, at(late)) == 0
    assert reminded(database) == ["b@traeger.example"]
    with database.read() as session:
        body = session.exec(select(Mail.body).where(Mail.kind == "reminder")).one()
    assert f"{late:%d.%m.%Y}" in body


def test_ended_wave_reminds_nobody(database: Database) -> None:
    made, _ = invited(database, "A")
    plan(database, made, clock.today())
    with database.write() as session:
        session.get_one(Survey, made.id).state = "closed"
    assert work(database, at(clock.today())) == 0
    assert reminded(database) == []


def test_stopped_reminders_are_not_sent(database: Database) -> None:
    made, _ = invited(database, "A")
    first = plan(database, made, clock.today())
    plan(database, made, made.closes_on)
    with database.write() as session:
        assert reminders.stop(session, PLANNER, made, reminder_id=first) == 1
        assert reminders.stop(session, PLANNER, made) == 1
        with pytest.raises(Conflict):
            reminders.stop(session, PLANNER, made)
    assert work(database, at(made.closes_on)) == 0


def test_days_a_stopped_worker_missed_become_one_mail(database: Database) -> None:
    made, _ = invited(database, "A")
    for days in (0, 1, 2):
        plan(database, made, clock.today() + timedelta(days=days))
    assert work(database, at(clock.today() + timedelta(days=3))) == 1
    with database.read() as session:
        assert [day.sent for day in reminders.plan(session, made.id)] == [0, 0, 1]


def test_workers_at_the_same_time_send_one_mail_each(database: Database) -> None:
    made, _ = invited(database, *"ABCDE")
    reminder_id = plan(database, made, clock.today())

    def send(_: int) -> int:
        with database.write() as session:
            return reminders.send(session, reminder_id, now=at(clock.today()))

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(send, range(4))) == [0, 0, 0, 5]
    assert reminded(database) == [f"{name}@traeger.example" for name in "abcde"]


KILLED = """
    import sys, time
    from datetime import datetime
    from uuid import UUID
    from survey_service.database import Database
    from survey_service.domain.correspondence import reminders
    database = Database(sys.argv[1])
    with database.write() as session:
        reminders.send(session, UUID(sys.argv[2]), now=datetime.fromisoformat(sys.argv[3]))
        session.flush()
        print("in the middle", flush=True)
        time.sleep(60)
"""


def test_killed_in_the_middle_it_is_sent_once(database: Database) -> None:
    made, _ = invited(database, *"ABC")
    reminder_id = plan(database, made, clock.today())
    now = at(clock.today())
    url = database.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", textwrap.dedent(KILLED), url, str(reminder_id), str(now)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "in the middle\n"
        os.kill(process.pid, signal.SIGKILL)
    assert reminded(database) == []
    assert [work(database, now), work(database, now)] == [3, 0]
    assert len(reminded(database)) == 3


def test_forgotten_note_would_remind_twice(database: Database) -> None:
    """Negative control: without the noted moment the next worker sends it again."""
    made, _ = invited(database, "A")
    plan(database, made, clock.today())
    assert work(database, at(clock.today())) == 1
    with database.write() as session:
        session.exec(select(Reminder)).one().sent_at = None
    assert work(database, at(clock.today())) == 1
    assert len(reminded(database)) == 2


def test_one_broken_wave_does_not_end_the_worker(
    database: Database, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _ = invited(database, "A")
    plan(database, made, clock.today())
    monkeypatch.setattr(clock, "now", lambda: at(clock.today()))
    monkeypatch.setitem(reminders.templates.SHIPPED, "reminder", None)
    assert duties.remind(database) == 0
    assert "could not be sent" in caplog.text
    monkeypatch.undo()
    assert reminded(database) == []
