"""The register of associations, organisations and facilities as people see it."""

from uuid import UUID

import msgspec
from sqlalchemy import func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from questionnaires.areas import AreaTree, descendants
from survey_service.domain import areas
from survey_service.errors import NotFound
from survey_service.permissions import Action, Actor, areas_for
from survey_service.tables.areas import Area
from survey_service.tables.register import Association, Facility, Organisation


class OrganisationFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list. ``facilities``: how many of them the actor may see."""

    id: UUID
    code: str
    name: str
    association: str
    contact_name: str
    email: str
    active: bool
    facilities: int


class FacilityFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A facility; ``area`` is the area's name, empty without one."""

    id: UUID
    code: str
    name: str
    service_type: str
    address: str
    area_code: str
    area: str
    target_groups: tuple[str, ...]
    active: bool


class RegisterNumbers(msgspec.Struct, frozen=True, kw_only=True):
    """How much there is, over all areas; inactive ones are counted apart."""

    associations: int
    organisations: int
    facilities: int
    inactive: int


def visible_facilities(session: Session, actor: Actor) -> SelectOfScalar[UUID]:
    """Ids of the facilities the actor may see: of all areas, or of theirs and those below."""
    query = select(Facility.id)
    scope = areas_for(actor, Action.SEE_REGISTER)
    if scope is None:
        return query
    return query.where(col(Facility.area_code).in_(_with_parts(areas.tree(session), scope)))


def _with_parts(tree: AreaTree | None, codes: frozenset[str]) -> set[str]:
    if tree is None:
        return set()
    known = {code for code in codes if code in tree.by_code}
    return known | {area.code for code in known for area in descendants(tree, code)}


def organisations(session: Session, actor: Actor, *, search: str = "") -> list[OrganisationFacts]:
    """All the actor may see, by name; ``search`` looks in number, name and association."""
    visible = visible_facilities(session, actor).subquery()
    counts = (
        select(Facility.organisation_id, func.count().label("facilities"))
        .where(col(Facility.id).in_(select(visible.c.id)))
        .group_by(col(Facility.organisation_id))
        .subquery()
    )
    columns = (
        Organisation.id,
        Organisation.code,
        Organisation.name,
        func.coalesce(Association.name, ""),
        Organisation.contact_name,
        Organisation.email,
        Organisation.active,
        func.coalesce(counts.c.facilities, 0),
    )
    query = (
        select(*columns)  # type: ignore[call-overload]
        .outerjoin(Association, col(Association.id) == col(Organisation.association_id))
        .outerjoin(counts, counts.c.organisation_id == col(Organisation.id))
        .order_by(func.lower(Organisation.name), Organisation.code)
    )
    if areas_for(actor, Action.SEE_REGISTER) is not None:
        query = query.where(counts.c.facilities > 0)
    names = OrganisationFacts.__struct_fields__
    found = [OrganisationFacts(**dict(zip(names, row, strict=True))) for row in session.exec(query)]
    wanted = search.casefold().strip()
    return [row for row in found if wanted in f"{row.code} {row.name} {row.association}".casefold()]


def organisation(
    session: Session, actor: Actor, organisation_id: UUID
) -> tuple[OrganisationFacts, list[FacilityFacts]]:
    """One organisation and its facilities. Raises NotFound, also where the actor may not look."""
    for found in organisations(session, actor):
        if found.id == organisation_id:
            return found, _facilities(session, actor, found.id)
    raise NotFound("Diesen Träger gibt es nicht, oder er liegt außerhalb Ihrer Gebiete.")


def _facilities(session: Session, actor: Actor, organisation_id: UUID) -> list[FacilityFacts]:
    columns = (
        Facility.id,
        Facility.code,
        Facility.name,
        Facility.service_type,
        Facility.address,
        func.coalesce(Facility.area_code, ""),
        func.coalesce(Area.name, ""),
        Facility.target_groups,
        Facility.active,
    )
    query = (
        select(*columns)  # type: ignore[call-overload]
        .outerjoin(Area, col(Area.code) == col(Facility.area_code))
        .where(
            Facility.organisation_id == organisation_id,
            col(Facility.id).in_(visible_facilities(session, actor)),
        )
        .order_by(func.lower(Facility.name), Facility.code)
    )
    names = FacilityFacts.__struct_fields__
    return [
        FacilityFacts(**{**dict(zip(names, row, strict=True)), "target_groups": tuple(row[7])})
        for row in session.exec(query)
    ]


def numbers(session: Session) -> RegisterNumbers:
    """Of all areas."""

    def count(table: type, *conditions: object) -> int:
        query = select(func.count()).select_from(table).where(*conditions)  # type: ignore[arg-type]
        return int(session.exec(query).one())

    return RegisterNumbers(
        associations=count(Association),
        organisations=count(Organisation, col(Organisation.active)),
        facilities=count(Facility, col(Facility.active)),
        inactive=count(Organisation, ~col(Organisation.active))
        + count(Facility, ~col(Facility.active)),
    )
