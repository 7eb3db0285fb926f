"""The return as an Excel workbook: download, upload, and what became of it."""

import hmac
from typing import Any
from urllib.parse import quote
from uuid import UUID

import msgspec
from litestar import Response, Router, get, post

from questionnaires.readers import return_workbook
from questionnaires.readers.upload import UploadRefused
from survey_service import clock, keys
from survey_service.domain.providers import (
    responses,
    workbook_findings,
    workbook_return,
    workbook_writing,
)
from survey_service.domain.providers.revisions import Place
from survey_service.domain.providers.workbook_findings import Finding
from survey_service.errors import Refused, UploadUnusable
from survey_service.permissions import Action
from survey_service.web.forms import Form, Upload
from survey_service.web.pages import redirect, show
from survey_service.web.providers import refusals
from survey_service.web.providers.answering import writable
from survey_service.web.providers.hub import page_url
from survey_service.web.site import WebRequest, actor_of, site_of

ANSWER = {"action": Action.ANSWER_FOR_ORGANISATION}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE = "arbeitsmappe"


class FindingLink(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the result: where in the file, and the question in the browser ("" = none)."""

    sheet: str
    cell: str
    message: str
    label: str
    facility: str
    url: str


@get("/{slug:str}/arbeitsmappe", opt=ANSWER, sync_to_thread=True)
def workbook_page(request: WebRequest, slug: str) -> Response[Any]:
    """How it is done, the download, the upload, and earlier uploads."""
    return _page(request, slug)


def _page(request: WebRequest, slug: str, *, refusal: str = "") -> Response[Any]:
    actor = actor_of(request)
    with site_of(request).database.read() as session:
        opened = responses.load(session, actor, slug, now=clock.now())
        uploads = workbook_findings.uploads(session, actor, opened.survey)
    content = {
        "survey": opened.survey,
        "writable": writable(opened),
        "submitted": opened.submitted,
        "url": _url(slug),
        "hub_url": f"/traeger/{slug}",
        "uploads": uploads,
        "refusal": refusal,
    }
    return show(
        request,
        "traeger/workbook.html",
        content,
        title="Als Excel-Datei ausfüllen",
        status=UploadUnusable.status if refusal else 200,
    )


def _url(slug: str) -> str:
    return f"/traeger/{slug}/arbeitsmappe"


@get("/{slug:str}/arbeitsmappe/datei", opt=ANSWER, sync_to_thread=True)
def download(request: WebRequest, slug: str) -> Response[bytes]:
    """The questionnaire with all that is answered so far."""
    # Spreadsheets are loaded by who asks for one: starting the web process stays fast.
    from exports import workbook

    actor, now, secret = actor_of(request), clock.now(), site_of(request).settings.secret
    with site_of(request).database.read() as session:
        content = workbook_writing.compose(
            session, actor, slug, sign=lambda text: keys.workbook_signature(secret, text), now=now
        )
    name = quote(f"{content.title} - {content.organisation.name}.xlsx".replace("/", "-"))
    headers = {
        "content-disposition": f"attachment; filename=\"{slug}.xlsx\"; filename*=UTF-8''{name}"
    }
    written = workbook.workbook(content, date=clock.today())
    return Response(written, media_type=XLSX, headers=headers)


@post("/{slug:str}/arbeitsmappe", opt=ANSWER, sync_to_thread=True)
def upload(request: WebRequest, slug: str, form: Form) -> Response[Any]:
    """Save what is new in the workbook and show what became of it."""
    try:
        key = _take_in(request, slug, form.upload(FILE))
    except (UploadRefused, UploadUnusable) as refusal:
        return _page(request, slug, refusal=str(refusal))
    return redirect(f"{_url(slug)}/{key}")


def _take_in(request: WebRequest, slug: str, file: Upload) -> UUID:
    actor, now = actor_of(request), clock.now()
    database, secret = site_of(request).database, site_of(request).settings.secret
    with database.read() as session:
        opened = responses.load(session, actor, slug, now=now)
        workbook_writing.check_writable(opened, now=now)
    # Read outside of any transaction: it may take seconds.
    workbook = return_workbook.open_return(file.content, language=opened.language)
    with database.write() as session:
        return workbook_return.take_in(
            session,
            actor,
            slug,
            workbook=workbook,
            file_name=file.name,
            verify=lambda text, signature: hmac.compare_digest(
                keys.workbook_signature(secret, text).encode(), signature.encode()
            ),
            now=clock.now(),
        )


@get("/{slug:str}/arbeitsmappe/{upload_id:uuid}", opt=ANSWER, sync_to_thread=True)
def result(request: WebRequest, slug: str, upload_id: UUID) -> Response[Any]:
    """What became of an uploaded workbook."""
    actor = actor_of(request)
    with site_of(request).database.read() as session:
        opened = responses.load(session, actor, slug, now=clock.now())
        found = workbook_findings.one_upload(session, actor, slug, upload_id)
    waiting = [
        finding
        for finding in found.findings.of(workbook_findings.CONFLICT)
        if Place(finding.page, finding.facility) in opened.aside
    ]
    content = {
        "upload": found,
        "survey": opened.survey,
        "hub_url": f"/traeger/{slug}",
        "url": _url(slug),
        "writable": writable(opened),
        "conflicts": [_link(slug, finding, "/fassungen") for finding in waiting],
        "decided": len(found.findings.of(workbook_findings.CONFLICT)) - len(waiting),
        **{
            kind: [_link(slug, finding) for finding in found.findings.of(kind)]
            for kind in (
                workbook_findings.PROBLEM,
                workbook_findings.HINT,
                workbook_findings.EMPTIED,
            )
        },
    }
    return show(request, "traeger/workbook_result.html", content, title="Arbeitsmappe eingelesen")


def _link(slug: str, finding: Finding, more: str = "") -> FindingLink:
    url = page_url(slug, Place(finding.page, finding.facility)) if finding.page else ""
    anchor = f"#{finding.item}" if finding.item and not more else ""
    return FindingLink(
        sheet=finding.sheet,
        cell=finding.cell,
        message=finding.message,
        label=finding.label,
        facility=finding.facility_name,
        url=f"{url}{more}{anchor}" if url else "",
    )


router = Router(
    "/traeger",
    route_handlers=[workbook_page, upload, download, result],
    exception_handlers={Refused: refusals.refused},
)
