"""Handing in: one document, statements that lead to nobody, one receipt."""

import re
import threading
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from questionnaires.questionnaire import Questionnaire
from survey_service import clock, keys
from survey_service.database import Database
from survey_service.domain.coding import statements
from survey_service.domain.fieldwork import surveys
from survey_service.domain.providers import documents
from survey_service.domain.providers.documents import Document
from survey_service.domain.residents import drafts, handing_in, taking_part, whereabouts
from survey_service.domain.residents.drafts import AlreadyHandedIn, Draft, Step
from survey_service.domain.residents.handing_in import Gap
from survey_service.domain.residents.taking_part import Consultation
from survey_service.domain.residents.whereabouts import Receipt, Whereabouts
from survey_service.errors import NotFound, NotReady, WaveClosed
from survey_service.permissions import Actor
from survey_service.tables.accounts import BrowserSession
from survey_service.tables.codings import Segment
from survey_service.tables.responses import Response, Revision, Statement
from tests.survey_service import consultation as given
from tests.survey_service.consultation import ONE_PAGE, THREE_PAGES
from tests.survey_service.waves import PLANNER

SECRET = "s" * 43
CODE = "K7M4-9QXT-WPA2-6HRD"
TODAY = clock.today()
Pages = Mapping[int, Mapping[str, list[str]]]
COMPLETE: Pages = {
    1: {"gebiet": ["102"]},
    2: {"gut": ["Der Park\nam Fluss"]},
    3: {"gruppe": ["alt"]},
}


def hand_in(
    session: Session,
    pages: Pages,
    *,
    questionnaire: Questionnaire = THREE_PAGES,
    language: str = "de",
    code: str = CODE,
) -> tuple[Consultation, Actor]:
    asked = given.make(session, questionnaire)
    actor = given.begin(session, asked, language=language)
    _hand_in(session, asked, actor, pages, language=language, code=code)
    return asked, actor


def _hand_in(
    session: Session,
    asked: Consultation,
    actor: Actor,
    pages: Pages,
    *,
    language: str = "de",
    code: str = CODE,
) -> None:
    for number, fields in pages.items():
        given.answer(session, asked, actor, number, fields, language=language)
    written = given.written(session, asked, actor)
    handing_in.hand_in(
        session,
        asked,
        written,
        drafts.steps(asked, written.pages),
        digest=keys.receipt_digest(SECRET, code),
        today=TODAY,
    )


@pytest.mark.parametrize(
    ("pages", "sentence"),
    [
        ({}, "noch keine Frage beantwortet"),
        ({2: {"gut": [" "]}}, "noch keine Frage beantwortet"),
        ({1: {"gebiet": ["102"]}, 2: {"gut": ["x" * 201]}}, "fehlen oder sind nicht lesbar"),
        ({3: {"gruppe": ["jung"]}}, "fehlen oder sind nicht lesbar"),
    ],
)
def test_empty_and_incomplete_answers_are_refused(
    database: Database, pages: Pages, sentence: str
) -> None:
    with pytest.raises(NotReady, match=sentence), database.write() as session:
        hand_in(session, pages)
    with database.read() as session:
        assert session.exec(select(Statement.id)).all() == []


def test_gaps_name_page_item_and_kind(database: Database) -> None:
    with database.write() as session:
        asked = given.make(session)
        actor = given.begin(session, asked)
        given.answer(session, asked, actor, 2, {"gut": ["x" * 201]})
        given.answer(session, asked, actor, 3, {"gruppe": ["jung"]})
        walked = drafts.steps(asked, given.written(session, asked, actor).pages)
    assert handing_in.gaps(walked) == (
        Gap(number=2, item="gut", kind="unreadable"),
        Gap(number=3, item="schule", kind="required"),
    )


def test_an_answer_becomes_one_document_and_loses_its_session(database: Database) -> None:
    with database.write() as session:
        hand_in(session, COMPLETE, language="en")
        row = session.exec(select(Response)).one()
        assert documents.decode(row.document) == Document(
            questionnaire="quartier",
            version=1,
            language="en",
            answers={"gebiet": "102", "gut": "Der Park\nam Fluss", "gruppe": "alt"},
            skipped=("schule",),
        )
        assert (row.state, row.language, row.submitted_on, row.submitted_at) == (
            "submitted",
            "en",
            TODAY,
            None,
        )
        assert row.receipt_hash == keys.receipt_digest(SECRET, CODE)
        assert session.exec(select(Revision.id)).all() == []
        assert session.exec(select(BrowserSession.token_hash)).all() == []


def test_a_statement_knows_area_group_and_language_but_no_person(database: Database) -> None:
    with database.write() as session:
        asked, actor = hand_in(session, COMPLETE, language="en")
        row = session.exec(select(Statement)).one()
    contributor = row.contributor
    assert re.fullmatch(r"[0-9a-f]{32}", contributor)
    assert UUID(contributor) not in (actor.response_id, row.id)
    assert row.id.version == 4
    assert row.model_dump(exclude={"id"}) == {
        "survey_id": asked.survey.id,
        "response_id": actor.response_id,
        "organisation_id": None,
        "facility_id": None,
        "source": "resident",
        "contributor": contributor,
        "item": "gut",
        "text": "Der Park\nam Fluss",
        "text_hash": statements.text_hash("Der Park\nam Fluss"),
        "language": "en",
        "target_group": "alt",
        "area_code": "102",
        "area_reason": "asked",
        "observed_on": None,
        "quoting": "",
        "current": True,
    }


