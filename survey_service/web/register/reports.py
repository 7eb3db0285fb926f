"""Reports of change at the desk: the list, one of them beside what the register says, deciding."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import Parameter

from questionnaires.readers.register import FacilityRow
from survey_service.domain.fieldwork import surveys
from survey_service.domain.register import deciding, editing, reports
from survey_service.domain.register import report_kinds as kinds
from survey_service.domain.register.changes import LABELS, said
from survey_service.domain.register.entries import Cells, EntryStale, state_of
from survey_service.domain.register.reports import ReportFacts
from survey_service.domain.register.store import area_names
from survey_service.errors import FieldsInvalid
from survey_service.permissions import Action
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.register import entry_fields
from survey_service.web.site import WebRequest, actor_of, site_of

PLACE = "/traegerregister/meldungen"
STATES: dict[str, tuple[str, str]] = {
    "open": ("offen", "warning"),
    "accepted": ("übernommen", "success"),
    "declined": ("abgelehnt", "neutral"),
}
# What the planner may change before it goes into the register, by kind.
DECIDED: dict[str, tuple[str, ...]] = {
    kinds.NEW_FACILITY: entry_fields.FACILITY,
    kinds.MOVED: (*kinds.PROPOSED[kinds.MOVED], "latitude", "longitude"),
    kinds.CONTACT: kinds.PROPOSED[kinds.CONTACT],
}


@get("/meldungen", opt={"action": Action.EDIT_REGISTER}, sync_to_thread=True)
def listing(
    request: WebRequest, wanted: Annotated[str, Parameter(query="zustand", default="")]
) -> Response[Any]:
    """Open ones first."""
    state = wanted if wanted in STATES else ""
    with site_of(request).database.read() as session:
        found = reports.at_the_desk(session, actor_of(request), state=state)
        counts = reports.count(session)
    page = {
        "reports": found,
        "labels": kinds.LABELS,
        "states": STATES,
        "state": state,
        "counts": counts,
        "total": sum(counts.values()),
    }
    return show(request, "register/reports.html", page, title="Gemeldete Änderungen")


@get("/meldungen/{report:uuid}", opt={"action": Action.EDIT_REGISTER}, sync_to_thread=True)
def one(request: WebRequest, report: UUID) -> Response[Any]:
    """What is reported beside what stands, in a form that can be changed."""
    return _page(request, report)


@post("/meldungen/{report:uuid}", opt={"action": Action.EDIT_REGISTER}, sync_to_thread=True)
def decide(request: WebRequest, report: UUID, form: Form) -> Response[Any]:
    """Into the register, or not: with the planner's sentence."""
    database, actor, answer = site_of(request).database, actor_of(request), form.one("answer")
    with database.read() as session:
        names = DECIDED.get(reports.one(session, report).kind, ())
    cells = entry_fields.cells_of(form, names)
    try:
        with database.write() as session:
            if form.has("ablehnen"):
                deciding.decline(session, actor, report, answer=answer)
            else:
                state = form.one("stand")
                deciding.accept(
                    session,
                    actor,
                    report,
                    cells=cells,
                    state=state,
                    answer=answer,
                    address=form.has("anschrift"),
                )
    except FieldsInvalid as error:
        return _page(request, report, typed=cells, sent=form, problems=error.problems)
    except EntryStale as error:
        return _page(request, report, typed=cells, sent=form, stale=error)
    message = "Die Meldung ist abgelehnt." if form.has("ablehnen") else "Die Meldung ist erledigt."
    return redirect(PLACE, message=message)


def _page(
    request: WebRequest,
    report: UUID,
    *,
    typed: Cells | None = None,
    sent: Form | None = None,
    problems: Sequence[tuple[str, str]] = (),
    stale: EntryStale | None = None,
) -> Response[Any]:
    with site_of(request).database.read() as session:
        found = reports.one(session, report)
        current = deciding.current(session, actor_of(request), report)
        choices = entry_fields.area_choices(surveys.area_choices(session))
        addressed = deciding.addressed(session, actor_of(request), report)
        code = editing.free_facility_code(session, found.organisation_id)
        names = area_names(session)
    cells = typed or _suggested(found, current, code=code)
    standing = stale.state if stale else ""
    if not standing and (row := current or addressed) is not None:
        standing = state_of(row)
    shown = DECIDED.get(found.kind, ()) if found.state == "open" else ()
    page = {
        "report": found,
        "label": kinds.LABELS[found.kind],
        "states": STATES,
        "comparison": _comparison(found, current, names),
        "fields": entry_fields.fields(shown, cells, problems=problems, choices=choices),
        "state": standing,
        "addressed": addressed,
        "readdress": sent.has("anschrift") if sent else found.successor,
        "stale": stale,
        "answer": sent.one("answer") if sent else "",
        "problems": problems,
        "other": found.kind == kinds.OTHER,
    }
    status = 409 if stale else 422 if problems else 200
    return show(
        request, "register/report.html", page, title=kinds.LABELS[found.kind], status=status
    )


def _suggested(report: ReportFacts, current: FacilityRow | None, *, code: str) -> Cells:
    """What was reported; where a move says nothing new, how it stands. Coordinates do not move."""
    if report.kind == kinds.NEW_FACILITY:
        return {"code": code, **report.proposed}
    if report.kind != kinds.MOVED or current is None:
        return report.proposed
    standing = {name: getattr(current, name) or "" for name in kinds.PROPOSED[kinds.MOVED]}
    return {**standing, **report.proposed}


def _comparison(
    report: ReportFacts, current: FacilityRow | None, names: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """Field, as it stands, as reported."""
    return [
        (
            LABELS[field],
            said(field, getattr(current, field), names) if _has(current, field) else "",
            said(field, text, names),
        )
        for field, text in report.proposed.items()
    ]


def _has(current: FacilityRow | None, field: str) -> bool:
    return current is not None and hasattr(current, field)


router = Router("/traegerregister", route_handlers=[listing, one, decide])
