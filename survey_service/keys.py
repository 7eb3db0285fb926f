"""Keys and tokens: everything secret is derived from the installation's one secret.

Tokens are never stored. A link's token is derived from its row's id and serial, so that a mail can
be written (and written again) by a job that knows ids only; the database keeps the token's hash.
"""

import base64
import hashlib
import hmac
import secrets

RECEIPT_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0/O and 1/I


def keyed(secret: str, purpose: str, *parts: str) -> bytes:
    """HMAC-SHA-256 over purpose and parts (32 bytes). Parts are length-prefixed."""
    message = b"".join(
        len(part).to_bytes(4, "big") + part
        for part in (text.encode("utf-8") for text in (purpose, *parts))
    )
    return hmac.new(secret.encode("utf-8"), message, hashlib.sha256).digest()


def link_token(secret: str, *, invitation: str, serial: int) -> str:
    """Token of an invitation link: 43 URL-safe characters."""
    return _text(keyed(secret, "invitation", invitation, str(serial)))


def delegation_token(secret: str, *, delegation: str, serial: int) -> str:
    """Token of a link to a part of a response."""
    return _text(keyed(secret, "delegation", delegation, str(serial)))


def workshop_token(secret: str, *, party: str, serial: int) -> str:
    """Token of a link to the discussion of a draft questionnaire."""
    return _text(keyed(secret, "workshop", party, str(serial)))


def workbook_signature(secret: str, marks: str) -> str:
    """Shows that a workbook's marks were written here: 64 hexadecimal digits."""
    return keyed(secret, "return workbook", marks).hex()


def new_token() -> str:
    """Random token of 256 bits for a browser session."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is stored of a token: SHA-256 in hex. Tokens have 256 bits, so no salt is needed."""
    return hashlib.sha256(token.encode("utf-8")).hexdigest()


def csrf_token(secret: str, session: str) -> str:
    """Token bound to one browser session, to be sent with every form."""
    return _text(keyed(secret, "csrf", session))


def new_receipt_code() -> str:
    """Receipt code of 80 bits in four groups, to be written down: ``ABCD-EFGH-JKLM-NPQR``."""
    return _grouped("".join(secrets.choice(RECEIPT_ALPHABET) for _ in range(16)))


def session_receipt_code(secret: str, session: str) -> str:
    """The receipt code of what a browser session hands in: the same however often it is asked.

    A form sent twice gets one code; nobody without the browser's token and the secret finds it.
    """
    raw = keyed(secret, "receipt-code", session)[:16]
    return _grouped("".join(RECEIPT_ALPHABET[byte % 32] for byte in raw))


def receipt_digest(secret: str, code: str) -> str:
    """What is stored of a receipt code: keyed, so that a stolen database alone finds nobody."""
    plain = "".join(character for character in code.upper() if character in RECEIPT_ALPHABET)
    return keyed(secret, "receipt", plain).hex()


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
