"""Keeping an installation: backup, restore, doctor."""

import sys
from pathlib import Path

import msgspec

from survey_service.cli.installation import open_database, settings
from survey_service.errors import Conflict


def backup(file: Path) -> None:
    """Alles in eine Datei sichern (enthält personenbezogene Daten und das Geheimnis).

    Parameters
    ----------
    file
        Zieldatei (zip). Sie erscheint erst, wenn sie vollständig ist.
    """
    from survey_service.domain.administration import backups

    if file.exists():
        raise Conflict(f"{file} gibt es schon. Nennen Sie eine neue Datei.")
    chosen = settings()
    with open_database(chosen) as database:
        counts = backups.write(database, file, secret=chosen.secret)
    print(f"{file}: {sum(counts.values())} Zeilen aus {len(counts)} Tabellen gesichert.")


def restore(file: Path) -> None:
    """Eine Sicherung in eine leere Installation zurückspielen.

    Parameters
    ----------
    file
        Die mit „backup“ geschriebene Datei.
    """
    from survey_service import migrations
    from survey_service.domain.administration import backups
    from survey_service.settings import SECRET_FILE, load

    secret = backups.read_secret(file)
    given = load()
    if given.embedded and not given.secret:
        _write_secret(given.home / SECRET_FILE, secret)
    chosen = settings()
    if chosen.secret != secret:
        raise Conflict(
            "Das Geheimnis dieser Installation ist ein anderes als das der Sicherung. "
            "Setzen Sie SURVEY_SERVICE_SECRET auf den Wert aus manifest.json der Sicherung."
        )
    with open_database(chosen, check=False) as database:
        migrations.upgrade(database)
        counts = backups.restore(database, file)
    print(f"{sum(counts.values())} Zeilen in {len(counts)} Tabellen zurückgespielt.")


def _write_secret(path: Path, secret: str) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(secret, encoding="ascii")


def doctor(*, json: bool = False) -> None:
    """Prüfen, ob alles läuft: Datenbank, Migrationen, E-Mail, Sprachmodell, Platz, Uhr.

    Parameters
    ----------
    json
        Ausgabe als JSON statt als Text.
    """
    from survey_service.domain.administration import checkup

    chosen = settings()
    with open_database(chosen, check=False) as database:
        findings = checkup.examine(chosen, database)
    if json:
        print(msgspec.json.encode(findings).decode())
    else:
        for finding in findings:
            print(f"{'gut   ' if finding.ok else 'FEHLER'}  {finding.subject}: {finding.sentence}")
    sys.exit(0 if all(finding.ok for finding in findings) else 1)
