"""The command ``survey-service``: one file per group, imported when it is used."""

import sys

from cyclopts import App

from survey_service.errors import Refused
from survey_service.settings import SettingsInvalid

app = App(
    name="survey-service",
    help="Erhebung und Auswertung für die integrierte Sozialplanung.",
    version_flags=["--version"],
)
app.command("survey_service.cli.serving:serve", help="Webserver und einen Worker starten.")
app.command("survey_service.cli.serving:worker", help="Einen Worker starten.")
app.command("survey_service.cli.serving:migrate", help="Datenbank anlegen oder aktualisieren.")
app.command("survey_service.cli.keeping:backup", help="Alles in eine Datei sichern.")
app.command("survey_service.cli.keeping:restore", help="Eine Sicherung zurückspielen.")
app.command("survey_service.cli.keeping:doctor", help="Prüfen, ob alles läuft.")
app.command("survey_service.cli.account:app", name="account")
app.command("survey_service.cli.analysis:app", name="analysis")
app.command("survey_service.cli.statements:app", name="statements")
app.command("survey_service.cli.export:export", help="Befunde als Datei schreiben.")
app.command("survey_service.cli.demo:demo", help="Eine leere Installation mit Vorführdaten füllen.")


def main(arguments: list[str] | None = None) -> None:
    """Run a command. A refusal is one sentence and exit code 2, never a traceback."""
    try:
        app(sys.argv[1:] if arguments is None else arguments)
    except (Refused, SettingsInvalid) as error:
        print(f"{error}", file=sys.stderr)
        sys.exit(2)
