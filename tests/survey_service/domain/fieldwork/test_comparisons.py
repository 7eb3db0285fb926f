"""What is comparable between two waves, and what a planner declares so."""

import pytest
from sqlmodel import select

from questionnaires.comparability import Change
from survey_service.database import Database
from survey_service.domain.fieldwork import comparisons
from survey_service.domain.fieldwork.comparisons import Decision
from survey_service.errors import Conflict, NotFound, Refused
from survey_service.tables.audit import AuditEntry
from survey_service.tables.comparisons import ComparableByDecision
from survey_service.tables.surveys import Survey
from tests.survey_service import two_waves
from tests.survey_service.waves import PLANNER

REASON = "Nur der Satzbau ist anders."


@pytest.mark.parametrize(
    ("item", "reason", "refusal", "sentence"),
    [
        ("bedarf", "  ", Refused, "Schreiben Sie in einem Satz"),
        ("bedarf", "x" * 1_001, Refused, "höchstens 1000 Zeichen"),
        ("plaetze", REASON, Conflict, "gleich geblieben"),
        ("neu", REASON, Conflict, "lässt sich nicht für vergleichbar erklären"),
        ("gibt-es-nicht", REASON, NotFound, "in keiner der beiden Wellen"),
    ],
)
def test_only_what_changed_a_little_is_declared_comparable_and_with_a_reason(
    database: Database, item: str, reason: str, refusal: type[Refused], sentence: str
) -> None:
    with database.write() as session:
        earlier, later = two_waves.make(session)
    with pytest.raises(refusal, match=sentence), database.write() as session:
        comparisons.declare(
            session, PLANNER, earlier=earlier, later=later, item=item, reason=reason
        )
    with database.read() as session:
        assert session.exec(select(ComparableByDecision)).all() == []


def test_a_declaration_makes_comparable_until_it_is_withdrawn(database: Database) -> None:
    with database.write() as session:
        earlier, later = two_waves.make(session)
        before = comparisons.compare(session, earlier, later)
        for reason in ("Erster Grund.", f"  {REASON} "):
            comparisons.declare(
                session, PLANNER, earlier=earlier, later=later, item="bedarf", reason=reason
            )
        declared = comparisons.compare(session, earlier, later)
        comparisons.withdraw(session, PLANNER, earlier=earlier, later=later, item="bedarf")
        after = comparisons.compare(session, earlier, later)
        log = session.exec(select(AuditEntry.action)).all()
    assert [(one.code, one.change, one.comparable) for one in before] == [
        ("bedarf", Change.REWORDED, False),
        ("plaetze", Change.IDENTICAL, True),
        ("was", Change.IDENTICAL, True),
        ("neu", Change.NEW, False),
        ("voll", Change.IDENTICAL, True),
    ]
    assert declared[0].decision == Decision(reason=REASON, decided_by="Planerin")
    assert (declared[0].comparable, after) == (True, before)
    assert "Frage nicht mehr für vergleichbar erklärt" in log
    with pytest.raises(NotFound, match="keine Erklärung"), database.write() as session:
        comparisons.withdraw(session, PLANNER, earlier=earlier, later=later, item="bedarf")


def test_only_earlier_waves_are_offered(database: Database) -> None:
    with database.write() as session:
        earlier, later = two_waves.make(session)
        assert comparisons.waves_before(session, later) == [earlier]
        assert comparisons.waves_before(session, earlier) == []
        # A short query in between is no wave to compare with.
        session.get_one(Survey, earlier.id).selected = True
        session.flush()
        assert comparisons.waves_before(session, later) == []
