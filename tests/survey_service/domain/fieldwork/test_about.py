"""The page "Worum es geht": nothing opens without it, drafts are not public."""

import msgspec
import pytest

from survey_service.database import Database
from survey_service.domain.fieldwork import about, surveys, tasks
from survey_service.domain.fieldwork.about import About
from survey_service.errors import NotFound, NotReady, Refused
from survey_service.tables.surveys import Participation
from tests.survey_service.waves import PLANNER, draft, organisation, set_up, store, wave

OWN = About(purpose="Wozu", readers="Wer", deciders="Rat", not_used_for="Geld", limits="Grenzen")


@pytest.mark.parametrize("kind", ["wave", "consultation"])
def test_nothing_opens_without_all_five_texts(database: Database, kind: str) -> None:
    texts = msgspec.structs.replace(OWN, readers=" \n", limits="")
    with database.write() as session:
        set_up(session)
        new = draft(store(session), about=texts)
        made = surveys.create(session, PLANNER, kind=kind, draft=new)
        hints = {task.name: task.hint for task in tasks.tasks(session, PLANNER, made)}
    missing = "fehlt noch: Wer die Antworten liest, Was wir nicht versprechen können."
    assert missing in hints["opening"]
    with pytest.raises(NotReady, match=missing), database.write() as session:
        surveys.open_survey(session, PLANNER, made.id)
    with database.write() as session:
        full = msgspec.structs.replace(new, about=OWN)
        surveys.change(session, PLANNER, made.id, full)
        assert surveys.open_survey(session, PLANNER, made.id).state == "open"
        assert about.of_survey(session, made.id) == OWN
    with pytest.raises(NotReady, match=missing), database.write() as session:
        surveys.change(session, PLANNER, made.id, new)
    with database.read() as session:
        assert about.of_survey(session, made.id) == OWN


def test_a_new_survey_gets_the_shipped_texts_and_a_change_without_texts_keeps_them(
    database: Database,
) -> None:
    with database.write() as session:
        made = wave(session, opened=False)
        assert about.of_survey(session, made.id) == about.default("wave")
        surveys.change(session, PLANNER, made.id, draft(made.questionnaire_version_id))
        assert about.of_survey(session, made.id) == about.default("wave")
    assert about.default("consultation") != about.default("wave")
    assert all(getattr(about.default("consultation"), name) for name in about.LABELS)


def test_a_text_may_not_be_a_book(database: Database) -> None:
    with pytest.raises(Refused, match="„Wozu wir fragen“ ist zu lang"), database.write() as session:
        long = msgspec.structs.replace(OWN, purpose="a" * (about.LONGEST + 1))
        surveys.create(session, PLANNER, kind="wave", draft=draft(store(session), about=long))


def test_a_draft_is_not_public(database: Database) -> None:
    with database.write() as session:
        made = wave(session, opened=False)
        with pytest.raises(NotFound):
            about.public_page(session, made.slug)
        assert about.draft_page(session, made.id).title == made.title
        surveys.open_survey(session, PLANNER, made.id)
        page = about.public_page(session, made.slug)
    assert [heading for heading, _ in page.sections] == list(about.LABELS.values())


def test_an_organisation_is_led_to_the_waves_it_takes_part_in(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        own, other = organisation(session, "T1"), organisation(session, "T2")
        session.add(Participation(survey_id=made.id, organisation_id=own))
        session.flush()
        assert [page.slug for page in about.for_organisation(session, own)] == [made.slug]
        assert about.for_organisation(session, other) == []
        surveys.close(session, PLANNER, made.id)
        assert about.for_organisation(session, own) == []
