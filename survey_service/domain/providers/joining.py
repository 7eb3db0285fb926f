"""Two returns of one organisation to one wave become one: which counts, what joins it, what is
laid aside.

An organisation that stood in the register twice was asked twice, and may have answered twice: each
time for the facilities of that entry. What was said about facilities joins the return that counts;
what the organisation said about itself counts once and is kept beside it, to be read.
"""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlalchemy import desc, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from survey_service import queue
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.providers import access, documents, responses, submission
from survey_service.domain.providers.documents import Document, FacilityPart
from survey_service.domain.providers.submission import Receipt
from survey_service.errors import Conflict
from survey_service.permissions import Actor
from survey_service.tables.register import Organisation, OrganisationMerge
from survey_service.tables.responses import (
    Response,
    ResponseState,
    Revision,
    Statement,
    SubmittedVersion,
)
from survey_service.tables.surveys import Participation, Survey


class ReturnFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two. ``state``: draft | submitted | reopened.

    ``facilities``: about how many of them it says something.
    """

    state: str
    submitted_on: date | None
    facilities: int


class AnsweredByBoth(msgspec.Struct, frozen=True, kw_only=True):
    """A wave for which both have answers; one that was only begun is among them."""

    survey_id: UUID
    slug: str
    title: str
    kept: ReturnFacts
    duplicate: ReturnFacts


class LaidAside(msgspec.Struct, frozen=True, kw_only=True):
    """A return that does not count because another one of the same organisation does.

    ``handed_in``: it was; else it was only begun. ``document``: what it said.
    """

    organisation: str
    merged_at: datetime
    handed_in: bool
    document: Document
    receipts: tuple[Receipt, ...]


def answered_by_both(
    session: Session, *, kept_id: UUID, duplicate_id: UUID
) -> tuple[AnsweredByBoth, ...]:
    """By title."""
    other = aliased(Response)
    rows = session.exec(
        select(Survey, Response, other)
        .join(Response, col(Response.survey_id) == col(Survey.id))
        .join(other, col(other.survey_id) == col(Survey.id))
        .where(
            Response.organisation_id == kept_id,
            other.organisation_id == duplicate_id,
            Response.state != ResponseState.WITHDRAWN,
            other.state != ResponseState.WITHDRAWN,
        )
        .order_by(Survey.title)
    )
    return tuple(
        AnsweredByBoth(
            survey_id=survey.id,
            slug=survey.slug,
            title=survey.title,
            kept=_facts(session, own),
            duplicate=_facts(session, foreign),
        )
        for survey, own, foreign in rows
    )


def _facts(session: Session, row: Response) -> ReturnFacts:
    return ReturnFacts(
        state=str(row.state),
        submitted_on=row.submitted_on,
        facilities=len(_said(session, row)),
    )


def lock(session: Session, *organisations: UUID) -> None:
    """Nobody saves, hands in or takes up a return of these until the transaction ends."""
    for table in (Participation, Response):
        session.exec(
            select(table.id)
            .where(col(table.organisation_id).in_(organisations))
            .order_by(col(table.id))
            .with_for_update()
        ).all()


def join(
    session: Session,
    actor: Actor,
    survey_id: UUID,
    *,
    counts: UUID,
    kept_id: UUID,
    duplicate_id: UUID,
    now: datetime,
) -> None:
    """The return of ``counts`` becomes the kept organisation's, the other one is laid aside.

    Raises Conflict when ``counts`` is neither of both. Call it after ``lock`` and before the rest
    of the duplicate moves: a wave has one return of each organisation.
    """
    pair = {owner: _response(session, survey_id, owner) for owner in (kept_id, duplicate_id)}
    if counts not in pair:
        raise Conflict("Wählen Sie einen der beiden Rückläufe.")
    counting = pair.pop(counts)
    (aside,) = pair.values()
    facilities = _said(session, aside) - _said(session, counting)
    _hand_in(session, actor, counting, aside, facilities, now=now)
    _move_revisions(session, counting, aside, facilities)
    _move_statements(session, counting, aside, facilities)
    aside.state = ResponseState.WITHDRAWN
    _change_owners(session, counting, aside, kept_id=kept_id, duplicate_id=duplicate_id)


def _response(session: Session, survey_id: UUID, organisation_id: UUID) -> Response:
    return session.exec(
        select(Response).where(
            Response.survey_id == survey_id, Response.organisation_id == organisation_id
        )
    ).one()


def _said(session: Session, row: Response) -> frozenset[str]:
    """Ids of the facilities about which a return says something, handed in or not."""
    saved = session.exec(
        select(Revision.part).where(Revision.response_id == row.id, Revision.part != "").distinct()
    )
    return frozenset(saved) | {part.facility for part in _parts(row) if _says_something(part)}


def _parts(row: Response) -> tuple[FacilityPart, ...]:
    return documents.decode(row.document).facilities if row.document else ()


def _says_something(part: FacilityPart) -> bool:
    return bool(part.answers or part.unreadable or part.nothing_new)


def _hand_in(
    session: Session,
    actor: Actor,
    counting: Response,
    aside: Response,
    facilities: Collection[str],
    *,
    now: datetime,
) -> None:
    """What was handed in about facilities counts further: as a new version, with a receipt."""
    if not counting.document or not aside.document:
        return
    content = documents.decode(counting.document)
    known = {part.facility: part for part in content.facilities}
    joined = [
        part for part in _parts(aside) if part.facility in facilities or part.facility not in known
    ]
    if not joined:
        return
    merged = known | {part.facility: part for part in joined}
    counting.document = documents.encode(
        msgspec.structs.replace(content, facilities=tuple(merged.values()))
    )
    if counting.receipt_number is None:
        # An earlier wave that was read in from Excel: nobody holds a receipt.
        return
    number = session.exec(
        select(SubmittedVersion.number)
        .where(SubmittedVersion.response_id == counting.id)
        .order_by(desc(col(SubmittedVersion.number)))
    ).first()
    version = SubmittedVersion(
        response_id=counting.id,
        number=(number or 0) + 1,
        document=counting.document,
        receipt_number=submission.free_receipt_number(session, now),
        submitted_at=now,
        author=f"{access.ON_BEHALF}{actor.name}) beim Zusammenführen"[: access.AUTHOR_LENGTH],
        on_behalf=True,
    )
    session.add(version)
    counting.receipt_number = version.receipt_number
    counting.submitted_at = now
    counting.on_behalf = True
    session.flush()
    queue.enqueue(session, queue.WriteReceipt(version=str(version.id)))


def _move_revisions(
    session: Session, counting: Response, aside: Response, facilities: Collection[str]
) -> None:
    """With all their history: who has such a page open saves on, and sees what others saved."""
    moved = session.exec(
        select(Revision.id)
        .where(Revision.response_id == aside.id, col(Revision.part).in_(facilities))
        .limit(1)
    ).first()
    if moved is None:
        return
    session.execute(
        update(Revision)
        .where(col(Revision.response_id) == aside.id, col(Revision.part).in_(facilities))
        .values(response_id=counting.id)
    )
    if counting.state == ResponseState.SUBMITTED and aside.state == ResponseState.SUBMITTED:
        return
    # Something joined that nobody has handed in: what was handed in counts until somebody does.
    if counting.state == ResponseState.SUBMITTED:
        counting.state = ResponseState.REOPENED
    counting.released_at, counting.released_by = None, ""


def _move_statements(
    session: Session, counting: Response, aside: Response, facilities: Collection[str]
) -> None:
    for row in session.exec(select(Statement).where(Statement.response_id == aside.id)):
        if row.facility_id is not None and str(row.facility_id) in facilities:
            row.response_id = counting.id
            # A return that is only begun says nothing yet; handed in, it finds its statements.
            row.current = row.current and bool(counting.document)
        else:
            row.current = False
            # Out of the way of the same words in the return that counts.
            row.contributor = f"aside-{aside.id.hex}"
    session.flush()


def _change_owners(
    session: Session, counting: Response, aside: Response, *, kept_id: UUID, duplicate_id: UUID
) -> None:
    aside.organisation_id = None
    session.flush()
    counting.organisation_id = kept_id
    session.flush()
    aside.organisation_id = duplicate_id
    session.flush()


def laid_aside(
    session: Session, actor: Actor, survey: SurveyFacts, *, now: datetime
) -> tuple[LaidAside, ...]:
    """The organisation's own returns to a wave that do not count, by name; a colleague sees none.

    What joined the return that counts is in it, too, where it was handed in.
    """
    if actor.organisation_id is None or actor.delegation_id is not None:
        return ()
    rows = session.exec(
        select(Response, OrganisationMerge, Organisation.name)
        .join(Organisation, col(Organisation.id) == col(Response.organisation_id))
        .join(
            OrganisationMerge,
            col(OrganisationMerge.organisation_id) == col(Response.organisation_id),
        )
        .where(
            OrganisationMerge.kept_id == actor.organisation_id,
            Response.survey_id == survey.id,
            Response.state == ResponseState.WITHDRAWN,
        )
        .order_by(Organisation.name)
    ).all()
    return tuple(
        LaidAside(
            organisation=name,
            merged_at=merge.merged_at,
            handed_in=bool(row.document),
            document=_document(session, actor, survey, row, now),
            receipts=submission.receipts_of(session, row.id),
        )
        for row, merge, name in rows
    )


def _document(
    session: Session, actor: Actor, survey: SurveyFacts, row: Response, now: datetime
) -> Document:
    if row.document:
        return documents.decode(row.document)
    owner = msgspec.structs.replace(actor, organisation_id=row.organisation_id)
    return submission.document(responses.of_wave(session, owner, survey, now=now))
