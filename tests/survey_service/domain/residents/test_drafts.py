"""A resident's pages: saved whatever they hold, nothing overwritten unseen."""

import threading

import pytest
from sqlmodel import select

from questionnaires.answers import Problem
from survey_service.database import Database
from survey_service.domain.providers.revisions import PageContent
from survey_service.domain.residents import drafts, handing_in
from survey_service.domain.residents.drafts import AlreadyHandedIn, SavedPage
from survey_service.errors import NotFound, SignInNeeded
from survey_service.permissions import Actor
from survey_service.tables.responses import Revision
from tests.survey_service import consultation as given
from tests.survey_service.consultation import NOW


def test_somebody_elses_session_has_no_draft(database: Database) -> None:
    with database.write() as session:
        asked = given.make(session)
        for actor in (Actor(), Actor(response_id=asked.survey.id)):
            with pytest.raises(SignInNeeded, match="Beginnen Sie bitte noch einmal"):
                drafts.load(session, actor, asked)


def test_a_draft_belongs_to_one_consultation(database: Database) -> None:
    with database.write() as session:
        asked = given.make(session)
        actor = given.begin(session, asked)
        other = given.surveys.create(
            session,
            given.PLANNER,
            kind="consultation",
            draft=given.survey_drafts.Draft(
                title="Andere",
                opens_on=asked.survey.opens_on,
                closes_on=asked.survey.closes_on,
                questionnaire_version_id=asked.survey.questionnaire_version_id,
            ),
        )
        given.surveys.open_survey(session, given.PLANNER, other.id)
        with pytest.raises(SignInNeeded):
            drafts.load(session, actor, given.taking_part.consultation(session, "andere"))


def test_a_page_that_is_not_asked_is_not_found(database: Database) -> None:
    with database.write() as session:
        asked = given.make(session)
        actor = given.begin(session, asked)
        with pytest.raises(NotFound, match="gehört nicht zu Ihren Fragen"):
            given.answer(session, asked, actor, 4, {})


def test_a_page_is_saved_and_saved_again_in_its_place(database: Database) -> None:
    with database.write() as session:
        asked = given.make(session)
        actor = given.begin(session, asked)
        given.answer(session, asked, actor, 2, {"gut": [" Der Park\x00 "]})
        given.answer(session, asked, actor, 2, {"gut": ["Der Teich"]}, base=1, language="ar")
        given.answer(session, asked, actor, 2, {"gut": ["Der Teich"]}, base=2, language="ar")
        rows = session.exec(select(Revision)).all()
        written = given.written(session, asked, actor)
    assert [(row.page, row.number, row.saved_at) for row in rows] == [("text", 2, NOW)]
    assert written.language == "ar"
    assert written.pages == {
        "text": SavedPage(version=2, content=PageContent(answers={"gut": "Der Teich"}))
    }


def test_an_empty_page_stores_nothing(database: Database) -> None:
    with database.write() as session:
        asked = given.make(session)
        actor = given.begin(session, asked)
        given.answer(session, asked, actor, 2, {"gut": ["  "]})
        assert session.exec(select(Revision.id)).all() == []


def test_what_cannot_be_read_is_kept_and_unknown_fields_are_not(database: Database) -> None:
    long = "x" * 201
    with database.write() as session:
        asked = given.make(session)
        actor = given.begin(session, asked)
        answered = given.answer(
            session, asked, actor, 2, {"gut": [long], "fremd": ["y"], "gebiet": ["101"]}
        )
        written = given.written(session, asked, actor)
    step = drafts.step_at(drafts.steps(asked, written.pages), 2)
    again = drafts.as_typed(asked, step, "de")
    assert [problem.item for problem in answered.form.problems] == ["gut"]
    assert answered.form.unknown == ("fremd", "gebiet")
    assert written.pages["text"].content == PageContent(unreadable={"gut": [long]})
    assert again is not None
    assert again.problems == answered.form.problems


@pytest.mark.parametrize(
    "fields",
    [{"gruppe": ["alt", "jung"]}, {"gruppe": ["kein Wert"]}, {"gruppe": ["alt" * 9_000]}],
)
def test_a_wrong_choice_is_a_problem_and_no_answer(
    database: Database, fields: dict[str, list[str]]
) -> None:
    with database.write() as session:
        asked = given.make(session)
        actor = given.begin(session, asked)
        answered = given.answer(session, asked, actor, 3, fields)
        kept = given.written(session, asked, actor).pages["person"].content
    assert [problem.item for problem in answered.form.problems] == ["gruppe"]
    assert kept == PageContent(unreadable=fields)


