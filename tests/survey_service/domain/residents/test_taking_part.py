"""Residents' sessions: without a name, ended on time, nothing left behind."""

from datetime import timedelta

import pytest
from sqlmodel import select

from survey_service import clock, keys
from survey_service.database import Database
from survey_service.domain.fieldwork import surveys
from survey_service.domain.fieldwork.survey_drafts import Draft
from survey_service.domain.residents import taking_part
from survey_service.errors import NotFound, WaveClosed
from survey_service.permissions import NOBODY, Actor
from survey_service.tables.accounts import BrowserSession
from survey_service.tables.responses import Response, Revision
from survey_service.tables.surveys import Survey
from tests.survey_service import consultation as given
from tests.survey_service.consultation import NOW, SLUG
from tests.survey_service.waves import PLANNER, wave


def test_an_unknown_session_is_nobody(database: Database) -> None:
    with database.read() as session:
        assert taking_part.actor_of(session, "unknown", now=NOW) == NOBODY


def test_drafts_and_waves_are_no_consultations(database: Database) -> None:
    with database.write() as session:
        asked = given.make(session)
        opened = wave(session)
        unopened = surveys.create(
            session,
            PLANNER,
            kind="consultation",
            draft=Draft(
                title="Später",
                opens_on=clock.today(),
                closes_on=clock.today(),
                questionnaire_version_id=asked.survey.questionnaire_version_id,
            ),
        )
        for slug in (opened.slug, unopened.slug, "gibt-es-nicht"):
            with pytest.raises(NotFound, match="Prüfen Sie die Adresse"):
                taking_part.consultation(session, slug)


def test_a_consultation_says_what_is_asked_and_which_translation_nobody_checked(
    database: Database,
) -> None:
    with database.write() as session:
        asked = given.make(session)
    assert asked.questionnaire == given.THREE_PAGES
    assert asked.unchecked == ("ar",)
    assert [choice.value for choice in asked.areas] == ["101", "102"]
    assert asked.survey.slug == SLUG


@pytest.mark.parametrize(("opens", "closes"), [(1, 5), (-5, -1)])
def test_nobody_begins_before_the_first_or_after_the_last_day(
    database: Database, opens: int, closes: int
) -> None:
    with database.write() as session:
        asked = given.make(session)
        row = session.get_one(Survey, asked.survey.id)
        row.opens_on = clock.today() + timedelta(days=opens)
        row.closes_on = clock.today() + timedelta(days=closes)
    # What was remembered still says that it is open.
    with pytest.raises(WaveClosed), database.write() as session:
        taking_part.begin(session, asked, language="de", hours=1, now=NOW)
    with database.read() as session:
        assert session.exec(select(Response.id)).all() == []


def test_beginning_stores_a_draft_and_the_hash_of_a_token(database: Database) -> None:
    with database.write() as session:
        asked = given.make(session)
        token = taking_part.begin(session, asked, language="en", hours=2, now=NOW)
        response = session.exec(select(Response)).one()
        browser = session.exec(select(BrowserSession)).one()
        actor = taking_part.actor_of(session, token, now=NOW)
        late = taking_part.actor_of(session, token, now=NOW + timedelta(hours=2))
    assert (response.state, response.language, response.document) == ("draft", "en", b"")
    assert (response.submitted_on, response.submitted_at, response.organisation_id) == (None,) * 3
    assert browser.token_hash == keys.digest(token)
    assert browser.expires_at == NOW + timedelta(hours=2)
    assert actor == Actor(session=token, response_id=response.id)
    assert late == NOBODY


def test_another_process_finds_the_session_in_the_database(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write() as session:
        asked = given.make(session)
        token = taking_part.begin(session, asked, language="de", hours=2, now=NOW)
        here = taking_part.actor_of(session, token, now=NOW)
    monkeypatch.setattr(taking_part, "_remembered", {})
    assert taking_part.remembered(token) is False
    with database.read() as session:
        assert taking_part.actor_of(session, token, now=NOW) == here
    assert taking_part.remembered(token) is True


def test_what_is_remembered_is_bounded(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking_part, "REMEMBERED", 2)
    monkeypatch.setattr(taking_part, "_remembered", {})
    with database.write() as session:
        asked = given.make(session)
        tokens = [
            taking_part.begin(session, asked, language="de", hours=2, now=NOW) for _ in range(3)
        ]
    assert [taking_part.remembered(token) for token in tokens] == [False, False, True]


def test_discarding_deletes_the_draft_and_its_pages(database: Database) -> None:
    with database.write() as session:
        asked = given.make(session)
        gone, kept = given.begin(session, asked), given.begin(session, asked)
        for actor in (gone, kept):
            given.answer(session, asked, actor, 2, {"gut": ["Park"]})
        taking_part.discard(session, gone.session)
        taking_part.discard(session, "unknown")
        assert session.exec(select(Response.id)).all() == [kept.response_id]
        assert session.exec(select(Revision.response_id)).all() == [kept.response_id]
        assert session.exec(select(BrowserSession.response_id)).all() == [kept.response_id]


def test_what_was_not_handed_in_goes_with_its_session(database: Database) -> None:
    with database.write() as session:
        asked = given.make(session)
        actor = given.begin(session, asked)
        given.answer(session, asked, actor, 2, {"gut": ["Park"]})
        early = taking_part.forget_expired(session, now=NOW + timedelta(hours=9))
        assert (early, len(session.exec(select(Revision.id)).all())) == (0, 1)
        late = taking_part.forget_expired(session, now=NOW + timedelta(hours=10))
        assert (late, session.exec(select(Revision.id)).all()) == (1, [])
        assert session.exec(select(Response.id)).all() == []
