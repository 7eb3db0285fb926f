"""Associations at the desk: list, new one, another name."""

from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post

from survey_service.domain.register import associations
from survey_service.errors import FieldsInvalid
from survey_service.permissions import Action, allowed
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of

PLACE = "/traegerregister/verbaende"


@get("/verbaende", opt={"action": Action.SEE_REGISTER}, sync_to_thread=True)
def listing(request: WebRequest) -> Response[Any]:
    """All, with how many organisations belong to each."""
    return _page(request)


def _page(
    request: WebRequest, *, typed: str = "", target: str = "name", problem: str = ""
) -> Response[Any]:
    with site_of(request).database.read() as session:
        found = associations.all_associations(session)
    page = {
        "associations": found,
        "typed": typed,
        "target": target,
        "problem": problem,
        "may_edit": allowed(actor_of(request), Action.EDIT_REGISTER),
    }
    status = 422 if problem else 200
    return show(request, "register/associations.html", page, title="Verbände", status=status)


@post("/verbaende", opt={"action": Action.EDIT_REGISTER}, sync_to_thread=True)
def add(request: WebRequest, form: Form) -> Response[Any]:
    """A new one."""
    try:
        with site_of(request).database.write() as session:
            associations.add(session, actor_of(request), form.one("name"))
    except FieldsInvalid as error:
        return _page(request, typed=form.one("name"), problem=str(error))
    return redirect(PLACE, message="Der Verband ist angelegt.")


@post("/verbaende/{association:uuid}", opt={"action": Action.EDIT_REGISTER}, sync_to_thread=True)
def rename(request: WebRequest, association: UUID, form: Form) -> Response[Any]:
    """Another name for one."""
    try:
        with site_of(request).database.write() as session:
            associations.rename(session, actor_of(request), association, form.one("name"))
    except FieldsInvalid as error:
        target = f"name-{association}"
        return _page(request, typed=form.one("name"), target=target, problem=str(error))
    return redirect(PLACE, message="Der Verband heißt jetzt anders.")


router = Router("/traegerregister", route_handlers=[listing, add, rename])
