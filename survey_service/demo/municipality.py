"""The demo municipality: name, legal texts, accounts. Everything says that it is invented."""

import msgspec

from survey_service.demo.register import ASSOCIATIONS
from survey_service.domain.administration.municipality import MINIMUM_FLOOR, MunicipalityFacts

IMPRINT = """Vorführtext, erfunden: kein gültiges Impressum.

Diese Installation ist eine Vorführung. Sie gehört zu keiner Stadt; auch wo Namen von Stadtteilen \
echt sind, sagt sie nichts über sie.

Stabsstelle Sozialplanung (erfunden)
Beispielplatz 1, 00000 Beispielstadt
E-Mail: sozialplanung@vorfuehrung.example

Vertreten durch: Kim Beispiel (erfunden)

Vor dem echten Einsatz ersetzen Sie diesen Text unter „Kommune“ durch Ihr Impressum."""

PRIVACY = """Vorführtext, erfunden: keine gültige Datenschutzerklärung.

Diese Installation dient zum Ausprobieren. Geben Sie hier nichts ein, was Sie oder andere \
betrifft.

Was Ihre Erklärung sagen sollte:
– Verantwortlich: Name und Anschrift der Kommune, Datenschutzbeauftragte oder -beauftragter.
– Wozu: integrierte Sozialplanung, Bericht und Rückmeldung an die Beteiligten.
– Was gespeichert wird: bei Trägern die Antworten mit Zeitpunkt und Träger; bei Menschen, die sich \
beteiligen, die Antworten ohne Namen, mit dem Tag und einem Quittungscode.
– Cookies: nur für die laufende Sitzung, keine von Dritten.
– Wer es liest: die Sozialplanung; veröffentlicht werden nur Tabellen, in denen kleine Zahlen \
geschützt sind, und Zitate, die ein Mensch freigegeben hat.
– Wie lange: bis zum Ende der übernächsten Erhebung.
– Rechte: Auskunft, Berichtigung, Löschung, Beschwerde bei der Landesbeauftragten für Datenschutz.

Vor dem echten Einsatz ersetzen Sie diesen Text unter „Kommune“."""

ACCESSIBILITY = """Vorführtext, erfunden: keine gültige Erklärung zur Barrierefreiheit.

Was Ihre Erklärung sagen sollte:
– Stand der Vereinbarkeit mit dem Behindertengleichstellungsgesetz und der BITV 2.0.
– Was noch nicht barrierefrei ist und warum.
– Wann und wie geprüft wurde.
– Wie Barrieren gemeldet werden: Name, E-Mail, Telefon.
– Die Schlichtungsstelle.

Vor dem echten Einsatz ersetzen Sie diesen Text unter „Kommune“."""

FACTS = MunicipalityFacts(
    name="Neuss (Vorführung)",
    department="Stabsstelle Sozialplanung (erfunden)",
    imprint=IMPRINT,
    privacy=PRIVACY,
    accessibility=ACCESSIBILITY,
    # The lowest there is: with so few texts nothing could be shown by area otherwise.
    minimum_organisations=MINIMUM_FLOOR,
    minimum_persons=MINIMUM_FLOOR,
    demo=True,
)
# The answers are real, so nothing says that they are invented; the name says what this is.
BONN = MunicipalityFacts(
    name="Bonn 2017 (Vorführung mit echten Antworten)",
    imprint=IMPRINT,
    privacy=PRIVACY,
    accessibility=ACCESSIBILITY,
)


class SignIn(msgspec.Struct, frozen=True, kw_only=True):
    """An account everybody may know: it opens nothing but invented content.

    ``association``: for which one of the register it speaks.
    """

    login: str
    name: str
    role: str
    tells: str
    association: str = ""

    @property
    def password(self) -> str:
        """The same in every demo, and printed."""
        return f"vorfuehrung-{self.login}"


SIGN_INS = (
    SignIn(
        login="planung",
        name="Pia Planung (Vorführung)",
        role="planner",
        tells="Sozialplanung: Erhebungen, Träger, Kodierung, Prüfung, Exporte",
    ),
    SignIn(
        login="kodierung",
        name="Kai Kodierung (Vorführung)",
        role="coder",
        tells="zweite Person, die Kodierungen prüft",
    ),
    SignIn(
        login="bericht",
        name="Bea Bericht (Vorführung)",
        role="report_author",
        tells="Bericht: lädt die Arbeitsmappe",
    ),
    SignIn(
        login="verband",
        name="Vera Verband (Vorführung)",
        role="association",
        tells=f"{ASSOCIATIONS[0]}: Rücklauf der Mitglieder, Stellungnahme",
        association=ASSOCIATIONS[0],
    ),
    SignIn(
        login="verband2",
        name="Vito Verband (Vorführung)",
        role="association",
        tells=f"{ASSOCIATIONS[1]}: schreibt an derselben Stellungnahme",
        association=ASSOCIATIONS[1],
    ),
    SignIn(
        login="lesen",
        name="Leo Lesen (Vorführung)",
        role="reader",
        tells="liest mit, ändert nichts",
    ),
    SignIn(
        login="admin",
        name="Ada Admin (Vorführung)",
        role="administrator",
        tells="Konten, Rechtstexte, Protokoll",
    ),
)
