"""Questionnaires at the desk: list, upload, preview in every language, who checked what."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, Router, get, post
from markupsafe import Markup

from questionnaires.answers import page_fields
from questionnaires.items.field import Field
from questionnaires.questionnaire import (
    Choice,
    Page,
    Questionnaire,
    items,
    statement_items,
    text,
)
from questionnaires.readers.problems import CellProblem
from survey_service.domain.fieldwork import questionnaires, shipped, surveys
from survey_service.domain.fieldwork.questionnaires import WorkbookFaulty
from survey_service.errors import Refused
from survey_service.permissions import Action, allowed
from survey_service.web.chrome import LANGUAGE_NAMES, direction
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.rendering import render
from survey_service.web.site import WebRequest, actor_of, site_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class PreviewPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page as respondents see it, with every question."""

    title: str
    intro: str
    fields: tuple[Field, ...]


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """How long the questionnaire is; minutes for the organisation and for each facility."""

    pages: int
    questions: int
    statements: int
    minutes: float
    minutes_each: float


@get("/", opt={"action": Action.SEE_SURVEY}, sync_to_thread=True)
def listing(request: WebRequest) -> Response[str]:
    """All versions."""
    return _list(request)


def _list(
    request: WebRequest,
    *,
    problems: tuple[CellProblem, ...] = (),
    refusal: str = "",
    stored: UUID | None = None,
    file_name: str = "",
) -> Response[str]:
    with site_of(request).database.read() as session:
        versions = questionnaires.all_versions(session)
        not_taken = shipped.not_taken(session)
    page = {
        "versions": versions,
        "shipped": not_taken,
        "names": LANGUAGE_NAMES,
        "may_edit": allowed(actor_of(request), Action.EDIT_QUESTIONNAIRE),
        "problems": problems,
        "refusal": refusal,
        "stored": stored,
        "file_name": file_name,
    }
    status = 422 if refusal else 200
    return show(request, "questionnaires/list.html", page, title="Fragebögen", status=status)


@post("/", opt={"action": Action.EDIT_QUESTIONNAIRE}, sync_to_thread=True)
def upload(request: WebRequest, form: Form) -> Response[Any]:
    """Store an XLSForm workbook, or show every problem with sheet, row and column."""
    name = form.files["workbook"].name if "workbook" in form.files else ""
    try:
        file = form.upload("workbook")
        with site_of(request).database.write() as session:
            stored = questionnaires.store_workbook(
                session, actor_of(request), file.content, name=file.name
            )
    except WorkbookFaulty as error:
        return _list(request, problems=error.problems, refusal=str(error), file_name=name)
    except Refused as error:
        return _list(request, refusal=str(error), file_name=name)
    if stored.warnings:
        return _list(request, problems=stored.warnings, stored=stored.id, file_name=name)
    message = "Der Fragebogen ist aufgenommen."
    if not stored.new:
        message = "Diesen Fragebogen gibt es schon genau so. Nichts wurde geändert."
    return redirect(f"/frageboegen/{stored.id}", message=message)


@post("/mitgeliefert", opt={"action": Action.EDIT_QUESTIONNAIRE}, sync_to_thread=True)
def take_shipped(request: WebRequest, form: Form) -> Response[Any]:
    """Store a questionnaire that comes with the program."""
    with site_of(request).database.write() as session:
        stored = shipped.take(session, actor_of(request), form.one("key"))
    ahead = form.one("then") == "erhebung"
    return redirect(
        f"/erhebungen/neu?fragebogen={stored}" if ahead else f"/frageboegen/{stored}",
        message="Der Fragebogen ist aufgenommen.",
    )


@get("/{version:uuid}", opt={"action": Action.SEE_SURVEY}, sync_to_thread=True)
def preview(request: WebRequest, version: UUID, sprache: str = "") -> Response[str]:
    """All pages in one language, and who checked it."""
    with site_of(request).database.read() as session:
        questionnaire = questionnaires.load(session, version)
        reviews = questionnaires.reviews(session, version)
        unchecked = questionnaires.unchecked_languages(session, version)
        areas = surveys.area_choices(session)
    language = sprache if sprache in questionnaire.languages else questionnaire.default_language
    pages = [preview_of(found, language, areas) for found in questionnaire.pages]
    # In the previewed language throughout, inside a German page.
    rendered = render(
        "questionnaires/pages.html",
        {"pages": pages, "language": language, "direction": direction(language)},
        language=language,
    )
    page = {
        "version": version,
        "questionnaire": questionnaire,
        "rendered": Markup(rendered),  # noqa: S704  it comes from the template engine
        "facts": _size(questionnaire),
        "language": language,
        "names": LANGUAGE_NAMES,
        "reviews": {review.language: review for review in reviews},
        "unchecked": unchecked,
        "may_edit": allowed(actor_of(request), Action.EDIT_QUESTIONNAIRE),
    }
    title = text(questionnaire.title, questionnaire.default_language)
    return show(request, "questionnaires/preview.html", page, title=title)


def preview_of(page: Page, language: str, areas: tuple[Choice, ...]) -> PreviewPage:
    """The page with all its questions and notes, in their order."""
    # A preview shows all questions, whatever the answers they depend on.
    always = tuple(msgspec.structs.replace(item, relevant="") for item in page.items)
    fields = page_fields(
        msgspec.structs.replace(page, items=always, relevant=""),
        answers={},
        form=None,
        known={},
        language=language,
        areas=areas,
        previous={},
    )
    return PreviewPage(
        title=text(page.title, language), intro=text(page.intro, language), fields=fields
    )


def _size(questionnaire: Questionnaire) -> Size:
    return Size(
        pages=len(questionnaire.pages),
        questions=sum(item.kind != "note" for item in items(questionnaire)),
        statements=len(statement_items(questionnaire)),
        minutes=sum(page.minutes for page in questionnaire.pages if not page.roster),
        minutes_each=sum(page.minutes for page in questionnaire.pages if page.roster),
    )


@get("/{version:uuid}/arbeitsmappe", opt={"action": Action.SEE_SURVEY}, sync_to_thread=True)
def download(request: WebRequest, version: UUID) -> Response[bytes]:
    """The workbook as it was uploaded."""
    with site_of(request).database.read() as session:
        questionnaire = questionnaires.load(session, version)
        content = questionnaires.workbook(session, version)
    name = f"{questionnaire.key}_v{questionnaire.version}.xlsx"
    return Response(
        content,
        media_type=XLSX,
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


@post("/{version:uuid}", opt={"action": Action.EDIT_QUESTIONNAIRE}, sync_to_thread=True)
def record_review(request: WebRequest, version: UUID, form: Form) -> Response[Any]:
    """Note who checked a translation."""
    language = form.one("language")
    with site_of(request).database.write() as session:
        questionnaires.record_review(
            session,
            actor_of(request),
            version,
            language=language,
            reviewed_by=form.one("reviewed_by"),
        )
    return redirect(
        f"/frageboegen/{version}?sprache={language}", message="Die Prüfung ist vermerkt."
    )


router = Router(
    "/frageboegen",
    route_handlers=[listing, upload, take_shipped, preview, download, record_review],
)
