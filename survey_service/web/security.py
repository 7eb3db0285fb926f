"""Cookies, CSRF tokens and security headers."""

import base64
import hmac
import secrets
from typing import Literal

from litestar.datastructures import Cookie
from litestar.types import Message, Scope

from survey_service import keys
from survey_service.permissions import Action
from survey_service.web.site import Connection, WebRequest, site_of

Door = Literal["konto", "zugang", "teilnahme", "werkstatt", "besuch"]
CSRF_FIELD = "_csrf"
CSRF_HEADER = "x-csrf-token"
MASK_BYTES = 32

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'; manifest-src 'self'"
    ),
    # no-referrer would make form posts send "Origin: null".
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
STRICT_TRANSPORT = "max-age=31536000"


def door_of(action: Action) -> Door:
    """Which cookie stands for the browser on a route with this action."""
    if action in {Action.ANSWER_FOR_ORGANISATION, Action.ANSWER_PART}:
        return "zugang"
    if action == Action.DISCUSS_QUESTIONNAIRE:
        return "werkstatt"
    if action == Action.ANSWER_AS_RESIDENT:
        return "teilnahme"
    if action in {Action.VISIT, Action.USE_LINK, Action.SIGN_IN}:
        return "besuch"
    return "konto"


def cookie_name(door: Door, *, secure: bool) -> str:
    """``__Host-`` binds the cookie to this host; browsers accept it over https only."""
    return f"__Host-{door}" if secure else door


def read_cookie(connection: Connection, door: Door) -> str:
    """The token the browser sent for a door, or ""."""
    secure = site_of(connection).settings.secure
    return connection.cookies.get(cookie_name(door, secure=secure), "")


def session_cookie(connection: Connection, door: Door, token: str) -> Cookie:
    """A cookie that ends with the browser session."""
    secure = site_of(connection).settings.secure
    return Cookie(
        key=cookie_name(door, secure=secure),
        value=token,
        path="/",
        httponly=True,
        secure=secure,
        samesite="lax",
    )


def ended_cookie(connection: Connection, door: Door) -> Cookie:
    """Remove a door's cookie."""
    secure = site_of(connection).settings.secure
    return Cookie(
        key=cookie_name(door, secure=secure),
        value="",
        path="/",
        max_age=0,
        httponly=True,
        secure=secure,
        samesite="lax",
    )


def csrf_token(connection: Connection, door: Door, token: str) -> str:
    """The form token of a browser session, masked anew each time (pages are compressed)."""
    plain = keys.csrf_token(site_of(connection).settings.secret, f"{door}:{token}").encode("ascii")
    mask = secrets.token_bytes(MASK_BYTES)
    stretched = (mask * 2)[: len(plain)]
    masked = bytes(a ^ b for a, b in zip(plain, stretched, strict=True))
    return base64.urlsafe_b64encode(mask + masked).decode("ascii")


def csrf_valid(connection: Connection, door: Door, sent: str) -> bool:
    """Whether the form's token belongs to the browser's own session."""
    token = read_cookie(connection, door)
    expected = keys.csrf_token(site_of(connection).settings.secret, f"{door}:{token}")
    try:
        raw = base64.b64decode(sent.encode("ascii"), altchars=b"-_", validate=True)
    except ValueError:
        return False
    mask, masked = raw[:MASK_BYTES], raw[MASK_BYTES:]
    if not token or len(mask) < MASK_BYTES or len(masked) != len(expected):
        return False
    plain = bytes(a ^ b for a, b in zip(masked, (mask * 2)[: len(masked)], strict=True))
    return hmac.compare_digest(plain, expected.encode("ascii"))


def from_other_site(request: WebRequest) -> bool:
    """What browsers say themselves about where a form comes from."""
    return request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}


async def add_headers(message: Message, scope: Scope) -> None:
    """Before every response is sent: security headers; pages are never cached."""
    if message["type"] != "http.response.start":
        return
    secure = scope["litestar_app"].state.site.settings.secure
    present = {name for name, _ in message["headers"]}
    message["headers"] = [
        *message["headers"],
        *(header for header in RAW_HEADERS[secure] if header[0] not in present),
    ]


def _raw(headers: dict[str, str]) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((name.encode("ascii"), value.encode("ascii")) for name, value in headers.items())


RAW_HEADERS = {
    False: _raw({**HEADERS, "cache-control": "no-store"}),
    True: _raw(
        {**HEADERS, "cache-control": "no-store", "strict-transport-security": STRICT_TRANSPORT}
    ),
}
