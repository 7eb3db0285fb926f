"""The doctor: looks at everything an installation needs and says what to do."""

import shutil
import smtplib
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from survey_service import clock, migrations
from survey_service.database import Database
from survey_service.domain.coding import coder_choice, trained_coders
from survey_service.settings import Settings
from survey_service.tables.workers import WorkerSlot

if TYPE_CHECKING:
    from analysis.coders.coder import Coder

FREE_BYTES = 500_000_000
SKEW_SECONDS = 5.0
NO_ANSWER = (
    "lässt sich nicht prüfen: die Datenbank ist nicht erreichbar oder noch nicht angelegt. Prüfen "
    "Sie database_url und rufen Sie „survey-service migrate“ auf."
)
DAMAGED = (
    "{name} des Kodierers ist beschädigt. Setzen Sie auf der Seite „Kodierer“ eine andere Fassung "
    "oder den mitgelieferten Kodierer ein, oder spielen Sie eine Sicherung zurück."
)
BEAT_WITHIN = timedelta(seconds=15)


class CheckFinding(msgspec.Struct, frozen=True, kw_only=True):
    """What was looked at, whether it is well, and a sentence."""

    subject: str
    ok: bool
    sentence: str


def examine(settings: Settings, database: Database) -> list[CheckFinding]:
    """Every check, in the order in which they should be mended."""
    checks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("Datenbank", lambda: _database(database)),
        ("Migrationen", lambda: _migrations(database)),
        ("Worker", lambda: _worker(database)),
        ("E-Mail", lambda: _mail(settings)),
        ("Sprachverarbeitung", lambda: _pipeline(database)),
        ("Platz", lambda: _disk(settings.home)),
        ("Uhr", lambda: _clock(database)),
    )
    return [_checked(subject, check) for subject, check in checks]


class Unwell(Exception):
    """A check failed; the message says what to do."""


def _checked(subject: str, check: Callable[[], str]) -> CheckFinding:
    try:
        return CheckFinding(subject=subject, ok=True, sentence=check())
    except SQLAlchemyError:
        return CheckFinding(subject=subject, ok=False, sentence=NO_ANSWER)
    except (Unwell, OSError, smtplib.SMTPException, ValueError) as error:
        return CheckFinding(subject=subject, ok=False, sentence=str(error).split("\n", 1)[0])


def _database(database: Database) -> str:
    with database.write() as session:
        session.execute(text("SELECT 1"))
    return (
        "erreichbar, Schreiben möglich ("
        + ("SQLite" if database.is_sqlite else "PostgreSQL")
        + ")."
    )


def _migrations(database: Database) -> str:
    missing = migrations.pending(database)
    if missing:
        lacking = "Ein Schritt fehlt" if len(missing) == 1 else f"{len(missing)} Schritte fehlen"
        raise Unwell(f"{lacking}. Rufen Sie „survey-service migrate“ auf.")
    return "auf dem neuesten Stand."


def _worker(database: Database) -> str:
    with database.read() as session:
        alive = session.execute(
            select(func.count())
            .select_from(WorkerSlot)
            .where(WorkerSlot.beat_at > clock.now() - BEAT_WITHIN)  # type: ignore[arg-type]
        ).scalar_one()
    if not alive:
        raise Unwell("keiner läuft. Starten Sie „survey-service serve“ oder „… worker“.")
    return "einer läuft." if alive == 1 else f"{alive} laufen."


def _mail(settings: Settings) -> str:
    if not settings.smtp_url:
        return "kein SMTP eingestellt; E-Mails bleiben im Postausgang."
    parts = urlsplit(settings.smtp_url)
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    with kind(parts.hostname or "", parts.port or 0, timeout=10) as server:
        server.noop()
    return f"{parts.hostname} antwortet."


def _pipeline(database: Database) -> str:
    from analysis import codebook, pipeline
    from analysis.suggestions import StatementText

    coder = _coder(database)
    nlp = pipeline.build(codebook=codebook.shipped(), coder=coder, areas=None)
    text_to_code = StatementText(id="probe", text="Es fehlen bezahlbare Wohnungen.")
    coded = next(pipeline.code_statements(nlp, [text_to_code]))
    if not coded.segments:
        raise Unwell("Das Modell kodiert nichts. Installieren Sie das Programm neu.")
    return f"bereit ({coder.id})."


def _coder(database: Database) -> "Coder":
    """The coder that codes now, as the worker would load it."""
    from analysis.coders.coder import ModelUnreadable, load_coder

    with database.read() as session, TemporaryDirectory(prefix="kodierer-") as folder:
        chosen = coder_choice.in_use(session)
        if chosen is None:
            return load_coder()
        trained_coders.write_model(session, chosen.id, Path(folder))
        try:
            coder = load_coder(Path(folder))
        except ModelUnreadable as error:
            raise Unwell(DAMAGED.format(name=chosen.name)) from error
    if coder.id.partition(":")[2] != chosen.coder.partition(":")[2]:
        raise Unwell(DAMAGED.format(name=chosen.name))
    return coder


def _disk(home: Path) -> str:
    free = shutil.disk_usage(home).free
    if free < FREE_BYTES:
        raise Unwell(f"nur noch {free // 1_000_000} MB frei. Schaffen Sie Platz.")
    return f"{free // 1_000_000_000} GB frei."


def _clock(database: Database) -> str:
    statement = (
        "SELECT CAST(strftime('%s', 'now') AS REAL)"
        if database.is_sqlite
        else "SELECT extract(epoch FROM clock_timestamp())"
    )
    with database.read() as session:
        there = float(session.execute(text(statement)).scalar_one())
    skew = abs(time.time() - there)
    if skew > SKEW_SECONDS:
        raise Unwell(f"geht um {skew:.0f} s anders als die der Datenbank. Stellen Sie NTP ein.")
    return "geht richtig."
