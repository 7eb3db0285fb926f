"""What the worker looks for by itself: nobody enqueues it, its moment simply comes."""

import imaplib
import logging
from uuid import UUID

from survey_service import clock
from survey_service.database import Database
from survey_service.domain.correspondence import bounces, mailbox, reminders, smtp
from survey_service.domain.providers import observations
from survey_service.settings import Settings

log = logging.getLogger(__name__)


def remind(database: Database) -> int:
    """Send the reminders whose day has come; returns how many mails. Every worker may try."""
    with database.read() as session:
        found = reminders.due(session, now=clock.now())
    return sum(_remind(database, reminder_id) for reminder_id in found)


def close_past_years(database: Database) -> int:
    """End the surveys of observations whose year is over; returns how many."""
    with database.write() as session:
        return observations.close_past(session, today=clock.today())


def note_bounces(settings: Settings, database: Database) -> int:
    """Look for mail that came back; returns how many were noted. Every worker may try."""
    if not settings.imap_url:
        return 0
    number = 0
    try:
        for report in mailbox.reports(settings.imap_url, host=smtp.id_host(settings)):
            with database.write() as session:
                number += bounces.note(session, report.mail_id, reason=report.reason)
    except (OSError, imaplib.IMAP4.error) as error:
        # Tried again in a minute. The message may hold what the server said, never the password.
        log.warning("mailbox of delivery reports cannot be read: %s", type(error).__name__)
    return number


def _remind(database: Database, reminder_id: UUID) -> int:
    # One transaction each: it is noted as sent together with its mails, or not at all.
    try:
        with database.write() as session:
            return reminders.send(session, reminder_id, now=clock.now())
    except Exception:
        # One wave that cannot be reminded must not end the worker, nor stop the others.
        log.exception("reminder %s could not be sent", reminder_id)
        return 0
