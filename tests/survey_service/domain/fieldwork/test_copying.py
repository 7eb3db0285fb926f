"""The next wave from this one: words and questions, not answers."""

from datetime import date

import pytest
from sqlmodel import select

from survey_service import clock
from survey_service.database import Database
from survey_service.domain.administration import audit
from survey_service.domain.correspondence import invitations
from survey_service.domain.fieldwork import about, copying, returns, surveys
from survey_service.domain.fieldwork.about import About
from survey_service.errors import NotFound, Refused
from survey_service.tables.surveys import MailTemplate, Survey
from tests.survey_service.waves import PLANNER, draft, organisation, store, wave
from tests.survey_service.workshop import reworded

OWN = About(purpose="Wozu", readers="Wer", deciders="Rat", not_used_for="Geld", limits="Grenzen")


@pytest.mark.parametrize(
    ("title", "new"),
    [
        ("Trägerabfrage 2026", "Trägerabfrage 2029"),
        ("Bericht 2020, Welle 2026 (Träger)", "Bericht 2020, Welle 2029 (Träger)"),
        ("Trägerabfrage", "Trägerabfrage 2029"),
        ("Abfrage 20261", "Abfrage 20261 2029"),
    ],
)
def test_the_year_in_the_title_is_advanced(title: str, new: str) -> None:
    assert copying.next_title(title, opens_on=date(2026, 5, 4)) == new


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        (date(2026, 5, 4), date(2029, 5, 7)),
        (date(2026, 5, 29), date(2029, 6, 1)),
        (date(2024, 2, 29), date(2027, 2, 25)),
        (date(2026, 12, 31), date(2030, 1, 3)),
    ],
)
def test_days_move_by_three_years_and_keep_their_weekday(day: date, moved: date) -> None:
    assert copying.later(day) == moved
    assert moved.weekday() == day.weekday()


def test_a_short_query_is_not_copied(database: Database) -> None:
    """The copy would ask everybody."""
    with database.write() as session:
        old = wave(session)
        session.get_one(Survey, old.id).selected = True
    with pytest.raises(Refused, match="Blitzabfrage"), database.write() as session:
        copying.copy(session, PLANNER, old.slug)
    with database.write() as session:
        assert len(surveys.all_surveys(session)) == 1
        session.get_one(Survey, old.id).selected = False
        session.flush()
        # Negative control: an ordinary wave is.
        assert copying.copy(session, PLANNER, old.slug).selected is False


def test_the_copy_has_the_texts_and_the_newest_questions_but_no_participants(
    database: Database,
) -> None:
    with database.write() as session:
        old = wave(session)
        surveys.change(
            session,
            PLANNER,
            old.id,
            draft(old.questionnaire_version_id, introduction="Hallo.", about=OWN),
        )
        organisation(session, "T1")
        invitations.enrol(session, old.id)
        session.add(
            MailTemplate(
                survey_id=old.id,
                kind="invitation",
                subject="Betreff",
                body="{link}",
                changed_at=clock.now(),
            )
        )
        newest = store(session, reworded(4, "Neu?"))
        store(session, reworded(1, "Alt?"))
        made = copying.copy(session, PLANNER, old.slug)
        assert (made.state, made.kind, made.slug) == ("draft", "wave", "traegerabfrage-2029")
        assert (made.title, made.introduction) == ("Trägerabfrage 2029", "Hallo.")
        assert (made.questionnaire_version_id, made.languages) == (newest, ("de",))
        assert (made.opens_on, made.closes_on) == (
            copying.later(old.opens_on),
            copying.later(old.closes_on),
        )
        assert about.of_survey(session, made.id) == OWN
        assert returns.progress(session, made.id).participating == 0
        assert returns.progress(session, old.id).participating == 1
        template = session.exec(select(MailTemplate).where(MailTemplate.survey_id == made.id)).one()
        assert (template.kind, template.subject, template.body, template.changed_by) == (
            "invitation",
            "Betreff",
            "{link}",
            "Planerin",
        )
        known, _ = audit.entries(session)
    assert ("Nächste Welle angelegt", "aus traegerabfrage-2026, 1 Textvorlagen") in {
        (entry.action, entry.detail) for entry in known
    }


def test_a_consultation_is_not_copied(database: Database) -> None:
    with database.write() as session:
        made = wave(session, kind="consultation")
        with pytest.raises(Refused, match="Nur aus einer Erhebungswelle"):
            copying.copy(session, PLANNER, made.slug)
        with pytest.raises(NotFound):
            copying.copy(session, PLANNER, "nirgends")
