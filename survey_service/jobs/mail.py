"""Sending one mail. "sending" is committed before the server hears of it."""

from uuid import UUID

from dbos import DBOS

from survey_service.domain.correspondence import mails, smtp
from survey_service.jobs.context import context


@DBOS.workflow(name="SendMail")
def send_mail(mail_id: str) -> str:
    """Send a mail at most once; returns its state. Run again after a crash it sends nothing."""
    return deliver(mail_id)


@DBOS.step(name="deliver")
def deliver(mail_id: str) -> str:
    """Claim, speak to the server, note. A claim found from before means: nobody knows."""
    here = context()
    with here.database.write() as session:
        message = mails.claim(session, UUID(mail_id), settings=here.settings)
    if message is None:
        with here.database.read() as session:
            return mails.state(session, UUID(mail_id))
    outcome = smtp.deliver(message, settings=here.settings)
    with here.database.write() as session:
        mails.note(session, UUID(mail_id), outcome)
    return outcome.state
