"""Sheets and columns of the register workbook, as the template writes them and as others do."""

from questionnaires.readers.sheet_table import Column

ASSOCIATION_SHEETS = ("Verbände", "Spitzenverbände", "Associations")
ORGANISATION_SHEETS = ("Träger", "Organisationen", "Trägerliste", "Organisations")
FACILITY_SHEETS = ("Einrichtungen", "Angebote", "Einrichtungen und Angebote", "Facilities")

ASSOCIATION_COLUMNS = (
    Column(
        field="name",
        headers=("Verband", "Name", "Spitzenverband", "Name des Verbands"),
        required=True,
        maximum=200,
    ),
)
ORGANISATION_COLUMNS = (
    Column(
        field="code",
        headers=("Träger-Nr.", "Trägernummer", "Träger-ID", "Nummer", "Nr.", "Kürzel", "Code"),
        required=True,
        maximum=60,
    ),
    Column(
        field="name",
        headers=("Name", "Träger", "Name des Trägers", "Trägername", "Organisation"),
        required=True,
    ),
    Column(field="association", headers=("Verband", "Spitzenverband", "Dachverband"), maximum=200),
    Column(
        field="contact_name",
        headers=("Ansprechperson", "Ansprechpartner", "Ansprechpartnerin", "Kontakt"),
        maximum=200,
    ),
    Column(field="email", headers=("E-Mail", "E-Mail-Adresse", "Mail", "Mailadresse"), maximum=254),
    Column(field="active", headers=("Aktiv", "Aktiv (ja/nein)"), maximum=20),
)
FACILITY_COLUMNS = (
    Column(
        field="organisation",
        headers=("Träger-Nr.", "Trägernummer", "Träger-ID", "Träger"),
        required=True,
    ),
    Column(
        field="code",
        headers=("Einrichtungs-Nr.", "Einrichtungsnummer", "Angebots-Nr.", "Nummer", "Nr.", "Code"),
        required=True,
        maximum=60,
    ),
    Column(
        field="name",
        headers=("Name", "Einrichtung", "Angebot", "Name der Einrichtung"),
        required=True,
    ),
    Column(
        field="service_type",
        headers=("Art des Angebots", "Angebotsart", "Art", "Einrichtungsart"),
        maximum=200,
    ),
    Column(field="address", headers=("Adresse", "Anschrift", "Straße und Ort")),
    Column(field="area", headers=("Gebiet", "Stadtteil", "Bezirk", "Gebietsschlüssel", "Quartier")),
    Column(field="target_groups", headers=("Zielgruppen", "Zielgruppe"), maximum=2_000),
    Column(field="active", headers=("Aktiv", "Aktiv (ja/nein)"), maximum=20),
)
