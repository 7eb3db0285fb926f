"""Duplicates at the desk: which are likely, which of two stays, what would move, doing it."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import Parameter

from survey_service.domain.register import duplicates, merging, organisations
from survey_service.errors import NotReady, Refused
from survey_service.permissions import Action
from survey_service.web.correspondence.participants import RESPONSES
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of

NO_ID = UUID(int=0)
# Before the id of a survey: the field that says whose return counts.
CHOICE = "gilt-"


@get("/doppelte", opt={"action": Action.EDIT_REGISTER}, sync_to_thread=True)
def likely(
    request: WebRequest, traeger: Annotated[str, Parameter(query="traeger", default="")]
) -> Response[Any]:
    """Likely pairs, and a form for any other two."""
    with site_of(request).database.read() as session:
        found = organisations.organisations(session, actor_of(request))
    page = {
        "pairs": duplicates.likely(found),
        "organisations": [row for row in found if row.active],
        "chosen": traeger,
    }
    return show(request, "register/duplicates.html", page, title="Doppelte Einträge")


@get("/zusammenfuehren", opt={"action": Action.EDIT_REGISTER}, sync_to_thread=True)
def preview(
    request: WebRequest,
    kept: Annotated[str, Parameter(query="behalten", default="")],
    duplicate: Annotated[str, Parameter(query="doppelt", default="")],
) -> Response[Any]:
    """What would move, and for each wave that both answered the question which return counts."""
    return _preview(request, kept_id=_uuid(kept), duplicate_id=_uuid(duplicate), counts={})


def _preview(
    request: WebRequest,
    *,
    kept_id: UUID,
    duplicate_id: UUID,
    counts: Mapping[UUID, UUID],
    problem: str = "",
) -> Response[Any]:
    with site_of(request).database.read() as session:
        found = merging.preview(
            session, actor_of(request), kept_id=kept_id, duplicate_id=duplicate_id
        )
    page = {
        "merge": found,
        "responses": RESPONSES,
        "counts": counts,
        "undecided": [
            one.survey_id for one in found.both if problem and one.survey_id not in counts
        ],
        "choice": CHOICE,
        "problem": problem,
    }
    status = NotReady.status if problem else 200
    return show(request, "register/merge.html", page, title="Träger zusammenführen", status=status)


@post("/zusammenfuehren", opt={"action": Action.EDIT_REGISTER}, sync_to_thread=True)
def merge(request: WebRequest, form: Form) -> Response[Any]:
    """Do it: everything or nothing."""
    kept_id, duplicate_id = _uuid(form.one("behalten")), _uuid(form.one("doppelt"))
    counts = {
        _uuid(name.removeprefix(CHOICE)): _uuid(form.one(name))
        for name in form.fields
        if name.startswith(CHOICE)
    }
    try:
        with site_of(request).database.write() as session:
            found = merging.merge(
                session,
                actor_of(request),
                kept_id=kept_id,
                duplicate_id=duplicate_id,
                counts=counts,
            )
    except NotReady as refusal:
        return _preview(
            request,
            kept_id=kept_id,
            duplicate_id=duplicate_id,
            counts=counts,
            problem=str(refusal),
        )
    message = f"„{found.duplicate}“ ist in „{found.kept}“ aufgegangen."
    return redirect(f"/traegerregister/{found.kept_id}", message=message)


def _uuid(text: str) -> UUID:
    if not text:
        raise Refused("Wählen Sie zwei Träger: den, der bleibt, und den doppelten.")
    try:
        return UUID(text)
    except ValueError:
        return NO_ID


router = Router("/traegerregister", route_handlers=[likely, preview, merge])
