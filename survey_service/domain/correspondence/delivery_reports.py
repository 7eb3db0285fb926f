"""Delivery reports (RFC 3464): which of our mails came back, and what the server said."""

from email import message_from_bytes, message_from_string, policy
from email.message import Message
from uuid import UUID

import msgspec

# 5.x.x and "failed": it will not arrive. "delayed" says that the server is still trying.
FAILED = "failed"
RETURNED = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A mail of ours that did not arrive. ``reason``: as the server put it, one line."""

    mail_id: UUID
    reason: str


def read(content: bytes, *, host: str) -> Report | None:
    """None for everything that is no report of a failed mail of ours: replies, holidays, delays.

    ``host``: what stands behind the @ of our Message-IDs.
    """
    message = message_from_bytes(content, policy=policy.default)
    if (
        message.get_content_type() != "multipart/report"
        or str(message.get_param("report-type", "")).lower() != "delivery-status"
    ):
        return None
    parts = list(message.walk())
    reason = next((found for part in parts if (found := _reason(part))), "")
    mail_id = next((known for part in parts if (known := _returned(part, host))), None)
    return Report(mail_id=mail_id, reason=reason) if reason and mail_id else None


def _reason(part: Message) -> str:
    """Status and diagnosis of the first recipient whom it did not reach, else ""."""
    if part.get_content_type() != "message/delivery-status":
        return ""
    for block in part.get_payload():
        if not isinstance(block, Message):
            continue
        if str(block.get("Action", "")).strip().lower() == FAILED:
            status = str(block.get("Status", "")).strip()
            _, _, said = str(block.get("Diagnostic-Code", "")).partition(";")
            return " ".join(f"{status} {said}".split()) or FAILED
    return ""


def _returned(part: Message, host: str) -> UUID | None:
    """The id of our mail, from the headers that came back with the report."""
    if part.get_content_type() not in RETURNED:
        return None
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else payload
    headers = inner if isinstance(inner, Message) else message_from_string(str(inner))
    name, _, behind = str(headers.get("Message-ID", "")).strip().strip("<>").partition("@")
    if behind != host:
        return None
    try:
        return UUID(name)
    except ValueError:
        return None
