"""A version is learned by the worker, put to use, and codes what comes next."""

import logging
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import select

from analysis import training
from survey_service.database import Database
from survey_service.domain.administration import backups, checkup
from survey_service.domain.coding import (
    codebook_versions,
    coder_choice,
    reviewed,
    runs,
    teaching,
    trained_coders,
)
from survey_service.domain.fieldwork import surveys
from survey_service.settings import Settings
from survey_service.tables.codings import Coding
from survey_service.tables.exports import StoredFilePart
from survey_service.tables.trained_coders import TrainedCoder
from tests.survey_service import coded
from tests.survey_service.coded import PLANNER
from tests.survey_service.jobs.conftest import wait_for, working
from tests.survey_service.reviewed import FIGURES, add_reviewed, learn

pytestmark = pytest.mark.timeout(360)

# Six models are learned, on a busy machine one after the other.
LONG = 300.0


def states(database: Database) -> list[str]:
    with database.read() as session:
        return [one.state for one in trained_coders.all_versions(session)]


def well(database: Database, settings: Settings) -> tuple[bool, str]:
    found = checkup.examine(settings, database)
    return next((one.ok, one.sentence) for one in found if one.subject == "Sprachverarbeitung")


def test_learns_compares_and_codes(database: Database, settings: Settings) -> None:
    with database.write() as session:
        survey_id = coded.add_survey(session, kind="consultation")
        add_reviewed(session, survey_id, per_code=8)
        human = session.exec(select(Coding.id, Coding.status).where(Coding.human)).all()
    with database.write() as session:
        coder_id = trained_coders.start(session, PLANNER)
    with working(settings, database):
        wait_for(lambda: states(database) == ["ready"], seconds=LONG)
        with database.write() as session:
            found = trained_coders.load(session, coder_id)
            coder_choice.put_to_use(session, PLANNER, coder_id)
            coded.add_statement(session, survey_id, "Der Bus kommt nie.", contributor="neu")
            runs.start(session, PLANNER, survey_id=survey_id)
        wait_for(lambda: newest_run(database, survey_id) == "done")
    assert (found.statements, found.segments, found.done, found.steps) == (24, 24, 7, 7)
    assert found.figures is not None
    assert found.figures.both is not None
    assert (found.figures.old_name, found.figures.new.texts, found.figures.both[0].texts) == (
        "Mitgelieferter Kodierer",
        24,
        24,
    )
    # Codes nobody gave do not lower the mean.
    assert found.figures.new.macro_f1 > 0.5
    assert {one.label for one in found.figures.codes} == {
        "Bezahlbarer Wohnraum",
        "Psychische Gesundheit",
        "Bus und Bahn",
    }
    assert found.figures.compared.startswith("Der neue Kodierer: Von 100 vorgeschlagenen Themen")
    with database.read() as session:
        new = session.exec(select(Coding.code).where(Coding.coder == found.coder)).all()
        after = session.exec(select(Coding.id, Coding.status).where(Coding.human)).all()
    assert "mobilitaet.oepnv" in new
    assert sorted(after) == sorted(human)
    assert well(database, settings) == (True, f"bereit ({found.coder}).")
    with database.write() as session:
        session.exec(select(StoredFilePart)).first().content = b"{}"  # type: ignore[union-attr]
    ok, sentence = well(database, settings)
    assert (ok, sentence.startswith("Fassung 1 des Kodierers ist beschädigt.")) == (False, True)


def newest_run(database: Database, survey_id: UUID) -> str:
    with database.read() as session:
        return runs.of_survey(session, survey_id)[0].state


def test_the_old_one_is_not_measured_on_what_it_learned(
    sqlite_database: Database, settings: Settings
) -> None:
    with sqlite_database.write() as session:
        survey_id = coded.add_survey(session, kind="consultation")
        add_reviewed(session, survey_id, per_code=8)
        known = reviewed.held(session, codebook_versions.shipped())
    folder = settings.home / "modell"
    made = training.train(
        known.statements, codebook=codebook_versions.shipped(), directory=folder, encoder=False
    )
    first = learn(
        sqlite_database,
        coder=made.id,
        model={one.name: one.read_bytes() for one in folder.iterdir()},
        statements=tuple(one.id for one in known.statements),
    )
    with sqlite_database.write() as session:
        coder_choice.put_to_use(session, PLANNER, first)
        trained_coders.start(session, PLANNER)
    with working(settings, sqlite_database):
        wait_for(lambda: states(sqlite_database) == ["ready", "ready"], seconds=LONG)
    with sqlite_database.read() as session:
        second = trained_coders.all_versions(session)[0]
    assert second.figures is not None
    assert (second.figures.old_name, second.figures.both) == ("Fassung 1", None)
    assert "noch nicht möglich" in second.figures.compared


def test_a_training_that_breaks_says_so_and_nothing_of_the_texts(
    sqlite_database: Database, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with sqlite_database.write() as session:
        survey_id = coded.add_survey(session)
        add_reviewed(session, survey_id, per_code=8)
    learn(sqlite_database)
    with sqlite_database.write() as session:
        # Its files are damaged: what it is compared with cannot be read.
        (row,) = session.exec(select(TrainedCoder)).all()
        row.in_use = True
        trained_coders.start(session, PLANNER)
    with caplog.at_level(logging.ERROR), working(settings, sqlite_database):
        wait_for(lambda: states(sqlite_database)[0] == "failed")
    with sqlite_database.read() as session:
        assert (
            "Lernen ist an einem Fehler abgebrochen"
            in trained_coders.all_versions(session)[0].problem
        )
    assert "Bus" not in caplog.text


@pytest.mark.parametrize("order", ["sqlite to postgresql", "postgresql to sqlite"])
def test_a_restored_backup_goes_on_learning(
    sqlite_database: Database, postgresql_database: Database, settings: Settings, order: str
) -> None:
    source, target = sqlite_database, postgresql_database
    if order == "postgresql to sqlite":
        source, target = target, source
    with source.write() as session:
        survey_id = coded.add_survey(session)
        add_reviewed(session, survey_id, per_code=8)
    done = learn(source)
    with source.write() as session:
        coder_choice.put_to_use(session, PLANNER, done)
        waiting = trained_coders.start(session, PLANNER)
        statement = coded.add_statement(session, survey_id, "Der Bus kommt nie.")
        given = coded.coded_statement(statement, "Der Bus kommt nie.", ())
        coded.add_run(session, survey_id, [given])
        order_id = teaching.start(session, PLANNER, surveys.load(session, survey_id))
    file = settings.home / "sicherung.zip"
    backups.write(source, file, secret="geheim")
    backups.restore(target, file)
    table = "workflow_status" if target.is_sqlite else "dbos.workflow_status"
    with target.read() as session:
        assert [one.name for one in trained_coders.all_versions(session)] == [
            "Fassung 2",
            "Fassung 1",
        ]
        chosen = coder_choice.in_use(session)
        assert chosen is not None
        assert chosen.figures == FIGURES
        queued = session.execute(text(f"SELECT workflow_uuid FROM {table}")).scalars().all()
    assert {f"TrainCoder-{waiting}", f"OrderSegments-{order_id}"} <= set(queued)
