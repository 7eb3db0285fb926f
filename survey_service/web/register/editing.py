"""Planners change the register: organisations and facilities, new, changed, no longer active."""

from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post

from survey_service.domain.fieldwork import surveys
from survey_service.domain.register import associations, editing
from survey_service.domain.register.entries import Cells, cells_of, state_of
from survey_service.errors import Refused
from survey_service.permissions import Action
from survey_service.web.forms import Form
from survey_service.web.pages import redirect
from survey_service.web.register import entry_fields
from survey_service.web.register.entry_form import EntryForm, show_form, with_error
from survey_service.web.site import WebRequest, actor_of, site_of

CHANGED = "Gespeichert."
UNCHANGED = "Es gab nichts zu ändern."


@get("/neu", opt={"action": Action.EDIT_REGISTER}, sync_to_thread=True)
def new_organisation(request: WebRequest) -> Response[Any]:
    """An empty form with a free number."""
    with site_of(request).database.read() as session:
        cells = {"code": editing.free_organisation_code(session)}
    return show_form(request, _organisation_form(request, None, cells))


@post("/neu", opt={"action": Action.EDIT_REGISTER}, sync_to_thread=True)
def add_organisation(request: WebRequest, form: Form) -> Response[Any]:
    """Store; on a problem the form comes back as it was typed."""
    cells = entry_fields.cells_of(form, entry_fields.ORGANISATION)
    try:
        with site_of(request).database.write() as session:
            key = editing.add_organisation(session, actor_of(request), cells)
    except Refused as error:
        return _refused(request, _organisation_form(request, None, cells, error=error), error)
    message = "Der Träger ist angelegt. Ergänzen Sie jetzt seine Einrichtungen."
    return redirect(f"/traegerregister/{key}", message=message)


@get("/{organisation:uuid}/bearbeiten", opt={"action": Action.EDIT_REGISTER}, sync_to_thread=True)
def edit_organisation(request: WebRequest, organisation: UUID) -> Response[Any]:
    """The form as it stands in the register."""
    with site_of(request).database.read() as session:
        row = editing.organisation(session, actor_of(request), organisation)
    cells = cells_of(row)
    return show_form(request, _organisation_form(request, organisation, cells, state=state_of(row)))


@post("/{organisation:uuid}/bearbeiten", opt={"action": Action.EDIT_REGISTER}, sync_to_thread=True)
def change_organisation(request: WebRequest, organisation: UUID, form: Form) -> Response[Any]:
    """Store, unless somebody else changed the entry since: then both are shown."""
    cells = entry_fields.cells_of(form, entry_fields.ORGANISATION)
    database, actor, state = site_of(request).database, actor_of(request), form.one("stand")
    with database.read() as session:
        cells["code"] = editing.organisation(session, actor, organisation).code
    try:
        with database.write() as session:
            done = editing.change_organisation(session, actor, organisation, cells, state=state)
    except Refused as error:
        found = _organisation_form(request, organisation, cells, state=state, error=error)
        return _refused(request, found, error)
    message = CHANGED if done else UNCHANGED
    return redirect(f"/traegerregister/{organisation}", message=message)


@post("/{organisation:uuid}/aktiv", opt={"action": Action.EDIT_REGISTER}, sync_to_thread=True)
def set_organisation_active(request: WebRequest, organisation: UUID, form: Form) -> Response[Any]:
    """No longer asked in coming waves, or asked again."""
    active = form.one("aktiv") == "ja"
    with site_of(request).database.write() as session:
        editing.set_organisation_active(session, actor_of(request), organisation, active=active)
    message = "Der Träger ist wieder aktiv." if active else "Der Träger ist nicht mehr aktiv."
    return redirect(f"/traegerregister/{organisation}", message=message)


def _organisation_form(
    request: WebRequest,
    organisation: UUID | None,
    cells: Cells,
    *,
    state: str = "",
    error: Refused | None = None,
) -> EntryForm:
    with site_of(request).database.read() as session:
        known = [(row.name, row.name) for row in associations.all_associations(session)]
    new = organisation is None
    return EntryForm(
        heading="Neuer Träger" if new else f"{cells['name'] or 'Träger'} ändern",
        back=("Träger", "/traegerregister")
        if new
        else ("Zurück zum Träger", f"/traegerregister/{organisation}"),
        action=f"/traegerregister/{'neu' if new else f'{organisation}/bearbeiten'}",
        submit="Anlegen" if new else "Speichern",
        state=state,
        remarks=() if new else (f"Träger-Nr. {cells['code']}",),
        fields=entry_fields.fields(
            entry_fields.ORGANISATION[0 if new else 1 :],
            cells,
            problems=getattr(error, "problems", ()),
            choices={"association": entry_fields.named_choices(known)},
        ),
    )


