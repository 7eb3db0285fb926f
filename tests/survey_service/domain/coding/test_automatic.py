"""Automatic acceptance: earned by what was read in order, marked, never a review, gone at once."""

from uuid import UUID

import pytest
from sqlmodel import Session, col, select, update

from survey_service.database import Database
from survey_service.domain.administration import audit
from survey_service.domain.coding import (
    automatic,
    codebook_versions,
    reviewed,
    reviews,
    segments,
    themes,
)
from survey_service.errors import Refused
from survey_service.permissions import Actor, RoleGrant
from survey_service.tables.codings import Coding, Segment
from survey_service.tables.responses import Statement
from tests.survey_service import coded
from tests.survey_service.coded import PLANNER

OTHER = Actor(login="coder", name="Karl", grants=(RoleGrant("coder"),))
BUS = "mobilitaet.oepnv"
TEXT = "Der Bus fährt hier nur einmal in der Stunde und ist dann voll."


@pytest.fixture
def found(database: Database) -> list[UUID]:
    """Forty segments in the order of review, each with the bus proposed; nothing is decided."""
    with database.write() as session:
        survey_id = coded.add_survey(session)
        statements = []
        for number in range(40):
            text = f"{TEXT} ({number})"
            statement = coded.add_statement(session, survey_id, text, contributor=f"c{number}")
            codes = (coded.suggestion(BUS, confidence=0.97),)
            statements.append(coded.coded_statement(statement, text, codes))
        coded.add_run(session, survey_id, statements)
    return coded.segment_ids(database)


def decide(
    session: Session, found: list[UUID], decision: str = "accept", actor: Actor = PLANNER
) -> None:
    for segment in found:
        reviews.decide(
            session, actor, segment_id=segment, kind="theme", code=BUS, decision=decision
        )


def demand(session: Session, level: str = "0.9") -> None:
    automatic.set_level(session, PLANNER, code=BUS, level=level)


def marked(session: Session) -> set[UUID]:
    """Segments whose proposal counts as accepted, as their own pages say."""
    ids = session.exec(select(Segment.id)).all()
    pages = {one: segments.load(session, PLANNER, one) for one in ids}
    return {one for one, page in pages.items() if any(code.automatic for code in page.codes)}


def accepted_count(session: Session) -> int:
    (rule,) = automatic.overview(session, codebook_versions.shipped())
    return rule.accepted


@pytest.mark.parametrize(
    ("code", "level", "sentence"),
    [
        ("gibt.es.nicht", "0.9", "nicht im Kategoriensystem"),
        (BUS, "0.1", "mindestens stimmen"),
        (BUS, "viel", "mindestens stimmen"),
        (BUS, "", "mindestens stimmen"),
    ],
)
def test_level_is_refused(database: Database, code: str, level: str, sentence: str) -> None:
    with database.write() as session, pytest.raises(Refused, match=sentence):
        automatic.set_level(session, PLANNER, code=code, level=level)


def test_nothing_is_accepted_without_a_level(database: Database, found: list[UUID]) -> None:
    with database.write() as session:
        decide(session, found[:30])
        assert marked(session) == set()


def test_nothing_is_accepted_before_it_is_earned(database: Database, found: list[UUID]) -> None:
    with database.write() as session:
        demand(session)
        # 28 of 28 leave a doubt that 29 of 29 do not: at least 90 %, with 95 % certainty.
        decide(session, found[:28])
        assert (marked(session), accepted_count(session)) == (set(), 0)
        decide(session, found[28:29])
        assert (marked(session), accepted_count(session)) == (set(found[29:]), 11)


def test_one_wrong_review_takes_all_marks_away(database: Database, found: list[UUID]) -> None:
    with database.write() as session:
        demand(session)
        decide(session, found[:29])
        assert marked(session) == set(found[29:])
        decide(session, found[29:30], "reject")
        assert marked(session) == set()


def test_disagreement_is_no_proof(database: Database, found: list[UUID]) -> None:
    with database.write() as session:
        demand(session)
        decide(session, found[:30])
        assert marked(session) == set(found[30:])
        # 29 right ones are left; the one people disagree on is not simply passed over.
        decide(session, found[:1], "reject", OTHER)
        assert marked(session) == set()


def test_what_was_picked_out_does_not_count(database: Database, found: list[UUID]) -> None:
    with database.write() as session:
        demand(session)
        # The first in the order of review is left out.
        decide(session, found[1:35])
        assert marked(session) == set()
        (reading,) = automatic.readings(session)
        assert reading.segment == found[0]
        decide(session, found[:1])
        assert marked(session) == set(found[35:])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("tr", TEXT),
        ("de", "Otobüs saatte bir geliyor ve çok dolu, bu bizim için zor."),
        ("de", "Bus!"),
    ],
)
def test_other_or_unsure_language_is_never_accepted(
    database: Database, found: list[UUID], language: str, text: str
) -> None:
    with database.write() as session:
        demand(session)
        decide(session, found[:29])
        last = session.exec(select(Segment.statement_id).where(Segment.id == found[-1])).one()
        session.execute(
            update(Statement).where(col(Statement.id) == last).values(language=language, text=text)
        )
        assert marked(session) == set(found[29:-1])


def test_unsure_or_unproposed_or_another_coders_is_not_accepted(
    database: Database, found: list[UUID]
) -> None:
    with database.write() as session:
        demand(session)
        decide(session, found[:29])
        for segment, change in zip(
            found[29:32],
            ({"confidence": 0.3}, {"status": "suggested"}, {"coder": "themes-2:00c0ffee"}),
            strict=True,
        ):
            session.execute(
                update(Coding)
                .where(col(Coding.segment_id) == segment, Coding.kind == "theme")
                .values(**change)
            )
        assert marked(session) == set(found[32:])


def test_mark_is_no_review(database: Database, found: list[UUID]) -> None:
    with database.write() as session:
        demand(session)
        decide(session, found[:29])
        survey_id = session.exec(select(Statement.survey_id)).first()
        assert survey_id is not None
        assert len(marked(session)) == 11
        assert reviews.reviewed_count(session, survey_id) == (29, 40)
        mentions = list(themes.mentions(session, survey_id))
        assert sum(one.reviewed for one in mentions) == 29
        assert reviewed.held(session, codebook_versions.shipped()).segments == 29
        sentences = themes.sentences(session, survey_id, codes=(BUS,), areas=None)
        assert sum(one.automatic for one in sentences) == 11
        assert {one.standing for one in sentences if one.automatic} == {"proposed"}


def test_switched_off_all_marks_are_gone(database: Database, found: list[UUID]) -> None:
    with database.write() as session:
        demand(session, "0.95")
        demand(session)
        decide(session, found[:29])
        assert len(marked(session)) == 11
        automatic.switch_off(session, PLANNER, code=BUS)
        automatic.switch_off(session, PLANNER, code=BUS)
        assert marked(session) == set()
        assert automatic.overview(session, codebook_versions.shipped()) == ()
        entries, _ = audit.entries(session)
    said = [(one.action, one.detail) for one in entries if "Automatisch" in one.action]
    assert sorted(said) == [
        ("Automatisches Annehmen ausgeschaltet", ""),
        ("Automatisches Annehmen festgelegt", "Mindestens 90 %"),
        ("Automatisches Annehmen festgelegt", "Mindestens 95 %"),
    ]
