"""The PDF copy of a return through the real queue, on both engines."""

import io

import pypdf
from sqlmodel import select

from survey_service.database import Database
from survey_service.domain import files
from survey_service.domain.providers import receipts, saving, submission
from survey_service.domain.providers.revisions import Place
from survey_service.domain.providers.saving import Sent
from survey_service.jobs import receipt
from survey_service.settings import Settings
from survey_service.tables.responses import SubmittedVersion
from tests.survey_service import wave
from tests.survey_service.jobs.conftest import wait_for, working
from tests.survey_service.wave import NOON, SLUG


def test_submitting_writes_the_copy_once(database: Database, settings: Settings) -> None:
    with database.write() as session:
        made = wave.make(session)
        sent = Sent(fields={"umfang": ["falsch"], "neu": ["Viele Ältere: *fett*?"]}, base=0)
        saving.save(session, made.actor, SLUG, {Place("lage"): sent}, areas=(), now=NOON)
        made_receipt = submission.submit(session, made.actor, SLUG, reason="Test", now=NOON)
    with working(settings, database):
        wait_for(lambda: file_of(database) is not None)
        assert receipt.write(str(made_receipt.version_id)) is False
    file_id = file_of(database)
    with database.read() as session:
        facts = files.head(session, file_id)  # type: ignore[arg-type]
        content = b"".join(files.stream(session, file_id))  # type: ignore[arg-type]
    assert (facts.name, facts.media_type, facts.size) == (
        f"Ruecklauf-{made_receipt.receipt_number}.pdf",
        "application/pdf",
        len(content),
    )
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for expected in (
        made_receipt.receipt_number,
        "04.05.2026, 12:00 Uhr",
        "Haus Muster e. V.",
        "Viele Ältere: *fett*?",
        "falsch (so eingegeben, nicht auswertbar)",
    ):
        assert expected in text


def test_a_copy_that_cannot_be_written_is_known_at_once(
    database: Database, settings: Settings
) -> None:
    """The same return while its job waits is not overdue: only a failed job is."""
    with database.write() as session:
        made = wave.make(session)
        held = submission.submit(session, made.actor, SLUG, reason="Test", now=NOON)
        session.exec(select(SubmittedVersion)).one().document = b"{"

    def overdue() -> bool:
        with database.read() as session:
            return receipts.is_overdue(session, held, now=NOON)

    assert not overdue()
    with working(settings, database):
        wait_for(overdue)
    assert file_of(database) is None


def file_of(database: Database) -> object:
    with database.read() as session:
        return session.exec(select(SubmittedVersion.file_id)).one()
