"""How often a coder was right: proposals people decided on, nothing else."""

from uuid import UUID

import pytest
from sqlmodel import Session

from analysis import acceptance
from survey_service.database import Database
from survey_service.domain.coding import codebook_versions, precision, reviews
from survey_service.domain.coding.precision import CodePrecision, CoderPrecision
from survey_service.permissions import Actor, RoleGrant
from tests.survey_service import coded
from tests.survey_service.coded import CODER, PLANNER

OTHER = Actor(login="coder", name="Karl", grants=(RoleGrant("coder"),))
BUS, HOME, NEAR = "mobilitaet.oepnv", "wohnen.bezahlbarkeit", "wohnen.umfeld"


@pytest.fixture
def segments(database: Database) -> list[UUID]:
    """Five segments: bus and rent proposed, the neighbourhood below the threshold."""
    with database.write() as session:
        survey_id = coded.add_survey(session)
        found = []
        for number in range(5):
            text = f"Der Bus fährt selten, die Miete steigt. ({number})"
            statement = coded.add_statement(session, survey_id, text, contributor=f"c{number}")
            codes = (
                coded.suggestion(BUS),
                coded.suggestion(HOME),
                coded.suggestion(NEAR, proposed=False, confidence=0.2),
            )
            found.append(coded.coded_statement(statement, text, codes))
        coded.add_run(session, survey_id, found)
    return coded.segment_ids(database)


def decide(
    session: Session, segment: UUID, code: str, decision: str, actor: Actor = PLANNER
) -> None:
    reviews.decide(session, actor, segment_id=segment, kind="theme", code=code, decision=decision)


def test_nothing_decided_says_nothing(database: Database, segments: list[UUID]) -> None:
    assert segments
    with database.read() as session:
        assert precision.by_coder(session, codebook_versions.shipped()) == ()


def test_counts_what_people_decided_on(database: Database, segments: list[UUID]) -> None:
    with database.write() as session:
        for segment in segments[:3]:
            decide(session, segment, BUS, "accept")
        decide(session, segments[3], BUS, "reject")
        decide(session, segments[0], HOME, "accept")
        # Neither what the machine did not propose nor what people disagree on.
        decide(session, segments[0], NEAR, "accept")
        decide(session, segments[4], BUS, "accept")
        decide(session, segments[4], BUS, "reject", OTHER)
        found = precision.by_coder(session, codebook_versions.shipped())
    assert found == (
        CoderPrecision(
            coder=CODER,
            reviewed=5,
            codes=(
                CodePrecision(
                    label="Bezahlbarer Wohnraum",
                    precision=acceptance.precision(HOME, right=1, reviewed=1),
                ),
                CodePrecision(
                    label="Bus und Bahn", precision=acceptance.precision(BUS, right=3, reviewed=4)
                ),
            ),
        ),
    )


def test_a_later_word_of_the_same_person_counts(database: Database, segments: list[UUID]) -> None:
    with database.write() as session:
        decide(session, segments[0], BUS, "accept")
        decide(session, segments[0], BUS, "reject")
        (found,) = precision.by_coder(session, codebook_versions.shipped())
    assert found.codes[0].precision == acceptance.precision(BUS, right=0, reviewed=1)
