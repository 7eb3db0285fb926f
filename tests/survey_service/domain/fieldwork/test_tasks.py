"""The task list: what is done, what comes next, and what the actor may open."""

from datetime import timedelta

import msgspec
from sqlmodel import Session

from survey_service import clock
from survey_service.database import Database
from survey_service.domain.associations import writing
from survey_service.domain.correspondence import invitations
from survey_service.domain.fieldwork import surveys, tasks
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.followups import writing as follow_ups
from survey_service.domain.followups.drafts import Draft
from survey_service.tables.codings import CodebookVersion, Coding, CodingRun, Segment
from survey_service.tables.exports import Export
from survey_service.tables.responses import Statement
from tests.survey_service.domain.associations import two
from tests.survey_service.waves import PLANNER, READER, organisation, store, wave
from tests.survey_service.waves import draft as draft_of

DAY = "2026-10-01"


def states(found: tuple[tasks.Task, ...]) -> dict[str, str]:
    return {task.name: task.state for task in found}


def test_fresh_wave_begins_with_the_organisations(database: Database) -> None:
    with database.write() as session:
        made = surveys.create(session, PLANNER, kind="wave", draft=draft_of(store(session)))
        found = tasks.tasks(session, PLANNER, made)
        assert states(found) == {
            "questionnaire": "done",
            "workshop": "open",
            "organisations": "open",
            "opening": "open",
            "inviting": "open",
            "return": "open",
            "coding": "open",
            "themes": "open",
            "exports": "open",
        }
        hints = {task.name: task.hint for task in found}
        assert hints["organisations"] == (
            "Noch keine Träger. Beginnen Sie mit „Liste einlesen“: eine Excel-Datei."
        )
        assert found[2].url == "/traegerregister#einlesen"
        assert hints["opening"].startswith("Vor dem Öffnen fehlt noch: Impressum")
        # The workshop is an offer.
        assert tasks.next_task(made, found) == found[2]


