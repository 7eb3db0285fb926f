"""Pages and redirects: the chrome around every page is put together here."""

import gzip
import secrets
from collections.abc import Hashable, Mapping
from typing import Any
from urllib.parse import quote, unquote

import msgspec
from litestar import Response
from litestar.datastructures import Cookie
from litestar.response import Redirect
from markupsafe import escape

from survey_service import keys
from survey_service.domain.administration.municipality import LEGAL_TEXTS, MunicipalityFacts
from survey_service.permissions import NOBODY, Action, Actor, allowed
from survey_service.web import security
from survey_service.web.chrome import (
    LANGUAGE_NAMES,
    Chrome,
    Flash,
    FlashKind,
    Link,
    direction,
    language_links,
)
from survey_service.web.rendering import render
from survey_service.web.security import Door
from survey_service.web.site import Site, WebRequest, actor_of, site_of

# The framework adds the character set.
HTML = "text/html"
START = "/arbeitsplatz"
# Reached from the start page, so the start page is where one is.
BELOW_START = ("/erhebungen/", "/aussagen/", "/verband/")
FLASH_COOKIE = "meldung"
FLASH_CHARACTERS = 600
# Higher levels cost half as much CPU again and save a tenth of the bytes.
PACKED_FROM, PACKED_LEVEL = 1_000, 3
# Stands for what is the visitor's own in a page that is rendered for everybody.
MARK = f"mark-{secrets.token_hex(16)}-"

# Label, address and action of the desk's main navigation; who may not, does not see it.
NAVIGATION: tuple[tuple[str, str, Action], ...] = (
    ("Übersicht", START, Action.SEE_DESK),
    ("Träger", "/traegerregister", Action.SEE_REGISTER),
    ("Sozialatlas", "/sozialatlas", Action.SEE_ATLAS),
    ("Gebiete", "/gebiete", Action.SEE_AREAS),
    ("Fragebögen", "/frageboegen", Action.SEE_SURVEY),
    ("Kodierer", "/kodierer", Action.START_CODING),
    ("Postausgang", "/postausgang", Action.READ_MAIL),
    ("Konten", "/konten", Action.MANAGE_ACCOUNTS),
    ("Kommune", "/kommune", Action.EDIT_LEGAL_TEXTS),
    ("Protokoll", "/protokoll", Action.READ_AUDIT),
)


def show(
    request: WebRequest,
    template: str,
    page: msgspec.Struct | Mapping[str, object],
    *,
    title: str,
    status: int = 200,
    language: str = "de",
    languages: tuple[str, ...] = (),
    flash: tuple[Flash, ...] = (),
    shared: Hashable = None,
    own: tuple[str, ...] = (),
) -> Response[Any]:
    """A whole page. ``page``'s fields and ``chrome`` are the template's variables.

    ``shared``: names a page that is the same for everybody but for the form's token and the fields
    in ``own`` (plain text): it is rendered once in two seconds.
    """
    cookies: list[Cookie] = []
    chrome = _chrome(
        request,
        cookies,
        title=title,
        language=language,
        languages=languages,
        flash=flash or _flash(request, cookies),
    )
    fields = (
        {name: getattr(page, name) for name in page.__struct_fields__}
        if isinstance(page, msgspec.Struct)
        else dict(page)
    )
    if shared is None or chrome.flash:
        text = render(template, {**fields, "chrome": chrome}, language=language)
    else:
        key = ("page", template, language, shared)
        text = _shared(site_of(request), template, fields, chrome, key=key, own=own)
    body, headers = _packed(request, text.encode("utf-8"))
    return Response(body, status_code=status, media_type=HTML, cookies=cookies, headers=headers)


def _packed(request: WebRequest, body: bytes) -> tuple[bytes, dict[str, str]]:
    """Compressed for browsers that say they read it. Every page has a token masked anew."""
    headers = {"vary": "accept-encoding"}
    if len(body) < PACKED_FROM or "gzip" not in request.headers.get("accept-encoding", ""):
        return body, headers
    return gzip.compress(body, PACKED_LEVEL, mtime=0), {**headers, "content-encoding": "gzip"}


