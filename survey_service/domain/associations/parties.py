"""The associations of a wave, and those of them that do not take part in the Stellungnahme."""

from uuid import UUID

import msgspec
from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from survey_service import clock
from survey_service.domain.administration import audit
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.errors import Conflict, NotFound
from survey_service.permissions import Actor, associations_of
from survey_service.tables.accounts import Account, Grant, Role
from survey_service.tables.position_papers import (
    PositionAbstention,
    PositionComment,
    PositionPaper,
    PositionRelease,
    PositionVersion,
)
from survey_service.tables.register import Association, Organisation
from survey_service.tables.surveys import Participation


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """An association with members in the wave. ``aside``: it does not take part."""

    id: UUID
    name: str
    has_account: bool
    aside: bool


def of_wave(session: Session, survey_id: UUID) -> tuple[Party, ...]:
    """By name."""
    joined = (
        select(Organisation.association_id)
        .join(Participation, col(Participation.organisation_id) == col(Organisation.id))
        .where(Participation.survey_id == survey_id)
    )
    speaking = set(
        session.exec(
            select(Grant.association_id)
            .join(Account, col(Account.id) == col(Grant.account_id))
            .where(Grant.role == Role.ASSOCIATION, col(Account.active).is_(True))
        )
    )
    aside = set(
        session.exec(
            select(PositionAbstention.association_id).where(
                PositionAbstention.survey_id == survey_id
            )
        )
    )
    rows = session.exec(
        select(Association.id, Association.name)
        .where(col(Association.id).in_(joined))
        .order_by(func.lower(Association.name))
    )
    return tuple(
        Party(id=key, name=name, has_account=key in speaking, aside=key in aside)
        for key, name in rows
    )


def set_aside(session: Session, actor: Actor, survey: SurveyFacts, association_id: UUID) -> Party:
    """The planner records that an association does not take part. Raises NotFound, Conflict.

    Only of one without an account: whoever can speak for itself is waited for.
    """
    party = _party(session, survey.id, association_id)
    if party.has_account:
        raise Conflict(
            f"{party.name} hat ein Konto und entscheidet selbst über die Freigabe. Sprechen Sie "
            "mit dem Verband."
        )
    if _has_spoken(session, survey.id, association_id):
        raise Conflict(
            f"{party.name} wirkt an der Stellungnahme schon mit und muss sie selbst freigeben."
        )
    if not party.aside:
        session.add(
            PositionAbstention(
                survey_id=survey.id,
                association_id=party.id,
                recorded_by=audit.actor_name(actor),
                recorded_at=clock.now(),
            )
        )
        session.flush()
        audit.record(
            session,
            actor,
            "Verband wirkt an der Stellungnahme nicht mit",
            subject=survey.title,
            detail=party.name,
        )
    return party


def _has_spoken(session: Session, survey_id: UUID, association_id: UUID) -> bool:
    """Whether it has written, commented or released: then nobody may leave it out."""
    versions = (
        select(PositionVersion.id)
        .join(PositionPaper, col(PositionPaper.id) == col(PositionVersion.paper_id))
        .where(PositionPaper.survey_id == survey_id)
    )
    spoken = (
        select(PositionVersion.id).where(
            col(PositionVersion.id).in_(versions),
            PositionVersion.association_id == association_id,
        ),
        select(PositionComment.id).where(
            col(PositionComment.version_id).in_(versions),
            PositionComment.association_id == association_id,
        ),
        select(PositionRelease.id).where(
            col(PositionRelease.version_id).in_(versions),
            PositionRelease.association_id == association_id,
        ),
    )
    return any(session.exec(query.limit(1)).first() for query in spoken)


def bring_back(session: Session, actor: Actor, survey: SurveyFacts, association_id: UUID) -> Party:
    """The association takes part after all. An association may say so of itself alone."""
    own = associations_of(actor)
    if own and association_id not in own:
        raise NotFound("Diesen Verband gibt es in dieser Erhebung nicht.")
    party = _party(session, survey.id, association_id)
    session.execute(
        delete(PositionAbstention).where(
            col(PositionAbstention.survey_id) == survey.id,
            col(PositionAbstention.association_id) == association_id,
        )
    )
    audit.record(
        session,
        actor,
        "Verband wirkt an der Stellungnahme mit",
        subject=survey.title,
        detail=party.name,
    )
    return party


def _party(session: Session, survey_id: UUID, association_id: UUID) -> Party:
    for party in of_wave(session, survey_id):
        if party.id == association_id:
            return party
    raise NotFound("Diesen Verband gibt es in dieser Erhebung nicht.")
