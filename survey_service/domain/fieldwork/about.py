"""The page "Worum es geht": purpose, who reads what, who decides, what it is not for, limits."""

from uuid import UUID

import msgspec
from sqlmodel import Session, col, select

from survey_service.errors import NotFound, NotReady, Refused
from survey_service.tables.surveys import Participation, Survey, SurveyKind, SurveyState

LONGEST = 4_000
LABELS = {
    "purpose": "Wozu wir fragen",
    "readers": "Wer die Antworten liest",
    "deciders": "Wer entscheidet",
    "not_used_for": "Wofür die Antworten nicht verwendet werden",
    "limits": "Was wir nicht versprechen können",
}


class About(msgspec.Struct, frozen=True, kw_only=True):
    """The five texts of a wave or consultation."""

    purpose: str = ""
    readers: str = ""
    deciders: str = ""
    not_used_for: str = ""
    limits: str = ""


class AboutPage(msgspec.Struct, frozen=True, kw_only=True):
    """What the page shows: heading and text, in order; what is empty is left out."""

    slug: str
    title: str
    sections: tuple[tuple[str, str], ...]


def address(base_url: str, slug: str) -> str:
    """Where the page stands, for mails and letters."""
    return f"{base_url.rstrip('/')}/worum-es-geht/{slug}"


FOR_WAVES = About(
    purpose=(
        "Für den Sozialbericht fragen wir die Träger nach dem Bedarf in den Gebieten der Kommune: "
        "nach dem, was keine Statistik zeigt und was Sie aus Ihrer Arbeit vor Ort wissen. Die "
        "Antworten werden nach Themen und Gebieten zusammengefasst und stehen im Bericht neben den "
        "Zahlen."
    ),
    readers=(
        "Ihre Antworten lesen die Mitarbeitenden der Sozialplanung, die sie auswerten. Verbände "
        "sehen, ob ihre Mitglieder geantwortet haben, aber nicht, was. Im Bericht stehen "
        "Zusammenfassungen; kleine Zahlen werden geschützt. Wörtlich zitiert wird nur, wenn Sie es "
        "beim Absenden erlauben."
    ),
    deciders=(
        "Die Sozialplanung wertet aus und schreibt Befunde und Empfehlungen. Über Angebote und "
        "Mittel entscheiden der Rat und seine Ausschüsse in öffentlichen Sitzungen."
    ),
    not_used_for=(
        "Die Antworten werden nicht verwendet, um über Zuwendungen, Verträge oder andere Mittel "
        "für einzelne Träger zu entscheiden. Es gibt keine Rangliste und keine Bewertung einzelner "
        "Einrichtungen."
    ),
    limits=(
        "Nicht jeder Bedarf, den Sie nennen, kann gedeckt werden, und nicht alles geht schnell. "
        "Wir versprechen, dass Ihre Antworten gelesen werden und dass Sie erfahren, was daraus "
        "wurde, auch wenn nichts daraus wurde."
    ),
)
FOR_CONSULTATIONS = About(
    purpose=(
        "Wir möchten wissen, was in Ihrem Stadtteil gut ist und was fehlt. Das hilft der "
        "Sozialplanung, den Bedarf in den Stadtteilen zu beschreiben. Die Ergebnisse stehen im "
        "Sozialbericht."
    ),
    readers=(
        "Ihre Antworten lesen die Mitarbeitenden der Sozialplanung, die sie auswerten. Im Bericht "
        "stehen Zusammenfassungen; kleine Zahlen werden geschützt. Einzelne Sätze werden nur "
        "gedruckt, wenn ein Mensch sie vorher geprüft hat."
    ),
    deciders=FOR_WAVES.deciders,
    not_used_for=(
        "Die Antworten werden nicht verwendet, um über Anträge, Leistungen oder Zuwendungen zu "
        "entscheiden, und nicht mit anderen Daten über Sie verbunden."
    ),
    limits=(
        "Nicht alles, was Sie sich wünschen, kann umgesetzt werden, und nicht alles geht schnell. "
        "Eine Beratung oder Hilfe in einem einzelnen Fall ist auf diesem Weg nicht möglich."
    ),
)


def default(kind: str) -> About:
    """The shipped texts for a wave or a consultation."""
    return FOR_CONSULTATIONS if kind == SurveyKind.CONSULTATION else FOR_WAVES


def of_survey(session: Session, survey_id: UUID) -> About:
    """As stored. Raises NotFound."""
    return _texts(_row(session, col(Survey.id) == survey_id))


def write(row: Survey, texts: About) -> None:
    """Store the texts, trimmed. Raises Refused when one is too long."""
    for name, label in LABELS.items():
        text = getattr(texts, name).strip()
        if len(text) > LONGEST:
            raise Refused(
                f"„{label}“ ist zu lang: höchstens {LONGEST} Zeichen. Es soll gelesen werden."
            )
        setattr(row, name, text)


def check_written(row: Survey) -> None:
    """Raise NotReady, naming what is missing, unless all texts are there."""
    missing = [label for name, label in LABELS.items() if not getattr(row, name).strip()]
    if missing:
        raise NotReady(
            f"Auf der Seite „Worum es geht“ fehlt noch: {', '.join(missing)}. Tragen Sie die Texte "
            "unter „Angaben ändern“ ein; wer eingeladen wird, soll sie vorher lesen können."
        )


def check_ready(session: Session, survey_id: UUID) -> None:
    """The same by id."""
    check_written(_row(session, col(Survey.id) == survey_id))


def public_page(session: Session, slug: str) -> AboutPage:
    """For everybody, once the survey was opened. Raises NotFound."""
    return _page(_row(session, col(Survey.slug) == slug, col(Survey.state) != SurveyState.DRAFT))


def draft_page(session: Session, survey_id: UUID) -> AboutPage:
    """The same before opening, for those who prepare. Raises NotFound."""
    return _page(_row(session, col(Survey.id) == survey_id))


def for_organisation(session: Session, organisation_id: UUID) -> list[AboutPage]:
    """The pages of the open waves an organisation takes part in, the latest first."""
    rows = session.exec(
        select(Survey)
        .join(Participation, col(Participation.survey_id) == col(Survey.id))
        .where(
            Participation.organisation_id == organisation_id,
            Survey.state == SurveyState.OPEN,
            Survey.kind == SurveyKind.WAVE,
        )
        .order_by(col(Survey.opens_on).desc(), col(Survey.title))
    )
    return [_page(row) for row in rows]


def _page(row: Survey) -> AboutPage:
    return AboutPage(
        slug=row.slug,
        title=row.title,
        sections=tuple(
            (label, getattr(row, name)) for name, label in LABELS.items() if getattr(row, name)
        ),
    )


def _texts(row: Survey) -> About:
    return About(**{name: getattr(row, name) for name in LABELS})


def _row(session: Session, *conditions: object) -> Survey:
    row = session.exec(select(Survey).where(*conditions)).first()  # type: ignore[arg-type]
    if row is None:
        raise NotFound("Diese Erhebung oder Beteiligung gibt es nicht. Prüfen Sie die Adresse.")
    return row
