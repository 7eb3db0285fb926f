"""Fragenwerkstatt: the draft of a wave's questionnaire is shared, discussed, replaced."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlmodel import Session, col, select

from questionnaires.questionnaire import Questionnaire
from survey_service import clock
from survey_service.domain.administration import audit
from survey_service.domain.fieldwork import questionnaires
from survey_service.domain.fieldwork.questionnaires import Stored
from survey_service.errors import Conflict, NotFound, NotReady, Refused, SignInNeeded
from survey_service.permissions import Actor
from survey_service.tables.questionnaires import QuestionnaireVersion
from survey_service.tables.surveys import Survey, SurveyKind, SurveyState
from survey_service.tables.workshop import Workshop, WorkshopParty

LONGEST_INTRODUCTION = 4_000
CLOSED = (
    "Die Erhebung ist geöffnet, die Fragenwerkstatt damit beendet. Sie können alles noch lesen; "
    "Neues wird nicht mehr angenommen."
)


class WorkshopFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A workshop and the draft that lies on its table. ``writable``: the wave is not open yet."""

    id: UUID
    survey_id: UUID
    slug: str
    title: str
    introduction: str
    opened_at: datetime
    writable: bool
    version_id: UUID
    version: int
    key: str


def of_survey(session: Session, survey_id: UUID) -> WorkshopFacts | None:
    """The workshop of a wave; None when it was never opened."""
    return _facts(session, col(Survey.id) == survey_id)


def at_desk(session: Session, slug: str) -> WorkshopFacts:
    """The same by the wave's name in addresses. Raises NotFound."""
    found = _facts(session, col(Survey.slug) == slug)
    if found is None:
        raise NotFound("Zu dieser Erhebung gibt es keine Fragenwerkstatt.")
    return found


def of_party(session: Session, actor: Actor) -> WorkshopFacts:
    """The one workshop a party may see: every page of a party begins here."""
    workshop_id = session.exec(
        select(WorkshopParty.workshop_id).where(
            WorkshopParty.id == actor.workshop_party_id, col(WorkshopParty.revoked).is_(False)
        )
    ).first()
    found = None if workshop_id is None else _facts(session, col(Workshop.id) == workshop_id)
    if found is None:
        raise SignInNeeded("Ihre Sitzung ist beendet. Öffnen Sie Ihren Link noch einmal.")
    return found


def open_workshop(
    session: Session, actor: Actor, survey_id: UUID, *, introduction: str
) -> WorkshopFacts:
    """Share the draft of a wave. Raises Refused, NotReady or Conflict."""
    survey = session.get(Survey, survey_id)
    if survey is None:
        raise NotFound("Diese Erhebung gibt es nicht.")
    if survey.kind != SurveyKind.WAVE:
        raise Refused("Eine Fragenwerkstatt gehört zu einer Erhebungswelle der Träger.")
    if survey.state != SurveyState.DRAFT:
        raise NotReady(
            f"„{survey.title}“ ist schon geöffnet: der Fragebogen steht fest. Eine "
            "Fragenwerkstatt gibt es nur vorher."
        )
    if of_survey(session, survey_id) is not None:
        raise Conflict("Diese Fragenwerkstatt ist schon eröffnet. Laden Sie die Seite neu.")
    session.add(
        Workshop(
            survey_id=survey_id,
            introduction=_introduction(introduction),
            opened_at=clock.now(),
        )
    )
    session.flush()
    audit.record(session, actor, "Fragenwerkstatt eröffnet", subject=survey.title)
    return at_desk(session, survey.slug)


def introduce(session: Session, actor: Actor, at: WorkshopFacts, introduction: str) -> None:
    """Change what the parties read first."""
    refuse_closed(at)
    session.exec(select(Workshop).where(Workshop.id == at.id)).one().introduction = _introduction(
        introduction
    )
    audit.record(session, actor, "Fragenwerkstatt: Einleitung geändert", subject=at.title)


def replace_draft(
    session: Session, actor: Actor, at: WorkshopFacts, workbook: bytes, *, name: str
) -> Stored:
    """The next version of the same questionnaire. Entries stay with the version they speak about.

    Raises WorkbookFaulty, Conflict or Refused.
    """
    refuse_closed(at)
    stored = questionnaires.store_workbook(session, actor, workbook, name=name)
    new = questionnaires.load(session, stored.id)
    if new.key != at.key:
        raise Refused(
            f"Das ist ein anderer Fragebogen („{new.key}“ statt „{at.key}“). Laden Sie die "
            "geänderte Arbeitsmappe dieses Fragebogens hoch."
        )
    if stored.id != at.version_id and new.version <= at.version:
        raise Refused(
            f"Die Arbeitsmappe hat die Version {new.version}; auf dem Tisch liegt Version "
            f"{at.version}. Tragen Sie im Blatt settings bei version eine höhere Zahl ein."
        )
    survey = session.exec(select(Survey).where(Survey.id == at.survey_id).with_for_update()).one()
    survey.questionnaire_version_id = stored.id
    kept = [tag for tag in new.languages if tag in survey.languages]
    survey.languages = kept or [new.default_language]
    if stored.id != at.version_id:
        audit.record(
            session,
            actor,
            "Fragenwerkstatt: neue Fassung",
            subject=at.title,
            detail=f"Version {new.version}",
        )
    return stored


def draft_of(session: Session, at: WorkshopFacts) -> Questionnaire:
    """The questionnaire on the table."""
    return questionnaires.load(session, at.version_id)


def refuse_closed(at: WorkshopFacts) -> None:
    """Raise Conflict once the wave was opened."""
    if not at.writable:
        raise Conflict(CLOSED)


def _introduction(text: str) -> str:
    found = text.strip()
    if len(found) > LONGEST_INTRODUCTION:
        raise Refused(f"Die Einleitung ist zu lang: höchstens {LONGEST_INTRODUCTION} Zeichen.")
    return found


def _facts(session: Session, condition: object) -> WorkshopFacts | None:
    row = session.exec(
        select(Workshop, Survey, QuestionnaireVersion.version, QuestionnaireVersion.key)
        .join(Survey, col(Survey.id) == col(Workshop.survey_id))
        .join(
            QuestionnaireVersion,
            col(QuestionnaireVersion.id) == col(Survey.questionnaire_version_id),
        )
        .where(condition)  # type: ignore[arg-type]
    ).first()
    if row is None:
        return None
    workshop, survey, version, key = row
    return WorkshopFacts(
        id=workshop.id,
        survey_id=survey.id,
        slug=survey.slug,
        title=survey.title,
        introduction=workshop.introduction,
        opened_at=workshop.opened_at,
        writable=workshop.closed_at is None,
        version_id=survey.questionnaire_version_id,
        version=version,
        key=key,
    )
