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
app.command("survey_service.cli.serving:serve")
app.command("survey_service.cli.serving:worker")
app.command("survey_service.cli.serving:migrate")
app.command("survey_service.cli.keeping:backup")
app.command("survey_service.cli.keeping:restore")
app.command("survey_service.cli.keeping:doctor")
app.command("survey_service.cli.account:app", name="account")
app.command("survey_service.cli.analysis:app", name="analysis")
app.command("survey_service.cli.statements:app", name="statements")
app.command("survey_service.cli.export:export")
app.command("survey_service.cli.demo:demo")


def main(arguments: list[str] | None = None) -> None:
    """Run a command. A refusal is one sentence and exit code 2, never a traceback."""
    try:
        app(sys.argv[1:] if arguments is None else arguments)
    except (Refused, SettingsInvalid) as error:
        print(f"{error}", file=sys.stderr)
        sys.exit(2)
