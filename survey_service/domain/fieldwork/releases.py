"""Both sides release a draft: who released which version when, and whether a wave may open."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import func
from sqlmodel import Session, col, select

from survey_service import clock
from survey_service.domain.administration import audit, municipality
from survey_service.errors import Conflict, NotReady, Refused
from survey_service.permissions import Actor
from survey_service.tables.questionnaires import QuestionnaireVersion
from survey_service.tables.surveys import Survey
from survey_service.tables.workshop import EntryKind, Workshop, WorkshopEntry, WorkshopParty

LONGEST = 2_000


class Released(msgspec.Struct, frozen=True, kw_only=True):
    """An act of the record. ``party_id`` None: the city; ``exception``: why it opened without."""

    party_id: UUID | None
    party: str
    version: int
    by: str
    at: datetime
    exception: str = ""


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """The city or a party. ``state``: released | outdated (an earlier version) | waiting."""

    party_id: UUID | None
    name: str
    state: str
    latest: Released | None


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Where every side stands, and every act in the order of time."""

    sides: tuple[Side, ...]
    acts: tuple[Released, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Who has not released the present version."""
        return tuple(side.name for side in self.sides if side.state != "released")


def record(session: Session, survey_id: UUID) -> Record | None:
    """The record of a wave's workshop; None when there was none."""
    row = session.exec(
        select(Workshop.id, Survey.questionnaire_version_id)
        .join(Survey, col(Survey.id) == col(Workshop.survey_id))
        .where(Workshop.survey_id == survey_id)
    ).first()
    if row is None:
        return None
    workshop_id, present_id = row
    present = _version(session, present_id)
    city = municipality.facts(session).name
    acts = _acts(session, workshop_id, city)
    latest = {act.party_id: act for act in acts if not act.exception}
    parties = session.exec(
        select(WorkshopParty.id, WorkshopParty.name)
        .where(WorkshopParty.workshop_id == workshop_id)
        .order_by(func.lower(WorkshopParty.name))
    )
    names: list[tuple[UUID | None, str]] = [(None, city), *parties]
    return Record(
        sides=tuple(_side(key, name, latest.get(key), present) for key, name in names),
        acts=tuple(acts),
    )


def _side(party_id: UUID | None, name: str, latest: Released | None, present: int) -> Side:
    state = "waiting"
    if latest is not None:
        state = "released" if latest.version == present else "outdated"
    return Side(party_id=party_id, name=name, state=state, latest=latest)


def _acts(session: Session, workshop_id: UUID, city: str) -> list[Released]:
    rows = session.exec(
        select(WorkshopEntry, WorkshopParty.name, QuestionnaireVersion.version)
        .join(WorkshopParty, col(WorkshopParty.id) == col(WorkshopEntry.party_id), isouter=True)
        .join(
            QuestionnaireVersion,
            col(QuestionnaireVersion.id) == col(WorkshopEntry.questionnaire_version_id),
        )
        .where(
            WorkshopEntry.workshop_id == workshop_id,
            col(WorkshopEntry.kind).in_((EntryKind.RELEASE, EntryKind.EXCEPTION)),
        )
        .order_by(col(WorkshopEntry.written_at), col(WorkshopEntry.id))
    )
    return [
        Released(
            party_id=row.party_id,
            party=name or city,
            version=version,
            by=row.author,
            at=row.written_at,
            exception=row.text,
        )
        for row, name, version in rows
    ]


def release(
    session: Session, actor: Actor, survey_id: UUID, *, version_id: UUID, person: str
) -> int:
    """Release the version that was seen, for the actor's party or the city; returns its number.

    Raises Conflict when another version lies on the table, or it was released already.
    """
    # Locked: no new version comes in between.
    survey = session.exec(select(Survey).where(Survey.id == survey_id).with_for_update()).one()
    workshop = session.exec(select(Workshop).where(Workshop.survey_id == survey_id)).one()
    if workshop.closed_at is not None:
        raise Conflict("Die Erhebung ist schon geöffnet; freigegeben wird vorher.")
    number = _version(session, survey.questionnaire_version_id)
    if survey.questionnaire_version_id != version_id:
        raise Conflict(
            f"Inzwischen liegt Version {number} vor. Sehen Sie sie an, bevor Sie sie freigeben."
        )
    known = record(session, survey_id)
    for side in known.sides if known is not None else ():
        if side.party_id == actor.workshop_party_id and side.state == "released":
            raise Conflict(f"Version {number} ist für {side.name} schon freigegeben.")
    _add(session, workshop, actor, EntryKind.RELEASE, version_id=version_id, by=person)
    audit.record(
        session,
        actor,
        "Fragenwerkstatt: freigegeben",
        subject=survey.title,
        detail=f"Version {number}",
    )
    return number


def close(session: Session, actor: Actor, survey_id: UUID, *, reason: str) -> None:
    """The wave opens: the workshop ends. Without all releases only with a reason, which is kept.

    Raises NotReady, naming who has not released the present version. Nothing to do without one.
    """
    known = record(session, survey_id)
    if known is None:
        return
    workshop = session.exec(select(Workshop).where(Workshop.survey_id == survey_id)).one()
    if known.missing:
        survey = session.exec(select(Survey).where(Survey.id == survey_id)).one()
        reason = _reason(reason, known, _version(session, survey.questionnaire_version_id))
        _add(
            session,
            workshop,
            actor,
            EntryKind.EXCEPTION,
            version_id=survey.questionnaire_version_id,
            by=actor.name,
            text=reason,
        )
        audit.record(
            session,
            actor,
            "Ohne alle Freigaben geöffnet",
            subject=survey.title,
            detail=f"{len(known.missing)} fehlten",
        )
    workshop.closed_at = clock.now()


def _reason(reason: str, known: Record, version: int) -> str:
    found = reason.strip()
    if not found:
        raise NotReady(
            f"Version {version} ist noch nicht freigegeben von: {', '.join(known.missing)}. Warten "
            "Sie die Freigaben ab, oder geben Sie an, warum Sie trotzdem öffnen; der Grund steht "
            "danach im Protokoll der Fragenwerkstatt."
        )
    if len(found) > LONGEST:
        raise Refused(f"Der Grund ist zu lang: höchstens {LONGEST} Zeichen.")
    return found


def _version(session: Session, version_id: UUID) -> int:
    return session.exec(
        select(QuestionnaireVersion.version).where(QuestionnaireVersion.id == version_id)
    ).one()


def _add(
    session: Session,
    workshop: Workshop,
    actor: Actor,
    kind: EntryKind,
    *,
    version_id: UUID,
    by: str,
    text: str = "",
) -> None:
    session.add(
        WorkshopEntry(
            workshop_id=workshop.id,
            party_id=actor.workshop_party_id,
            questionnaire_version_id=version_id,
            kind=kind,
            text=text,
            author=by[:200],
            written_at=clock.now(),
        )
    )
    session.flush()