def _shared(
    site: Site,
    template: str,
    fields: dict[str, object],
    chrome: Chrome,
    *,
    key: Hashable,
    own: tuple[str, ...],
) -> str:
    """Rendered with marks in the places of what is the visitor's own, then filled in."""

    def build() -> str:
        marked = msgspec.structs.replace(chrome, csrf_token=f"{MARK}csrf_token")
        page = {**fields, **{name: f"{MARK}{name}" for name in own}, "chrome": marked}
        return render(template, page, language=chrome.language)

    text = site.recent(key, build).replace(f"{MARK}csrf_token", chrome.csrf_token)
    for name in own:
        text = text.replace(f"{MARK}{name}", escape(str(fields[name])))
    return text


def partial(
    template: str, page: msgspec.Struct | Mapping[str, object], *, language: str = "de"
) -> Response[str]:
    """A part of a page, for htmx; the same template is included by the full page."""
    return Response(render(template, page, language=language), media_type=HTML)


def redirect(
    url: str,
    *,
    message: str = "",
    kind: FlashKind = "success",
    cookies: tuple[Cookie, ...] = (),
) -> Redirect:
    """See other (303), with a message for the next page."""
    sent = list(cookies)
    if message:
        sent.append(
            Cookie(
                key=FLASH_COOKIE,
                value=quote(f"{kind}:{message[:FLASH_CHARACTERS]}"),
                path="/",
                httponly=True,
                samesite="lax",
            )
        )
    return Redirect(url, status_code=303, cookies=sent)


def _chrome(
    request: WebRequest,
    cookies: list[Cookie],
    *,
    title: str,
    language: str,
    languages: tuple[str, ...],
    flash: tuple[Flash, ...],
) -> Chrome:
    door: Door = getattr(request.state, "door", "besuch")
    actor: Actor = getattr(request.state, "actor", NOBODY)
    facts = site_of(request).municipality()
    path = request.url.path
    return Chrome(
        municipality=facts.name,
        title=title,
        language=language,
        direction=direction(language),
        languages=language_links(
            tuple(tag for tag in languages if tag in LANGUAGE_NAMES), current=language, url=path
        ),
        navigation=_navigation(actor, path),
        account_name=actor.name,
        csrf_token=_form_token(request, cookies, door, actor),
        legal_links=_legal_links(facts),
        flash=flash,
        demo=facts.demo,
        behalf=actor.name if actor.behalf else "",
        home_url=START if actor.account_id else "/traeger" if actor.invitation_id else "/",
    )


def pdf_file(content: bytes, name: str) -> Response[bytes]:
    """A PDF to be saved under ``name`` (ASCII)."""
    return Response(
        content,
        media_type="application/pdf",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


def _form_token(request: WebRequest, cookies: list[Cookie], door: Door, actor: Actor) -> str:
    token = actor.session or security.read_cookie(request, door)
    if not token and door == "besuch":
        token = keys.new_token()
        cookies.append(security.session_cookie(request, "besuch", token))
    return security.csrf_token(request, door, token) if token else ""


def _navigation(actor: Actor, path: str) -> tuple[Link, ...]:
    return tuple(
        Link(label=label, url=url, current=_is_at(path, url))
        for label, url, action in NAVIGATION
        if allowed(actor, action)
    )


def _is_at(path: str, url: str) -> bool:
    below = BELOW_START if url == START else (f"{url}/",)
    return path == url or path.startswith(below)


def _legal_links(facts: MunicipalityFacts) -> tuple[Link, ...]:
    return tuple(
        Link(label=label, url=f"/{slug}")
        for slug, (field, label) in LEGAL_TEXTS.items()
        if getattr(facts, field)
    )


def _flash(request: WebRequest, cookies: list[Cookie]) -> tuple[Flash, ...]:
    sent = request.cookies.get(FLASH_COOKIE)
    if not sent:
        return ()
    cookies.append(Cookie(key=FLASH_COOKIE, value="", path="/", max_age=0, httponly=True))
    kind, _, message = unquote(sent).partition(":")
    if kind not in {"info", "success", "warning", "danger"} or not message:
        return ()
    return (Flash(kind=kind, text=message[:FLASH_CHARACTERS]),)  # type: ignore[arg-type]


__all__ = ["actor_of", "partial", "pdf_file", "redirect", "show"]
