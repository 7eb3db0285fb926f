"""Accounts: who may sign in, with which roles."""

from typing import Any

from litestar import Response, Router, get, post

from questionnaires.areas import label
from survey_service.domain import areas
from survey_service.domain.administration import accounts
from survey_service.domain.administration.accounts import ROLE_LABELS
from survey_service.domain.associations import directory
from survey_service.errors import NotFound, Refused
from survey_service.permissions import Action
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of

LIST = "/konten"
TYPED = ("login", "name", "role", "association")


@get("/", opt={"action": Action.MANAGE_ACCOUNTS}, sync_to_thread=True)
def account_list(request: WebRequest) -> Response[str]:
    """All accounts, and the form for a new one."""
    return _page(request, problem="", typed=dict.fromkeys(TYPED, ""))


def _page(
    request: WebRequest, *, problem: str, typed: dict[str, str], status: int = 200
) -> Response[str]:
    with site_of(request).database.read() as session:
        known = accounts.all_accounts(session)
        associations = directory.names(session)
    page = {
        "accounts": known,
        "roles": ROLE_LABELS,
        "associations": associations,
        "problem": problem,
        "typed": typed,
    }
    return show(request, "accounts/list.html", page, title="Konten", status=status)


@post("/", opt={"action": Action.MANAGE_ACCOUNTS}, sync_to_thread=True)
def add_account(request: WebRequest, form: Form) -> Response[Any]:
    """Create an account; on a refusal everything typed but the password stays."""
    typed = {name: form.one(name) for name in TYPED}
    try:
        with site_of(request).database.write() as session:
            added = accounts.add(session, actor_of(request), password=form.one("password"), **typed)
    except Refused as error:
        return _page(request, problem=str(error), typed=typed, status=error.status)
    return redirect(LIST, message=f"Das Konto {added.login} ist angelegt.")


@get("/{login:str}", opt={"action": Action.MANAGE_ACCOUNTS}, sync_to_thread=True)
def account_page(request: WebRequest, login: str) -> Response[str]:
    """One account: roles, password, lock."""
    return _account(request, login, typed={"role": "", "area": "", "association": ""})


def _account(
    request: WebRequest, login: str, *, typed: dict[str, str], refusal: Refused | None = None
) -> Response[str]:
    with site_of(request).database.read() as session:
        account = accounts.one_account(session, login)
        associations = directory.names(session)
        tree = areas.tree(session)
    page = {
        "account": account,
        "roles": ROLE_LABELS,
        "areas": [(area.code, label(tree, area.code)) for area in tree.areas] if tree else [],
        "area_names": {area.code: area.name for area in tree.areas} if tree else {},
        "associations": associations,
        "problem": str(refusal or ""),
        "typed": typed,
    }
    status = refusal.status if refusal else 200
    return show(request, "accounts/account.html", page, title=f"Konto {login}", status=status)


@post("/{login:str}/rolle", opt={"action": Action.MANAGE_ACCOUNTS}, sync_to_thread=True)
def change_role(request: WebRequest, login: str, form: Form) -> Response[Any]:
    """Give a role, or withdraw the one whose button was pressed ("role area")."""
    actor = actor_of(request)
    typed = {name: form.one(name).strip() for name in ("role", "area", "association")}
    try:
        with site_of(request).database.write() as session:
            if form.has("withdraw"):
                role, _, area = form.one("withdraw").partition(" ")
                accounts.withdraw_role(session, actor, login=login, role=role, area=area)
            else:
                accounts.grant_role(session, actor, login=login, **typed)
    except NotFound as error:
        # The account itself may be what is not there.
        if not typed["association"]:
            raise
        return _account(request, login, typed=typed, refusal=error)
    except Refused as error:
        return _account(request, login, typed=typed, refusal=error)
    return redirect(f"{LIST}/{login}", message="Die Rollen sind geändert.")


@post("/{login:str}/kennwort", opt={"action": Action.MANAGE_ACCOUNTS}, sync_to_thread=True)
def reset_password(request: WebRequest, login: str, form: Form) -> Response[Any]:
    """Set a new password and end the account's sessions."""
    with site_of(request).database.write() as session:
        accounts.reset_password(
            session, actor_of(request), login=login, password=form.one("password")
        )
    return redirect(f"{LIST}/{login}", message="Das Kennwort ist neu gesetzt.")


@post("/{login:str}/sperre", opt={"action": Action.MANAGE_ACCOUNTS}, sync_to_thread=True)
def change_lock(request: WebRequest, login: str, form: Form) -> Response[Any]:
    """Lock the account out, or let it in again."""
    active = form.one("active") == "ja"
    with site_of(request).database.write() as session:
        accounts.set_active(session, actor_of(request), login=login, active=active)
    message = "Das Konto ist freigegeben." if active else "Das Konto ist gesperrt."
    return redirect(f"{LIST}/{login}", message=message)


router = Router(
    LIST,
    route_handlers=[
        account_list,
        add_account,
        account_page,
        change_role,
        reset_password,
        change_lock,
    ],
)