def test_a_readable_page_has_nothing_to_show_again(database: Database) -> None:
    with database.write() as session:
        asked = given.make(session)
        actor = given.begin(session, asked)
        given.answer(session, asked, actor, 2, {"gut": ["Park"]})
        walked = drafts.steps(asked, given.written(session, asked, actor).pages)
    assert drafts.as_typed(asked, drafts.step_at(walked, 2), "de") is None


def test_a_question_that_appears_is_unseen_and_not_yet_missing(database: Database) -> None:
    with database.write() as session:
        asked = given.make(session)
        actor = given.begin(session, asked)
        first = given.answer(session, asked, actor, 3, {"gruppe": ["jung"]})
        second = given.answer(session, asked, actor, 3, {"gruppe": ["jung"]}, base=1)
    assert (first.unseen, first.form.problems) == (("schule",), ())
    assert second.unseen == ()
    assert second.form.problems == (
        Problem(item="schule", message="Bitte beantworten Sie diese Frage."),
    )


def test_another_window_is_not_overwritten(database: Database) -> None:
    with database.write() as session:
        asked = given.make(session)
        actor = given.begin(session, asked)
        given.answer(session, asked, actor, 2, {"gut": ["im ersten Fenster"]})
        clash = given.answer(session, asked, actor, 2, {"gut": ["im zweiten Fenster"]})
        kept = given.written(session, asked, actor).pages["text"]
        same = given.answer(session, asked, actor, 2, {"gut": ["im ersten Fenster"]})
        decided = given.answer(session, asked, actor, 2, {"gut": ["im zweiten Fenster"]}, base=1)
    assert (clash.clash, same.clash, decided.clash) == (True, False, False)
    assert kept == SavedPage(version=1, content=PageContent(answers={"gut": "im ersten Fenster"}))
    assert clash.step.saved == kept


def test_pages_that_are_not_relevant_are_left_out(database: Database) -> None:
    old = given.Page(code="alt", items=(given.YEARS,), relevant="${gruppe} = 'alt'")
    last = given.THREE_PAGES.pages[2]
    questionnaire = given.Questionnaire(
        key="bedingt",
        version=1,
        title={"de": "Bedingt"},
        languages=("de",),
        default_language="de",
        pages=(last, old, given.THREE_PAGES.pages[1]),
    )
    with database.write() as session:
        asked = given.make(session, questionnaire)
        actor = given.begin(session, asked)
        before = drafts.steps(asked, {})
        given.answer(session, asked, actor, 1, {"gruppe": ["alt"]})
        after = drafts.steps(asked, given.written(session, asked, actor).pages)
    assert [step.number for step in before] == [1, 3]
    assert [step.number for step in after] == [1, 2, 3]
    assert after[2].known == {"gruppe": "alt"}


def test_nothing_is_saved_after_handing_in(database: Database) -> None:
    with database.write() as session:
        asked = given.make(session)
        actor = given.begin(session, asked)
        given.answer(session, asked, actor, 2, {"gut": ["Park"]})
        written = given.written(session, asked, actor)
        handing_in.hand_in(
            session,
            asked,
            written,
            drafts.steps(asked, written.pages),
            digest="d" * 64,
            today=given.clock.today(),
        )
        with pytest.raises(AlreadyHandedIn, match="schon abgesandt"):
            given.answer(session, asked, actor, 2, {"gut": ["Noch etwas"]})
        assert session.exec(select(Revision.id)).all() == []


def test_two_windows_at_once_save_one_after_the_other(database: Database) -> None:
    with database.write() as session:
        asked = given.make(session)
        actor = given.begin(session, asked)
    together, clashes = threading.Barrier(2), []

    def press(text: str) -> None:
        together.wait(timeout=10)
        with database.write() as session:
            clashes.append(given.answer(session, asked, actor, 2, {"gut": [text]}).clash)

    windows = [threading.Thread(target=press, args=(text,)) for text in ("eins", "zwei")]
    for window in windows:
        window.start()
    for window in windows:
        window.join(timeout=20)
    with database.read() as session:
        assert session.exec(select(Revision.number)).all() == [1]
    assert sorted(clashes) == [False, True]
