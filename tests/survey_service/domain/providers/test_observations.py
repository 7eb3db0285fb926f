"""Observations: refusals first, one survey per year, one's own only, withdrawn without a trace."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from questionnaires.questionnaire import items
from questionnaires.readers import xlsform
from survey_service.database import Database
from survey_service.domain.coding import chunks, findings, runs
from survey_service.domain.fieldwork import returns, surveys, tasks
from survey_service.domain.fieldwork.survey_drafts import Draft
from survey_service.domain.fieldwork.tasks import Task
from survey_service.domain.providers import hub, observations
from survey_service.domain.providers.observations import Observation
from survey_service.domain.residents import taking_part
from survey_service.errors import Conflict, NotFound, WaveClosed
from survey_service.permissions import Actor
from survey_service.tables.codings import Quote, Segment, Span
from survey_service.tables.responses import Statement
from survey_service.tables.surveys import Survey
from tests.survey_service import wave
from tests.survey_service.wave import NOON, Made
from tests.survey_service.waves import PLANNER, set_up

TODAY = date(2026, 5, 4)
SENT = {
    "beobachtung": ["Im Park schlafen seit Wochen mehr Menschen."],
    "beobachtung_gebiet": ["01"],
    "beobachtet_am": ["02.05.2026"],
    "zitat_erlaubnis": ["ohne_namen"],
}


@pytest.fixture
def made(database: Database) -> Made:
    with database.write() as session:
        set_up(session)
        return wave.make(session)


def report(database: Database, actor: Actor, today: date = TODAY, **changes: list[str]) -> UUID:
    with database.write() as session:
        page = observations.asked(session)
        form = observations.read(session, page, SENT | changes, today=today)
        assert form.problems == ()
        return observations.report(session, actor, page, form, today=today)


def own(database: Database, actor: Actor) -> list[Observation]:
    with database.read() as session:
        return observations.of_organisation(session, actor)


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"beobachtung": [" "]}, ["beobachtung"]),
        ({"beobachtung_gebiet": ["99"]}, ["beobachtung_gebiet"]),
        ({"beobachtet_am": ["gestern"]}, ["beobachtet_am"]),
        ({"beobachtet_am": ["05.05.2026"]}, ["beobachtet_am"]),
        ({"beobachtet_am": ["31.12.2022"]}, ["beobachtet_am"]),
        ({"zitat_erlaubnis": []}, ["zitat_erlaubnis"]),
        ({name: [] for name in SENT}, list(SENT)),
        ({}, []),
    ],
)
def test_what_is_missing_or_impossible_is_named(
    database: Database, made: Made, changes: dict[str, list[str]], problems: list[str]
) -> None:
    with database.read() as session:
        page = observations.asked(session)
        form = observations.read(session, page, SENT | changes, today=TODAY)
        assert [problem.item for problem in form.problems] == problems
        shown = observations.fields(session, page, form)
    assert [field.name for field in shown if field.error] == problems


def test_first_one_makes_the_years_survey(database: Database, made: Made) -> None:
    first = report(database, made.actor)
    second = report(
        database, made.stranger, beobachtung=["Anderes."], beobachtung_gebiet=["stadtweit"]
    )
    next_year = report(database, made.actor, today=date(2027, 1, 3), beobachtet_am=["31.12.2026"])
    with database.read() as session:
        found = {
            row.id: (row.source, row.area_code, row.area_reason, row.quoting, row.observed_on)
            for row in session.exec(select(Statement))
        }
        years = session.exec(
            select(Survey.slug, Survey.title, Survey.state, Survey.closes_on)
            .where(Survey.kind == "observations")
            .order_by(Survey.slug)
        ).all()
    assert found == {
        first: ("provider", "01", "asked", "without_name", date(2026, 5, 2)),
        second: ("provider", "", "asked", "without_name", date(2026, 5, 2)),
        next_year: ("provider", "01", "asked", "without_name", date(2026, 12, 31)),
    }
    assert years == [
        (f"beobachtungen-{year}", f"Beobachtungen {year}", "open", date(year, 12, 31))
        for year in (2026, 2027)
    ]


def test_two_first_ones_at_once_make_one_survey(database: Database, made: Made) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda actor: report(database, actor), (made.actor, made.stranger)))
    with database.read() as session:
        assert len(session.exec(select(Survey.id).where(Survey.kind == "observations")).all()) == 1


def test_nothing_typed_is_lost(database: Database, made: Made) -> None:
    with database.read() as session:
        page = observations.asked(session)
        sent = {**SENT, "beobachtet_am": ["neulich"], "zitat_erlaubnis": []}
        form = observations.read(session, page, sent, today=TODAY)
        shown = {field.name: field for field in observations.fields(session, page, form)}
    assert [shown[name].values for name in ("beobachtung", "beobachtet_am")] == [
        (SENT["beobachtung"][0],),
        ("neulich",),
    ]
    assert [one.value for one in shown["beobachtung_gebiet"].choices if one.checked] == ["01"]


def test_the_same_text_twice_is_refused_until_it_is_withdrawn(
    database: Database, made: Made
) -> None:
    first = report(database, made.actor)
    report(database, made.stranger)
    with pytest.raises(Conflict, match="in diesem Jahr schon gemeldet"):
        report(database, made.actor, beobachtet_am=["03.05.2026"])
    with database.write() as session:
        observations.withdraw(session, made.actor, first)
    report(database, made.actor)


def test_nobody_sees_or_withdraws_anothers(database: Database, made: Made) -> None:
    first = report(database, made.actor)
    assert own(database, made.stranger) == []
    assert own(database, Actor()) == []
    for actor in (made.stranger, Actor()):
        with database.write() as session:
            with pytest.raises(NotFound):
                observations.withdraw(session, actor, first)
            with pytest.raises(NotFound):
                observations.own(session, actor, first)
    assert [one.withdrawn for one in own(database, made.actor)] == [False]


def test_a_statement_of_a_wave_is_not_withdrawn_here(database: Database, made: Made) -> None:
    first = report(database, made.actor)
    with database.write() as session:
        session.get_one(Statement, first).survey_id = made.survey_id
    with pytest.raises(NotFound), database.write() as session:
        observations.withdraw(session, made.actor, first)


def test_withdrawing_empties_text_spans_and_quote(database: Database, made: Made) -> None:
    first = report(database, made.actor)
    with database.write() as session:
        segment = Segment(statement_id=first, start=0, end=7)
        session.add(segment)
        session.flush()
        session.add(Span(statement_id=first, kind="place", start=3, end=7, value="01"))
        session.add(Quote(segment_id=segment.id, text="Im Park", released_by="p", released_at=NOON))
    with database.write() as session:
        observations.withdraw(session, made.actor, first)
    for unknown in (first, uuid4()):
        with pytest.raises(NotFound), database.write() as session:
            observations.withdraw(session, made.actor, unknown)
    with database.read() as session:
        row = session.get_one(Statement, first)
        assert (row.text, row.current, row.observed_on) == ("", False, date(2026, 5, 2))
        assert session.exec(select(Span.id)).all() == []
        assert session.exec(select(Quote.text, Quote.withdrawn)).all() == [("", True)]
        assert runs.uncoded_count(session, row.survey_id) == 0
    assert [(one.text, one.withdrawn) for one in own(database, made.actor)] == [("", True)]


def test_ended_by_the_planner_it_takes_no_more(database: Database, made: Made) -> None:
    report(database, made.actor)
    with database.write() as session:
        survey = surveys.by_slug(session, "beobachtungen-2026")
        surveys.close(session, PLANNER, survey.id)
    with pytest.raises(WaveClosed, match="keine Beobachtungen angenommen"):
        report(database, made.actor, beobachtung=["Neues"])


def test_the_year_closes_at_its_end(database: Database, made: Made) -> None:
    report(database, made.actor)
    closed = []
    for today in (date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2)):
        with database.write() as session:
            closed.append(observations.close_past(session, today=today))
    assert closed == [0, 1, 0]


def test_it_is_neither_wave_nor_consultation(database: Database, made: Made) -> None:
    report(database, made.actor)
    with database.read() as session:
        survey = surveys.by_slug(session, "beobachtungen-2026")
        assert (survey.is_wave, survey.is_consultation, survey.is_observations) == (
            False,
            False,
            True,
        )
        with pytest.raises(NotFound):
            taking_part.consultation(session, survey.slug)
        assert returns.progress(session, survey.id) == returns.Progress()
        assert survey not in [one.survey for one in hub.standing(session, made.actor, now=NOON)]
        report_ = findings.report(session, survey.id, today=TODAY)
        found = tasks.tasks(session, PLANNER, survey)
    assert (report_.kind, report_.returned, report_.invited) == ("Beobachtungen", 1, None)
    assert [task.name for task in found] == [
        "observations",
        "coding",
        "themes",
        "exports",
        "follow_ups",
    ]
    assert found[0] == Task(
        name="observations",
        label="Gemeldete Beobachtungen",
        url="/erhebungen/beobachtungen-2026/beobachtungen",
        state="begun",
        hint="1 Beobachtung, laufend bis 31.12.2026",
    )
    with pytest.raises(Conflict, match="gilt für ein ganzes Jahr"), database.write() as session:
        surveys.change(
            session,
            PLANNER,
            survey.id,
            Draft(
                title="x",
                opens_on=TODAY,
                closes_on=TODAY,
                questionnaire_version_id=survey.questionnaire_version_id,
            ),
        )


def test_an_observation_is_coded_like_every_statement(database: Database, made: Made) -> None:
    report(database, made.actor)
    with database.write() as session:
        survey = surveys.by_slug(session, "beobachtungen-2026")
        run = runs.start(session, PLANNER, survey_id=survey.id)
        assert chunks.plan(session, run) == [0]
        [text] = chunks.texts(session, run, 0)
    assert text.text == SENT["beobachtung"][0]


def test_the_shipped_form_asks_what_it_promises() -> None:
    workbook = Path(xlsform.__file__).parents[1] / "library" / "beobachtung.xlsx"
    reading = xlsform.read(workbook.read_bytes(), name=workbook.name)
    assert reading.problems == ()
    assert reading.questionnaire is not None
    assert [
        (item.code, item.kind, item.role or "", item.required)
        for item in items(reading.questionnaire)
    ] == [
        ("beobachtung", "long_text", "statement", True),
        ("beobachtung_gebiet", "area", "area", True),
        ("beobachtet_am", "date", "", True),
        ("zitat_erlaubnis", "single", "", True),
    ]