def test_reader_sees_the_list_but_not_the_doors(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        assert {task.name for task in tasks.tasks(session, READER, made) if task.url} == {
            "questionnaire",
            "return",
        }


def test_consultation_has_nobody_to_invite(database: Database) -> None:
    with database.write() as session:
        made = wave(session, kind="consultation")
        assert [task.name for task in tasks.tasks(session, PLANNER, made)] == [
            "questionnaire",
            "opening",
            "return",
            "coding",
            "themes",
            "exports",
            "follow_ups",
        ]


def test_unchecked_language_leaves_the_questionnaire_begun(database: Database) -> None:
    with database.write() as session:
        made = wave(session, opened=False)
        wider = draft_of(made.questionnaire_version_id, languages=("de", "tr", "en"))
        made = surveys.change(session, PLANNER, made.id, wider)
        first = tasks.tasks(session, PLANNER, made)[0]
        assert (first.state, first.hint) == ("begun", "Version 3; 1 Übersetzung ungeprüft")


def test_work_moves_the_tasks_on(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        who = organisation(session, "A")
        organisation(session, "B", email="")
        invitations.invite_all(session, PLANNER, made.id, secret="s" * 43)
        statement = Statement(
            survey_id=made.id,
            organisation_id=who,
            source="provider",
            contributor="A",
            text="Es fehlt an Plätzen.",
            text_hash="1",
        )
        codebook = CodebookVersion(key="k", version=1, title="K", document=b"")
        session.add_all([statement, codebook])
        session.flush()
        segment = Segment(statement_id=statement.id, start=0, end=20)
        run = CodingRun(
            survey_id=made.id,
            codebook_version_id=codebook.id,
            total=1,
            state="running",
            created_by="planerin",
            created_at=clock.now(),
        )
        export = Export(
            survey_id=made.id,
            kind="findings",
            state="ready",
            created_by="planerin",
            created_at=clock.now(),
        )
        session.add_all([segment, run, export])
        session.flush()
        running = tasks.tasks(session, PLANNER, made)
        run.state, run.coded = "done", 1
        session.add(
            Coding(
                segment_id=segment.id,
                kind="theme",
                code="c",
                coder="planerin",
                human=True,
                status="accepted",
                at=clock.now(),
            )
        )
        session.flush()
        done = tasks.tasks(session, PLANNER, made)
        assert (states(running)["coding"], running[5].hint) == (
            "begun",
            "1 Aussage, 0 kodiert; Kodierung läuft",
        )
        assert states(done) == {
            "questionnaire": "done",
            "organisations": "begun",
            "opening": "done",
            "inviting": "done",
            "return": "open",
            "coding": "done",
            "themes": "begun",
            "exports": "done",
            "follow_ups": "open",
        }
        [card] = tasks.cards(session, PLANNER)
        assert (card.survey, card.next) == (made, done[4])


def test_period_that_is_over_asks_to_be_closed(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        over = msgspec.structs.replace(made, closes_on=clock.today() - timedelta(days=1))
        found = tasks.next_task(over, tasks.tasks(session, PLANNER, over))
        assert found is not None
        assert (found.label, found.state, found.url) == (
            "Beenden",
            "open",
            "/erhebungen/traegerabfrage-2026/beenden",
        )


def test_closed_wave_goes_on_to_the_evaluation(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        organisation(session, "A")
        invitations.invite_all(session, PLANNER, made.id, secret="s" * 43)
        closed = surveys.close(session, PLANNER, made.id)
        found = {task.name: task for task in tasks.tasks(session, PLANNER, closed)}
        assert (found["opening"].state, found["opening"].url) == ("done", "")
        [card] = tasks.cards(session, PLANNER)
        assert card.next == found["coding"]


def test_stellungnahme_is_a_line_where_associations_are_and_never_the_next_step(
    database: Database,
) -> None:
    with database.write() as session:
        made = two.make(session)
        assert states(tasks.tasks(session, PLANNER, made.survey))["position"] == "open"
        writing.write(session, made.awo, two.SLUG, text="Entwurf", based_on=0)
        found = tasks.tasks(session, PLANNER, made.survey)
        assert (found[-2].label, found[-2].hint, found[-2].url, found[-2].state) == (
            "Stellungnahme der Verbände",
            "bei den Verbänden in Arbeit",
            f"/erhebungen/{two.SLUG}/stellungnahme",
            "begun",
        )
        assert tasks.tasks(session, READER, made.survey)[-2].url == ""
        closed = surveys.close(session, PLANNER, made.survey.id)
        rest = tuple(
            msgspec.structs.replace(one, state="done") if one.name != "position" else one
            for one in found
        )
        assert tasks.next_task(closed, rest) is None


def test_what_became_of_it_is_the_last_thing_to_do(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        draft = Draft(headline="Mehr Plätze", text="Beschlossen.", state="decided", dated_on=DAY)
        entry = follow_ups.add(session, PLANNER, made, draft)
        assert told(session, made) == ("begun", "0 Einträge veröffentlicht, 1 noch nicht")
        follow_ups.publish(session, PLANNER, made, entry, number=1)
        assert told(session, made) == ("done", "1 Eintrag veröffentlicht")
        follow_ups.take_back(session, PLANNER, made, entry)
        assert told(session, made) == ("open", "0 Einträge veröffentlicht")
        closed = surveys.close(session, PLANNER, made.id)
        rest = tuple(
            msgspec.structs.replace(one, state="done") if one.name != "follow_ups" else one
            for one in tasks.tasks(session, PLANNER, closed)
        )
        found = tasks.next_task(closed, rest)
        assert found is not None
        assert (found.label, found.url) == (
            "Was daraus wurde",
            f"/erhebungen/{made.slug}/was-daraus-wurde",
        )


def told(session: Session, survey: SurveyFacts) -> tuple[str, str]:
    line = tasks.tasks(session, PLANNER, survey)[-1]
    return line.state, line.hint
