"""The organisation's own link: make a new one, or name a successor."""

from typing import Any

from litestar import Response, Router, get, post

from survey_service.domain.providers import handover
from survey_service.permissions import Action
from survey_service.web import security
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of

ANSWER = {"action": Action.ANSWER_FOR_ORGANISATION}


@get("/", opt=ANSWER, sync_to_thread=True)
def own_link(request: WebRequest) -> Response[str]:
    """What one may do with the link."""
    return _page(request, Form(fields={}))


def _page(
    request: WebRequest, typed: Form, *, problems: list[tuple[str, str]] | None = None
) -> Response[str]:
    with site_of(request).database.read() as session:
        page = {
            "organisation": actor_of(request).name,
            "address": handover.masked(session, actor_of(request)),
            "problems": problems or [],
            "name": typed.one("name"),
            "email": typed.one("email"),
            "remark": typed.one("remark"),
            "consented": typed.has("consented"),
        }
    status = 422 if problems else 200
    return show(request, "traeger/own_link.html", page, title="Ihr Link", status=status)


@post("/erneuern", opt=ANSWER, sync_to_thread=True)
def renew(request: WebRequest) -> Response[Any]:
    """The old link ends here and now, and with it this browser's session."""
    site = site_of(request)
    with site.database.write() as session:
        handover.renew(session, actor_of(request), secret=site.settings.secret)
    return redirect("/traeger/link-erneuert", cookies=(security.ended_cookie(request, "zugang"),))


@post("/nachfolge", opt=ANSWER, sync_to_thread=True)
def propose(request: WebRequest, form: Form) -> Response[Any]:
    """A successor for the planner to decide on."""
    name, email, remark = form.one("name"), form.one("email"), form.one("remark")
    consented = form.has("consented")
    problems = handover.problems(name, email, remark, consented=consented)
    if problems:
        return _page(request, form, problems=problems)
    with site_of(request).database.write() as session:
        handover.propose(
            session,
            actor_of(request),
            name=name,
            email=email,
            remark=remark,
            consented=consented,
        )
    return redirect(
        "/traeger", message="Die Nachfolge ist gemeldet. Die Sozialplanung meldet sich."
    )


@get("/traeger/link-erneuert", opt={"action": Action.VISIT}, sync_to_thread=True)
def renewed(request: WebRequest) -> Response[str]:
    """After renewing; nobody is signed in any more."""
    return show(request, "traeger/renewed.html", {}, title="Link erneuert")


router = Router("/traeger/link", route_handlers=[own_link, renew, propose])
renewed_router = Router("/", route_handlers=[renewed])
