"""Stored questionnaires: a workbook becomes a version; who checked which translation."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import delete, desc, func
from sqlmodel import Session, col, select

from questionnaires import questionnaire as definition
from questionnaires.questionnaire import Questionnaire
from questionnaires.readers.problems import CellProblem
from survey_service import clock
from survey_service.domain.administration import audit
from survey_service.domain.fieldwork.replaced_versions import hand_over, refuse_used
from survey_service.errors import NotFound, Refused, UploadUnusable
from survey_service.permissions import Actor
from survey_service.tables.questionnaires import QuestionnaireVersion, TranslationReview
from survey_service.tables.surveys import Survey

REMEMBERED = 64

# A stored version never changes, so a process decodes it once.
_decoded: dict[UUID, Questionnaire] = {}


class WorkbookFaulty(UploadUnusable):
    """The workbook is no questionnaire; ``problems`` names every place."""

    title = "Fragebogen nicht übernommen"

    def __init__(self, problems: tuple[CellProblem, ...]) -> None:
        self.problems = problems
        errors = sum(problem.severity == "error" for problem in problems)
        super().__init__(
            f"Die Arbeitsmappe hat {errors} Fehler und wurde nicht übernommen. Bessern Sie die "
            "genannten Stellen aus und laden Sie sie noch einmal hoch."
            if errors > 1
            else "Die Arbeitsmappe hat einen Fehler und wurde nicht übernommen. Bessern Sie die "
            "genannte Stelle aus und laden Sie sie noch einmal hoch."
        )


class VersionFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A stored version in the list. ``surveys``: titles of what uses it."""

    id: UUID
    key: str
    version: int
    title: str
    languages: tuple[str, ...]
    unchecked: tuple[str, ...]
    created_at: datetime
    surveys: tuple[str, ...]


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an upload. ``new`` is False when the same version was there already."""

    id: UUID
    new: bool
    warnings: tuple[CellProblem, ...]


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """Who checked a language, and when (None: the workbook says so)."""

    language: str
    reviewed_by: str
    reviewed_at: datetime | None


def store_workbook(session: Session, actor: Actor, workbook: bytes, *, name: str) -> Stored:
    """Read an XLSForm workbook and store it as a version.

    The same content again changes nothing. A version that no opened survey uses may be replaced;
    drafts then use the new one. Raises WorkbookFaulty or Conflict.
    """
    # Heavy, and only uploads need it: starting the web process stays fast.
    from questionnaires.readers import xlsform

    reading = xlsform.read(workbook, name=name)
    questionnaire = reading.questionnaire
    if questionnaire is None or any(found.severity == "error" for found in reading.problems):
        raise WorkbookFaulty(reading.problems)
    document = definition.encode(questionnaire)
    old = session.exec(
        select(QuestionnaireVersion).where(
            QuestionnaireVersion.key == questionnaire.key,
            QuestionnaireVersion.version == questionnaire.version,
        )
    ).first()
    if old is not None and old.document == document:
        return Stored(id=old.id, new=False, warnings=reading.problems)
    new_id = _add(session, old, questionnaire, document, workbook)
    audit.record(
        session,
        actor,
        "Fragebogen ersetzt" if old else "Fragebogen aufgenommen",
        subject=_called(questionnaire),
    )
    return Stored(id=new_id, new=True, warnings=reading.problems)


def _called(questionnaire: Questionnaire) -> str:
    title = definition.text(questionnaire.title, questionnaire.default_language)
    return f"{title[:150]}, Version {questionnaire.version}"


def store_version(session: Session, actor: Actor, workbook: bytes, *, name: str) -> UUID:
    """The id of the workbook's version; see ``store_workbook``."""
    return store_workbook(session, actor, workbook, name=name).id


def _add(
    session: Session,
    old: QuestionnaireVersion | None,
    questionnaire: Questionnaire,
    document: bytes,
    workbook: bytes,
) -> UUID:
    row = QuestionnaireVersion(
        key=questionnaire.key,
        version=questionnaire.version,
        title=definition.text(questionnaire.title, questionnaire.default_language)[:300],
        document=document,
        workbook=workbook,
        created_at=clock.now(),
    )
    if old is not None:
        refuse_used(session, old)
        # Key and version are unique: the old row steps aside before the new one comes in.
        old.key = f"~{old.id}"
        session.flush()
    session.add(row)
    session.flush()
    if old is not None:
        hand_over(session, old, row.id)
    return row.id


