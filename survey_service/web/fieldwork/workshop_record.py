"""The record of a workshop, for its parties and the desk: a page, and a PDF to be put on file."""

from litestar import Response, Router, get

from survey_service import clock
from survey_service.domain import printing
from survey_service.domain.fieldwork import release_document, releases, workshops
from survey_service.domain.fieldwork.workshops import WorkshopFacts
from survey_service.permissions import Action
from survey_service.web.pages import pdf_file, show
from survey_service.web.site import WebRequest, actor_of, site_of

SEE, DISCUSS = {"action": Action.SEE_SURVEY}, {"action": Action.DISCUSS_QUESTIONNAIRE}
PARTY = "/werkstatt"


@get("/{slug:str}/fragenwerkstatt/protokoll", opt=SEE, sync_to_thread=True)
def record(request: WebRequest, slug: str) -> Response[str]:
    """Who released which version when; to be printed."""
    with site_of(request).database.read() as session:
        at = workshops.at_desk(session, slug)
        found = releases.record(session, at.survey_id)
    return _show(
        request,
        at,
        found,
        back_label="Fragenwerkstatt",
        back_url=f"/erhebungen/{slug}/fragenwerkstatt",
    )


@get("/{slug:str}/fragenwerkstatt/protokoll/pdf", opt=SEE, sync_to_thread=True)
def record_file(request: WebRequest, slug: str) -> Response[bytes]:
    """The same to be put on file."""
    with site_of(request).database.read() as session:
        at = workshops.at_desk(session, slug)
        content = release_document.document(at, releases.record(session, at.survey_id))
    return pdf_file(printing.printed(content), f"freigaben-{slug}.pdf")


@get(f"{PARTY}/protokoll", opt=DISCUSS, sync_to_thread=True)
def party_record(request: WebRequest) -> Response[str]:
    """Who released which version when; to be printed."""
    with site_of(request).database.read() as session:
        at = workshops.of_party(session, actor_of(request))
        found = releases.record(session, at.survey_id)
    return _show(request, at, found, back_label="Fragenwerkstatt", back_url=PARTY)


@get(f"{PARTY}/protokoll/pdf", opt=DISCUSS, sync_to_thread=True)
def party_record_file(request: WebRequest) -> Response[bytes]:
    """The same to be put on file."""
    with site_of(request).database.read() as session:
        at = workshops.of_party(session, actor_of(request))
        content = release_document.document(at, releases.record(session, at.survey_id))
    return pdf_file(printing.printed(content), f"freigaben-{at.slug}.pdf")


def _show(
    request: WebRequest,
    at: WorkshopFacts,
    found: releases.Record | None,
    *,
    back_label: str,
    back_url: str,
) -> Response[str]:
    """The same page for both."""
    page = {
        "at": at,
        "record": found,
        "back_label": back_label,
        "back_url": back_url,
        "today": clock.today(),
        "file_url": f"{back_url}/protokoll/pdf",
    }
    return show(request, "workshop/record.html", page, title=f"Freigaben: {at.title}")


router = Router("/erhebungen", route_handlers=[record, record_file])
party_router = Router("/", route_handlers=[party_record, party_record_file])
