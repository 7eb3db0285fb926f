"""Observations of an organisation: report one at any time, see one's own, withdraw one."""

from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post

from questionnaires.answers import PageForm
from survey_service import clock
from survey_service.domain.providers import observations
from survey_service.errors import Conflict
from survey_service.permissions import Action
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of

ADDRESS = "/traeger/beobachtungen"
ANSWER = {"action": Action.ANSWER_FOR_ORGANISATION}
QUOTING = {
    "with_name": "mit Namen",
    "without_name": "ohne Namen",
    "none": "nicht zitieren",
    "": "keine Angabe",
}


@get("/", opt=ANSWER, sync_to_thread=True)
def own(request: WebRequest) -> Response[str]:
    """The form, and what was reported before."""
    return _page(request)


def _page(
    request: WebRequest, form: PageForm | None = None, *, refusal: str = "", status: int = 200
) -> Response[str]:
    with site_of(request).database.read() as session:
        asked = observations.asked(session)
        page = {
            "asked": asked,
            "fields": observations.fields(session, asked, form),
            "known": observations.of_organisation(session, actor_of(request)),
            "quoting": QUOTING,
            "refusal": refusal,
            "organisation": actor_of(request).name,
        }
    title = observations.title(asked)
    return show(request, "traeger/observations.html", page, title=title, status=status)


@post("/", opt=ANSWER, sync_to_thread=True)
def report(request: WebRequest, form: Form) -> Response[Any]:
    """Store it; on a problem everything comes back as it was typed."""
    today = clock.today()
    with site_of(request).database.read() as session:
        asked = observations.asked(session)
        sent = observations.read(session, asked, form.fields, today=today)
    if sent.problems:
        return _page(request, sent, status=422)
    try:
        with site_of(request).database.write() as session:
            observations.report(session, actor_of(request), asked, sent, today=today)
    except Conflict as error:
        return _page(request, sent, refusal=str(error), status=error.status)
    return redirect(ADDRESS, message="Danke. Ihre Beobachtung ist angekommen.")


@get("/{observation:uuid}/zurueckziehen", opt=ANSWER, sync_to_thread=True)
def ask_withdraw(request: WebRequest, observation: UUID) -> Response[str]:
    """Ask first: the text is gone for good."""
    with site_of(request).database.read() as session:
        found = observations.own(session, actor_of(request), observation)
    page = {"observation": found, "organisation": actor_of(request).name}
    return show(request, "traeger/withdraw.html", page, title="Beobachtung zurückziehen")


@post("/{observation:uuid}/zurueckziehen", opt=ANSWER, sync_to_thread=True)
def withdraw(request: WebRequest, observation: UUID) -> Response[Any]:
    """Empty it."""
    with site_of(request).database.write() as session:
        observations.withdraw(session, actor_of(request), observation)
    return redirect(ADDRESS, message="Die Beobachtung ist zurückgezogen, ihr Text gelöscht.")


router = Router(ADDRESS, route_handlers=[own, report, ask_withdraw, withdraw])
