"""The form of a Blitzabfrage: as typed, whom it chooses, what is missing or wrong in it."""

from datetime import date
from uuid import UUID, uuid4

import msgspec

from questionnaires import short_query as shape
from questionnaires.short_query import CHOICE, MAXIMUM_CHOICES, MAXIMUM_QUESTIONS, ShortQuestion
from survey_service import clock
from survey_service.domain.correspondence import templates
from survey_service.domain.correspondence.templates import SHORT_QUERY, Text
from survey_service.domain.fieldwork.short_queries import ShortQuery
from survey_service.domain.register.atlas import Filter
from survey_service.errors import Refused
from survey_service.web.forms import Form
from survey_service.web.register.atlas import filter_of, parameters

USUAL_DAYS = 2
TEXT_LENGTH, TITLE_LENGTH = 300, 200
KINDS = {
    shape.YES_NO: "ja oder nein",
    CHOICE: "eine Antwort aus einer Liste",
    shape.NUMBER: "eine ganze Zahl",
    shape.TEXT: "ein kurzer Text",
}
Problems = list[tuple[str, str]]


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A question as typed; ``choices``: a line each."""

    kind: str = shape.YES_NO
    text: str = ""
    choices: str = ""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """The form as typed."""

    key: str
    title: str = ""
    closes_on: str = ""
    introduction: str = ""
    questions: tuple[Question, ...] = (Question(),) * MAXIMUM_QUESTIONS
    invitation: Text = SHORT_QUERY


class Choosing(msgspec.Struct, frozen=True, kw_only=True):
    """Whom the address or the form chooses: a kept perimeter, else a filter."""

    wanted: Filter
    perimeter: UUID | None

    def hidden(self) -> dict[str, str]:
        """As fields of a form."""
        kept = {"flaeche": str(self.perimeter)} if self.perimeter else {}
        return {**parameters(self.wanted), **kept}


def choosing_of(values: dict[str, str]) -> Choosing:
    """What an address or a form chooses. Raises Refused for a perimeter that is none."""
    text = values.get("flaeche", "")
    try:
        perimeter = UUID(text) if text else None
    except ValueError:
        raise Refused("Diese Fläche gibt es nicht. Zeichnen Sie sie noch einmal.") from None
    return Choosing(wanted=filter_of(values), perimeter=perimeter)


def entry_of(form: Form) -> Entry:
    """What was sent."""
    return Entry(
        key=form.one("schluessel"),
        title=form.one("titel"),
        closes_on=form.one("letzter_tag"),
        introduction=form.one("einleitung"),
        questions=tuple(
            Question(
                kind=form.one(f"art_{number}", shape.YES_NO),
                text=form.one(f"frage_{number}"),
                choices=form.one(f"antworten_{number}"),
            )
            for number in range(1, MAXIMUM_QUESTIONS + 1)
        ),
        invitation=Text(
            subject=form.one("betreff", SHORT_QUERY.subject).strip(),
            body=form.one("text", SHORT_QUERY.body).strip() + "\n",
        ),
    )


def query_of(entry: Entry) -> tuple[ShortQuery | None, Problems]:
    """The query, or (field, sentence) for everything that is missing or wrong."""
    problems: Problems = []
    title = " ".join(entry.title.split())
    if not title or len(title) > TITLE_LENGTH:
        problems.append(("titel", f"Titel: Geben Sie einen an, höchstens {TITLE_LENGTH} Zeichen."))
    closes_on = _day(entry.closes_on, problems)
    questions = []
    for number, typed in enumerate(entry.questions, 1):
        if typed.text.strip():
            questions.append(_question(number, typed, problems))
        elif typed.choices.strip():
            problems.append((f"frage_{number}", f"Frage {number}: Schreiben Sie die Frage dazu."))
    if not questions and not problems:
        problems.append(("frage_1", "Frage 1: Schreiben Sie mindestens eine Frage."))
    problems += [
        ("betreff" if field == "subject" else "text", sentence)
        for field, sentence in templates.problems(templates.INVITATION, entry.invitation)
    ]
    if problems or closes_on is None:
        return None, problems
    return ShortQuery(
        key=_key(entry.key),
        title=title,
        closes_on=closes_on,
        introduction=entry.introduction.strip(),
        questions=tuple(questions),
        invitation=entry.invitation,
    ), []


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _day(text: str, problems: Problems) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        problems.append(("letzter_tag", "Letzter Tag: Wählen Sie ein Datum."))
        return None
    if day < clock.today():
        problems.append(("letzter_tag", "Letzter Tag: Wählen Sie heute oder einen späteren Tag."))
    return day


def _question(number: int, typed: Question, problems: Problems) -> ShortQuestion:
    text = " ".join(typed.text.split())
    choices = tuple(dict.fromkeys(line.strip() for line in typed.choices.split("\n")))
    choices = tuple(line for line in choices if line)
    if len(text) > TEXT_LENGTH:
        sentence = f"Frage {number}: Kürzen Sie sie auf höchstens {TEXT_LENGTH} Zeichen."
        problems.append((f"frage_{number}", sentence))
    if typed.kind not in KINDS:
        problems.append((f"art_{number}", f"Frage {number}: Wählen Sie, wie geantwortet wird."))
    fits = 2 <= len(choices) <= MAXIMUM_CHOICES and max(map(len, choices)) <= TITLE_LENGTH
    if typed.kind == CHOICE and not fits:
        sentence = (
            f"Frage {number}: Schreiben Sie 2 bis {MAXIMUM_CHOICES} kurze Antworten, eine je Zeile."
        )
        problems.append((f"antworten_{number}", sentence))
    return ShortQuestion(
        kind=typed.kind, text=text, choices=choices if typed.kind == CHOICE else ()
    )
