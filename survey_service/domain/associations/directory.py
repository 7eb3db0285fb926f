"""Which associations there are, and for which one an account may speak."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, select

from survey_service.errors import Conflict, NotFound, Refused
from survey_service.permissions import RoleGrant
from survey_service.tables.accounts import Role
from survey_service.tables.register import Association


def names(session: Session) -> dict[UUID, str]:
    """Every association of the register, by name."""
    rows = session.exec(
        select(Association.id, Association.name).order_by(func.lower(Association.name))
    )
    return {key: name for key, name in rows}  # noqa: C416


def by_name(session: Session, name: str) -> UUID:
    """Raises NotFound, naming those that there are."""
    key = session.exec(select(Association.id).where(Association.name == name.strip())).first()
    if key is None:
        known = ", ".join(names(session).values()) or "noch keiner"
        raise NotFound(
            f"Den Verband „{name.strip()[:80]}“ gibt es im Register nicht. Vorhanden: {known}."
        )
    return key


def spoken_for(
    session: Session, held: Sequence[RoleGrant], *, role: str, area: str, association: str
) -> UUID | None:
    """The association that goes with a new role; None for a role of the city.

    Raises Refused or Conflict: nobody speaks for two associations, and nobody of the city for one,
    because the associations' drafts are hidden from the city.
    """
    if role != Role.ASSOCIATION:
        if association:
            raise Refused("Ein Verband gehört nur zur Rolle Verband. Lassen Sie das Feld leer.")
        _refuse_both(any(grant.role == Role.ASSOCIATION for grant in held))
        return None
    if not association.strip():
        raise Refused("Wählen Sie, für welchen Verband dieses Konto spricht.")
    if area:
        raise Refused(
            "Ein Verband sieht seine Mitglieder in allen Gebieten. Lassen Sie das Gebiet leer."
        )
    _refuse_both(any(grant.role != Role.ASSOCIATION for grant in held))
    key = by_name(session, association)
    if any(grant.association not in {None, key} for grant in held):
        raise Conflict(
            "Dieses Konto spricht schon für einen anderen Verband. Entziehen Sie die Rolle zuerst "
            "oder legen Sie ein zweites Konto an."
        )
    return key


def _refuse_both(both: bool) -> None:  # noqa: FBT001
    if both:
        raise Conflict(
            "Ein Konto gehört entweder zur Kommune oder zu einem Verband: Entwürfe der "
            "Verbände sind vor der Kommune verborgen. Legen Sie ein eigenes Konto an."
        )
