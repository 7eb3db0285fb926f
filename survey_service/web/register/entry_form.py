"""One form for every kind of entry: shown, sent back with problems, stopped by a newer state."""

from typing import Any

import msgspec
from litestar import Response

from questionnaires.items.field import Field
from survey_service.domain.register.entries import EntryStale
from survey_service.errors import Refused
from survey_service.web.pages import show
from survey_service.web.site import WebRequest


class EntryForm(msgspec.Struct, frozen=True, kw_only=True):
    """What the page shows. ``state``: the one the form stands on; ``stale``: a newer one came."""

    heading: str
    back: tuple[str, str]
    action: str
    fields: tuple[Field, ...]
    submit: str = "Speichern"
    state: str = ""
    remarks: tuple[str, ...] = ()
    stale: EntryStale | None = None
    problems: tuple[tuple[str, str], ...] = ()


def show_form(request: WebRequest, form: EntryForm) -> Response[Any]:
    """The page; 422 with problems, 409 when somebody else was faster."""
    status = 409 if form.stale else 422 if form.problems else 200
    return show(request, "register/entry_form.html", form, title=form.heading, status=status)


def with_error(form: EntryForm, error: Refused) -> EntryForm:
    """The form as it was typed, with what is wrong; what no field shows stands above alone."""
    if isinstance(error, EntryStale):
        return msgspec.structs.replace(form, stale=error, state=error.state)
    names = {field.name for field in form.fields}
    found = getattr(error, "problems", (("", str(error)),))
    return msgspec.structs.replace(
        form,
        problems=tuple((name if name in names else "", sentence) for name, sentence in found),
    )
