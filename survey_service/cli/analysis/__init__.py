"""``survey-service analysis``: what the analysis offers for files; no server, no database."""

from cyclopts import App

app = App(
    name="analysis", help="Aussagen kodieren, den Kodierer trainieren und beurteilen, mit Dateien."
)
app.command("survey_service.cli.analysis.coding:code", help="Aussagen kodieren.")
app.command("survey_service.cli.analysis.coding:train", help="Einen Kodierer trainieren.")
app.command(
    "survey_service.cli.analysis.evaluate:evaluate",
    help="Messen, wie gut der Kodierer kodiert, was er nie gesehen hat.",
)
app.command(
    "survey_service.cli.analysis.agreement:agreement",
    help="Zwei Kodierungen derselben Aussagen vergleichen.",
)
app.command(
    "survey_service.cli.analysis.estimate:draw",
    help="Aussagen zum Lesen zufällig ziehen.",
)
app.command(
    "survey_service.cli.analysis.estimate:estimate",
    help="Anteile der Themen schätzen, berichtigt an gelesenen Aussagen.",
)
app.command(
    "survey_service.cli.analysis.groups:groups",
    help="Sinneinheiten ohne Thema zu möglichen neuen Themen ordnen.",
)
app.command(
    "survey_service.cli.analysis.precision:precision",
    help="Wie oft die Maschine recht hatte, je Thema.",
)
app.command(
    "survey_service.cli.analysis.next:next_",
    name="next",
    help="Die Sinneinheiten auswählen, aus denen die Maschine am meisten lernt.",
)
