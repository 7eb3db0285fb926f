"""Associations: the list, a new one, another name."""

from uuid import UUID

import msgspec
from sqlalchemy import func
from sqlmodel import Session, col, select

from questionnaires.areas import spelling
from survey_service.domain.administration import audit
from survey_service.domain.register.scope import check_all_areas
from survey_service.errors import FieldsInvalid, NotFound
from survey_service.permissions import Actor
from survey_service.tables.register import Association, Organisation

LONGEST = 200


class AssociationFacts(msgspec.Struct, frozen=True, kw_only=True):
    """``organisations``: how many belong to it."""

    id: UUID
    name: str
    organisations: int


def all_associations(session: Session) -> list[AssociationFacts]:
    """By name."""
    rows = session.exec(
        select(Association.id, Association.name, func.count(col(Organisation.id)))
        .outerjoin(Organisation, col(Organisation.association_id) == col(Association.id))
        .group_by(col(Association.id), col(Association.name))
        .order_by(func.lower(Association.name))
    )
    return [AssociationFacts(id=key, name=name, organisations=count) for key, name, count in rows]


def add(session: Session, actor: Actor, name: str) -> None:
    """A new association. Raises FieldsInvalid."""
    check_all_areas(actor)
    name = _checked(session, name, None)
    session.add(Association(name=name))
    audit.record(session, actor, "Verband angelegt", subject=name)


def rename(session: Session, actor: Actor, association_id: UUID, name: str) -> None:
    """All organisations keep their association under its new name. Raises FieldsInvalid."""
    check_all_areas(actor)
    row = session.get(Association, association_id)
    if row is None:
        raise NotFound("Diesen Verband gibt es nicht.")
    name = _checked(session, name, association_id)
    audit.record(session, actor, "Verband umbenannt", subject=row.name, detail=name)
    row.name = name
    session.add(row)


def _checked(session: Session, name: str, association_id: UUID | None) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST:
        raise FieldsInvalid(
            [("name", f"Geben Sie einen Namen mit höchstens {LONGEST} Zeichen an.")]
        )
    for key, known in session.exec(select(Association.id, Association.name)):
        if spelling(known) == spelling(name) and key != association_id:
            raise FieldsInvalid([("name", f"Den Verband „{known}“ gibt es schon.")])
    return name