def load(session: Session, version_id: UUID) -> Questionnaire:
    """The questionnaire of a version, decoded once per process. Raises NotFound."""
    known = _decoded.get(version_id)
    if known is not None:
        return known
    document = session.exec(
        select(QuestionnaireVersion.document).where(QuestionnaireVersion.id == version_id)
    ).first()
    if document is None:
        raise NotFound("Diesen Fragebogen gibt es nicht.")
    if len(_decoded) >= REMEMBERED:
        _decoded.clear()
    questionnaire = definition.decode(document)
    _decoded[version_id] = questionnaire
    return questionnaire


def workbook(session: Session, version_id: UUID) -> bytes:
    """The XLSForm workbook as it was uploaded. Raises NotFound."""
    found = session.exec(
        select(QuestionnaireVersion.workbook).where(QuestionnaireVersion.id == version_id)
    ).first()
    if found is None:
        raise NotFound("Diesen Fragebogen gibt es nicht.")
    return found


def all_versions(session: Session) -> list[VersionFacts]:
    """Every stored version, the newest of each questionnaire first."""
    rows = session.exec(
        select(
            QuestionnaireVersion.id,
            QuestionnaireVersion.key,
            QuestionnaireVersion.version,
            QuestionnaireVersion.title,
            QuestionnaireVersion.created_at,
        ).order_by(  # type: ignore[call-overload]
            func.lower(QuestionnaireVersion.title), desc(col(QuestionnaireVersion.version))
        )
    ).all()
    used = _titles_of_surveys(session)
    return [
        VersionFacts(
            id=version_id,
            key=key,
            version=version,
            title=title,
            languages=load(session, version_id).languages,
            unchecked=unchecked_languages(session, version_id),
            created_at=created_at,
            surveys=used.get(version_id, ()),
        )
        for version_id, key, version, title, created_at in rows
    ]


def _titles_of_surveys(session: Session) -> dict[UUID, tuple[str, ...]]:
    found: dict[UUID, tuple[str, ...]] = {}
    for version_id, title in session.exec(
        select(Survey.questionnaire_version_id, Survey.title).order_by(Survey.title)
    ):
        found[version_id] = (*found.get(version_id, ()), title)
    return found


def reviews(session: Session, version_id: UUID) -> tuple[Review, ...]:
    """The languages that somebody checked, in the questionnaire's order."""
    questionnaire = load(session, version_id)
    recorded = {
        row.language: Review(
            language=row.language, reviewed_by=row.reviewed_by, reviewed_at=row.reviewed_at
        )
        for row in session.exec(
            select(TranslationReview).where(
                TranslationReview.questionnaire_version_id == version_id
            )
        )
    }
    for language in questionnaire.reviewed_translations:
        recorded.setdefault(
            language, Review(language=language, reviewed_by="laut Arbeitsmappe", reviewed_at=None)
        )
    return tuple(recorded[language] for language in questionnaire.languages if language in recorded)


def unchecked_languages(session: Session, version_id: UUID) -> tuple[str, ...]:
    """Languages that nobody checked: pages in these are marked "ungeprüft"."""
    checked = {review.language for review in reviews(session, version_id)}
    questionnaire = load(session, version_id)
    return tuple(
        language
        for language in questionnaire.languages
        if language not in checked and language != questionnaire.default_language
    )


def record_review(
    session: Session, actor: Actor, version_id: UUID, *, language: str, reviewed_by: str
) -> None:
    """Note who checked a language. A second check replaces the first; the log keeps both."""
    questionnaire = load(session, version_id)
    if language not in questionnaire.languages:
        raise Refused("Diese Sprache kommt in dem Fragebogen nicht vor.")
    if not reviewed_by.strip():
        raise Refused("Geben Sie an, wer die Übersetzung geprüft hat: Name und Stelle.")
    session.execute(
        delete(TranslationReview).where(
            col(TranslationReview.questionnaire_version_id) == version_id,
            col(TranslationReview.language) == language,
        )
    )
    session.add(
        TranslationReview(
            questionnaire_version_id=version_id,
            language=language,
            reviewed_by=reviewed_by.strip()[:200],
            reviewed_at=clock.now(),
        )
    )
    audit.record(
        session,
        actor,
        "Übersetzung geprüft",
        subject=_called(questionnaire),
        detail=language,
    )
