"""Blitzabfrage: write up to three questions, look at them, send them; watch the answers come in."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
from litestar import Response, Router, get, post

from exports import short_query as tables
from exports.short_query import AnswerRow
from questionnaires import answers as forms
from questionnaires import items
from questionnaires import short_query as shape
from questionnaires.items.field import Field
from questionnaires.questionnaire import Questionnaire
from questionnaires.questionnaire import items as items_of
from questionnaires.short_query import CHOICE, MAXIMUM_CHOICES, MAXIMUM_QUESTIONS, ShortQuestion
from survey_service import clock
from survey_service.domain.correspondence import templates
from survey_service.domain.correspondence.templates import SHORT_QUERY, Text
from survey_service.domain.fieldwork import questionnaires, short_queries, surveys
from survey_service.domain.fieldwork.short_queries import Line, ShortQuery
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.register.atlas import Filter
from survey_service.errors import Refused
from survey_service.permissions import Action
from survey_service.web.fieldwork.returns import STATES
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.register.atlas import filter_of, parameters, workbook
from survey_service.web.site import WebRequest, actor_of, site_of

URL = "/sozialatlas/blitzabfrage"
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


@get("/", opt={"action": Action.RUN_SURVEY}, sync_to_thread=True)
def write(request: WebRequest) -> Response[str]:
    """The empty form, for the facilities that the address chooses."""
    choosing = choosing_of(dict(request.query_params))
    closes_on = clock.today() + timedelta(days=USUAL_DAYS)
    return _form(request, choosing, Entry(key=str(uuid4()), closes_on=closes_on.isoformat()))


def _form(
    request: WebRequest, choosing: Choosing, entry: Entry, *, problems: Problems | None = None
) -> Response[str]:
    page = _audience(request, choosing) | {
        "entry": entry,
        "problems": problems or [],
        "kinds": KINDS,
        "placeholders": templates.PLACEHOLDERS,
        "own_text": entry.invitation != SHORT_QUERY,
    }
    status = Refused.status if problems else 200
    return show(request, "atlas/query.html", page, title="Blitzabfrage", status=status)


def _audience(request: WebRequest, choosing: Choosing) -> dict[str, Any]:
    """Who would be asked now."""
    with site_of(request).database.read() as session:
        chosen = short_queries.chosen(
            session, actor_of(request), choosing.wanted, choosing.perimeter
        )
        recipients = short_queries.recipients(session, chosen)
    return {
        "hidden": choosing.hidden(),
        "facilities": chosen,
        "recipients": recipients,
        "fingerprint": short_queries.fingerprint(chosen),
        "back_url": f"/sozialatlas/flaeche/{choosing.perimeter}"
        if choosing.perimeter
        else "/sozialatlas",
    }


@post("/", opt={"action": Action.RUN_SURVEY}, sync_to_thread=True)
def decide(request: WebRequest, form: Form) -> Response[Any]:
    """Preview, back to the form, or send; on a problem the form comes back as it was typed."""
    choosing = choosing_of({name: values[-1] for name, values in form.fields.items()})
    entry = entry_of(form)
    query, problems = query_of(entry)
    if query is None or form.has("aendern"):
        return _form(request, choosing, entry, problems=problems)
    if not form.has("senden"):
        return _preview(request, choosing, entry, query)
    try:
        survey = _send(request, choosing, query, shown=form.one("auswahl"))
    except Refused as error:
        return _preview(request, choosing, entry, query, refusal=error)
    return redirect(
        f"/erhebungen/{survey.slug}/blitzabfrage",
        message="Die Blitzabfrage ist gesendet. Die E-Mails stehen im Postausgang.",
    )


def _send(request: WebRequest, choosing: Choosing, query: ShortQuery, *, shown: str) -> SurveyFacts:
    site, actor = site_of(request), actor_of(request)
    with site.database.write() as session:
        chosen = short_queries.chosen(session, actor, choosing.wanted, choosing.perimeter)
        if short_queries.fingerprint(chosen) != shown:
            raise short_queries.changed()
        return short_queries.send(session, actor, query, chosen, secret=site.settings.secret)


def _preview(
    request: WebRequest,
    choosing: Choosing,
    entry: Entry,
    query: ShortQuery,
    *,
    refusal: Refused | None = None,
) -> Response[str]:
    asked = shape.questionnaire(query.title, query.questions, key="vorschau")
    page = _audience(request, choosing)
    with site_of(request).database.read() as session:
        letter = short_queries.invitation(session, query, page["recipients"])
    page |= {
        "entry": entry,
        "query": query,
        "letter": letter,
        "fields": _fields(asked),
        "refusal": str(refusal or ""),
        "smtp": bool(site_of(request).settings.smtp_url),
    }
    status = refusal.status if refusal else 200
    return show(request, "atlas/query_preview.html", page, title=query.title, status=status)


def _fields(asked: Questionnaire) -> tuple[Field, ...]:
    return forms.page_fields(asked.pages[0], answers={}, known={}, language=asked.default_language)


@get("/{slug:str}/blitzabfrage", opt={"action": Action.EXPORT_ANSWERS}, sync_to_thread=True)
def results(request: WebRequest, slug: str) -> Response[str]:
    """What has come in so far, per facility."""
    survey, questionnaire, lines = _read(request, slug)
    page = {
        "survey": survey,
        "questions": [
            item.label[questionnaire.default_language] for item in items_of(questionnaire)
        ],
        "lines": [(line, _in_words(line, questionnaire)) for line in lines],
        "answered": sum(bool(line.answers) for line in lines),
        "begun": sum(line.state == "begun" for line in lines),
        "states": STATES,
        "now": clock.now(),
    }
    return show(request, "atlas/query_results.html", page, title=f"Antworten: {survey.title}")


def _read(request: WebRequest, slug: str) -> tuple[SurveyFacts, Questionnaire, list[Line]]:
    with site_of(request).database.read() as session:
        survey = surveys.by_slug(session, slug)
        lines = short_queries.lines(session, survey)
        return survey, questionnaires.load(session, survey.questionnaire_version_id), lines


def _in_words(line: Line, questionnaire: Questionnaire) -> list[str]:
    return [
        items.in_words(item, line.answers[item.code], language=questionnaire.default_language)
        if item.code in line.answers
        else ""
        for item in items_of(questionnaire)
    ]


@get("/{slug:str}/blitzabfrage/excel", opt={"action": Action.EXPORT_ANSWERS}, sync_to_thread=True)
def download(request: WebRequest, slug: str) -> Response[bytes]:
    """The same as a workbook."""
    survey, questionnaire, lines = _read(request, slug)
    with site_of(request).database.write() as session:
        short_queries.note_download(session, actor_of(request), survey, len(lines))
    rows = [
        AnswerRow(
            facility=line.facility,
            organisation=line.organisation,
            phone=line.phone,
            state=STATES[line.state][0],
            answers=line.answers,
        )
        for line in lines
    ]
    table = tables.answers(
        rows,
        questionnaire,
        title=survey.title,
        answered=sum(bool(line.answers) for line in lines),
        number=len(lines),
        date=clock.today(),
    )
    return workbook(table, name=f"Blitzabfrage-{survey.slug}")


router = Router(URL, route_handlers=[write, decide])
results_router = Router("/erhebungen", route_handlers=[results, download])
