"""Versions of the coder: refused, learned, put to use, switched back; nothing is recoded."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from survey_service.database import Database
from survey_service.domain.administration import audit
from survey_service.domain.coding import coder_choice, runs, trained_coders
from survey_service.errors import Conflict, NotFound, NotReady
from survey_service.tables.codings import CodebookVersion, Coding
from survey_service.tables.responses import Statement
from survey_service.tables.trained_coders import TrainedCoder
from tests.survey_service import coded
from tests.survey_service.coded import PLANNER
from tests.survey_service.reviewed import FIGURES, add_reviewed, learn


@pytest.fixture
def survey_id(database: Database) -> UUID:
    """24 reviewed statements."""
    with database.write() as session:
        survey_id = coded.add_survey(session)
        add_reviewed(session, survey_id, per_code=8)
    return survey_id


def in_use(database: Database) -> str:
    with database.read() as session:
        found = coder_choice.in_use(session)
    return found.name if found else coder_choice.SHIPPED


def test_too_few_reviewed_segments_are_refused(database: Database) -> None:
    with database.write() as session:
        add_reviewed(session, coded.add_survey(session), per_code=6)
    with pytest.raises(NotReady, match=r"mindestens 20 .* bisher sind es 18"):
        learn(database)


def test_only_one_version_is_learned_at_a_time(database: Database, survey_id: UUID) -> None:
    assert survey_id
    with database.write() as session:
        trained_coders.start(session, PLANNER)
    with database.write() as session, pytest.raises(Conflict, match="lernt schon"):
        trained_coders.start(session, PLANNER)


def test_what_is_not_ready_or_unknown_is_not_put_to_use(
    database: Database, survey_id: UUID
) -> None:
    assert survey_id
    with database.write() as session:
        waiting = trained_coders.start(session, PLANNER)
        with pytest.raises(NotReady, match="noch nicht fertig"):
            coder_choice.put_to_use(session, PLANNER, waiting)
        trained_coders.fail(session, waiting, "Abgebrochen.")
        with pytest.raises(NotReady, match="noch nicht fertig"):
            coder_choice.discard(session, PLANNER, waiting)
        with pytest.raises(NotFound):
            coder_choice.put_to_use(session, PLANNER, uuid4())
        with pytest.raises(NotFound):
            trained_coders.load(session, uuid4())


def test_a_version_of_another_codebook_is_not_put_to_use(
    database: Database, survey_id: UUID
) -> None:
    assert survey_id
    coder_id = learn(database)
    with database.write() as session:
        session.add(CodebookVersion(key="neu", version=99, title="Neu", document=b"{}"))
    with database.write() as session, pytest.raises(NotReady, match="früheren Kategoriensystem"):
        coder_choice.put_to_use(session, PLANNER, coder_id)


def test_learned_version_is_kept_with_its_figures(
    database: Database, survey_id: UUID, tmp_path: Path
) -> None:
    assert survey_id
    coder_id = learn(database)
    folder = tmp_path / "modell"
    folder.mkdir()
    with database.read() as session:
        found = trained_coders.load(session, coder_id)
        trained_coders.write_model(session, coder_id, folder)
    assert (found.name, found.state, found.in_use, found.coder) == (
        "Fassung 1",
        "ready",
        False,
        "themes-2:00c0ffee",
    )
    assert found.figures == FIGURES
    assert {one.name: one.read_bytes() for one in folder.iterdir()} == {
        "model.json": b"{}",
        "weights.npz": b"weights",
    }


def test_done_twice_the_first_stays(database: Database, survey_id: UUID) -> None:
    assert survey_id
    coder_id = learn(database)
    with database.write() as session:
        assert not trained_coders.begin(session, coder_id)
        trained_coders.finish(
            session,
            coder_id,
            coder="themes-2:ffffffff",
            model={},
            statements=[],
            segments=0,
            figures=FIGURES,
        )
        assert trained_coders.load(session, coder_id).coder == "themes-2:00c0ffee"


def test_planner_switches_and_switches_back(database: Database, survey_id: UUID) -> None:
    assert survey_id
    first, second = learn(database), learn(database, coder="themes-2:deadbeef")
    steps = []
    for choose in (first, second, None, first):
        with database.write() as session:
            if choose is None:
                coder_choice.use_shipped(session, PLANNER)
            else:
                coder_choice.put_to_use(session, PLANNER, choose)
        steps.append(in_use(database))
    assert steps == ["Fassung 1", "Fassung 2", "Mitgelieferter Kodierer", "Fassung 1"]
    with database.read() as session:
        entries, _ = audit.entries(session)
    assert [
        (entry.subject, entry.detail) for entry in entries if entry.action == "Kodierer gewechselt"
    ] == [
        ("Fassung 1", "Bisher: Mitgelieferter Kodierer"),
        ("Mitgelieferter Kodierer", "Bisher: Fassung 2"),
        ("Fassung 2", "Bisher: Fassung 1"),
        ("Fassung 1", "Bisher: Mitgelieferter Kodierer"),
    ]


def test_the_one_in_use_is_not_discarded_and_a_discarded_one_comes_back(
    database: Database, survey_id: UUID
) -> None:
    assert survey_id
    coder_id = learn(database)
    with database.write() as session:
        coder_choice.put_to_use(session, PLANNER, coder_id)
    with database.write() as session, pytest.raises(Conflict, match="kodiert gerade"):
        coder_choice.discard(session, PLANNER, coder_id)
    with database.write() as session:
        coder_choice.use_shipped(session, PLANNER)
        coder_choice.discard(session, PLANNER, coder_id)
        assert trained_coders.load(session, coder_id).state == "discarded"
    with database.write() as session:
        coder_choice.put_to_use(session, PLANNER, coder_id)
    assert in_use(database) == "Fassung 1"


def test_two_in_use_are_impossible(database: Database, survey_id: UUID) -> None:
    assert survey_id
    learn(database)
    learn(database)
    with pytest.raises(IntegrityError), database.write() as session:
        for row in session.exec(select(TrainedCoder)):
            row.in_use = True


def test_switching_recodes_nothing_and_a_run_keeps_its_coder(
    database: Database, survey_id: UUID
) -> None:
    coder_id = learn(database)
    with database.write() as session:
        before = sorted(session.exec(select(Coding.id, Coding.status)).all())
        coder_choice.put_to_use(session, PLANNER, coder_id)
    with database.write() as session:
        assert sorted(session.exec(select(Coding.id, Coding.status)).all()) == before
        coded.add_statement(session, survey_id, "Der Bus kommt nie.", contributor="neu")
        run_id = runs.start(session, PLANNER, survey_id=survey_id)
    with database.write() as session:
        coder_choice.use_shipped(session, PLANNER)
        assert coder_choice.of_run(session, run_id) == coder_id


def test_statements_withdrawn_since_are_counted(database: Database, survey_id: UUID) -> None:
    assert survey_id
    coder_id = learn(database)
    with database.write() as session:
        statements = session.exec(select(Statement)).all()
        session.get_one(TrainedCoder, coder_id).statements = [str(one.id) for one in statements]
        for one in statements[:2]:
            one.current = False
    with database.read() as session:
        assert trained_coders.withdrawn_since(session, coder_id) == 2
