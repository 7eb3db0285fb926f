"""The municipality's own words: texts of invitations, reminders and letters of one wave."""

import re
from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlmodel import Session, select

from survey_service import clock
from survey_service.domain.administration import audit, municipality
from survey_service.domain.correspondence import addressees
from survey_service.domain.correspondence.addressees import Addressee
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.errors import NotFound, Refused
from survey_service.permissions import Actor
from survey_service.tables.surveys import MailTemplate, TemplateKind

INVITATION = TemplateKind.INVITATION.value
REMINDER = TemplateKind.REMINDER.value
LETTER = TemplateKind.LETTER.value
LINK = "link"
USUAL_INTRODUCTION = "Gefragt ist Ihre Erfahrung vor Ort: das, was keine Statistik zeigt."
SUBJECT_LENGTH, BODY_LENGTH = 200, 10_000
# Name in the text -> what stands there in the end, as the page and the Handbuch say it.
PLACEHOLDERS = {
    "anrede": "Anrede mit Komma, zum Beispiel „Sehr geehrte Frau Müller,“; ohne Ansprechperson "
    "„Sehr geehrte Damen und Herren,“",
    "träger": "Name des Trägers",
    "erhebung": "Titel der Erhebung",
    "einleitung": "Einleitung der Erhebung; ist sie leer, ein Satz, der sagt, wonach gefragt ist",
    "frist": "letzter Tag für diesen Träger, zum Beispiel 31.05.2026",
    "worum_es_geht": "Adresse der Seite „Worum es geht“",
    "link": "persönlicher Link; im Brief stehen dort QR-Code, Adresse und Zugangscode",
    "kommune": "Name der Kommune",
    "absender": "Fachstelle und Kommune, untereinander",
}
_PLACE = re.compile(r"\{([^{}\n]{0,40})\}")


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """Subject and body, with placeholders or filled in."""

    subject: str
    body: str


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """The text in use. ``changed_at`` None = the shipped one."""

    kind: str
    text: Text
    changed_by: str = ""
    changed_at: datetime | None = None


SHIPPED = {
    INVITATION: Text(
        subject="Einladung: {erhebung}",
        body="""{anrede}

die Sozialplanung {kommune} bittet {träger} um Mitwirkung: {erhebung}.

{einleitung}

Wozu wir fragen, wer die Antworten liest, wer entscheidet und wofür sie nicht verwendet werden:
{worum_es_geht}

Über diesen Link kommen Sie zur Seite Ihres Trägers. Sie brauchen kein Konto:
{link}

Sie können jederzeit unterbrechen und später weitermachen, auch an einem anderen Gerät. Alles \
Eingegebene wird gespeichert. Antworten sind möglich bis einschließlich {frist}.

Der Link gilt für Ihren ganzen Träger. Geben Sie ihn nur an Kolleginnen und Kollegen weiter, die \
mit antworten sollen.

Mit freundlichen Grüßen
{absender}
""",
    ),
    REMINDER: Text(
        subject="Erinnerung: {erhebung}",
        body="""{anrede}

zu unserer Erhebung „{erhebung}“ haben wir von {träger} noch keinen abgesandten Rücklauf. Ihre \
Erfahrung fehlt uns: Bitte antworten Sie bis einschließlich {frist}.

Hier geht es weiter, wo Sie aufgehört haben:
{link}

Auch ein unvollständiger Rücklauf hilft. Haben Sie inzwischen geantwortet, ist diese E-Mail \
gegenstandslos.

Mit freundlichen Grüßen
{absender}
""",
    ),
    LETTER: Text(
        subject="Einladung: {erhebung}",
        body="""{anrede}

die Sozialplanung {kommune} bittet {träger} um Mitwirkung: {erhebung}.

{einleitung}

Wozu wir fragen, wer die Antworten liest, wer entscheidet und wofür sie nicht verwendet werden, \
steht unter {worum_es_geht}

Antworten sind möglich bis einschließlich {frist}. Sie brauchen kein Konto:

{link}

Der Zugang gilt für Ihren ganzen Träger. Geben Sie ihn nur an Kolleginnen und Kollegen weiter, die \
mit antworten sollen. Nennen Sie uns eine E-Mail-Adresse, wenn wir Ihnen künftig dorthin schreiben \
sollen.

Mit freundlichen Grüßen
{absender}
""",
    ),
}

# The invitation to a Blitzabfrage: something has happened, and an answer takes a minute.
SHORT_QUERY = Text(
    subject="Eilige Frage: {erhebung}",
    body="""{anrede}

die Sozialplanung {kommune} hat eine eilige Frage an {träger}:
{erhebung}

{einleitung}

Es sind höchstens drei kurze Fragen, je Einrichtung. Bitte antworten Sie gleich, spätestens bis \
einschließlich {frist}. Sie brauchen kein Konto:
{link}

Mit „Absenden“ sehen wir Ihre Antwort sofort. Wozu wir fragen und wer die Antworten liest, steht \
unter {worum_es_geht}

Mit freundlichen Grüßen
{absender}
""",
)


