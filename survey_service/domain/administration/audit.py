"""The audit log: who did what; written in the transaction of the act itself."""

from datetime import datetime

import msgspec
from sqlalchemy import desc, func
from sqlmodel import Session, col, select

from survey_service import clock
from survey_service.permissions import Actor
from survey_service.tables.audit import AuditEntry

PAGE_SIZE = 100


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the log as the administrator reads it."""

    at: datetime
    actor: str
    action: str
    subject: str
    detail: str


def record(
    session: Session, actor: Actor, action: str, *, subject: str = "", detail: str = ""
) -> None:
    """Add an entry. ``detail`` names fields and counts, never answers, addresses or tokens."""
    session.add(
        AuditEntry(
            at=clock.now(),
            actor=actor_name(actor),
            action=action,
            subject=subject[:200],
            detail=detail,
        )
    )


def actor_name(actor: Actor) -> str:
    """How an actor is called in the log; residents have no name there."""
    if actor.login:
        return actor.login
    if actor.organisation_id is not None:
        return f"Träger {actor.name}"[:200]
    if actor.workshop_party_id is not None:
        return f"Fragenwerkstatt: {actor.name}"[:200]
    return "Teilnehmende Person" if actor.response_id is not None else "Programm"


def entries(session: Session, *, page: int = 1) -> tuple[list[Entry], int]:
    """Newest first, one page; and how many there are in all."""
    columns = (
        AuditEntry.at,
        AuditEntry.actor,
        AuditEntry.action,
        AuditEntry.subject,
        AuditEntry.detail,
    )
    rows = session.exec(
        select(*columns)  # type: ignore[call-overload]
        .order_by(desc(col(AuditEntry.at)), AuditEntry.id)
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
    ).all()
    total = session.exec(select(func.count()).select_from(AuditEntry)).one()
    return [
        Entry(at=at, actor=actor, action=action, subject=subject, detail=detail)
        for at, actor, action, subject, detail in rows
    ], total
