"""Review: words are only added, humans hold over the machine."""

from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from survey_service.database import Database
from survey_service.domain.administration import audit
from survey_service.domain.coding import quoting, reviews, segments, themes
from survey_service.domain.fieldwork import surveys
from survey_service.errors import NotAllowed, NotFound, Refused
from survey_service.permissions import Actor, RoleGrant
from survey_service.tables.codings import Coding
from tests.survey_service import coded
from tests.survey_service.coded import PLANNER

OTHER = Actor(login="coder", name="Karl", grants=(RoleGrant("coder"),))
ELSEWHERE = Actor(login="fern", name="Fern", grants=(RoleGrant("coder", "S1"),))


def decide(
    database: Database,
    segment_id: UUID,
    code: str,
    decision: str,
    *,
    actor: Actor = PLANNER,
    kind: str = "theme",
) -> None:
    with database.write() as session:
        reviews.decide(
            session, actor, segment_id=segment_id, kind=kind, code=code, decision=decision
        )


def standings(database: Database, segment_id: UUID) -> dict[str, str | None]:
    with database.read() as session:
        found = segments.load(session, PLANNER, segment_id)
    return {code.code: code.standing for code in found.codes}


@pytest.mark.parametrize(
    ("code", "decision", "kind", "sentence"),
    [
        ("wohnen.umfeld", "vielleicht", "theme", "annehmen"),
        ("gibt.es.nicht", "accept", "theme", "nicht im Kategoriensystem"),
        ("wohnen.umfeld", "accept", "type", "nicht im Kategoriensystem"),
        ("wohnen.umfeld", "accept", "x", "nicht im Kategoriensystem"),
    ],
)
def test_decide_refuses(
    database: Database, segment_id: UUID, code: str, decision: str, kind: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        decide(database, segment_id, code, decision, kind=kind)


def test_unknown_segment_and_foreign_area_are_refused(database: Database, segment_id: UUID) -> None:
    with pytest.raises(NotFound):
        decide(database, uuid4(), "wohnen.umfeld", "accept")
    with pytest.raises(NotAllowed, match="anderen Gebieten"):
        decide(database, segment_id, "wohnen.umfeld", "accept", actor=ELSEWHERE)


def test_accept_reject_and_add(database: Database, segment_id: UUID) -> None:
    before = standings(database, segment_id)
    assert before == {"mobilitaet.oepnv": "proposed", "problem": "proposed", "wohnen.umfeld": None}
    decide(database, segment_id, "mobilitaet.oepnv", "accept")
    decide(database, segment_id, "problem", "reject", kind="type")
    decide(database, segment_id, "wohnen.umfeld", "accept")
    decide(database, segment_id, "gesundheit.sucht", "accept")
    assert standings(database, segment_id) == {
        "mobilitaet.oepnv": "accepted",
        "problem": "rejected",
        "wohnen.umfeld": "accepted",
        "gesundheit.sucht": "accepted",
    }


def test_words_are_only_added_and_the_same_word_once(database: Database, segment_id: UUID) -> None:
    for decision in ("accept", "accept", "reject", "accept"):
        decide(database, segment_id, "mobilitaet.oepnv", decision)
    with database.read() as session:
        rows = session.exec(
            select(Coding.serial, Coding.status)
            .where(Coding.coder == "planner")
            .order_by(Coding.serial)
        ).all()
    assert [tuple(row) for row in rows] == [(1, "accepted"), (2, "rejected"), (3, "accepted")]


def test_log_speaks_in_words(database: Database, segment_id: UUID) -> None:
    decide(database, segment_id, "mobilitaet.oepnv", "accept")
    with database.write() as session:
        quoting.release(session, PLANNER, segment_id=segment_id, text="Der Bus …")
        quoting.withdraw(session, PLANNER, segment_id=segment_id)
        entries, _ = audit.entries(session)
        facts = segments.load(session, PLANNER, segment_id)
        title = surveys.load(session, facts.survey_id).title
    subject = f"Sinneinheit {str(segment_id)[:8]} in „{title}“"
    assert [(one.action, one.subject, one.detail) for one in reversed(entries)] == [
        ("Kodierung angenommen", subject, "Bus und Bahn"),
        ("Zitat freigegeben", subject, ""),
        ("Zitat zurückgezogen", subject, ""),
    ]
    words = next(code.words for code in facts.codes if code.code == "mobilitaet.oepnv")
    assert words == (("planner", "accepted"), ("Maschine (themes-1+test)", "proposed"))


def test_disagreement_is_open_and_not_counted(database: Database, segment_id: UUID) -> None:
    decide(database, segment_id, "mobilitaet.oepnv", "accept")
    decide(database, segment_id, "mobilitaet.oepnv", "reject", actor=OTHER)
    assert standings(database, segment_id)["mobilitaet.oepnv"] == "open"
    with database.read() as session:
        survey_id = segments.load(session, PLANNER, segment_id).survey_id
        assert [mention.code for mention in themes.mentions(session, survey_id)] == [""]


def test_next_unreviewed_skips_what_was_decided(database: Database, segment_id: UUID) -> None:
    with database.read() as session:
        survey_id = segments.load(session, PLANNER, segment_id).survey_id
    with database.write() as session:
        more = coded.add_statement(session, survey_id, "Zu laut.", contributor="c2")
        coded.add_run(session, survey_id, [coded.coded_statement(more, "Zu laut.", ())])
    first, second = coded.segment_ids(database)
    with database.read() as session:
        assert reviews.next_unreviewed(session, survey_id) == first
        assert reviews.next_unreviewed(session, survey_id, after=first) == second
        assert reviews.next_unreviewed(session, survey_id, after=second) == first
        assert reviews.reviewed_count(session, survey_id) == (0, 2)
    decide(database, first, "gesundheit.sucht", "accept")
    with database.read() as session:
        assert reviews.next_unreviewed(session, survey_id) == second
        assert reviews.next_unreviewed(session, survey_id, after=second) is None
        assert reviews.reviewed_count(session, survey_id) == (1, 2)