@pytest.mark.parametrize(
    ("area", "stored"),
    [
        (["101"], ("101", "asked")),
        (["stadtweit"], ("", "asked")),
        (["unbekannt"], ("", "citywide")),
        ([], ("", "citywide")),
    ],
)
def test_the_area_asked_on_another_page_holds(
    database: Database, area: list[str], stored: tuple[str, str]
) -> None:
    with database.write() as session:
        hand_in(session, {1: {"gebiet": area}, 2: {"gut": ["Der Park"]}})
        row = session.exec(select(Statement)).one()
    assert (row.area_code, row.area_reason) == stored


def test_a_page_with_an_area_of_its_own_speaks_about_that_one(database: Database) -> None:
    other = given.Item(code="anderes", kind="area", label={"de": "Und hier?"}, role="area")
    questionnaire = given.Questionnaire(
        key="zwei-gebiete",
        version=1,
        title={"de": "Zwei Gebiete"},
        languages=("de",),
        default_language="de",
        pages=(
            given.Page(code="eins", items=(given.AREA, given.GOOD)),
            given.Page(code="zwei", items=(other, given.MISSING)),
        ),
    )
    pages = {
        1: {"gebiet": ["101"], "gut": ["Park"]},
        2: {"anderes": ["102"], "fehlt": ["Teich"]},
    }
    with database.write() as session:
        hand_in(session, pages, questionnaire=questionnaire)
        rows = session.exec(select(Statement)).all()
    assert {row.text: row.area_code for row in rows} == {"Park": "101", "Teich": "102"}
    assert len({row.contributor for row in rows}) == 1


def test_the_same_text_twice_counts_once(database: Database) -> None:
    with database.write() as session:
        fields = {"gut": ["Mehr  Bänke"], "fehlt": ["mehr bänke"], "jahre": ["3"]}
        hand_in(session, {1: fields}, questionnaire=ONE_PAGE)
        assert len(session.exec(select(Statement.id)).all()) == 1


def test_statements_are_written_in_no_order(database: Database) -> None:
    with database.write() as session:
        asked = given.make(session, ONE_PAGE)
        actor = given.begin(session, asked)
        fields = {"gut": ["Park"], "fehlt": ["Bänke"]}
        given.answer(session, asked, actor, 1, fields)
        written = given.written(session, asked, actor)
        walked = drafts.steps(asked, written.pages)
    first = {str(handing_in._statement_rows(asked, written, walked)[0]["item"]) for _ in range(60)}
    assert first == {"gut", "fehlt"}


def test_a_second_press_changes_nothing(database: Database) -> None:
    with database.write() as session:
        asked, actor = hand_in(session, COMPLETE)
    with pytest.raises(AlreadyHandedIn), database.write() as session:
        _hand_in(session, asked, actor, {})
    with database.read() as session:
        assert len(session.exec(select(Statement.id)).all()) == 1


def test_two_presses_read_before_either_wrote_give_one_response(database: Database) -> None:
    """Without the state in the UPDATE's condition both would be stored."""
    with database.write() as session:
        asked = given.make(session)
        actor = given.begin(session, asked)
        given.answer(session, asked, actor, 2, {"gut": ["Park"]})
        written = given.written(session, asked, actor)
        walked = drafts.steps(asked, written.pages)
    for attempt in range(2):
        try:
            with database.write() as session:
                handing_in.hand_in(
                    session, asked, written, walked, digest=str(attempt), today=TODAY
                )
        except AlreadyHandedIn:
            assert attempt == 1
    with database.read() as session:
        assert session.exec(select(Response.receipt_hash)).all() == ["0"]
        assert len(session.exec(select(Statement.id)).all()) == 1


def at_once(
    database: Database, asked: Consultation, fields: Mapping[str, list[str]], *, digest: str
) -> tuple[Draft, tuple[Step, ...]]:
    blank = drafts.blank(asked, "de")
    answered = drafts.answer(asked, blank, 1, given.sent(fields))
    with database.write() as session:
        handing_in.hand_in_at_once(
            session, asked, answered.after, answered.walked, digest=digest, now=clock.now()
        )
    return answered.after, answered.walked


