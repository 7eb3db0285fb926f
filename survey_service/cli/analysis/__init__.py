"""``survey-service analysis``: what the analysis offers for files; no server, no database."""

from cyclopts import App

app = App(name="analysis", help="Aussagen kodieren und den Kodierer trainieren, mit Dateien.")
app.command("survey_service.cli.analysis.coding:code", help="Aussagen kodieren.")
app.command("survey_service.cli.analysis.coding:train", help="Einen Kodierer trainieren.")
app.command(
    "survey_service.cli.analysis.evaluate:evaluate",
    help="Messen, wie gut der Kodierer kodiert, was er nie gesehen hat.",
)
