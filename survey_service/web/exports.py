"""Exports of a survey: ask for one, wait, download."""

from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post

from survey_service.domain import exports, files
from survey_service.domain.fieldwork import surveys
from survey_service.permissions import Action, allowed
from survey_service.web.forms import Form
from survey_service.web.pages import partial, redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of

KINDS = {
    "findings": (
        "Befunde",
        (
            "Themen nach Gebiet und Quelle, Aussagetypen, geschlossene Fragen, freigegebene "
            "Zitate. Kleine Zahlen sind geschützt; die Mappe darf den Arbeitsplatz verlassen."
        ),
        Action.EXPORT_FINDINGS,
    ),
    "answers": (
        "Antwortband",
        (
            "Jeder Freitext unter seiner Frage. Intern: nicht weitergeben. Das Herunterladen wird "
            "protokolliert."
        ),
        Action.EXPORT_ANSWERS,
    ),
}


@get("/exporte", opt={"action": Action.EXPORT_FINDINGS}, sync_to_thread=True)
def exports_page(request: WebRequest, slug: str) -> Response[str]:
    """What can be exported, and what was."""
    page = _page(request, slug)
    return show(request, "exports/list.html", page, title=f"Exporte: {page['survey'].title}")


def _page(request: WebRequest, slug: str) -> dict[str, Any]:
    actor = actor_of(request)
    with site_of(request).database.read() as session:
        survey = surveys.by_slug(session, slug)
        found = exports.of_survey(session, actor, survey.id)
    return {
        "survey": survey,
        "exports": found,
        "waiting": any(one.state in {"queued", "running"} for one in found),
        "kinds": {
            kind: (label, text)
            for kind, (label, text, action) in KINDS.items()
            if allowed(actor, action)
        },
        "labels": {kind: label for kind, (label, _, _) in KINDS.items()},
    }


@get("/exporte/stand", opt={"action": Action.EXPORT_FINDINGS}, sync_to_thread=True)
def exports_state(request: WebRequest, slug: str) -> Response[str]:
    """The list alone, asked for while one is being written."""
    return partial("exports/_list.html", _page(request, slug))


@post("/exporte", opt={"action": Action.EXPORT_FINDINGS}, sync_to_thread=True)
def order(request: WebRequest, slug: str, form: Form) -> Response[Any]:
    """Ask the worker for an export."""
    with site_of(request).database.write() as session:
        survey = surveys.by_slug(session, slug)
        exports.order(session, actor_of(request), survey_id=survey.id, kind=form.one("kind"))
    return redirect(f"/erhebungen/{slug}/exporte", message="Der Export wird geschrieben.")


@get(
    "/exporte/{export_id:uuid}/datei",
    opt={"action": Action.EXPORT_FINDINGS},
    sync_to_thread=True,
)
def download(request: WebRequest, export_id: UUID) -> Response[bytes]:
    """The finished file."""
    with site_of(request).database.write() as session:
        file = exports.file_of(session, actor_of(request), export_id)
        content = b"".join(files.stream(session, file.id))
    return Response(
        content,
        media_type=file.media_type,
        headers={"content-disposition": f'attachment; filename="{file.name}"'},
    )


router = Router(
    "/erhebungen/{slug:str}", route_handlers=[exports_page, exports_state, order, download]
)
