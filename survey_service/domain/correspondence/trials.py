"""A trial mail to oneself: the text as it will look, with a link that opens nothing of anybody."""

import re
from uuid import UUID

from sqlmodel import Session

from survey_service.domain.administration import audit
from survey_service.domain.correspondence import mails, templates
from survey_service.domain.correspondence.addressees import Addressee
from survey_service.domain.correspondence.templates import Text
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.errors import Refused
from survey_service.permissions import Actor
from survey_service.tables.surveys import MailKind

ADDRESS = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+\.[^\s@,;<>\".]+")


def checked(address: str) -> str:
    """The address without blanks. Raises Refused unless a mail server could take it."""
    plain = address.strip()
    if not ADDRESS.fullmatch(plain) or len(plain) > 320:
        raise Refused(
            "Das ist keine E-Mail-Adresse. Schreiben Sie sie wie „name@stadt.example“, ohne "
            "Leerzeichen."
        )
    return plain


def send(
    session: Session,
    actor: Actor,
    survey: SurveyFacts,
    addressee: Addressee,
    *,
    kind: str,
    text: Text,
    to: str,
) -> UUID:
    """Queue the text, filled in for ``addressee``, to an address one types. Raises Refused."""
    found = templates.problems(kind, text)
    if found:
        raise Refused(found[0][1])
    filled = templates.written(session, survey, addressee, kind=kind, text=text)
    audit.record(session, actor, "Probe-E-Mail gesendet", subject=survey.title, detail=kind)
    return mails.put(
        session,
        kind=MailKind.TRIAL,
        recipient=checked(to),
        subject=f"Probe: {filled.subject}",
        body=filled.body,
        survey_id=survey.id,
    )
