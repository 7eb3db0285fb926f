"""Handing in: one document, its statements, a receipt; and taking it up again until the end."""

import secrets
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import desc
from sqlmodel import Session, col, select

from survey_service import clock, queue
from survey_service.domain.administration import audit
from survey_service.domain.coding import statements
from survey_service.domain.coding.statements import QUOTING
from survey_service.domain.fieldwork import deadlines
from survey_service.domain.fieldwork.deadlines import Phase
from survey_service.domain.providers import access, documents, gaps, release, responses, saving
from survey_service.domain.providers.documents import Document, FacilityPart
from survey_service.domain.providers.responses import OrganisationResponse
from survey_service.errors import Conflict, NotFound, NotReady, WaveClosed
from survey_service.keys import RECEIPT_ALPHABET
from survey_service.permissions import Actor
from survey_service.tables.responses import Response, ResponseState, SubmittedVersion

RECEIPT_LETTERS = 6
REASON_LENGTH = 2_000


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What an organisation holds in its hands. ``file_id`` None = the PDF is being written."""

    version_id: UUID
    number: int
    receipt_number: str
    submitted_at: datetime
    file_id: UUID | None
    on_behalf: bool = False


def submit(
    session: Session,
    actor: Actor,
    slug: str,
    *,
    reason: str = "",
    quoting: str = "",
    now: datetime,
) -> Receipt:
    """Hand in. Handing in what is handed in gives the same receipt again.

    ``quoting``: with_name | without_name | none, where the questionnaire itself does not ask.
    Raises NotReady when something is missing and no reason is given or the management has not
    released, WaveClosed.
    """
    opened = responses.load(session, actor, slug, now=now)
    if opened.submitted:
        return newest_receipt(session, opened)
    row = saving.begin(session, actor, opened.survey, now=now)
    release.check(row)
    opened = responses.of_wave(session, actor, opened.survey, now=now)
    reason = reason.strip()
    if gaps.of_response(opened) and not reason:
        raise NotReady(
            "Einige Angaben fehlen. Ergänzen Sie sie oder schreiben Sie in einem Satz, warum Sie "
            "den Rücklauf so absenden."
        )
    row.on_behalf = row.on_behalf or actor.behalf
    row.quoting = quoting if quoting in QUOTING.values() else ""
    version = _version(session, actor, opened, row, reason[:REASON_LENGTH], now)
    _store_statements(session, actor, opened, row)
    queue.enqueue(session, queue.WriteReceipt(version=str(version.id)))
    audit.record(
        session,
        actor,
        "Rücklauf abgesandt",
        subject=opened.survey.title,
        detail=version.receipt_number,
    )
    return _receipt(version)


def _version(
    session: Session,
    actor: Actor,
    opened: OrganisationResponse,
    row: Response,
    reason: str,
    now: datetime,
) -> SubmittedVersion:
    earlier = session.exec(
        select(SubmittedVersion.number)
        .where(SubmittedVersion.response_id == row.id)
        .order_by(desc(col(SubmittedVersion.number)))
    ).first()
    content = document(opened, reason=reason)
    version = SubmittedVersion(
        response_id=row.id,
        number=(earlier or 0) + 1,
        document=documents.encode(content),
        receipt_number=free_receipt_number(session, now),
        submitted_at=now,
        author=access.author(actor),
        on_behalf=row.on_behalf,
    )
    session.add(version)
    row.document = version.document
    row.state = ResponseState.SUBMITTED
    row.language = opened.language
    if statements.asks_for_quoting(opened.questionnaire):
        row.quoting = statements.quoting(opened.questionnaire, content.answers)
    row.receipt_number = version.receipt_number
    row.submitted_at = now
    row.submitted_on = now.astimezone(clock.BERLIN).date()
    session.flush()
    return version


def free_receipt_number(session: Session, now: datetime) -> str:
    """One that no version has yet."""
    year = now.astimezone(clock.BERLIN).year
    while True:
        letters = "".join(secrets.choice(RECEIPT_ALPHABET) for _ in range(RECEIPT_LETTERS))
        number = f"{year}-{letters}"
        taken = select(SubmittedVersion.id).where(SubmittedVersion.receipt_number == number)
        if session.exec(taken).first() is None:
            return number


def document(opened: OrganisationResponse, *, reason: str = "") -> Document:
    """The answers as they are handed in: only questions that are asked."""
    relevant = responses.relevant_answers(opened)
    skipped: dict[str, list[str]] = {}
    unreadable: dict[str, dict[str, list[str]]] = {}
    taken_over: dict[str, list[str]] = {}
    nothing_new: dict[str, list[str]] = {}
    for place in responses.places(opened):
        page = responses.page_at(opened, place)
        asked = {item.code for item in responses.asked_items(opened, page, place, relevant)}
        skipped.setdefault(place.facility, []).extend(
            item.code for item in page.items if item.code not in asked and item.kind != "note"
        )
        content = opened.sheet(place).content
        unreadable.setdefault(place.facility, {}).update(content.unreadable)
        taken_over.setdefault(place.facility, []).extend(
            code for code in content.taken_over if code in asked
        )
        if content.nothing_new and asked:
            nothing_new.setdefault(place.facility, []).append(page.code)
    return Document(
        questionnaire=opened.questionnaire.key,
        version=opened.questionnaire.version,
        language=opened.language,
        answers=relevant[""],
        skipped=tuple(skipped.get("", ())),
        unreadable=unreadable.get("", {}),
        taken_over=tuple(taken_over.get("", ())),
        nothing_new=tuple(nothing_new.get("", ())),
        facilities=tuple(
            FacilityPart(
                facility=facility.id,
                code=facility.code,
                name=facility.name,
                area=facility.area,
                answers=relevant.get(facility.id, {}),
                skipped=tuple(skipped.get(facility.id, ())),
                unreadable=unreadable.get(facility.id, {}),
                taken_over=tuple(taken_over.get(facility.id, ())),
                nothing_new=tuple(nothing_new.get(facility.id, ())),
            )
            for facility in opened.facilities
        ),
        incomplete_reason=reason,
    )


def _store_statements(
    session: Session, actor: Actor, opened: OrganisationResponse, row: Response
) -> None:
    relevant = responses.relevant_answers(opened)
    areas = {facility.id: facility.area for facility in opened.facilities}
    drafts = [
        draft
        for place in responses.places(opened)
        for draft in statements.of_page(
            responses.page_at(opened, place),
            relevant.get(place.facility, {}),
            facility=place.facility,
            facility_area=areas.get(place.facility, ""),
        )
    ]
    if actor.organisation_id is None:
        raise NotFound("Diese Erhebung gibt es nicht.")
    statements.replace(
        session,
        survey_id=opened.survey.id,
        response_id=row.id,
        organisation_id=actor.organisation_id,
        quoting=row.quoting,
        language=row.language,
        drafts=drafts,
    )


def reopen(session: Session, actor: Actor, slug: str, *, now: datetime) -> None:
    """Take the response up again. What was handed in stays valid until it is handed in anew.

    Raises WaveClosed after the last day, Conflict when it was never handed in.
    """
    survey = responses.wave(session, actor, slug)
    if deadlines.phase(survey, now=now) != Phase.OPEN:
        raise WaveClosed(
            f"„{survey.title}“ ist seit dem {survey.closes_on:%d.%m.%Y} beendet. Was Sie abgesandt "
            "haben, gilt. Für eine Berichtigung wenden Sie sich an die Sozialplanung."
        )
    row = session.exec(
        select(Response)
        .where(Response.survey_id == survey.id, Response.organisation_id == actor.organisation_id)
        .with_for_update()
    ).first()
    if row is None or row.state in {ResponseState.DRAFT, ResponseState.WITHDRAWN}:
        raise Conflict(
            "Dieser Rücklauf ist noch nicht abgesandt; Sie können ihn direkt bearbeiten."
        )
    if row.state == ResponseState.REOPENED:
        return
    row.state = ResponseState.REOPENED
    audit.record(session, actor, "Rücklauf wieder geöffnet", subject=survey.title)


def quoting_before(session: Session, opened: OrganisationResponse) -> str:
    """What the organisation said about quotes when it last handed in; "" = nothing."""
    row = session.get(Response, opened.response.id) if opened.response else None
    return row.quoting if row else ""


def receipts(session: Session, opened: OrganisationResponse) -> tuple[Receipt, ...]:
    """All versions that were handed in, the newest first."""
    return receipts_of(session, opened.response.id) if opened.response else ()


def receipts_of(session: Session, response_id: UUID) -> tuple[Receipt, ...]:
    """The same, of any response."""
    rows = session.exec(
        select(SubmittedVersion)
        .where(SubmittedVersion.response_id == response_id)
        .order_by(desc(col(SubmittedVersion.number)))
    )
    return tuple(_receipt(row) for row in rows)


def newest_receipt(session: Session, opened: OrganisationResponse) -> Receipt:
    """The receipt that holds. Raises NotFound when nothing was handed in."""
    found = receipts(session, opened)
    if not found:
        raise NotFound("Für diese Erhebung wurde noch nichts abgesandt.")
    return found[0]


def _receipt(row: SubmittedVersion) -> Receipt:
    return Receipt(
        version_id=row.id,
        number=row.number,
        receipt_number=row.receipt_number,
        submitted_at=row.submitted_at,
        file_id=row.file_id,
        on_behalf=row.on_behalf,
    )
