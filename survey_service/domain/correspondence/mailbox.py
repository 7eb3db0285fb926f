"""The mailbox that delivery reports go to, read by IMAP. Nothing in it is ever deleted or moved.

What was looked at gets a keyword, so that it is not looked at again; only reports of our own mails
are marked as read. Everything else stays as people left it.
"""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import unquote, urlsplit

from survey_service.domain.correspondence import delivery_reports
from survey_service.domain.correspondence.delivery_reports import Report

KEYWORD = "SurveyServiceGelesen"
TIMEOUT_SECONDS = 30
# A report names what came back at its end; who attaches a whole mail attaches a short one of ours.
BYTES = 500_000
AT_A_TIME = 200


def reports(url: str, *, host: str) -> Iterator[Report]:
    """Reports not looked at yet. One is marked after the caller has taken it.

    Raises OSError or imaplib.IMAP4.error.
    """
    with _opened(url) as (server, marking):
        unseen = f"UNKEYWORD {KEYWORD}" if marking else "UNSEEN"
        _, found = server.uid("SEARCH", unseen)
        for uid in (found[0] or b"").split()[:AT_A_TIME]:
            report = _report(server, uid.decode("ascii"), host)
            if report is not None:
                yield report
                server.uid("STORE", uid.decode("ascii"), "+FLAGS.SILENT", r"(\Seen)")
            if marking:
                server.uid("STORE", uid.decode("ascii"), "+FLAGS.SILENT", f"({KEYWORD})")


def _report(server: imaplib.IMAP4, uid: str, host: str) -> Report | None:
    # PEEK: looking marks nothing as read.
    _, parts = server.uid("FETCH", uid, f"(BODY.PEEK[]<0.{BYTES}>)")
    for part in parts:
        if isinstance(part, tuple):
            return delivery_reports.read(part[1], host=host)
    return None


@contextmanager
def _opened(url: str) -> Iterator[tuple[imaplib.IMAP4, bool]]:
    """A mailbox signed in to, and whether the server lets us set a keyword of our own."""
    parts = urlsplit(url)
    name, context = parts.hostname or "localhost", ssl.create_default_context()
    server: imaplib.IMAP4
    if parts.scheme == "imaps":
        server = imaplib.IMAP4_SSL(
            name, parts.port or 993, ssl_context=context, timeout=TIMEOUT_SECONDS
        )
    else:
        server = imaplib.IMAP4(name, parts.port or 143, timeout=TIMEOUT_SECONDS)
    try:
        if parts.scheme == "imap" and "STARTTLS" in server.capabilities:
            server.starttls(context)
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        folder = unquote(parts.path.strip("/")) or "INBOX"
        state, said = server.select(f'"{folder}"')
        if state != "OK":
            raise imaplib.IMAP4.error(f"folder {folder!r}: {said!r}")
        _, flags = server.response("PERMANENTFLAGS")
        yield server, any(b"\\*" in flag for flag in flags if isinstance(flag, bytes))
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            server.logout()
