"""Remarks inside an organisation on a page of its return. The city never sees them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import func
from sqlmodel import Session, col, select

from survey_service.domain.providers import access, responses
from survey_service.domain.providers.responses import OrganisationResponse
from survey_service.domain.providers.revisions import Place
from survey_service.errors import NotFound, Refused
from survey_service.permissions import Actor
from survey_service.tables.responses import ResponseComment

LENGTH = 5_000
WHOLE = Place("")
"""Where remarks on the whole return stand: what the management gave it back with."""


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """A remark. ``settled_at`` None = still to be dealt with."""

    id: UUID
    text: str
    author: str
    written_at: datetime
    settled_at: datetime | None
    settled_by: str


def of_place(
    session: Session, actor: Actor, opened: OrganisationResponse, place: Place
) -> tuple[Remark, ...]:
    """The remarks on a place, the oldest first; none for the city. Raises NotFound."""
    _check(opened, place)
    if actor.behalf:
        return ()
    rows = session.exec(
        select(ResponseComment)
        .where(*_of(actor, opened), *_at(place))
        .order_by(col(ResponseComment.written_at), col(ResponseComment.id))
    )
    return tuple(
        Remark(
            id=row.id,
            text=row.text,
            author=row.author,
            written_at=row.written_at,
            settled_at=row.settled_at,
            settled_by=row.settled_by,
        )
        for row in rows
    )


def _check(opened: OrganisationResponse, place: Place) -> None:
    if place != WHOLE:
        responses.page_at(opened, place)
    elif opened.scope is not None:
        raise NotFound("Diese Seite gibt es nicht.")


def _of(actor: Actor, opened: OrganisationResponse) -> Sequence[bool]:
    return (
        ResponseComment.survey_id == opened.survey.id,
        ResponseComment.organisation_id == actor.organisation_id,
    )


def _at(place: Place) -> Sequence[bool]:
    return (ResponseComment.page == place.page, ResponseComment.part == place.facility)


def unsettled(session: Session, actor: Actor, opened: OrganisationResponse) -> dict[Place, int]:
    """How many remarks wait at each place; none for the city."""
    if actor.behalf:
        return {}
    rows = session.exec(
        select(ResponseComment.page, ResponseComment.part, func.count())
        .where(*_of(actor, opened), col(ResponseComment.settled_at).is_(None))
        .group_by(col(ResponseComment.page), col(ResponseComment.part))
    )
    return {Place(page, part): number for page, part, number in rows}


def write(
    session: Session, actor: Actor, slug: str, place: Place, *, text: str, now: datetime
) -> None:
    """A new remark. Raises NotFound, Refused."""
    access.refuse_on_behalf(actor)
    opened = responses.load(session, actor, slug, now=now)
    _check(opened, place)
    add(session, actor, opened, place, text=text, now=now)


def add(
    session: Session,
    actor: Actor,
    opened: OrganisationResponse,
    place: Place,
    *,
    text: str,
    now: datetime,
) -> None:
    """The same when the place was checked. Raises Refused."""
    text = text.strip()
    if not text:
        raise Refused("Die Anmerkung ist leer. Schreiben Sie, worum es geht.")
    if len(text) > LENGTH:
        raise Refused(f"Die Anmerkung ist zu lang: höchstens {LENGTH} Zeichen. Kürzen Sie sie.")
    if actor.organisation_id is None:
        raise NotFound("Diese Erhebung gibt es nicht.")
    session.add(
        ResponseComment(
            survey_id=opened.survey.id,
            organisation_id=actor.organisation_id,
            page=place.page,
            part=place.facility,
            text=text,
            author=_name(actor),
            written_at=now,
        )
    )


def settle_all(
    session: Session, actor: Actor, opened: OrganisationResponse, place: Place, *, now: datetime
) -> None:
    """What was remarked on a place is dealt with."""
    rows = session.exec(
        select(ResponseComment).where(
            *_of(actor, opened), *_at(place), col(ResponseComment.settled_at).is_(None)
        )
    )
    for row in rows:
        row.settled_at, row.settled_by = now, _name(actor)


def _name(actor: Actor) -> str:
    return (actor.person or actor.name)[:200]


def settle(
    session: Session,
    actor: Actor,
    slug: str,
    place: Place,
    remark: UUID,
    *,
    done: bool,
    now: datetime,
) -> None:
    """Dealt with, or not after all. Raises NotFound."""
    access.refuse_on_behalf(actor)
    opened = responses.load(session, actor, slug, now=now)
    _check(opened, place)
    row = session.exec(
        select(ResponseComment)
        .where(ResponseComment.id == remark, *_of(actor, opened), *_at(place))
        .with_for_update()
    ).first()
    if row is None:
        raise NotFound("Diese Anmerkung gibt es nicht. Laden Sie die Seite neu.")
    row.settled_at = now if done else None
    row.settled_by = _name(actor) if done else ""
