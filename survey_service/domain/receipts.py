"""The copy of a return: every question with its answer in words, for the page and for the PDF."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from exports.pdf import Receipt, ReceiptAnswer, ReceiptSection
from questionnaires import items
from questionnaires.answers import Answers
from questionnaires.questionnaire import FACILITIES, Choice, Page, Questionnaire, text
from survey_service import clock
from survey_service.domain import documents, files, questionnaires, surveys
from survey_service.domain.documents import Document
from survey_service.errors import NotFound
from survey_service.tables.register import Organisation
from survey_service.tables.responses import Response, SubmittedVersion
from survey_service.tables.surveys import Survey

PDF = "application/pdf"
CANNOT_BE_READ = "(so eingegeben, nicht auswertbar)"


def sections(
    questionnaire: Questionnaire, document: Document, *, areas: Sequence[Choice]
) -> tuple[ReceiptSection, ...]:
    """Pages in order, roster pages once per facility, without questions that were not asked."""
    return tuple(_sections(questionnaire, document, areas))


def _sections(
    questionnaire: Questionnaire, document: Document, areas: Sequence[Choice]
) -> Iterator[ReceiptSection]:
    language = document.language
    for page in questionnaire.pages:
        if page.roster != FACILITIES:
            found = _answers(
                page, document.answers, document.unreadable, document.skipped, language, areas
            )
            if found:
                yield ReceiptSection(title=text(page.title, language), answers=found)
            continue
        for part in document.facilities:
            found = _answers(page, part.answers, part.unreadable, part.skipped, language, areas)
            if found:
                yield ReceiptSection(
                    title=text(page.title, language), facility=part.name, answers=found
                )


def _answers(
    page: Page,
    answers: Answers,
    unreadable: Mapping[str, Sequence[str]],
    skipped: Sequence[str],
    language: str,
    areas: Sequence[Choice],
) -> tuple[ReceiptAnswer, ...]:
    found = []
    for item in page.items:
        if item.kind == "note" or item.code in skipped:
            continue
        lines: tuple[str, ...] = ()
        if item.code in unreadable:
            lines = (*unreadable[item.code], CANNOT_BE_READ)
        elif item.code in answers:
            words = items.in_words(item, answers[item.code], language=language, areas=areas)
            lines = tuple(words.split("\n"))
        found.append(ReceiptAnswer(question=text(item.label, language), lines=lines))
    return tuple(found)


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
        sections=sections(
            questionnaire,
            documents.decode(version.document),
            areas=surveys.area_choices(session),
        ),
    )


def store(session: Session, version_id: UUID, pdf: bytes) -> None:
    """Keep the PDF with its version. Done twice it keeps the first."""
    version = session.exec(
        select(SubmittedVersion).where(SubmittedVersion.id == version_id).with_for_update()
    ).one()
    if version.file_id is None:
        name = f"Ruecklauf-{version.receipt_number}.pdf"
        version.file_id = files.store(session, name, PDF, pdf)
