"""The register as a workbook: template, export, what an uploaded one would change, the decision."""

from pathlib import Path
from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post

import questionnaires
from exports import register
from questionnaires.readers.problems import CellProblem
from survey_service import clock
from survey_service.domain import areas
from survey_service.domain.register import imports
from survey_service.domain.register import workbooks as whole
from survey_service.domain.register.changes import FieldChange, RegisterChange, written
from survey_service.errors import Refused
from survey_service.permissions import Action
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of

TEMPLATE = Path(questionnaires.__file__).parent / "library/vorlagen/traeger_vorlage.xlsx"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_SHOWN = 200
"""Of each table of the preview; a page of 20,000 rows helps nobody."""


@get("/vorlage", opt={"action": Action.SEE_REGISTER}, sync_to_thread=True)
def template() -> Response[bytes]:
    """The empty workbook to fill in."""
    return Response(
        TEMPLATE.read_bytes(),
        media_type=XLSX,
        headers={"content-disposition": 'attachment; filename="Traeger-Vorlage.xlsx"'},
    )


@get("/arbeitsmappe", opt={"action": Action.EDIT_REGISTER}, sync_to_thread=True)
def export(request: WebRequest) -> Response[bytes]:
    """The register as a workbook that can be read in again; noted in the log."""
    site, today = site_of(request), clock.today()
    with site.database.write() as session:
        content = whole.content(session, actor_of(request))
    return Response(
        register.workbook(content, municipality=site.municipality().name, date=today),
        media_type=XLSX,
        headers={"content-disposition": f'attachment; filename="Register-{today}.xlsx"'},
    )


@get("/vorschau/{proposal:uuid}", opt={"action": Action.EDIT_REGISTER}, sync_to_thread=True)
def preview(request: WebRequest, proposal: UUID) -> Response[str]:
    """What the workbook would change, or what it did change."""
    return _preview(request, proposal)


def _preview(request: WebRequest, key: UUID, *, refusal: Refused | None = None) -> Response[str]:
    with site_of(request).database.read() as session:
        found = imports.proposal(session, key)
        tree = areas.tree(session)
    change = found.change
    names = {area.code: area.name for area in tree.areas} if tree else {}
    page = {
        "proposal": found,
        "change": change,
        "bad_rows": bad_rows(change.problems),
        "warnings": [problem for problem in change.problems if problem.severity == "warning"],
        "organisation_changes": _changed(change, facilities=False),
        "facility_changes": _changed(change, facilities=True),
        "contact_changes": _contact_changes(change),
        "areas": {row.area: written(row.area, names) for row in change.new_facilities if row.area},
        "shown": ROWS_SHOWN,
        "refusal": str(refusal or ""),
    }
    status = refusal.status if refusal else 200
    return show(request, "register/preview.html", page, title="Liste einlesen", status=status)


def bad_rows(problems: tuple[CellProblem, ...]) -> int:
    """How many rows are left out; one row may have several problems."""
    return len(
        {
            (problem.sheet, problem.row)
            for problem in problems
            if problem.severity == "error" and problem.row
        }
    )


def _changed(change: RegisterChange, *, facilities: bool) -> list[tuple[int, str, Any]]:
    """One line per changed field: row of the file, who, the field's change."""
    if facilities:
        return [
            (found.row.row, f"{found.row.organisation} / {found.row.code} {found.row.name}", field)
            for found in change.changed_facilities
            for field in found.fields
        ]
    return [
        (found.row.row, f"{found.row.code} {found.row.name}", field)
        for found in change.changed_organisations
        for field in found.fields
    ]


def _contact_changes(change: RegisterChange) -> list[tuple[int, str, FieldChange]]:
    return [
        (found.row.row, f"{found.row.organisation} {found.row.name}", field)
        for found in change.changed_contacts
        for field in found.fields
    ]


@post("/vorschau/{proposal:uuid}", opt={"action": Action.EDIT_REGISTER}, sync_to_thread=True)
def decide(request: WebRequest, proposal: UUID, form: Form) -> Response[Any]:
    """Apply what was shown, or discard it."""
    database, actor = site_of(request).database, actor_of(request)
    if form.has("verwerfen"):
        with database.write() as session:
            imports.discard(session, actor, proposal)
        return redirect("/traegerregister", message="Die Vorschau ist verworfen.", kind="info")
    if not form.has("uebernehmen"):
        raise Refused("Wählen Sie „Übernehmen“ oder „Verwerfen“. Nichts wurde geändert.")
    try:
        with database.write() as session:
            change = imports.apply(session, actor, proposal)
    except Refused as error:
        return _preview(request, proposal, refusal=error)
    return redirect("/traegerregister", message=said(change))


def said(change: RegisterChange) -> str:
    """What was written, in a sentence."""
    return (
        f"Übernommen. Träger: {len(change.new_organisations)} neu, "
        f"{len(change.changed_organisations)} geändert. Einrichtungen: "
        f"{len(change.new_facilities)} neu, {len(change.changed_facilities)} geändert. Kontakte: "
        f"{len(change.new_contacts)} neu, {len(change.changed_contacts)} geändert."
    )


router = Router("/traegerregister", route_handlers=[template, export, preview, decide])