def shipped(survey: SurveyFacts, kind: str) -> Text:
    """The text that holds until the wave has its own. Raises NotFound for an unknown kind."""
    if kind not in SHIPPED:
        raise NotFound("Einen solchen Text gibt es nicht.")
    return SHORT_QUERY if survey.selected and kind == INVITATION else SHIPPED[kind]


def load(session: Session, survey: SurveyFacts, kind: str) -> Template:
    """The wave's own text, or the shipped one. Raises NotFound for an unknown kind."""
    usual = shipped(survey, kind)
    row = _row(session, survey.id, kind)
    if row is None:
        return Template(kind=kind, text=usual)
    return Template(
        kind=kind,
        text=Text(subject=row.subject, body=row.body),
        changed_by=row.changed_by,
        changed_at=row.changed_at,
    )


def _row(session: Session, survey_id: UUID, kind: str) -> MailTemplate | None:
    return session.exec(
        select(MailTemplate).where(MailTemplate.survey_id == survey_id, MailTemplate.kind == kind)
    ).first()


def problems(kind: str, text: Text) -> list[tuple[str, str]]:
    """(field, sentence) for everything that keeps a text from being used."""
    found = []
    if not text.subject.strip() or "\n" in text.subject:
        found.append(("subject", "Betreff: Schreiben Sie eine Zeile."))
    if len(text.subject) > SUBJECT_LENGTH:
        found.append(("subject", f"Betreff: Höchstens {SUBJECT_LENGTH} Zeichen."))
    if len(text.body) > BODY_LENGTH:
        found.append(("body", "Text: Höchstens 10.000 Zeichen."))
    for field, label, value in (("subject", "Betreff", text.subject), ("body", "Text", text.body)):
        for name in _PLACE.findall(value):
            if name not in PLACEHOLDERS:
                known = ", ".join(f"{{{one}}}" for one in PLACEHOLDERS)
                found.append(
                    (field, f"{label}: Den Platzhalter {{{name}}} gibt es nicht. Möglich: {known}.")
                )
    links = _PLACE.findall(text.body).count(LINK)
    if LINK in _PLACE.findall(text.subject):
        found.append(("subject", "Betreff: Der {link} gehört nicht in den Betreff."))
    if not links:
        found.append(
            ("body", "Text: Der Platzhalter {link} fehlt. Ohne ihn kommt niemand zur Erhebung.")
        )
    if kind == LETTER and links > 1:
        found.append(
            ("body", "Text: Im Brief darf {link} nur einmal stehen: dort ist der QR-Code.")
        )
    return found


def change(session: Session, actor: Actor, survey: SurveyFacts, kind: str, text: Text) -> None:
    """Store the wave's own text. Raises NotFound, or Refused with the first problem."""
    shipped(survey, kind)
    found = problems(kind, text)
    if found:
        raise Refused(found[0][1])
    row = _row(session, survey.id, kind) or MailTemplate(
        survey_id=survey.id, kind=kind, subject="", body="", changed_at=clock.now()
    )
    row.subject, row.body = text.subject.strip(), text.body.strip() + "\n"
    row.changed_by, row.changed_at = actor.name, clock.now()
    session.add(row)
    audit.record(session, actor, "Text geändert", subject=survey.title, detail=kind)


def reset(session: Session, actor: Actor, survey: SurveyFacts, kind: str) -> None:
    """Back to the shipped text."""
    row = _row(session, survey.id, kind)
    if row is not None:
        session.delete(row)
        audit.record(session, actor, "Text zurückgesetzt", subject=survey.title, detail=kind)


def written(
    session: Session,
    survey: SurveyFacts,
    addressee: Addressee,
    *,
    kind: str,
    text: Text | None = None,
) -> Text:
    """The text for one organisation; ``{link}`` and ``{worum_es_geht}`` stay in their places.

    ``text``: one that is not stored yet; ``survey``: with the organisation's own last day.
    """
    return drafted(
        session,
        text or load(session, survey, kind).text,
        addressee,
        title=survey.title,
        introduction=survey.introduction,
        closes_on=survey.closes_on,
    )


def drafted(
    session: Session,
    text: Text,
    addressee: Addressee,
    *,
    title: str,
    introduction: str,
    closes_on: date,
) -> Text:
    """The same of a wave that there is not yet."""
    facts = municipality.facts(session)
    sender = (part for part in (facts.department, facts.name) if part)
    values = {
        "anrede": addressees.salutation(addressee),
        "träger": addressee.name,
        "erhebung": title,
        "einleitung": introduction.strip() or USUAL_INTRODUCTION,
        "frist": f"{closes_on:%d.%m.%Y}",
        "kommune": facts.name,
        "absender": "\n".join(sender),
    }
    return fill(text, values)


def fill(text: Text, values: dict[str, str]) -> Text:
    """Placeholders replaced in one go: what was put in is not searched again."""

    def value(place: re.Match[str]) -> str:
        # Braces in a name would be taken for the place of the link when the mail is sent.
        return (
            values[place[1]].replace("{", "(").replace("}", ")") if place[1] in values else place[0]
        )

    def put_in(template: str) -> str:
        # A paragraph that an empty value leaves behind goes with it.
        return re.sub(r"\n{3,}", "\n\n", _PLACE.sub(value, template))

    return Text(subject=" ".join(put_in(text.subject).split()), body=put_in(text.body))
