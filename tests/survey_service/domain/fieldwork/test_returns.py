"""Counts and the state of each organisation."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import Session

from survey_service import clock
from survey_service.database import Database
from survey_service.domain.fieldwork import returns
from survey_service.domain.fieldwork.returns import Progress, ReturnLine
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.tables.register import Organisation
from survey_service.tables.responses import Response
from survey_service.tables.surveys import Invitation, Participation
from tests.survey_service.waves import association, organisation, wave

TODAY = clock.today()


def answer(session: Session, survey: SurveyFacts, state: str, who: UUID | None = None) -> None:
    session.add(
        Response(
            survey_id=survey.id,
            questionnaire_version_id=survey.questionnaire_version_id,
            organisation_id=who,
            state=state,
            submitted_on=TODAY if state in {"submitted", "reopened"} else None,
        )
    )
    session.flush()


def join(session: Session, survey: SurveyFacts, name: str, *, opened_before: int | None) -> UUID:
    """An invited organisation; ``opened_before``: days ago its link was first opened."""
    who = organisation(session, name)
    session.add(Participation(survey_id=survey.id, organisation_id=who, invited_at=clock.now()))
    session.add(
        Invitation(
            organisation_id=who,
            token_hash=name,
            created_at=clock.now(),
            first_opened_on=None
            if opened_before is None
            else TODAY - timedelta(days=opened_before),
        )
    )
    session.flush()
    return who


def test_nobody_yet(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        assert (returns.progress(session, made.id), returns.lines(session, made.id)) == (
            Progress(),
            [],
        )


def test_every_state_of_a_wave(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        who = {
            name: join(session, made, name, opened_before=days)
            for name, days in {"a": 0, "b": 0, "c": 0, "d": None, "e": 400, "f": 0, "g": 0}.items()
        }
        session.get_one(Organisation, who["a"]).association_id = association(session, "Caritas")
        answer(session, made, "submitted", who["a"])
        answer(session, made, "draft", who["b"])
        answer(session, made, "reopened", who["f"])
        answer(session, made, "withdrawn", who["g"])
        waiting = organisation(session, "h")
        session.add(Participation(survey_id=made.id, organisation_id=waiting))
        session.flush()
        lines = returns.lines(session, made.id)
        assert lines[0] == ReturnLine(
            organisation_id=who["a"],
            code="a",
            name="Träger a",
            association="Caritas",
            state="returned",
            invited_on=TODAY,
            returned_on=TODAY,
            first_returned_on=TODAY,
            contact_name="Frau Öz",
            email="haus@traeger.example",
        )
        assert {line.code: line.state for line in lines} == {
            "a": "returned",
            "b": "begun",
            "c": "opened",
            "d": "invited",
            "e": "invited",  # opened for an earlier wave
            "f": "returned",
            "g": "withdrawn",
            "h": "waiting",
        }
        assert returns.progress(session, made.id) == Progress(
            participating=8, invited=7, begun=1, returned=2
        )


def test_consultation_counts_answers_only(database: Database) -> None:
    with database.write() as session:
        made = wave(session, kind="consultation")
        for state in ("submitted", "submitted", "draft"):
            answer(session, made, state)
        assert returns.all_progress(session) == {made.id: Progress(begun=1, returned=2)}
