"""Blitzabfrage: write up to three questions, look at them, send them; watch the answers come in."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from litestar import Response, Router, get, post

from exports import short_query as tables
from exports.short_query import AnswerRow
from questionnaires import answers as forms
from questionnaires import items
from questionnaires import short_query as shape
from questionnaires.items.field import Field
from questionnaires.questionnaire import Questionnaire
from questionnaires.questionnaire import items as items_of
from survey_service import clock
from survey_service.domain.correspondence import templates
from survey_service.domain.correspondence.templates import SHORT_QUERY
from survey_service.domain.fieldwork import questionnaires, short_queries, surveys
from survey_service.domain.fieldwork.short_queries import Line, ShortQuery
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.errors import Refused
from survey_service.permissions import Action
from survey_service.web.fieldwork.returns import STATES
from survey_service.web.fieldwork.short_query_form import (
    KINDS,
    USUAL_DAYS,
    Choosing,
    Entry,
    Problems,
    choosing_of,
    entry_of,
    query_of,
)
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.register.atlas import workbook
from survey_service.web.site import WebRequest, actor_of, site_of

URL = "/sozialatlas/blitzabfrage"


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
