"""An order of what teaches most: asked for once, found by the worker, worked through."""

from uuid import UUID

import pytest
from sqlmodel import Session, select

from survey_service.database import Database
from survey_service.domain.administration import audit
from survey_service.domain.coding import reviews, teaching
from survey_service.domain.fieldwork import surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.errors import Conflict, NotReady
from survey_service.tables.responses import Statement
from survey_service.tables.teaching import TeachingOrder
from tests.survey_service import coded
from tests.survey_service.coded import PLANNER

BUS, HOMES = "mobilitaet.oepnv", "wohnen.bezahlbar"
TEXTS = ("Der Bus kommt nie.", "Die Mieten steigen.", "Der Bus ist voll.", "Ganz anderes.")


@pytest.fixture
def survey(database: Database) -> SurveyFacts:
    """Four statements; the machine names the bus on the first three, surely or not."""
    with database.write() as session:
        survey_id = coded.add_survey(session)
        found = []
        for number, text in enumerate(TEXTS):
            statement = coded.add_statement(session, survey_id, text, contributor=f"c{number}")
            codes = (
                coded.suggestion(BUS, confidence=0.9),
                coded.suggestion(HOMES, proposed=False, confidence=0.2),
            )
            given = codes if number < 3 else ()
            found.append(coded.coded_statement(statement, text, given))
        coded.add_run(session, survey_id, found)
        return surveys.load(session, survey_id)


def accept(session: Session, segment: UUID) -> None:
    reviews.decide(session, PLANNER, segment_id=segment, kind="theme", code=BUS, decision="accept")


def test_nothing_coded_has_no_order(database: Database) -> None:
    with database.write() as session:
        survey = surveys.load(session, coded.add_survey(session))
        assert teaching.latest(session, survey.id) is None
        with pytest.raises(NotReady, match="keine ungeprüfte Sinneinheit"):
            teaching.start(session, PLANNER, survey)
        assert session.exec(select(TeachingOrder.id)).all() == []


def test_it_is_asked_for_once_at_a_time(database: Database, survey: SurveyFacts) -> None:
    with database.write() as session:
        order_id = teaching.start(session, PLANNER, survey)
        with pytest.raises(Conflict, match="wird schon bestimmt"):
            teaching.start(session, PLANNER, survey)
        teaching.fail(session, order_id, "Kaputt.")
        order = teaching.latest(session, survey.id)
        assert order is not None
        assert (order.state, order.problem, order.picks) == ("failed", "Kaputt.", ())
        # After a failure one may ask again.
        assert teaching.start(session, PLANNER, survey) != order_id
        assert audit.entries(session)[0][0].action == "Reihenfolge zum Lernen verlangt"


def test_candidates_are_the_current_segments_with_what_the_machine_says(
    database: Database, survey: SurveyFacts
) -> None:
    with database.write() as session:
        known = {one.text: one for one in teaching.candidates(session, survey.id)}
        assert set(known) == set(TEXTS)
        assert dict(known[TEXTS[0]].confidences) == {BUS: 0.9, HOMES: 0.2}
        assert known[TEXTS[3]].confidences == ()
        accept(session, known[TEXTS[0]].segment)
        row = session.exec(select(Statement).where(Statement.text == TEXTS[1])).one()
        row.current = False
        session.flush()
        again = teaching.candidates(session, survey.id)
        assert {one.text: one.reviewed for one in again} == {
            TEXTS[0]: True,
            TEXTS[2]: False,
            TEXTS[3]: False,
        }
        # A person's word is no confidence of the machine.
        assert {one.text: dict(one.confidences) for one in again}[TEXTS[0]] == {
            BUS: 0.9,
            HOMES: 0.2,
        }


def test_the_order_is_worked_through_and_skips_what_is_gone(
    database: Database, survey: SurveyFacts
) -> None:
    with database.write() as session:
        segment = {one.text: one.segment for one in teaching.candidates(session, survey.id)}
        order_id = teaching.start(session, PLANNER, survey)
        assert teaching.survey_of(session, order_id) == survey.id
        first, second, third = segment[TEXTS[2]], segment[TEXTS[0]], segment[TEXTS[1]]
        teaching.finish(session, order_id, [(first, "a"), (second, "b"), (third, "c")])
        # A worker that comes late changes nothing.
        teaching.finish(session, order_id, [(third, "spät")])
        assert teaching.survey_of(session, order_id) is None
        order = latest(session, survey)
        assert [(pick.text, pick.reason, pick.decided) for pick in order.picks] == [
            (TEXTS[2], "a", False),
            (TEXTS[0], "b", False),
            (TEXTS[1], "c", False),
        ]
        assert (order.decided, order.first_open) == (0, first)
        accept(session, second)
        assert teaching.next_open(session, survey.id, after=first) == third
        assert teaching.next_open(session, survey.id, after=third) is None
        # Another one that is not there yet, or failed, takes nothing from who works through this.
        newer = teaching.start(session, PLANNER, survey)
        assert latest(session, survey).picks == ()
        assert teaching.next_open(session, survey.id, after=first) == third
        teaching.fail(session, newer, "Kaputt.")
        assert teaching.next_open(session, survey.id, after=first) == third
        # From elsewhere one comes to the first that is open.
        assert teaching.next_open(session, survey.id, after=segment[TEXTS[3]]) == first
        session.exec(select(Statement).where(Statement.text == TEXTS[2])).one().current = False
        session.flush()
        # What is gone since is left out.
        assert teaching.next_open(session, survey.id, after=segment[TEXTS[3]]) == third


def latest(session: Session, survey: SurveyFacts) -> teaching.Order:
    found = teaching.latest(session, survey.id)
    assert found is not None
    return found


def test_another_survey_has_an_order_of_its_own(database: Database, survey: SurveyFacts) -> None:
    with database.write() as session:
        order_id = teaching.start(session, PLANNER, survey)
        teaching.finish(session, order_id, [])
        other = UUID(int=1)
        assert teaching.latest(session, other) is None
        assert teaching.next_open(session, other, after=UUID(int=2)) is None
