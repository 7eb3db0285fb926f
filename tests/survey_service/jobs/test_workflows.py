"""Mail, coding and export through the real queue, on both engines."""

import io
from uuid import UUID

import openpyxl
import pytest
from sqlmodel import select

from survey_service.database import Database
from survey_service.domain import exports, files
from survey_service.domain.coding import runs, themes
from survey_service.domain.correspondence import mails
from survey_service.domain.providers import standing
from survey_service.settings import Settings
from survey_service.tables.codings import CodingChunk
from survey_service.tables.surveys import Invitation, Mail
from tests.survey_service import coded
from tests.survey_service.coded import PLANNER
from tests.survey_service.jobs.conftest import wait_for, working

TEXTS = (
    "Im Quartier fehlen bezahlbare Wohnungen.",
    "Der Bus fährt nur einmal in der Stunde.",
    "Auf einen Therapieplatz warten Jugendliche neun Monate.",
)


def test_run_is_coded_and_exported(database: Database, settings: Settings) -> None:
    with database.write() as session:
        survey_id = coded.add_survey(session, kind="consultation")
        for number, text in enumerate(TEXTS):
            coded.add_statement(session, survey_id, text, contributor=f"c{number}")
        run_id = runs.start(session, PLANNER, survey_id=survey_id)
    with working(settings, database):
        wait_for(lambda: state_of_run(database, survey_id) == "done")
        with database.write() as session:
            export_id = exports.order(session, PLANNER, survey_id=survey_id, kind="findings")
        wait_for(lambda: state_of_export(database, export_id) == "ready")
    with database.read() as session:
        (run,) = runs.of_survey(session, survey_id)
        assert (run.id, run.coded, run.total) == (run_id, 3, 3)
        codes = {mention.code for mention in themes.mentions(session, survey_id)}
        assert {"wohnen.bezahlbarkeit", "mobilitaet.oepnv", "gesundheit.psyche"} <= codes
        file = exports.file_of(session, PLANNER, export_id)
        content = b"".join(files.stream(session, file.id))
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames[0] == "Überblick"
    assert run.coder in {cell.value for row in book["Überblick"].iter_rows() for cell in row}


def state_of_run(database: Database, survey_id: UUID) -> str:
    with database.read() as session:
        return runs.of_survey(session, survey_id)[0].state


def state_of_export(database: Database, export_id: UUID) -> str:
    with database.read() as session:
        return exports.load(session, PLANNER, export_id).state


def test_mail_without_smtp_lies_in_the_outbox(database: Database, settings: Settings) -> None:
    with database.write() as session:
        organisation_id = coded.add_organisation(session, 1)
        invitation_id = standing.ensure_invitation(
            session, secret=settings.secret, organisation_id=organisation_id
        )
        mail_id = mails.put(
            session,
            recipient="a@traeger.example",
            subject="Einladung",
            body="Ihr Link: {link}",
            invitation_id=invitation_id,
        )
    with working(settings, database):
        wait_for(lambda: state_of_mail(database, mail_id) == "outbox")
    with database.read() as session:
        letter = mails.read(session, mail_id, settings=settings)
        stored = session.exec(select(Mail.body)).one()
        hashed = session.exec(select(Invitation.token_hash)).one()
    assert letter.body.startswith("Ihr Link: http://testserver.local/t/")
    assert stored == "Ihr Link: {link}"
    assert hashed not in letter.body


def state_of_mail(database: Database, mail_id: UUID) -> str:
    with database.read() as session:
        return mails.state(session, mail_id)


def test_run_that_cannot_be_coded_says_so(
    sqlite_database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite_database.write() as session:
        survey_id = coded.add_survey(session)
        coded.add_statement(session, survey_id, TEXTS[0])
        runs.start(session, PLANNER, survey_id=survey_id)
    # A chunk that names no statements' ids cannot be read: as after a damaged restore.
    with sqlite_database.write() as session:
        run = runs.of_survey(session, survey_id)[0]
        session.add(CodingChunk(run_id=run.id, number=0, statements=["kaputt"]))
    with working(settings, sqlite_database):
        wait_for(lambda: state_of_run(sqlite_database, survey_id) == "failed")
    with sqlite_database.read() as session:
        assert "an einem Fehler abgebrochen" in runs.of_survey(session, survey_id)[0].problem
