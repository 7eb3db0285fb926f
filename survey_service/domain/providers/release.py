"""The management's release: an organisation may ask for it before it hands in. Off by default."""

from datetime import datetime

import msgspec
from sqlalchemy import func
from sqlmodel import Session, select

from survey_service.domain.administration import audit
from survey_service.domain.providers import access, comments, delegations, responses, saving
from survey_service.domain.providers.responses import OrganisationResponse
from survey_service.errors import Conflict, NotFound, NotReady
from survey_service.permissions import Actor
from survey_service.tables.responses import Delegation, DelegationKind, Response, Revision

NEEDED = (
    "Ihre Organisation hat festgelegt, dass die Leitung freigibt, bevor abgesandt wird. Geben Sie "
    "der Leitung den Link zur Freigabe, oder schalten Sie die Freigabe ab."
)


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """``needed``: the organisation wants it; ``released_at`` None = not since the last change."""

    needed: bool = False
    released_at: datetime | None = None
    released_by: str = ""


def of_response(session: Session, opened: OrganisationResponse) -> Release:
    """Whether the management releases, and whether it has."""
    row = session.get(Response, opened.response.id) if opened.response else None
    if row is None:
        return Release()
    return Release(
        needed=row.needs_release, released_at=row.released_at, released_by=row.released_by
    )


def switch(session: Session, actor: Actor, slug: str, *, on: bool, now: datetime) -> None:
    """Ask for a release, or no longer. Raises WaveClosed or Conflict as saving does."""
    survey = responses.wave(session, actor, slug)
    row = saving.begin(session, actor, survey, now=now)
    row.needs_release = on
    what = "Freigabe der Leitung eingeschaltet" if on else "Freigabe der Leitung abgeschaltet"
    audit.record(session, actor, what, subject=survey.title)


def check(row: Response) -> None:
    """Raises NotReady when a release is needed and there is none since the last change."""
    if row.needs_release and row.released_at is None:
        raise NotReady(NEEDED)


def to_read(
    session: Session, actor: Actor, slug: str, *, now: datetime
) -> tuple[OrganisationResponse, int]:
    """Everything, for the management to read; and which state of it. Raises NotFound for others."""
    _manager(session, actor)
    survey = responses.wave(session, actor, slug)
    opened = responses.of_wave(session, actor, survey, now=now)
    return msgspec.structs.replace(opened, scope=None), _state(session, opened)


def _manager(session: Session, actor: Actor) -> Delegation:
    row = delegations.own(session, actor)
    if row.kind != DelegationKind.RELEASE:
        raise NotFound("Diese Seite ist für die Leitung, die freigibt.")
    return row


def _state(session: Session, opened: OrganisationResponse) -> int:
    """Grows with every change."""
    if opened.response is None:
        return 0
    query = select(func.count()).select_from(Revision)
    return session.exec(query.where(Revision.response_id == opened.response.id)).one()


def decide(
    session: Session,
    actor: Actor,
    slug: str,
    *,
    state: int,
    released: bool,
    comment: str = "",
    now: datetime,
) -> bool:
    """Release, or give back with a comment. False when something changed since it was read.

    Raises NotFound, Refused (no comment), WaveClosed or Conflict (nothing there, handed in).
    """
    manager = _manager(session, actor)
    opened, current = to_read(session, actor, slug, now=now)
    if opened.response is None:
        raise Conflict("Es ist noch nichts eingetragen. Warten Sie, bis Ihr Team fertig ist.")
    row = saving.begin(session, actor, opened.survey, now=now)
    if released and state != current:
        return False
    if released:
        comments.settle_all(session, actor, opened, comments.WHOLE, now=now)
    else:
        comments.add(session, actor, opened, comments.WHOLE, text=comment, now=now)
    row.released_at = now if released else None
    row.released_by = access.author(actor) if released else ""
    manager.finished_at = now if released else None
    what = "Rücklauf freigegeben" if released else "Rücklauf von der Leitung zurückgegeben"
    audit.record(session, actor, what, subject=opened.survey.title)
    return True
