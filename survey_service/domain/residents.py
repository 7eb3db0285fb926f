"""Residents' answers to a consultation: page by page, without a name, with a receipt code."""

from datetime import datetime

from sqlmodel import Session, col, select

from survey_service import keys
from survey_service.permissions import NOBODY, Actor
from survey_service.tables.accounts import BrowserSession


def actor_of(session: Session, token: str, *, now: datetime) -> Actor:
    """The response behind a browser session; NOBODY when unknown or over."""
    response_id = session.exec(
        select(BrowserSession.response_id).where(
            BrowserSession.token_hash == keys.digest(token),
            col(BrowserSession.response_id).is_not(None),
            BrowserSession.expires_at > now,
        )
    ).first()
    if response_id is None:
        return NOBODY
    return Actor(session=token, response_id=response_id)
