"""What a coder may learn from: decided by people, whole segments, the current codebook."""

from uuid import UUID

import pytest
from sqlmodel import Session, select, update

from analysis.labelled import LabelledSegment, LabelledStatement
from survey_service.database import Database
from survey_service.domain.coding import codebook_versions, reviewed, reviews
from survey_service.domain.coding.reviewed import Reviewed
from survey_service.permissions import Actor, RoleGrant
from survey_service.tables.codings import Coding
from survey_service.tables.responses import Statement
from tests.survey_service import coded
from tests.survey_service.coded import PLANNER

OTHER = Actor(login="coder", name="Karl", grants=(RoleGrant("coder"),))
TEXT = "Der Bus fährt selten, die Miete steigt."
NOTHING = Reviewed(statements=(), segments=0, undecided=0)


@pytest.fixture
def segment(database: Database) -> UUID:
    """Two themes proposed, a third only suggested."""
    with database.write() as session:
        survey_id = coded.add_survey(session)
        statement = coded.add_statement(session, survey_id, TEXT)
        codes = (
            coded.suggestion("mobilitaet.oepnv"),
            coded.suggestion("wohnen.bezahlbarkeit"),
            coded.suggestion("wohnen.umfeld", proposed=False, confidence=0.2),
        )
        coded.add_run(session, survey_id, [coded.coded_statement(statement, TEXT, codes)])
    return coded.segment_ids(database)[0]


def decide(
    session: Session, segment: UUID, code: str, decision: str, *, actor: Actor = PLANNER
) -> None:
    reviews.decide(session, actor, segment_id=segment, kind="theme", code=code, decision=decision)


def held(session: Session) -> Reviewed:
    return reviewed.held(session, codebook_versions.shipped())


def test_what_only_the_machine_said_is_not_learned(database: Database, segment: UUID) -> None:
    assert segment
    with database.read() as session:
        assert held(session) == NOTHING


def test_a_segment_counts_when_every_theme_is_decided(database: Database, segment: UUID) -> None:
    with database.write() as session:
        decide(session, segment, "mobilitaet.oepnv", "accept")
        assert held(session) == Reviewed(statements=(), segments=0, undecided=1)
        decide(session, segment, "wohnen.bezahlbarkeit", "reject")
        decide(session, segment, "wohnen.umfeld", "accept")
        found = held(session)
        statement = session.exec(select(Statement.id)).one()
    expected = LabelledStatement(
        id=str(statement),
        text=TEXT,
        segments=(
            LabelledSegment(
                start=0,
                end=len(TEXT),
                codes=("mobilitaet.oepnv", "wohnen.umfeld"),
                types=("problem",),
            ),
        ),
        lang="de",
        source="resident",
    )
    assert found == Reviewed(statements=(expected,), segments=1, undecided=0)


def test_a_type_somebody_rejected_is_gone(database: Database, segment: UUID) -> None:
    with database.write() as session:
        decide(session, segment, "mobilitaet.oepnv", "reject")
        decide(session, segment, "wohnen.bezahlbarkeit", "reject")
        reviews.decide(
            session, PLANNER, segment_id=segment, kind="type", code="problem", decision="reject"
        )
        (statement,) = held(session).statements
    assert statement.segments == (LabelledSegment(start=0, end=len(TEXT)),)


def test_where_people_disagree_nothing_is_learned(database: Database, segment: UUID) -> None:
    with database.write() as session:
        decide(session, segment, "mobilitaet.oepnv", "accept")
        decide(session, segment, "wohnen.bezahlbarkeit", "reject")
        assert held(session).segments == 1
        decide(session, segment, "mobilitaet.oepnv", "reject", actor=OTHER)
        assert held(session) == Reviewed(statements=(), segments=0, undecided=1)


def test_codes_of_another_codebook_are_not_learned(database: Database, segment: UUID) -> None:
    with database.write() as session:
        decide(session, segment, "mobilitaet.oepnv", "accept")
        decide(session, segment, "wohnen.bezahlbarkeit", "reject")
        session.execute(
            update(Coding).where(Coding.code == "mobilitaet.oepnv").values(code="frueher.thema")  # type: ignore[arg-type]
        )
        assert held(session) == Reviewed(statements=(), segments=0, undecided=1)


def test_a_withdrawn_statement_is_not_learned_any_more(database: Database, segment: UUID) -> None:
    with database.write() as session:
        decide(session, segment, "mobilitaet.oepnv", "accept")
        decide(session, segment, "wohnen.bezahlbarkeit", "accept")
        session.exec(select(Statement)).one().current = False
        assert held(session) == NOTHING
