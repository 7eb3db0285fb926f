"""The Stellungnahme at the city's desk: in work, or the version that all have released."""

from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post

from survey_service import clock
from survey_service.domain import printing
from survey_service.domain.associations import parties, released, writing
from survey_service.domain.fieldwork import surveys
from survey_service.errors import NotFound
from survey_service.permissions import Action, allowed
from survey_service.web.forms import Form
from survey_service.web.pages import pdf_file, redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of


@get("/", opt={"action": Action.SEE_POSITION}, sync_to_thread=True)
def released_page(request: WebRequest, slug: str) -> Response[str]:
    """Before the release only that there is work, and which associations have no account."""
    with site_of(request).database.read() as session:
        survey = surveys.by_slug(session, slug)
        page = {
            "survey": survey,
            "state": released.state(session, survey.id),
            "released": released.released(session, survey),
            "parties": parties.of_wave(session, survey.id),
            "today": clock.today(),
            "may_run": allowed(actor_of(request), Action.RUN_SURVEY),
        }
    title = f"Stellungnahme der Verbände: {survey.title}"
    return show(request, "associations/released.html", page, title=title)


@get("/text", opt={"action": Action.SEE_POSITION}, sync_to_thread=True)
def text_file(request: WebRequest, slug: str) -> Response[bytes]:
    """The released version for the report, with its date and who released it."""
    with site_of(request).database.read() as session:
        survey = surveys.by_slug(session, slug)
        content = released.as_text(session, survey)
    return Response(
        content.encode("utf-8"),
        media_type="text/plain; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="stellungnahme-{slug}.txt"'},
    )


@get("/pdf", opt={"action": Action.SEE_POSITION}, sync_to_thread=True)
def pdf_of_it(request: WebRequest, slug: str) -> Response[bytes]:
    """The same as a document to be printed."""
    with site_of(request).database.read() as session:
        survey = surveys.by_slug(session, slug)
        content = released.as_document(session, survey)
    return pdf_file(printing.printed(content), f"stellungnahme-{slug}.pdf")


@post("/verbaende", opt={"action": Action.RUN_SURVEY}, sync_to_thread=True)
def change_party(request: WebRequest, slug: str, form: Form) -> Response[Any]:
    """Record that an association does not take part, or take that back."""
    actor = actor_of(request)
    with site_of(request).database.write() as session:
        survey = surveys.by_slug(session, slug)
        if form.has("mitwirken"):
            party = parties.bring_back(session, actor, survey, _id(form.one("mitwirken")))
            message = f"{party.name} wirkt mit."
        else:
            party = parties.set_aside(session, actor, survey, _id(form.one("nicht")))
            writing.settle(session, actor, survey)
            message = f"Vermerkt: {party.name} wirkt nicht mit. Alle Verbände sehen das."
    return redirect(f"/erhebungen/{slug}/stellungnahme", message=message)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound("Diesen Verband gibt es in dieser Erhebung nicht.") from error


router = Router(
    "/erhebungen/{slug:str}/stellungnahme",
    route_handlers=[released_page, text_file, pdf_of_it, change_party],
)