def test_one_page_is_stored_like_any_other_answer(database: Database) -> None:
    with database.write() as session:
        asked = given.make(session, ONE_PAGE)
    after, walked = at_once(database, asked, {"gut": ["Park"], "fehlt": ["Bänke"]}, digest="d")
    with database.read() as session:
        row = session.exec(select(Response)).one()
        assert row.model_dump(exclude={"document"}) == {
            "id": after.response_id,
            "survey_id": asked.survey.id,
            "questionnaire_version_id": asked.survey.questionnaire_version_id,
            "organisation_id": None,
            "state": "submitted",
            "language": "de",
            "quoting": "",
            "receipt_number": None,
            "receipt_hash": "d",
            "submitted_on": TODAY,
            "submitted_at": None,
            "needs_release": False,
            "released_at": None,
            "released_by": "",
            "on_behalf": False,
        }
        assert documents.decode(row.document).answers == {"gut": "Park", "fehlt": "Bänke"}
        assert set(session.exec(select(Statement.text))) == {"Park", "Bänke"}
        assert handing_in.is_as_handed_in(session, asked, after, walked, digest="d")
        assert not handing_in.is_as_handed_in(session, asked, after, walked, digest="other")


def test_one_page_is_refused_when_empty_incomplete_or_ended(database: Database) -> None:
    with database.write() as session:
        asked = given.make(session, ONE_PAGE)
    for fields in ({}, {"jahre": ["drei"]}, {"gut": ["x" * 201]}, {"gruppe": ["jung"]}):
        with pytest.raises(NotReady):
            at_once(database, asked, fields, digest="d")
    with database.write() as session:
        surveys.close(session, PLANNER, asked.survey.id)
    with pytest.raises(WaveClosed):
        at_once(database, asked, {"gut": ["Park"]}, digest="d")
    with database.read() as session:
        assert session.exec(select(Response.id)).all() == []


def test_one_page_pressed_at_once_is_stored_once(database: Database) -> None:
    with database.write() as session:
        asked = given.make(session, ONE_PAGE)
    together, refused = threading.Barrier(3), []

    def press() -> None:
        together.wait(timeout=10)
        try:
            at_once(database, asked, {"gut": ["Park"]}, digest="d")
        except AlreadyHandedIn:
            refused.append(1)

    presses = [threading.Thread(target=press) for _ in range(3)]
    for one in presses:
        one.start()
    for one in presses:
        one.join(timeout=20)
    with database.read() as session:
        assert len(session.exec(select(Statement.id)).all()) == 1
        assert len(session.exec(select(Response.id)).all()) == 1
    assert refused == [1, 1]


def test_another_broken_rule_is_not_taken_for_a_second_press(database: Database) -> None:
    with database.write() as session:
        asked = given.make(session, ONE_PAGE)
    nowhere = msgspec.structs.replace(asked.survey, questionnaire_version_id=uuid4())
    wrong = msgspec.structs.replace(asked, survey=nowhere)
    with pytest.raises(IntegrityError):
        at_once(database, wrong, {"gut": ["Park"]}, digest="d")


def test_a_receipt_is_found_by_its_digest_only(database: Database) -> None:
    with database.write() as session:
        hand_in(session, COMPLETE, language="en")
        found = whereabouts.find(session, keys.receipt_digest(SECRET, CODE))
        assert whereabouts.find(session, CODE) is None
    assert found == Receipt(
        slug="mein-quartier", title="Mein Quartier", language="en", submitted_on=TODAY
    )


@pytest.mark.parametrize("code", ["", "K7M4", "K7M4-9QXT-WPA2-6HRE", "0" * 16, "🙂" * 50])
def test_an_unknown_code_says_what_to_check(database: Database, code: str) -> None:
    with database.write() as session:
        hand_in(session, COMPLETE)
        with pytest.raises(NotFound, match="Prüfen Sie die 16 Zeichen"):
            whereabouts.look_up(session, secret=SECRET, code=code)


def test_an_answer_is_evaluated_when_all_its_texts_are_coded(database: Database) -> None:
    fields = {"gut": ["Park"], "fehlt": ["Bänke"]}
    with database.write() as session:
        asked, _ = hand_in(session, {1: fields}, questionnaire=ONE_PAGE)
        receipt = Receipt(
            slug="mein-quartier", title="Mein Quartier", language="de", submitted_on=TODAY
        )
        states = []
        for row in session.exec(select(Statement)).all():
            found = whereabouts.look_up(session, secret=SECRET, code=CODE.lower())
            states.append(found)
            session.add(Segment(statement_id=row.id, start=0, end=4))
            session.flush()
        states.append(whereabouts.look_up(session, secret=SECRET, code=CODE))
    assert states == [
        Whereabouts(receipt=receipt, state=state) for state in ("arrived", "arrived", "evaluated")
    ]
    assert asked.survey.title == receipt.title


def test_an_answer_without_texts_is_evaluated_when_the_consultation_ends(
    database: Database,
) -> None:
    with database.write() as session:
        asked, _ = hand_in(session, {1: {"gebiet": ["101"]}})
        before = whereabouts.look_up(session, secret=SECRET, code=CODE).state
        surveys.close(session, PLANNER, asked.survey.id)
        after = whereabouts.look_up(session, secret=SECRET, code=CODE).state
    assert (before, after) == ("arrived", "evaluated")


def test_a_handed_in_answer_outlives_its_session(database: Database) -> None:
    with database.write() as session:
        _, actor = hand_in(session, COMPLETE)
        taking_part.discard(session, actor.session)
        taking_part.forget_expired(session, now=given.NOW + timedelta(days=9))
        assert session.exec(select(Response.state)).all() == ["submitted"]