def _refused(request: WebRequest, form: EntryForm, error: Refused) -> Response[Any]:
    return show_form(request, with_error(form, error))


@get(
    "/{organisation:uuid}/einrichtungen/neu",
    opt={"action": Action.EDIT_REGISTER},
    sync_to_thread=True,
)
def new_facility(request: WebRequest, organisation: UUID) -> Response[Any]:
    """An empty form with a free number."""
    with site_of(request).database.read() as session:
        cells = {"code": editing.free_facility_code(session, organisation)}
    return show_form(request, _facility_form(request, organisation, None, cells))


@post(
    "/{organisation:uuid}/einrichtungen/neu",
    opt={"action": Action.EDIT_REGISTER},
    sync_to_thread=True,
)
def add_facility(request: WebRequest, organisation: UUID, form: Form) -> Response[Any]:
    """Store; on a problem the form comes back as it was typed."""
    cells = entry_fields.cells_of(form, entry_fields.FACILITY)
    try:
        with site_of(request).database.write() as session:
            editing.add_facility(session, actor_of(request), organisation, cells)
    except Refused as error:
        found = _facility_form(request, organisation, None, cells, error=error)
        return _refused(request, found, error)
    return redirect(f"/traegerregister/{organisation}", message="Die Einrichtung ist angelegt.")


@get("/einrichtungen/{facility:uuid}", opt={"action": Action.EDIT_REGISTER}, sync_to_thread=True)
def edit_facility(request: WebRequest, facility: UUID) -> Response[Any]:
    """The form as it stands in the register."""
    with site_of(request).database.read() as session:
        row = editing.facility(session, actor_of(request), facility)
        owner = editing.owner_of(session, facility)
    cells = cells_of(row)
    return show_form(request, _facility_form(request, owner, facility, cells, state=state_of(row)))


@post("/einrichtungen/{facility:uuid}", opt={"action": Action.EDIT_REGISTER}, sync_to_thread=True)
def change_facility(request: WebRequest, facility: UUID, form: Form) -> Response[Any]:
    """Store, unless somebody else changed the entry since: then both are shown."""
    cells = entry_fields.cells_of(form, entry_fields.FACILITY)
    database, actor, state = site_of(request).database, actor_of(request), form.one("stand")
    with database.read() as session:
        owner = editing.owner_of(session, facility)
        cells["code"] = editing.facility(session, actor, facility).code
    try:
        with database.write() as session:
            done = editing.change_facility(session, actor, facility, cells, state=state)
    except Refused as error:
        found = _facility_form(request, owner, facility, cells, state=state, error=error)
        return _refused(request, found, error)
    return redirect(f"/traegerregister/{owner}", message=CHANGED if done else UNCHANGED)


@post(
    "/einrichtungen/{facility:uuid}/aktiv",
    opt={"action": Action.EDIT_REGISTER},
    sync_to_thread=True,
)
def set_facility_active(request: WebRequest, facility: UUID, form: Form) -> Response[Any]:
    """Closed, or open again."""
    active = form.one("aktiv") == "ja"
    with site_of(request).database.write() as session:
        editing.set_facility_active(session, actor_of(request), facility, active=active)
        owner = editing.owner_of(session, facility)
    message = (
        "Die Einrichtung ist wieder aktiv." if active else "Die Einrichtung ist nicht mehr aktiv."
    )
    return redirect(f"/traegerregister/{owner}", message=message)


def _facility_form(
    request: WebRequest,
    organisation: UUID,
    facility: UUID | None,
    cells: Cells,
    *,
    state: str = "",
    error: Refused | None = None,
) -> EntryForm:
    with site_of(request).database.read() as session:
        choices = entry_fields.area_choices(surveys.area_choices(session))
    new = facility is None
    return EntryForm(
        heading="Neue Einrichtung" if new else f"{cells['name'] or 'Einrichtung'} ändern",
        back=("Zurück zum Träger", f"/traegerregister/{organisation}"),
        action=f"/traegerregister/{organisation}/einrichtungen/neu"
        if new
        else f"/traegerregister/einrichtungen/{facility}",
        submit="Anlegen" if new else "Speichern",
        state=state,
        remarks=() if new else (f"Einrichtungs-Nr. {cells['code']}",),
        fields=entry_fields.fields(
            entry_fields.FACILITY[0 if new else 1 :],
            cells,
            problems=getattr(error, "problems", ()),
            choices=choices,
        ),
    )


router = Router(
    "/traegerregister",
    route_handlers=[
        new_organisation,
        add_organisation,
        edit_organisation,
        change_organisation,
        set_organisation_active,
        new_facility,
        add_facility,
        edit_facility,
        change_facility,
        set_facility_active,
    ],
)
