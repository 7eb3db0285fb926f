"""The municipality's name, minimum counts and legal texts; and the legal pages for everybody."""

from collections.abc import Callable
from typing import Any

import msgspec
from litestar import Response, Router, get, post

from survey_service.domain.administration import municipality
from survey_service.domain.administration.municipality import (
    LEGAL_TEXTS,
    MINIMUM_FLOOR,
    MunicipalityFacts,
)
from survey_service.errors import Refused
from survey_service.permissions import Action
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of

MINIMUMS = {
    "minimum_organisations": "Mindestzahl der Träger",
    "minimum_persons": "Mindestzahl der Personen",
}
TEXTS = ("name", "department", "imprint", "privacy", "accessibility")


@get("/", opt={"action": Action.EDIT_LEGAL_TEXTS}, sync_to_thread=True)
def edit(request: WebRequest) -> Response[str]:
    """The form."""
    with site_of(request).database.read() as session:
        facts = municipality.facts(session)
    return _form(request, {name: str(getattr(facts, name)) for name in (*TEXTS, *MINIMUMS)})


def _form(
    request: WebRequest, values: dict[str, str], problems: list[tuple[str, str]] | None = None
) -> Response[str]:
    page = {
        "values": values,
        "problems": problems or [],
        "floor": MINIMUM_FLOOR,
        "legal_texts": LEGAL_TEXTS,
        "minimums": MINIMUMS,
    }
    status = 422 if problems else 200
    return show(request, "municipality/form.html", page, title="Kommune", status=status)


@post("/", opt={"action": Action.EDIT_LEGAL_TEXTS}, sync_to_thread=True)
def change(request: WebRequest, form: Form) -> Response[Any]:
    """Store; on a problem the form comes back as it was typed."""
    values = {name: form.one(name) for name in (*TEXTS, *MINIMUMS)}
    problems = [
        (name, f"{label}: Geben Sie eine ganze Zahl ab {MINIMUM_FLOOR} an.")
        for name, label in MINIMUMS.items()
        if not _number(values[name])
    ]
    if problems:
        return _form(request, values, problems)
    try:
        with site_of(request).database.write() as session:
            new: dict[str, object] = {name: values[name].strip() for name in TEXTS}
            new |= {name: int(values[name]) for name in MINIMUMS}
            new["demo"] = municipality.facts(session).demo
            municipality.change(session, actor_of(request), msgspec.convert(new, MunicipalityFacts))
    except Refused as error:
        return _form(request, values, [("", str(error))])
    return redirect("/kommune", message="Die Angaben sind gespeichert.")


def _number(text: str) -> bool:
    text = text.strip()
    return text.isascii() and text.isdigit() and len(text) < 6


def _legal_page(slug: str) -> Callable[..., Response[str]]:
    field, label = LEGAL_TEXTS[slug]

    def page(request: WebRequest) -> Response[str]:
        with site_of(request).database.read() as session:
            text = getattr(municipality.facts(session), field).strip()
        return show(request, "municipality/legal.html", {"text": text, "label": label}, title=label)

    return page


legal_router = Router(
    "/",
    route_handlers=[
        get(f"/{slug}", opt={"action": Action.VISIT}, sync_to_thread=True)(_legal_page(slug))
        for slug in LEGAL_TEXTS
    ],
)
router = Router("/kommune", route_handlers=[edit, change])
