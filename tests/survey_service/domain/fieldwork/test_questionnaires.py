"""Stored questionnaires: what cannot be stored, what may be replaced, who checked what."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from questionnaires.readers.problems import CellProblem
from survey_service.database import Database
from survey_service.domain.administration import audit
from survey_service.domain.fieldwork import questionnaires, surveys
from survey_service.domain.fieldwork.questionnaires import Review, Stored, WorkbookFaulty
from survey_service.errors import Conflict, NotFound, Refused
from survey_service.tables.questionnaires import QuestionnaireVersion
from tests.survey_service.waves import PLANNER, QUESTIONNAIRE, draft, set_up, store
from tests.survey_service.workbooks import xlsform

LIBRARY = Path(questionnaires.definition.__file__).parent / "library"


def put(session: Session, workbook: bytes) -> Stored:
    return questionnaires.store_workbook(session, PLANNER, workbook, name="kurz.xlsx")


def test_faulty_workbook_names_the_cell_and_stores_nothing(database: Database) -> None:
    with (
        pytest.raises(WorkbookFaulty, match="hat einen Fehler") as caught,
        database.write() as session,
    ):
        put(session, xlsform(kind="barcode"))
    [problem] = caught.value.problems
    assert (problem.sheet, problem.row, problem.column, problem.severity) == (
        "survey",
        4,
        "A",
        "error",
    )
    assert "barcode" in problem.message
    with database.read() as session:
        assert questionnaires.all_versions(session) == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 kaputt", b"kein Excel"])
def test_broken_upload_is_a_sentence(database: Database, content: bytes) -> None:
    with pytest.raises(WorkbookFaulty) as caught, database.write() as session:
        put(session, content)
    assert [problem.sheet for problem in caught.value.problems] == ["kurz.xlsx"]


def test_several_errors_are_counted() -> None:
    problem = CellProblem(sheet="survey", row=2, column="type", message="x")
    hint = CellProblem(sheet="survey", row=3, column="type", message="x", severity="warning")
    assert str(WorkbookFaulty((problem, hint, problem))).startswith("Die Arbeitsmappe hat 2 Fehler")


def test_same_workbook_again_changes_nothing(database: Database) -> None:
    with database.write() as session:
        first = put(session, xlsform())
        assert (first.new, first.warnings) == (True, ())
        assert put(session, xlsform()) == Stored(id=first.id, new=False, warnings=())
        assert questionnaires.store_version(session, PLANNER, xlsform(), name="x") == first.id
        assert questionnaires.workbook(session, first.id) == xlsform()
        entries, _ = audit.entries(session)
    assert [entry.action for entry in entries] == ["Fragebogen aufgenommen"]


def use(session: Session, version: UUID, *, opened: bool) -> UUID:
    made = surveys.create(session, PLANNER, kind="wave", draft=draft(version))
    if opened:
        surveys.open_survey(session, PLANNER, made.id)
    return made.id


def test_draft_takes_the_corrected_version(database: Database) -> None:
    with database.write() as session:
        first = put(session, xlsform())
        survey_id = use(session, first.id, opened=False)
        questionnaires.record_review(
            session, PLANNER, first.id, language="tr", reviewed_by="Frau Öz"
        )
    with database.write() as session:
        second = put(session, xlsform(title="Kurz nachgefragt"))
        assert surveys.load(session, survey_id).questionnaire_version_id == second.id
        [facts] = questionnaires.all_versions(session)
        assert (facts.id, facts.title, facts.unchecked, facts.surveys) == (
            second.id,
            "Kurz nachgefragt",
            ("tr",),
            ("Trägerabfrage 2026",),
        )
        assert session.exec(select(QuestionnaireVersion.key)).all() == ["kurz"]


def test_opened_version_is_not_replaced(database: Database) -> None:
    with database.write() as session:
        set_up(session)
        first = put(session, xlsform())
        use(session, first.id, opened=True)
    with pytest.raises(Conflict, match="höhere Zahl"), database.write() as session:
        put(session, xlsform(title="Anders"))
    with database.write() as session:
        put(session, xlsform(title="Anders", version=2))
        assert [(found.version, found.title) for found in questionnaires.all_versions(session)] == [
            (2, "Anders"),
            (1, "Kurz gefragt"),
        ]


def test_load_decodes_once(database: Database) -> None:
    with database.write() as session:
        version = store(session)
        first = questionnaires.load(session, version)
        assert first == QUESTIONNAIRE
        assert questionnaires.load(session, version) is first
        for missing in (questionnaires.load, questionnaires.workbook):
            with pytest.raises(NotFound, match="Diesen Fragebogen gibt es nicht"):
                missing(session, uuid4())


def test_memory_of_versions_is_bounded(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questionnaires, "_decoded", {})
    monkeypatch.setattr(questionnaires, "REMEMBERED", 1)
    with database.write() as session:
        put(session, xlsform())
        put(session, xlsform(version=2))
        for facts in questionnaires.all_versions(session):
            assert questionnaires.load(session, facts.id).version == facts.version
    assert len(questionnaires._decoded) == 1


@pytest.mark.parametrize(
    ("language", "name", "sentence"),
    [("ar", "Frau Öz", "kommt in dem Fragebogen nicht vor"), ("tr", " ", "wer die Übersetzung")],
)
def test_review_refuses(database: Database, language: str, name: str, sentence: str) -> None:
    with database.write() as session:
        version = store(session)
        with pytest.raises(Refused, match=sentence):
            questionnaires.record_review(
                session, PLANNER, version, language=language, reviewed_by=name
            )


def test_language_is_unchecked_until_somebody_says_who_checked_it(database: Database) -> None:
    with database.write() as session:
        version = store(session)
        assert questionnaires.unchecked_languages(session, version) == ("en",)
        assert questionnaires.reviews(session, version) == (
            Review(language="tr", reviewed_by="laut Arbeitsmappe", reviewed_at=None),
        )
        for name in ("Herr Smith", " Frau Jones, VHS "):
            questionnaires.record_review(session, PLANNER, version, language="en", reviewed_by=name)
        assert questionnaires.unchecked_languages(session, version) == ()
        assert [
            (review.language, review.reviewed_by)
            for review in questionnaires.reviews(session, version)
        ] == [("tr", "laut Arbeitsmappe"), ("en", "Frau Jones, VHS")]


def test_shipped_questionnaires_are_stored(database: Database) -> None:
    with database.write() as session:
        stored = [
            put(session, (LIBRARY / f"{name}.xlsx").read_bytes())
            for name in ("traegerabfrage", "beteiligung_im_quartier")
        ]
        assert [(found.new, found.warnings) for found in stored] == [(True, ()), (True, ())]
        assert questionnaires.unchecked_languages(session, stored[1].id) == (
            "de-x-leicht",
            "en",
            "tr",
            "uk",
            "ru",
            "ar",
            "pl",
        )
