"""Signing in and out."""

from typing import Any

from litestar import Response, Router, get, post

from survey_service import clock
from survey_service.domain.administration import signing_in
from survey_service.errors import SignInNeeded, TooMany
from survey_service.permissions import Action
from survey_service.web import security
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of

START = "/arbeitsplatz"


@get("/", opt={"action": Action.SIGN_IN}, sync_to_thread=True)
def sign_in_page(request: WebRequest) -> Response[str]:
    """The sign-in form."""
    return _page(request, login="", problem="")


def _page(request: WebRequest, *, login: str, problem: str, status: int = 200) -> Response[str]:
    page = {"login": login, "problem": problem}
    return show(request, "signin/form.html", page, title="Anmelden", status=status)


@post("/", opt={"action": Action.SIGN_IN}, sync_to_thread=True)
def sign_in(request: WebRequest, form: Form) -> Response[Any]:
    """Check login and password; a new session id each time."""
    site = site_of(request)
    login = form.one("login")
    verified = signing_in.check_password(site.database, login=login, password=form.one("password"))
    refusal: SignInNeeded | TooMany
    with site.database.write() as session:
        try:
            token, _ = signing_in.sign_in(
                session,
                login=login,
                verified=verified,
                hours=site.settings.session_hours,
                now=clock.now(),
            )
        except (SignInNeeded, TooMany) as error:
            # Answered after the block: the failure must be committed, not rolled back.
            refusal = error
        else:
            return redirect(START, cookies=(security.session_cookie(request, "konto", token),))
    return _page(request, login=login, problem=str(refusal), status=refusal.status)


@post("/", opt={"action": Action.SEE_DESK}, sync_to_thread=True)
def sign_out(request: WebRequest) -> Response[Any]:
    """End this browser's session."""
    with site_of(request).database.write() as session:
        signing_in.sign_out(session, actor_of(request).session)
    return redirect(
        "/anmelden",
        message="Sie sind abgemeldet.",
        cookies=(security.ended_cookie(request, "konto"),),
    )


router = Router("/anmelden", route_handlers=[sign_in_page, sign_in])
sign_out_router = Router("/abmelden", route_handlers=[sign_out])
