"""Contacts of an organisation at the desk: only with consent; removing one deletes it."""

from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post

from survey_service.domain.register import contacts, organisations
from survey_service.domain.register.entries import Cells, cells_of, state_of
from survey_service.errors import Refused
from survey_service.permissions import Action
from survey_service.web.forms import Form
from survey_service.web.pages import redirect
from survey_service.web.register import entry_fields
from survey_service.web.register.entry_form import EntryForm, show_form, with_error
from survey_service.web.site import WebRequest, actor_of, site_of

SAVED = "Die Kontaktperson ist gespeichert."


@get("/{organisation:uuid}/kontakte/neu", opt={"action": Action.EDIT_REGISTER}, sync_to_thread=True)
def new_contact(request: WebRequest, organisation: UUID) -> Response[Any]:
    """An empty form."""
    return show_form(request, _form(request, organisation, None, {}))


@post(
    "/{organisation:uuid}/kontakte/neu", opt={"action": Action.EDIT_REGISTER}, sync_to_thread=True
)
def add_contact(request: WebRequest, organisation: UUID, form: Form) -> Response[Any]:
    """Store; on a problem the form comes back as it was typed."""
    cells = entry_fields.cells_of(form, entry_fields.CONTACT)
    try:
        with site_of(request).database.write() as session:
            contacts.add(session, actor_of(request), organisation, cells)
    except Refused as error:
        found = _form(request, organisation, None, cells, error=error)
        return show_form(request, with_error(found, error))
    return redirect(f"/traegerregister/{organisation}", message=SAVED)


@get("/kontakte/{contact:uuid}", opt={"action": Action.EDIT_REGISTER}, sync_to_thread=True)
def edit_contact(request: WebRequest, contact: UUID) -> Response[Any]:
    """The form as it stands in the register."""
    with site_of(request).database.read() as session:
        owner, row = contacts.contact(session, actor_of(request), contact)
    return show_form(request, _form(request, owner, contact, cells_of(row), state=state_of(row)))


@post("/kontakte/{contact:uuid}", opt={"action": Action.EDIT_REGISTER}, sync_to_thread=True)
def change_contact(request: WebRequest, contact: UUID, form: Form) -> Response[Any]:
    """Store, unless somebody else changed the entry since: then both are shown."""
    cells = entry_fields.cells_of(form, entry_fields.CONTACT)
    database, actor, state = site_of(request).database, actor_of(request), form.one("stand")
    with database.read() as session:
        owner, _ = contacts.contact(session, actor, contact)
    try:
        with database.write() as session:
            contacts.change(session, actor, contact, cells, state=state)
    except Refused as error:
        found = _form(request, owner, contact, cells, state=state, error=error)
        return show_form(request, with_error(found, error))
    return redirect(f"/traegerregister/{owner}", message=SAVED)


@post(
    "/kontakte/{contact:uuid}/loeschen", opt={"action": Action.EDIT_REGISTER}, sync_to_thread=True
)
def remove_contact(request: WebRequest, contact: UUID) -> Response[Any]:
    """Gone for good."""
    with site_of(request).database.write() as session:
        owner = contacts.remove(session, actor_of(request), contact)
    message = "Die Kontaktperson ist gelöscht."
    return redirect(f"/traegerregister/{owner}", message=message)


def _form(
    request: WebRequest,
    organisation: UUID,
    contact: UUID | None,
    cells: Cells,
    *,
    state: str = "",
    error: Refused | None = None,
) -> EntryForm:
    with site_of(request).database.read() as session:
        _, facilities = organisations.organisation(session, actor_of(request), organisation)
    listed = [(row.code, f"{row.name} ({row.code})") for row in facilities]
    return EntryForm(
        heading="Neue Kontaktperson" if contact is None else "Kontaktperson ändern",
        back=("Zurück zum Träger", f"/traegerregister/{organisation}"),
        action=f"/traegerregister/{organisation}/kontakte/neu"
        if contact is None
        else f"/traegerregister/kontakte/{contact}",
        state=state,
        fields=entry_fields.fields(
            entry_fields.CONTACT,
            cells,
            problems=getattr(error, "problems", ()),
            choices={"facility": entry_fields.named_choices(listed)},
        ),
    )


router = Router(
    "/traegerregister",
    route_handlers=[new_contact, add_contact, edit_contact, change_contact, remove_contact],
)
