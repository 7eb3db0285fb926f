"""Mail that came back: marked by hand, or found in the mailbox that delivery reports go to."""

from uuid import UUID

from sqlmodel import Session, select

from survey_service import clock
from survey_service.domain.administration import audit
from survey_service.domain.correspondence.mails import BOUNCEABLE
from survey_service.errors import Conflict, NotFound
from survey_service.permissions import Actor
from survey_service.tables.surveys import Mail, MailState

REASON_LENGTH = 500


def mark(session: Session, actor: Actor, mail_id: UUID, *, reason: str) -> None:
    """A planner says that it came back. Raises NotFound or Conflict."""
    mail = session.exec(select(Mail).where(Mail.id == mail_id).with_for_update()).first()
    if mail is None:
        raise NotFound("Diese E-Mail gibt es nicht.")
    if mail.state not in BOUNCEABLE:
        raise Conflict(
            "Zurückkommen kann nur, was gesendet wurde oder unklar ist. Laden Sie die Seite neu."
        )
    _bounce(mail, reason=reason or "von Hand vermerkt")
    audit.record(session, actor, "E-Mail zurückgekommen", subject=str(mail_id))


def note(session: Session, mail_id: UUID, *, reason: str) -> bool:
    """A delivery report says that it came back; False when it is unknown or noted already."""
    mail = session.exec(select(Mail).where(Mail.id == mail_id).with_for_update()).first()
    if mail is None or mail.state not in BOUNCEABLE:
        return False
    _bounce(mail, reason=reason)
    return True


def _bounce(mail: Mail, *, reason: str) -> None:
    mail.state = MailState.BOUNCED
    mail.problem = f"Zurückgekommen: {' '.join(reason.split())[:REASON_LENGTH]}"
    mail.changed_at = clock.now()
