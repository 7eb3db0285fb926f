"""New themes: what fits nowhere is looked at, groups are kept, and hold."""

from uuid import UUID

import pytest
from sqlmodel import Session, select

from survey_service.database import Database
from survey_service.domain.administration import audit
from survey_service.domain.coding import new_themes, reviews
from survey_service.domain.coding.new_themes import Found, Grouping
from survey_service.domain.fieldwork import surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.errors import Conflict, NotReady
from survey_service.permissions import Actor, RoleGrant
from survey_service.tables.responses import Statement
from survey_service.tables.theme_groups import ThemeGrouping
from tests.survey_service import coded
from tests.survey_service import new_themes as texts
from tests.survey_service.coded import PLANNER
from tests.survey_service.new_themes import BUS, DOGS, NOT_PROPOSED, ON_BUSES

COLLEAGUE = Actor(login="colleague", name="Kollegin", grants=(RoleGrant("planner"),))


@pytest.fixture
def survey(database: Database) -> SurveyFacts:
    with database.write() as session:
        return surveys.load(session, texts.make(session))


def decide(
    session: Session, segment: UUID, decision: str, *, actor: Actor = PLANNER, code: str = BUS
) -> None:
    reviews.decide(session, actor, segment_id=segment, kind="theme", code=code, decision=decision)


def segments(session: Session, survey: SurveyFacts) -> dict[str, UUID]:
    return {one.text: one.segment for one in new_themes.unfitting(session, survey.id)}


def of_dogs(known: dict[str, UUID]) -> Found:
    inside = tuple(known[text] for text in DOGS)
    return Found(name="Hundewiese", segments=inside, examples=inside[2:4], different=5, mass=True)


def latest(session: Session, survey: SurveyFacts) -> Grouping:
    found = new_themes.latest(session, survey.id)
    assert found is not None
    return found


def test_nothing_coded_has_no_new_theme(database: Database) -> None:
    with database.write() as session:
        survey = surveys.load(session, coded.add_survey(session))
        assert new_themes.latest(session, survey.id) is None
        with pytest.raises(NotReady, match="noch nichts kodiert"):
            new_themes.start(session, PLANNER, survey)
        assert session.exec(select(ThemeGrouping.id)).all() == []


def test_it_is_asked_for_once_at_a_time(database: Database, survey: SurveyFacts) -> None:
    with database.write() as session:
        grouping_id = new_themes.start(session, PLANNER, survey)
        with pytest.raises(Conflict, match="schon gesucht"):
            new_themes.start(session, PLANNER, survey)
        new_themes.fail(session, grouping_id, "Kaputt.")
        found = latest(session, survey)
        assert (found.state, found.problem, found.groups) == ("failed", "Kaputt.", ())
        # After a failure one may ask again.
        assert new_themes.start(session, PLANNER, survey) != grouping_id
        assert audit.entries(session)[0][0].action == "Neue Themen gesucht"


def test_only_what_has_no_theme_is_looked_at(database: Database, survey: SurveyFacts) -> None:
    with database.write() as session:
        known = segments(session, survey)
        # Not the one with a theme, not the two words; a weak suggestion is no theme.
        assert set(known) == {*DOGS, NOT_PROPOSED}
        decide(session, known[DOGS[0]], "accept")
        assert set(segments(session, survey)) == {*DOGS[1:], NOT_PROPOSED}
        # Where people disagree, somebody finds that it fits.
        decide(session, known[DOGS[0]], "reject", actor=COLLEAGUE)
        assert DOGS[0] not in segments(session, survey)
        decide(session, known[DOGS[0]], "reject")
        assert DOGS[0] in segments(session, survey)
        row = session.exec(select(Statement).where(Statement.text == DOGS[1])).one()
        row.current = False
        session.flush()
        assert DOGS[1] not in segments(session, survey)


def test_a_theme_that_people_reject_leaves_the_text_without(
    database: Database, survey: SurveyFacts
) -> None:
    with database.write() as session:
        statement = session.exec(select(Statement).where(Statement.text == ON_BUSES)).one()
        (segment,) = session.exec(
            select(new_themes.Segment.id).where(new_themes.Segment.statement_id == statement.id)
        )
        decide(session, segment, "reject")
        assert ON_BUSES in segments(session, survey)


def test_groups_are_shown_with_their_examples_first_and_without_what_is_gone(
    database: Database, survey: SurveyFacts
) -> None:
    with database.write() as session:
        known = segments(session, survey)
        grouping_id = new_themes.start(session, PLANNER, survey)
        assert new_themes.survey_of(session, grouping_id) == survey.id
        new_themes.finish(session, grouping_id, [of_dogs(known)], looked_at=6)
        # A worker that comes late changes nothing.
        new_themes.finish(session, grouping_id, [], looked_at=0)
        assert new_themes.survey_of(session, grouping_id) is None
        found = latest(session, survey)
        assert (found.state, found.looked_at, found.grouped) == ("ready", 6, 5)
        (group,) = found.groups
        assert (group.name, group.different, group.mass, group.themed) == (
            "Hundewiese",
            5,
            True,
            0,
        )
        assert [(one.text, one.example) for one in group.members[:2]] == [
            (DOGS[2], True),
            (DOGS[3], True),
        ]
        assert {one.text for one in group.members} == set(DOGS)
        decide(session, known[DOGS[0]], "accept")
        row = session.exec(select(Statement).where(Statement.text == DOGS[2])).one()
        row.current = False
        session.flush()
        (group,) = latest(session, survey).groups
        assert (len(group.members), group.themed) == (4, 1)


def test_earlier_groups_are_given_to_the_next_search(
    database: Database, survey: SurveyFacts
) -> None:
    with database.write() as session:
        assert new_themes.before(session, survey.id) == []
        known = segments(session, survey)
        first = new_themes.start(session, PLANNER, survey)
        new_themes.finish(session, first, [of_dogs(known)], looked_at=6)
        second = new_themes.start(session, PLANNER, survey)
        # One that is not there yet, or failed, has no groups.
        new_themes.fail(session, second, "Kaputt.")
        (group,) = new_themes.before(session, survey.id)
        assert set(group) == {known[text] for text in DOGS}
