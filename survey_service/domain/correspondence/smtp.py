"""One letter to the SMTP server: what became of it, and what nobody can know."""

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import unquote, urlsplit
from uuid import UUID

import msgspec

from survey_service.settings import Settings
from survey_service.tables.surveys import MailState

TIMEOUT_SECONDS = 30


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A mail with its link filled in: exists in memory only."""

    id: UUID
    kind: str
    recipient: str
    subject: str
    body: str
    state: str


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a mail, and why if it failed."""

    state: str
    problem: str = ""


def deliver(letter: Letter, *, settings: Settings) -> Outcome:
    """Hand the mail to the SMTP server; without one it stays in the outbox to be read.

    Until the server has our text nothing can have been sent: "failed". A connection lost after
    that leaves it open: "unclear".
    """
    if not settings.smtp_url:
        return Outcome(state=MailState.OUTBOX)
    try:
        message = _message(letter, settings)
        server = _connected(settings.smtp_url)
    except (smtplib.SMTPException, OSError, ValueError) as error:
        return Outcome(state=MailState.FAILED, problem=f"Nicht angenommen: {error}")
    try:
        server.send_message(message)
    except (smtplib.SMTPServerDisconnected, TimeoutError) as error:
        return Outcome(state=MailState.UNCLEAR, problem=f"Verbindung abgebrochen: {error}")
    except (smtplib.SMTPException, OSError, ValueError) as error:
        return Outcome(state=MailState.FAILED, problem=f"Nicht angenommen: {error}")
    finally:
        _leave(server)
    return Outcome(state=MailState.SENT)


def _message(letter: Letter, settings: Settings) -> EmailMessage:
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = letter.recipient
    message["Subject"] = letter.subject
    message["Date"] = formatdate(localtime=False)
    # The same id each time: mail systems recognise a copy, and a report names it.
    message["Message-ID"] = f"<{letter.id}@{id_host(settings)}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message


def id_host(settings: Settings) -> str:
    """What stands behind the @ of our Message-IDs."""
    return urlsplit(settings.base_url).hostname or "localhost"


def _connected(url: str) -> smtplib.SMTP:
    """A connection that is signed in. Raises SMTPException or OSError."""
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_SECONDS)
    try:
        server.ehlo_or_helo_if_needed()
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except (smtplib.SMTPException, OSError):
        server.close()
        raise
    return server


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye; what the server answers no longer matters for the mail."""
    with suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()
