"""Sheets and columns of the register workbook, as the template writes them and as others do."""

from questionnaires.readers.sheet_table import Column

ASSOCIATION_SHEETS = ("Verbände", "Spitzenverbände", "Associations")
ORGANISATION_SHEETS = ("Träger", "Organisationen", "Trägerliste", "Organisations")
FACILITY_SHEETS = ("Einrichtungen", "Angebote", "Einrichtungen und Angebote", "Facilities")
CONTACT_SHEETS = ("Kontakte", "Kontaktpersonen", "Ansprechpersonen", "Contacts")

EMAIL_COLUMN = Column(
    field="email", headers=("E-Mail", "E-Mail-Adresse", "Mail", "Mailadresse"), maximum=254
)
PHONE_COLUMN = Column(field="phone", headers=("Telefon", "Telefonnummer", "Tel."), maximum=60)

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
    Column(field="salutation", headers=("Anrede",), maximum=20),
    EMAIL_COLUMN,
    PHONE_COLUMN,
    Column(field="postal_address", headers=("Postanschrift", "Briefanschrift"), maximum=500),
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
    Column(
        field="serves",
        headers=("Zuständig für", "Einzugsgebiet", "Einzugsgebiete", "Versorgt"),
        maximum=4_000,
    ),
    Column(field="target_groups", headers=("Zielgruppen", "Zielgruppe"), maximum=2_000),
    PHONE_COLUMN,
    EMAIL_COLUMN,
    Column(field="website", headers=("Internetseite", "Website", "Homepage", "Webseite")),
    Column(
        field="latitude",
        headers=("Breitengrad", "Breite", "Hochwert", "Nordwert", "Latitude"),
        maximum=40,
    ),
    Column(
        field="longitude",
        headers=("Längengrad", "Länge", "Rechtswert", "Ostwert", "Longitude"),
        maximum=40,
    ),
    Column(field="protected", headers=("Schutzadresse", "Geschützte Adresse"), maximum=20),
    Column(field="active", headers=("Aktiv", "Aktiv (ja/nein)"), maximum=20),
)
CONTACT_COLUMNS = (
    Column(
        field="organisation",
        headers=("Träger-Nr.", "Trägernummer", "Träger-ID", "Träger"),
        required=True,
    ),
    Column(
        field="facility",
        headers=("Einrichtungs-Nr.", "Einrichtungsnummer", "Angebots-Nr."),
        maximum=60,
    ),
    Column(field="name", headers=("Name", "Person", "Kontakt"), required=True, maximum=200),
    Column(field="function", headers=("Funktion", "Aufgabe", "Rolle"), maximum=200),
    EMAIL_COLUMN,
    PHONE_COLUMN,
    Column(
        field="consented_on",
        headers=("Einwilligung am", "Einwilligung vom", "Einwilligung"),
        required=True,
        maximum=20,
    ),
    Column(
        field="consent_note",
        headers=("Einwilligung wie", "Vermerk zur Einwilligung"),
    ),
)
