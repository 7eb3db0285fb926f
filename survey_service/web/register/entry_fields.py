"""The fields of the register's forms: what was typed, what is wrong, what to choose from."""

from collections.abc import Iterable, Mapping, Sequence

from questionnaires.areas import CITYWIDE
from questionnaires.items.field import Field, FieldChoice
from questionnaires.questionnaire import Choice
from survey_service.domain.register.changes import LABELS
from survey_service.web.forms import Form

ORGANISATION = (
    "code",
    "name",
    "association",
    "contact_name",
    "salutation",
    "email",
    "phone",
    "postal_address",
)
FACILITY = (
    "code",
    "name",
    "service_type",
    "target_groups",
    "address",
    "protected",
    "area",
    "serves",
    "latitude",
    "longitude",
    "phone",
    "email",
    "website",
)
CONTACT = ("name", "function", "facility", "email", "phone", "consented_on", "consent_note")
# A box to tick is never called voluntary.
REQUIRED = frozenset({"code", "name", "consented_on", "protected"})
KINDS: Mapping[str, str] = {
    "association": "area",
    "area": "area",
    "facility": "area",
    "salutation": "single",
    "serves": "multiple",
    "protected": "acknowledge",
    "postal_address": "long_text",
    "consented_on": "date",
}
OTHER_LABELS: Mapping[str, str] = {
    "code": "Nummer",
    "protected": "Geschützte Adresse (zum Beispiel Frauenhaus)",
    "area": "Gebiet, in dem die Einrichtung liegt",
    "facility": "Einrichtung",
    "latitude": "Breitengrad oder Hochwert (Nord)",
    "longitude": "Längengrad oder Rechtswert (Ost)",
    "consent_note": "Wie wurde die Einwilligung erteilt?",
}
HINTS: Mapping[str, str] = {
    "code": "Bleibt für immer gleich: Daran erkennt das Programm den Eintrag beim Einlesen wieder.",
    "contact_name": "An wen sich die Einladung richtet",
    "email": "Zum Beispiel name@traeger.de",
    "postal_address": "Für Briefe, mehrere Zeilen: Name, Straße, Postleitzahl und Ort",
    "target_groups": "Mehrere durch Semikolon trennen, zum Beispiel Familien; Ältere",
    "protected": (
        "Adresse und Koordinaten verlassen das Register nie: Die Einrichtung steht auf keiner "
        "anderen Liste, auf keiner Karte und in keinem Export."
    ),
    "serves": (
        "Für wen das Angebot da ist, wenn nicht nur für das eigene Gebiet. Nichts gewählt "
        "bedeutet: das Gebiet, in dem die Einrichtung liegt."
    ),
    "latitude": "Grad (WGS 84), zum Beispiel 51,2034, oder Meter (UTM 32, EPSG:25832)",
    "longitude": "Zum Beispiel 6,6879, oder Meter, zum Beispiel 338500",
    "website": "Zum Beispiel www.traeger.de",
    "facility": "Leer bedeutet: für den ganzen Träger",
    "consented_on": ("Ohne Einwilligung darf niemand eingetragen werden. Zum Beispiel 31.12.2026"),
    "consent_note": "Zum Beispiel: E-Mail an die Sozialplanung",
}
ROWS: Mapping[str, int] = {"postal_address": 4}
ACKNOWLEDGED = "OK"
SALUTATIONS = (("", "keine Angabe"), ("frau", "Frau"), ("herr", "Herr"))


def cells_of(form: Form, names: Iterable[str]) -> dict[str, str]:
    """What was sent, as the register's own checks read it."""
    cells = {name: "; ".join(form.all(name)) for name in names}
    if "protected" in cells:
        cells["protected"] = "ja" if cells["protected"] == ACKNOWLEDGED else "nein"
    return cells


def fields(
    names: Sequence[str],
    cells: Mapping[str, str],
    *,
    problems: Iterable[tuple[str, str]] = (),
    choices: Mapping[str, Sequence[FieldChoice]] | None = None,
    labels: Mapping[str, str] | None = None,
    required: frozenset[str] = REQUIRED,
) -> tuple[Field, ...]:
    """One field per name. choices: of those to choose from; labels: instead of the usual ones."""
    errors: dict[str, str] = {}
    for name, sentence in problems:
        errors.setdefault(name, sentence)
    return tuple(
        _field(
            name,
            cells.get(name, ""),
            error=errors.get(name, ""),
            choices=(choices or {}).get(name, ()),
            label=(labels or {}).get(name, ""),
            required=name in required,
        )
        for name in names
    )


def _field(
    name: str,
    text: str,
    *,
    error: str,
    choices: Sequence[FieldChoice],
    label: str,
    required: bool,
) -> Field:
    kind = KINDS.get(name, "text")
    values = tuple(text.split("; ")) if kind == "multiple" else (text,)
    if kind == "acknowledge":
        values = (ACKNOWLEDGED,) if text == "ja" else ()
    return Field(
        name=name,
        kind=kind,
        label=label or OTHER_LABELS.get(name) or LABELS[name],
        hint=HINTS.get(name, ""),
        required=required,
        values=values if text else (),
        choices=tuple(
            FieldChoice(
                value=choice.value,
                label=choice.label,
                group=choice.group,
                checked=choice.value in values,
            )
            for choice in (SALUTATION_CHOICES if name == "salutation" else choices)
        ),
        error=error,
        rows=ROWS.get(name, 0),
    )


SALUTATION_CHOICES = tuple(FieldChoice(value=value, label=label) for value, label in SALUTATIONS)


def area_choices(found: Iterable[Choice]) -> dict[str, tuple[FieldChoice, ...]]:
    """For the area in which a facility lies, and those that it serves."""
    listed = tuple(
        FieldChoice(value=choice.value, label=choice.label["de"], group=choice.group)
        for choice in found
    )
    return {
        "area": listed,
        "serves": (FieldChoice(value=CITYWIDE, label="Die ganze Stadt"), *listed),
    }


def named_choices(found: Iterable[tuple[str, str]]) -> tuple[FieldChoice, ...]:
    """Value and label."""
    return tuple(FieldChoice(value=value, label=label) for value, label in found)
