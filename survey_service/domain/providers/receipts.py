"""The copy of a return: every question with its answer in words, for the page and for the PDF."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from exports import receipt_sections
from exports.pdf import NOTE, Receipt, ReceiptSection
from exports.receipt_sections import Part
from questionnaires.questionnaire import Choice, Questionnaire
from survey_service import clock, queue
from survey_service.domain import files
from survey_service.domain.fieldwork import questionnaires, surveys
from survey_service.domain.providers import behalf, documents
from survey_service.domain.providers.documents import Document
from survey_service.domain.providers.submission import Receipt as Held
from survey_service.errors import NotFound
from survey_service.tables.register import Organisation
from survey_service.tables.responses import Response, SubmittedVersion
from survey_service.tables.surveys import Survey

PDF = "application/pdf"
# A copy takes seconds; where none is there then, no worker runs.
COPY_WITHIN = timedelta(minutes=10)


def sections(
    questionnaire: Questionnaire, document: Document, *, organisation: str, areas: Sequence[Choice]
) -> tuple[ReceiptSection, ...]:
    """Every question that was asked, with its answer in words."""
    return receipt_sections.sections(
        questionnaire,
        organisation=Part(
            name=organisation,
            answers=document.answers,
            skipped=frozenset(document.skipped),
            unreadable=document.unreadable,
            taken_over=frozenset(document.taken_over),
            nothing_new=frozenset(document.nothing_new),
        ),
        facilities=[
            Part(
                name=part.name,
                answers=part.answers,
                skipped=frozenset(part.skipped),
                unreadable=part.unreadable,
                taken_over=frozenset(part.taken_over),
                nothing_new=frozenset(part.nothing_new),
            )
            for part in document.facilities
        ],
        areas=areas,
        language=document.language,
    )


def content(session: Session, version_id: UUID) -> Receipt | None:
    """What the PDF of a submitted version says; None when it is written already or was erased."""
    row = session.exec(
        select(SubmittedVersion, Survey.title, Organisation.name, Survey.questionnaire_version_id)
        .join(Response, col(Response.id) == col(SubmittedVersion.response_id))
        .join(Survey, col(Survey.id) == col(Response.survey_id))
        .join(Organisation, col(Organisation.id) == col(Response.organisation_id))
        .where(SubmittedVersion.id == version_id)
    ).first()
    if row is None:
        raise NotFound("Diesen Rücklauf gibt es nicht.")
    version, title, organisation, questionnaire_version = row
    if version.file_id is not None or not version.document:
        return None
    questionnaire = questionnaires.load(session, questionnaire_version)
    return Receipt(
        title=title,
        organisation=organisation,
        number=version.receipt_number,
        submitted_at=version.submitted_at.astimezone(clock.BERLIN),
        note=f"{NOTE} {behalf.MARK}" if version.on_behalf else NOTE,
        sections=sections(
            questionnaire,
            documents.decode(version.document),
            organisation=organisation,
            areas=surveys.area_choices(session),
        ),
    )


def is_overdue(session: Session, receipt: Held, *, now: datetime) -> bool:
    """Whether the copy will not come by itself: its job has failed, or nobody does it."""
    if receipt.file_id is not None:
        return False
    job = queue.WriteReceipt(version=str(receipt.version_id))
    return now - receipt.submitted_at > COPY_WITHIN or queue.has_failed(session, job)


def store(session: Session, version_id: UUID, pdf: bytes) -> None:
    """Keep the PDF with its version. Done twice it keeps the first."""
    version = session.exec(
        select(SubmittedVersion).where(SubmittedVersion.id == version_id).with_for_update()
    ).one()
    if version.file_id is None:
        name = f"Ruecklauf-{version.receipt_number}.pdf"
        version.file_id = files.store(session, name, PDF, pdf)
